"""Networks held against neighbourhoods, and wards held against either: who lives where."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from boundaries.files.columns import normalised
from boundaries.teams.conflicts import Conflicts
from boundaries.teams.matrix import NO_TEAM, UNPLACED
from optimise.problem.problem import NONE, Labels, Problem
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.spared import spared
from pcn_planner.study.reading import neighbourhoods
from pcn_planner.words import counted

NOWHERE = {NO_TEAM: "in no neighbourhood", UNPLACED: "home not known"}
SPLIT_COLUMNS = ["level", "place", "network_id", "network_name", "patients", "of_place", "main"]
SHOWN = 5
_PLACES = re.compile(
    r"(ward|wd|parish|par|council|lad|la|district|borough)(\d\d)?(name|nm|code|cd)?"
)


def matrix(found: Mapping[str, Conflicts], networks: pd.DataFrame) -> pd.DataFrame | None:
    """Registered by resident: one row a network and neighbourhood; ``None`` without any.

    Parameters
    ----------
    found
        Conflicts by footprint layer; the one called neighbourhoods counts.
    networks
        The plan's network table.

    Returns
    -------
    ``network_id``, ``network_name``, ``neighbourhood_id``, ``neighbourhood_name`` (and, beside the
    neighbourhoods, patients in none and those whose home is not known), ``patients`` registered
    with the network who live there, their shares ``of_network`` and ``of_neighbourhood`` (of its
    residents registered with these networks), and ``counted``: ``by home`` or ``by list``.
    """
    named = [name for name in found if neighbourhoods.is_named_so(name)]
    if not named:
        return None
    one = found[named[0]]
    table = one.matrix.rename_axis(index="neighbourhood_id", columns="network_id")
    rows = table.reset_index().melt("neighbourhood_id", value_name="patients")
    rows = rows[rows["patients"] > 0]
    of_network = rows["patients"] / rows.groupby("network_id")["patients"].transform("sum")
    living = rows.groupby("neighbourhood_id")["patients"].transform("sum")
    known = dict(one.teams["name"]) | NOWHERE
    made = rows.assign(
        network_name=[networks["name"].get(key, key) for key in rows["network_id"]],
        neighbourhood_name=[known.get(key, key) for key in rows["neighbourhood_id"]],
        of_network=of_network.round(4),
        of_neighbourhood=(rows["patients"] / living).round(4),
        counted=one.counted,
    )
    order = ["network_id", "network_name", "neighbourhood_id", "neighbourhood_name", "patients",
             "of_network", "of_neighbourhood", "counted"]  # fmt: skip
    return made.sort_values(
        ["network_id", "patients", "neighbourhood_id"], ascending=[True, False, True]
    )[order].reset_index(drop=True)


def added(
    tables: PlanTables, problem: Problem, found: Mapping[str, Conflicts]
) -> tuple[PlanTables, list[str]]:
    """The tables with the matrix and the split places, and notes; a fault costs these two alone."""
    faults: list[str] = []

    def without(reason: str) -> None:
        faults.append(f"Who lives in which neighbourhood could not be counted ({reason}).")

    lived = spared(lambda: matrix(found, tables.networks), without)
    split = spared(lambda: split_places(problem, tables), without)
    told = spared(
        lambda: [*matrix_notes(lived), *split_notes(split, levels_of(problem, tables))],
        lambda _: list[str](),
    )
    return replace(tables, neighbourhood_matrix=lived, split_places=split), [*told, *faults]


def matrix_notes(lived: pd.DataFrame | None) -> list[str]:
    """How many patients live in the neighbourhood that most of their network's patients live in."""
    if lived is None or lived.empty:
        return []
    placed = lived[~lived["neighbourhood_id"].isin(list(NOWHERE))]
    lead, whole = placed.groupby("network_id")["patients"].max().sum(), lived["patients"].sum()
    return [
        f"{lead:,} of {whole:,} patients ({lead / whole:.1%}), {lived['counted'].iloc[0]}, live in "
        "the neighbourhood that most patients of their network live in."
    ]


def levels_of(problem: Problem, tables: PlanTables) -> dict[str, Labels]:
    """Wards and the like by level: what has a price, and of small areas what their table says.

    A column of areas counts by its name (``ward``, ``parish_name``, ``lad21nm``) where it says
    something of every second area at least; hard borders, which nobody crosses, do not.
    """
    priced = {**problem.soft, **{name: one.labels for name, one in problem.wholes.items()}}
    if not tables.of_areas:
        return priced
    table = tables.practices.reindex(list(problem.codes))
    own = [str(name) for name in table if _PLACES.fullmatch(normalised(str(name)))]
    known = {name: Labels.from_series(table[name].fillna("").astype(str), problem.codes)
             for name in own if name not in (*priced, *problem.rules.within)}  # fmt: skip
    told = {name: one for name, one in known.items() if 2 * (one.of != NONE).sum() >= len(problem)}
    return priced | {n: one for n, one in told.items() if 1 < len(one.names) < len(problem)}


def split_places(problem: Problem, tables: PlanTables) -> pd.DataFrame | None:
    """Wards and the like that several networks share; ``None`` without any level of them.

    Returns
    -------
    ``SPLIT_COLUMNS``, one row a place and network that it is in; ``main`` is the network with
    most of its patients, the first of equals.
    """
    levels = levels_of(problem, tables)
    if not levels:
        return None
    parts = []
    for level, labels in sorted(levels.items()):
        names = [labels.names[k] if k >= 0 else "" for k in labels.of.tolist()]
        rows = pd.DataFrame(
            {"place": names, "network_id": [tables.assignment.get(c, "") for c in problem.codes],
             "patients": problem.patients}
        )  # fmt: skip
        rows = rows[(rows["place"] != "") & (rows["network_id"] != "")]
        sums = rows.groupby(["place", "network_id"], sort=True)["patients"].sum().reset_index()
        parts.append(sums[sums["place"].duplicated(keep=False)].assign(level=level))
    whole = pd.concat(parts, ignore_index=True)
    by_place = whole.groupby(["level", "place"])["patients"]
    named = tables.networks["name"]
    return whole.assign(
        network_name=[named.get(key, key) for key in whole["network_id"]],
        of_place=(whole["patients"] / by_place.transform("sum")).round(4),
        main=whole.index.isin(by_place.idxmax()),
    )[SPLIT_COLUMNS]


def split_notes(split: pd.DataFrame | None, levels: Mapping[str, Labels]) -> list[str]:
    """How many wards are split, and which come first; a sentence a level."""
    if split is None:
        return []
    told = []
    for level, labels in sorted(levels.items()):
        own = split[split["level"] == level]
        places = list(dict.fromkeys(own["place"]))
        outside = int(own.loc[~own["main"], "patients"].sum())
        if not places:
            told.append(f"Every {level} is whole in one network.")
            continue
        more = f" and {len(places) - SHOWN} more" if len(places) > SHOWN else ""
        told.append(
            f"{counted(len(places), 'value')} of {level} (of {len(labels.names)}) in several "
            f"networks, {outside:,} patients outside the main one: "
            f"{', '.join(places[:SHOWN])}{more}."
        )
    return told
