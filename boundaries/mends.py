"""For each conflict the one practice move and the one team-edge move that remove most of it."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries import edge_moves, mending
from boundaries.conflict_rows import JOIN
from boundaries.patient_cells import AT_PRACTICE

MOVE: dict[Hashable, str] = {column: f"move_{column}" for column in mending.COLUMNS}
EDGE: dict[Hashable, str] = {column: f"edge_{column}" for column in edge_moves.COLUMNS}
COUNTS = [
    *(MOVE[c] for c in ("patients", "removes", "from_patients_after", "to_patients_after")),
    *(EDGE[c] for c in ("patients", "removes", "from_team_patients_after",
                        "to_team_patients_after")),
]  # fmt: skip
KM = MOVE["patient_km_change"]


Record = dict[Hashable, Any]


@dataclass(frozen=True)
class Reach:
    """Whose patients a single move touches, from cells that say their network and place."""

    places_of_network: Mapping[str, frozenset[str]]
    places_of_practice: Mapping[str, frozenset[str]]
    practices_of_team: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, cells: pd.DataFrame, assignment: Mapping[str, str]) -> "Reach":
        """Read it from ``patient_cells.build``."""
        network = cells["practice_code"].map(dict(assignment))
        at_practice = cells["area_code"] == AT_PRACTICE
        place = cells["area_code"].mask(at_practice, cells["practice_code"])
        return cls(
            _sets(place, network),
            _sets(place, cells["practice_code"]),
            _sets(cells["practice_code"], cells["team_id"]),
        )


def _sets(values: pd.Series, by: pd.Series) -> dict[str, frozenset[str]]:
    sets: dict[str, set[str]] = {}
    for key, value in zip(by, values, strict=True):
        sets.setdefault(key, set()).add(value)
    return {key: frozenset(found) for key, found in sets.items()}


def best(
    rows: gpd.GeoDataFrame, practice_moves: pd.DataFrame, team_edges: pd.DataFrame, reach: Reach
) -> gpd.GeoDataFrame:
    """Add to every conflict the moves that remove most patients in conflict, of the whole plan.

    Practices may move out of the split network; practices with patients of the split team out
    of networks that others lead; the practice that is apart. Team edges may move where
    patients of the split network or of the practice live, or round the split team.

    Returns
    -------
    ``rows`` and columns ``move_...`` and ``edge_...``: those of ``mending.practice_moves`` and
    ``edge_moves.find``; codes blank and counts missing (Int64) where no legal move removes any.
    """
    moves, edges = _helpful(practice_moves), _helpful(team_edges)
    first = _first_at(edges, "place_code"), _first_at(edges, "from_team_id")
    choices = []
    for row in rows.drop(columns="geometry").to_dict("records"):
        move = next((one for one in moves if _may_mend(row, one, reach)), {})
        place = _edge(row, *first, reach)
        edge = edges[place] if place is not None else {}
        choices.append({MOVE[k]: move[k] for k in move} | {EDGE[k]: edge[k] for k in edge})
    columns = [*MOVE.values(), *EDGE.values()]
    return rows.join(_typed(pd.DataFrame(choices, rows.index, columns)))


def _helpful(moves: pd.DataFrame) -> Sequence[Record]:
    return moves[moves["removes"] > 0].to_dict("records")


def _first_at(edges: Sequence[Record], column: str) -> dict[str, int]:
    """Value of a column -> the place in the order of the first move that has it."""
    first: dict[str, int] = {}
    for place, edge in enumerate(edges):
        first.setdefault(edge[column], place)
    return first


def _may_mend(row: Record, move: Record, reach: Reach) -> bool:
    practice, network = move["practice_code"], move["from_network_id"]
    if row["kind"] == "practice_apart":
        return bool(practice == row["practices"])
    if row["kind"] == "network_split":
        return bool(network == row["network_ids"])
    led_by_others = network in row["network_ids"].split(JOIN)
    return led_by_others and practice in reach.practices_of_team[row["team_ids"]]


def _edge(
    row: Record, by_place: Mapping[str, int], by_team: Mapping[str, int], reach: Reach
) -> int | None:
    """The place in the order of the best team-edge move for a conflict."""
    if row["kind"] == "team_split":
        return by_team.get(row["team_ids"])
    if row["kind"] == "network_split":
        places = reach.places_of_network[row["network_ids"]]
    else:
        places = reach.places_of_practice[row["practices"]]
    return min((by_place[code] for code in places if code in by_place), default=None)


def _typed(mends: pd.DataFrame) -> pd.DataFrame:
    texts = [column for column in mends if column not in (*COUNTS, KM)]
    blanks = mends[texts].astype("object").fillna("")
    counts = mends[COUNTS].astype("Int64")
    return mends.assign(**blanks.astype("str"), **counts, **{KM: mends[KM].astype("float64")})
