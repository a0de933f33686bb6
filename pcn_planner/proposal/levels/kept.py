"""Levels of a plan as a project keeps them, and read back upon the same plan."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.outlines import geojson
from optimise.problem.plan import Cause, ExceptionRow, Result, Status
from optimise.problem.stated import rules_toml
from optimise.tiers import Joint
from pcn_planner.proposal.levels import leveled, measured
from pcn_planner.proposal.levels.leveled import Level
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study.study import Study
from pcn_planner.study.tier_rules import NETWORK, Tier

LOST = "The levels above the networks that this plan was kept with cannot be read; make them anew."


def plain(made: Proposal) -> list[dict[str, Any]]:
    """Every level with the unit of each practice, as plain values."""
    if made.tables is None:
        return []
    units = made.tables.tiers
    found: list[dict[str, Any]] = geojson.plain(
        [{**level, "unit_of": dict(units[str(level["id_column"])])} for level in made.levels]
    )
    return found


def restored(made: Proposal, said: Sequence[Mapping[str, Any]]) -> Proposal:
    """The same plan with the levels kept with it, verified and drawn anew.

    Where they cannot be read, a note says so.
    """
    if not said or made.plan is None or made.tables is None:
        return made
    try:
        found, lower = list[Level](), dict(made.plan.assignment)
        for one in said:
            level = _level(made.study, one, lower)
            found.append(level)
            lower = dict(level.unit_of)
        return leveled.shown(made, found)
    except (KeyError, TypeError, ValueError, DataError):
        return replace(made, notes=(*made.notes, LOST))


def _level(study: Study, one: Mapping[str, Any], lower: Mapping[str, str]) -> Level:
    tier = Tier(str(one["name"]), rules_toml.from_dict(dict(one["rules"])), one["column"] or "",
                bool(one.get("together")))  # fmt: skip
    own = {str(code): str(unit) for code, unit in dict(one["unit_of"]).items()}
    if set(own) != set(lower):
        raise ValueError("a level of other practices")
    rows = tuple(
        ExceptionRow(**{**row, "practices": tuple(row["practices"]), "cause": Cause(row["cause"])})
        for row in one["exceptions"]
    )
    result = None if one["status"] is None else Result(
        Status(one["status"]), objective=one["objective"], bound=one["bound"], gap=one["gap"],
        exceptions=rows,
    )  # fmt: skip
    level = Level(
        tier, str(one["made_of"] or NETWORK), pd.DataFrame(), own, result,
        joint=None if one["joint"] is None else Joint(**one["joint"]),
    )  # fmt: skip
    return measured.measured(study, level, lower)
