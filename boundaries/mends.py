"""For each conflict the one practice move and the one team-edge move that remove most of it."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from boundaries import edge_moves, mending
from boundaries.conflict_rows import JOIN
from boundaries.patient_cells import AT_PRACTICE

MOVE = {column: f"move_{column}" for column in mending.COLUMNS}
EDGE = {column: f"edge_{column}" for column in edge_moves.COLUMNS}
COUNTS = [
    *(MOVE[c] for c in ("patients", "removes", "from_patients_after", "to_patients_after")),
    *(EDGE[c] for c in ("patients", "removes", "from_team_patients_after",
                        "to_team_patients_after")),
]  # fmt: skip
KM = MOVE["patient_km_change"]


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
    return {str(key): frozenset(group) for key, group in values.groupby(by)}


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
    moves = practice_moves[practice_moves["removes"] > 0]
    edges = team_edges[team_edges["removes"] > 0]
    choices = [
        {
            **_first(moves[_practice_choice(kind, _key(kind, row), row, moves, reach)], MOVE),
            **_first(edges[_edge_choice(kind, _key(kind, row), edges, reach)], EDGE),
        }
        for kind, row in zip(rows["kind"], rows.to_dict("records"), strict=True)
    ]
    return rows.join(_typed(pd.DataFrame(choices, rows.index, [*MOVE.values(), *EDGE.values()])))


def _typed(mends: pd.DataFrame) -> pd.DataFrame:
    texts = [column for column in mends if column not in (*COUNTS, KM)]
    blanks = mends[texts].astype("object").fillna("")
    kinds: dict[str, str] = dict.fromkeys(texts, "str") | dict.fromkeys(COUNTS, "Int64")
    return mends.assign(**blanks).astype({**kinds, KM: "float64"})


def _first(moves: pd.DataFrame, named: Mapping[str, str]) -> dict[str, object]:
    """The first of ordered moves under its new names; nothing where there is none."""
    return {named[c]: moves[c].iloc[0] for c in named} if len(moves) else {}


def _key(kind: str, row: Mapping[Hashable, str]) -> str:
    """What a conflict is about: a network, a team or a practice."""
    return row[{"network_split": "network_ids", "team_split": "team_ids"}.get(kind, "practices")]


def _practice_choice(
    kind: str, key: str, row: Mapping[Hashable, str], moves: pd.DataFrame, reach: Reach
) -> pd.Series:
    if kind == "network_split":
        return moves["from_network_id"] == key
    if kind == "practice_apart":
        return moves["practice_code"] == key
    led_by_others = moves["from_network_id"].isin(row["network_ids"].split(JOIN))
    return led_by_others & moves["practice_code"].isin(reach.practices_of_team[key])


def _edge_choice(kind: str, key: str, edges: pd.DataFrame, reach: Reach) -> pd.Series:
    if kind == "team_split":
        return edges["from_team_id"] == key
    places = reach.places_of_network if kind == "network_split" else reach.places_of_practice
    return edges["place_code"].isin(places[key])
