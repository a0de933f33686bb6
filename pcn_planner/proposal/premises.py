"""Practices that share premises: told where a plan parts them, kept together where asked."""

from collections.abc import Mapping
from dataclasses import replace

import shapely

from boundaries.practices import sites
from optimise.problem.rules import TOGETHER, Group, Rules
from pcn_planner import kept
from pcn_planner.study.study import Study

SHOWN = 10  #: premises that a note names


@kept.by_owner
def groups(study: Study) -> tuple[Group, ...]:
    """Practices of one border unit whose main sites are within a metre of each other."""
    found: dict[tuple[int, str], list[str]] = {}
    places = sites.premises(shapely.get_coordinates(study.practices.geometry.to_numpy()))
    for code, place in zip(study.practices.index, places.tolist(), strict=True):
        found.setdefault((place, str(study.units[code])), []).append(str(code))
    return tuple(sorted(tuple(sorted(codes)) for codes in found.values() if len(codes) > 1))


def with_groups(study: Study, rules: Rules) -> Rules:
    """The rules with a group to be kept together for each premises, where that is asked."""
    if rules.same_premises != TOGETHER:
        return rules
    return replace(rules, together=tuple(dict.fromkeys((*rules.together, *groups(study)))))


def notes(study: Study, assignment: Mapping[str, str]) -> list[str]:
    """A sentence on the premises that a plan parts, with names and patients, if there are any."""
    placed = (tuple(code for code in group if code in assignment) for group in groups(study))
    parted = [group for group in placed if len({assignment[code] for code in group}) > 1]
    if not parted:
        return []
    told = "; ".join(_told(study, group, assignment) for group in parted[:SHOWN])
    more = f"; and {len(parted) - SHOWN} more" if len(parted) > SHOWN else ""
    head = (
        "Practices at one place are"
        if len(parted) == 1
        else f"At {len(parted)} places practices are"
    )
    return [f"{head} in different networks: {told}{more}."]


def _told(study: Study, group: Group, assignment: Mapping[str, str]) -> str:
    names, patients = study.practices["name"], study.practices["patients"]
    return ", ".join(
        f"{names[code]} ({code}), {patients[code]:,} patients, in {assignment[code]}"
        for code in group
    )
