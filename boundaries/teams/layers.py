"""Several layers of footprints under one plan: one table, and what a mend does to the others."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from boundaries.teams.conflicts import Conflicts
from boundaries.teams.patients_by_team import by_team

COLUMNS = [
    "network_id", "layer", "counted", "lead_team_id", "lead_team_name", "teams_needed",
    "patients", "patients_outside_lead", "patients_no_team", "patients_unplaced",
]  # fmt: skip
REMOVES = "move_removes: "  #: before a layer's name: patients fewer outside its lead teams


def table(found: Mapping[str, Conflicts]) -> pd.DataFrame:
    """Network x layer: its lead team, how many teams it needs, and the patients of others.

    Returns
    -------
    ``COLUMNS``, one row a network and layer, networks in order and layers as given;
    ``counted`` says how, ``by home`` or ``by list``.
    """
    parts = []
    for name, one in found.items():
        own = one.networks.reset_index().assign(layer=name, counted=one.counted)
        names = one.teams["name"] if "name" in one.teams else pd.Series(dtype="str")
        own["lead_team_name"] = own["lead_team_id"].map(names).fillna("").astype("str")
        parts.append(own[COLUMNS])
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    whole = pd.concat(parts, ignore_index=True)
    order = {name: k for k, name in enumerate(found)}
    return whole.sort_values(
        ["network_id", "layer"], key=lambda c: c.map(order) if c.name == "layer" else c
    ).reset_index(drop=True)


def totals(found: Mapping[str, Conflicts]) -> pd.DataFrame:
    """One row a layer: patients outside lead teams, networks that need several teams.

    Index ``layer``; ``counted``, ``patients``, ``patients_outside_lead``, ``networks_split``,
    ``networks``, ``teams``, ``patients_no_team``.
    """
    rows = [
        {
            "layer": name,
            "counted": one.counted,
            "patients": int(one.networks["patients"].sum()),
            "patients_outside_lead": int(one.networks["patients_outside_lead"].sum()),
            "networks_split": int((one.networks["teams_needed"] > 1).sum()),
            "networks": len(one.networks),
            "teams": int((one.teams["patients"] > 0).sum()),
            "patients_no_team": int(one.networks["patients_no_team"].sum()),
        }
        for name, one in found.items()
    ]
    return pd.DataFrame(rows).set_index("layer")


def removed(
    cells: pd.DataFrame, assignment: Mapping[str, str], moves: pd.DataFrame
) -> "pd.Series[int]":
    """Patients fewer outside the lead teams of one layer, for each move of one practice.

    Parameters
    ----------
    cells
        Patients by practice, small area and team in that layer.
    assignment
        Practice code -> network id.
    moves
        Columns ``practice_code`` and ``to_network_id``; others are not looked at.

    Returns
    -------
    Index of ``moves``; negative where more patients come to be outside.
    """
    counts = by_team(cells)
    own = {str(c): row for c, row in zip(counts.index, counts.to_numpy(), strict=True)}
    nothing = np.zeros(counts.shape[1], np.int64)
    sums: dict[str, np.ndarray] = {}
    for code, network in assignment.items():
        sums[network] = sums.get(network, nothing) + own.get(code, nothing)
    found = []
    for code, to in zip(moves["practice_code"], moves["to_network_id"], strict=True):
        start, goal, moved = sums[assignment[code]], sums[to], own.get(code, nothing)
        before = _outside(start) + _outside(goal)
        found.append(before - _outside(start - moved) - _outside(goal + moved))
    return pd.Series(found, index=moves.index, dtype="int64")


def _outside(counts: np.ndarray) -> int:
    """Patients of another team than the one with most."""
    return int(counts.sum() - counts.max(initial=0))


def split(by_team: pd.DataFrame, unit_of: Mapping[str, str]) -> int:
    """Patients outside the best one-to-one pairing of teams and units of a level.

    Few where teams and units are nearly the same; many where a unit needs several teams, or a
    team works into several units. ``by_team`` are practices x teams in patients.
    """
    units = pd.Series(dict(unit_of)).reindex(by_team.index)
    table = by_team.groupby(units.to_numpy()).sum().to_numpy()
    rows, columns = linear_sum_assignment(table, maximize=True)
    return int(table.sum() - table[rows, columns].sum())
