"""For each conflict the one practice move and the one team-edge move that remove most of it."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from boundaries.teams.joined import parted
from boundaries.teams.patients_by_team import AT_PRACTICE
from boundaries.teams.practice_moves import KM, MINUTES, PricedMoves

MOVE = ("practice_code", "from_network_id", "to_network_id", "patients", "removes",
        "removes_plan", "from_patients_after", "to_patients_after")  # fmt: skip
EDGE = ("place", "place_code", "from_team_id", "to_team_id", "patients", "removes",
        "removes_plan", "from_team_patients_after", "to_team_patients_after")  # fmt: skip
#: column of what a move does to travel -> its unit
TRAVEL = {f"move_{KM}": "patient-km", f"move_{MINUTES}": "patient-minutes"}
Record = dict[Hashable, Any]
Gains = NDArray[np.int64]  #: patients a conflict has fewer after each move, moves in order


def best(
    rows: gpd.GeoDataFrame, moves: PricedMoves, edges: PricedMoves, cells: pd.DataFrame
) -> gpd.GeoDataFrame:
    """Add to every conflict the two single moves that remove most of its patients.

    A move can remove patients from one conflict by putting others into another (as when it
    changes which team leads a network), so what counts is the lesser of what the conflict and
    what the whole plan lose; of equals, what the plan loses. The moves looked at are: for
    ``network_split`` practices moving out, and team edges anywhere; for ``team_split`` any
    practice, and edges where the team gives; for ``practice_apart`` the practice itself, and edges
    that bring its patients to the team it is run from.

    Parameters
    ----------
    rows
        See ``conflict_rows.build``.
    moves, edges
        See ``practice_moves.practice_moves`` and ``edge_moves.find``.
    cells
        See ``patients_by_team.build``.

    Returns
    -------
    ``rows`` and columns ``move_`` + ``MOVE``, one of ``TRAVEL``, and ``edge_`` + ``EDGE``:
    ``removes`` counts patients of the conflict, small overlaps included, ``removes_plan`` those of
    the whole plan. Codes are blank and counts missing (Int64) where no legal move removes any.
    """
    move = (*MOVE, *(name for name in (KM, MINUTES) if name in moves.table))
    choices = [Record()] * len(rows)
    if len(moves.table) or len(edges.table):
        at = _places(cells)
        choices = [
            _chosen(moves, _by_practice_move(row, moves), "move_", move)
            | _chosen(edges, _by_edge_move(row, edges, at), "edge_", EDGE)
            for row in rows.drop(columns="geometry").to_dict("records")
        ]
    columns = [*(f"move_{c}" for c in move), *(f"edge_{c}" for c in EDGE)]
    return rows.join(_typed(pd.DataFrame(choices, rows.index, columns)))


def _chosen(moves: PricedMoves, gains: Gains, prefix: str, names: Sequence[str]) -> Record:
    """The first of the moves that do most good, nothing where none does any."""
    good = np.minimum(moves.table["removes_plan"].to_numpy(), gains)
    if not (good > 0).any():
        return {}
    place = int(good.argmax())
    record = {**moves.table.iloc[place].to_dict(), "removes": gains[place]}
    return {f"{prefix}{name}": record[name] for name in names}


def _by_practice_move(row: Record, moves: PricedMoves) -> Gains:
    table = moves.table
    if row["kind"] == "network_split":
        leaves = table["from_network_id"] == _only(row["network_ids"])
        return np.where(leaves, table["removes_network"], 0)
    if row["kind"] == "practice_apart":
        itself = table["practice_code"] == _only(row["practices"])
        return np.where(itself, table["removes_practice"], 0)
    return _detail(moves, _only(row["team_ids"]))


def _by_edge_move(row: Record, edges: PricedMoves, at: Mapping[str, Mapping[str, int]]) -> Gains:
    table = edges.table
    if row["kind"] == "network_split":
        return _detail(edges, _only(row["network_ids"]))
    if row["kind"] == "team_split":
        gives = table["from_team_id"] == _only(row["team_ids"])
        return np.where(gives, table["removes_team"], 0)
    run_from = _only(row["team_ids"])
    own = table["place_code"].map(at[_only(row["practices"])]).fillna(0)
    return np.where(table["to_team_id"] == run_from, own, 0).astype("int64")


def _only(cell: str) -> str:
    """The one code of a cell, or the first of several."""
    return parted(cell)[0]


def _detail(moves: PricedMoves, key: str) -> Gains:
    none = np.zeros(len(moves.table), dtype="int64")
    return moves.removes[key].to_numpy() if key in moves.removes else none


def _places(cells: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Practice code -> the places its patients are counted at, in patients."""
    at_practice = cells["area_code"] == AT_PRACTICE
    places = cells["area_code"].mask(at_practice, cells["practice_code"])
    found: dict[str, dict[str, int]] = {}
    for code, place, patients in zip(
        cells["practice_code"].tolist(), places.tolist(), cells["patients"].tolist(), strict=True
    ):
        found.setdefault(code, {})[place] = patients
    return found


def travel_change(row: "Mapping[Any, Any] | pd.Series") -> tuple[float, str]:
    """What the best move of a conflict does to travel, and the unit of it."""
    column = next(name for name in TRAVEL if name in row)
    return float(row[column]), TRAVEL[column]


def _typed(mends: pd.DataFrame) -> pd.DataFrame:
    texts = [c for c in mends.columns if c.endswith(("_code", "_id", "_place"))]
    travel = [c for c in mends.columns if c in TRAVEL]
    counts = [c for c in mends.columns if c not in (*texts, *travel)]
    blanks = mends[texts].astype("object").fillna("").astype("str")
    return mends.assign(
        **blanks, **mends[counts].astype("Int64"), **mends[travel].astype("float64")
    )
