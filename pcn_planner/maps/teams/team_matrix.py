"""The matrix of community teams and networks as a heat table: HTML that works without colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

import pandas as pd

from boundaries.teams import matrix as team_matrix
from boundaries.teams.matrix import NO_TEAM, UNPLACED, Thresholds
from pcn_planner.maps import templates

FAINT, STRONG = (247, 245, 251), (165, 139, 201)  #: of the heat; text on it has 4.5 to 1 and more
ROW_NAMES = {NO_TEAM: "In no team's area", UNPLACED: "Home not known"}


@dataclass(frozen=True)
class Cell:
    """One number of the table: how it is shaded, and what it is."""

    patients: int
    shade: str
    kind: str


@dataclass(frozen=True)
class MatrixRow:
    """One team, or one of the two rows that are no team."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    total: int


def render(
    matrix: pd.DataFrame,
    teams: Mapping[str, str],
    networks: Mapping[str, str],
    thresholds: Thresholds,
) -> str:
    """An HTML table of the matrix that ``boundaries.teams.matrix.build`` gives.

    Lead teams are framed and bold, small overlaps grey and in italics; networks stand in the
    order of their lead teams, so that a plan without conflicts is a diagonal. ``teams`` and
    ``networks`` are names by id; all texts are escaped.
    """
    order = ordered(matrix)
    shown = matrix[order]
    return templates.rendered(
        "matrix.html",
        networks=[(key, networks.get(key, key)) for key in order],
        rows=rows(shown, teams, thresholds),
        sums=[int(total) for total in shown.sum()],
        total=int(shown.to_numpy().sum()),
        legend=[shade(share) for share in (0.02, 0.25, 0.5, 1.0)],
    )


def ordered(matrix: pd.DataFrame) -> list[str]:
    """Networks in the order of their lead teams; of one team, most of its patients first."""
    lead = team_matrix.lead_teams(matrix)
    place = {team: k for k, team in enumerate(matrix.index)}
    most = team_matrix.of_teams(matrix).max()
    keys = sorted(matrix.columns, key=lambda key: (place[lead[key]], -most[key], key))
    return [str(key) for key in keys]


def rows(
    matrix: pd.DataFrame, teams: Mapping[str, str], thresholds: Thresholds
) -> tuple[MatrixRow, ...]:
    """The rows of the table; rows that are no team are left out where nobody is in them."""
    lead = team_matrix.is_lead(matrix)
    small = team_matrix.small_overlaps(matrix, thresholds)
    most = max(int(matrix.to_numpy().max(initial=0)), 1)
    out = []
    for key, counts in zip(map(str, matrix.index), matrix.to_numpy(), strict=True):
        if key in ROW_NAMES and not counts.sum():
            continue
        kinds = ["other"] * len(counts)
        if key in lead.index:
            kinds = [_kind(*marks) for marks in zip(lead.loc[key], small.loc[key], strict=True)]
        pairs = zip(map(int, counts), kinds, strict=True)
        cells = tuple(Cell(n, shade(n / most) if n else "", kind) for n, kind in pairs)
        name = ROW_NAMES.get(key) or teams.get(key) or key
        out.append(MatrixRow(key, name, cells, int(counts.sum())))
    return tuple(out)


def shade(share: float) -> str:
    """The colour of a share of the largest number; by its root, so that small ones show."""
    strength = sqrt(min(max(share, 0.0), 1.0))
    parts = [round(a + (b - a) * strength) for a, b in zip(FAINT, STRONG, strict=True)]
    return "#" + "".join(f"{part:02X}" for part in parts)


def _kind(lead: bool, small: bool) -> str:
    return "lead" if lead else "small" if small else "counted"
