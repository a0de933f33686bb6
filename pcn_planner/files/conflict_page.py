"""A plan's conflicts with community teams on one A4 page: HTML that prints without a network."""

from dataclasses import asdict
from typing import Any

import pandas as pd

from boundaries.teams.conflicts import Conflicts
from pcn_planner.maps import panel as map_panel
from pcn_planner.maps import templates
from pcn_planner.maps.layers import barrier_kinds
from pcn_planner.maps.pictures import printed_map
from pcn_planner.maps.teams import conflict_texts, team_matrix
from pcn_planner.maps.teams.conflict_texts import Names
from pcn_planner.proposal.tables import PlanTables

CONFLICT_MM = 12.5  #: of the page's height that a conflict and its mend take
ROW_MM = 3.4  #: a row of the matrix
FREE_MM = 152.0  #: of the page's height for map and matrix together
MAP_WIDTH_MM = 104.0
COLUMNS = 30  #: the most networks, and teams, of the matrix on the page


def page(tables: PlanTables, found: Conflicts, *, of: str = "", printed_on: str = "") -> str:
    """One HTML page, A4 landscape, with map, figures, matrix and the first conflicts.

    Parameters
    ----------
    tables, found
        A plan and its conflicts.
    of
        Which plan it is, for the heading.
    printed_on
        A date, as it is to be read.
    """
    names = conflict_texts.names_of(found, tables.networks, tables.practices)
    matrix, cut = shown_part(found.matrix)
    height = min(max(FREE_MM - ROW_MM * (len(matrix) + 2), 50.0), 110.0)
    conflicts = _conflicts(found, names)[: int((height - 6) / CONFLICT_MM)]
    return templates.rendered(
        "printable.html",
        title=tables.title,
        of=of,
        printed_on=printed_on,
        summary=map_panel.summary(tables),
        figures=asdict(conflict_texts.headline(found)),
        picture=printed_map.render(tables, found, MAP_WIDTH_MM, height - 6),
        barrier_kinds=barrier_kinds(tables.barriers),
        matrix=team_matrix.render(matrix, names.teams, names.networks, found.thresholds),
        cut=cut,
        width=len(matrix.columns),
        height=height,
        conflicts=conflicts,
        rest=int((~found.rows["small"]).sum()) - len(conflicts),
        caveats=[f"Patients: {found.method}.", *_other_caveats(tables, found)],
        attribution=list(tables.attribution),
    )


def shown_part(matrix: pd.DataFrame) -> tuple[pd.DataFrame, bool]:
    """The part of a matrix that the page has room for, and whether anything was left out.

    Kept are the networks and teams with most patients outside the team that leads.
    """
    teams = matrix.index[:-2]
    if len(teams) <= COLUMNS and len(matrix.columns) <= COLUMNS:
        return matrix, False
    counts = matrix.loc[teams]
    astray = counts.where(counts.ne(counts.max()), 0)
    networks = astray.sum().sort_values(ascending=False, kind="stable").index[:COLUMNS]
    rows = astray.sum(axis=1).sort_values(ascending=False, kind="stable").index[:COLUMNS]
    kept = [key for key in matrix.index if key in set(rows) | set(matrix.index[-2:])]
    return matrix.loc[kept, sorted(networks)], True


def _other_caveats(tables: PlanTables, found: Conflicts) -> list[str]:
    return [line for line in tables.caveats if found.method not in line]


def _conflicts(found: Conflicts, names: Names) -> list[dict[str, Any]]:
    """Every conflict that counts, with the move that mends most of it."""
    return [
        {
            "rank": row["rank"],
            "what": conflict_texts.sentence(found, row, names),
            "mend": conflict_texts.best_mend(row, names),
        }
        for row in conflict_texts.records(found)
        if not row["small"]
    ]
