"""Conflicts of networks and community teams, one row each, ranked by patients."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import MultiPoint, Point

from boundaries.teams import matrix as team_matrix
from boundaries.teams.joined import joined
from boundaries.teams.matrix import NO_TEAM, UNPLACED, Thresholds

KINDS = ("network_split", "team_split", "practice_apart")
COLUMNS = [
    "rank", "kind", "small", "network_ids", "team_ids", "practices", "practice_names",
    "patients", "patients_small", "geometry",
]  # fmt: skip
NAMED_SHARE = 0.05  #: a practice with a smaller part of a conflict is not named in it


Part = Mapping[Hashable, Any]  #: one row of ``Overlaps.table``


@dataclass(frozen=True)
class Overlaps:
    """Practice x network x team in patients, and what is lead and small among them.

    Parameters
    ----------
    table
        Columns ``practice_code, network_id, team_id, patients, lead_team_id, small``; patients
        who have a team, ``small`` where the whole overlap of team and network is.
    """

    table: pd.DataFrame
    practices: gpd.GeoDataFrame

    @cached_property
    def names(self) -> dict[str, str]:
        """Practice code -> name."""
        return dict(zip(self.practices.index, self.practices["name"], strict=True))

    @cached_property
    def points(self) -> dict[str, Point]:
        """Practice code -> where it stands."""
        return dict(zip(self.practices.index, self.practices.geometry, strict=True))

    @cached_property
    def foreign(self) -> pd.DataFrame:
        """The patients whose team does not lead their network."""
        return self.table[self.table["team_id"] != self.table["lead_team_id"]]


def overlaps(
    cells: pd.DataFrame,
    matrix: pd.DataFrame,
    assignment: Mapping[str, str],
    practices: gpd.GeoDataFrame,
    thresholds: Thresholds,
) -> Overlaps:
    """Lay cells and matrix side by side; see ``Overlaps``."""
    keys = ["practice_code", "team_id"]
    placed = cells[~cells["team_id"].isin([NO_TEAM, UNPLACED])]
    long = placed.groupby(keys, as_index=False)["patients"].sum()
    network = long["practice_code"].map(dict(assignment))
    lead = network.map(team_matrix.largest_teams(matrix))
    small = team_matrix.small_overlaps(matrix, thresholds).stack()
    is_small = small.reindex(pd.MultiIndex.from_arrays([long["team_id"], network])).to_numpy()
    columns = {"network_id": network, "lead_team_id": lead, "small": is_small.astype(bool)}
    return Overlaps(long.assign(**columns), practices)


def practice_table(
    overlap: Overlaps, assignment: Mapping[str, str], run_from: pd.Series | None
) -> pd.DataFrame:
    """One row per practice: the team most of its patients belong to, and the one it is run from.

    Returns
    -------
    Index ``practice_code``; ``network_id``; ``team_id`` (``""``: none); ``run_from_team_id``, as
    given or else its network's lead team; ``patients``; ``patients_elsewhere``, who belong to
    another team than the one it is run from; ``apart``, where most do.
    """
    codes = overlap.practices.index
    table = overlap.table.sort_values(["patients", "team_id"], ascending=[False, True])
    first = table.groupby("practice_code").first()
    lead = table.groupby("network_id")["lead_team_id"].first()
    network = pd.Series(dict(assignment), dtype="str").reindex(codes)
    home = _text(network.map(lead))
    if run_from is not None:
        said = _text(run_from.reindex(codes))
        home = said.where(said != "", home)
    elsewhere = table[table["team_id"] != table["practice_code"].map(home)]
    columns = {
        "network_id": network,
        "team_id": _text(first["team_id"].reindex(codes)),
        "run_from_team_id": home,
        "patients": overlap.practices["patients"],
        "patients_elsewhere": elsewhere.groupby("practice_code")["patients"]
        .sum()
        .reindex(codes, fill_value=0),
    }
    out = pd.DataFrame(columns, index=codes)
    known = (out["team_id"] != "") & (out["run_from_team_id"] != "")
    return out.assign(apart=known & (out["team_id"] != out["run_from_team_id"]))


def _text(values: pd.Series) -> pd.Series:
    """Text, blank where missing; an empty lookup gives a column of no text at all."""
    return values.astype("object").fillna("").astype("str")


def build(overlap: Overlaps, apart: pd.DataFrame, thresholds: Thresholds) -> gpd.GeoDataFrame:
    """Conflict rows of all kinds, ranked; ``apart`` as from ``practice_table``.

    Returns
    -------
    Columns ``COLUMNS``; lists are joined with ";". ``patients`` counts overlaps that are not
    small and ``patients_small`` those that are; ``small`` rows have only the latter and rank
    last. Ranked by patients, most first. Geometry: points of the practices named, EPSG:27700.
    """
    rows = [
        *_network_splits(overlap),
        *_team_splits(overlap),
        *_practices_apart(apart, overlap, thresholds),
    ]
    table = pd.DataFrame(rows, columns=[c for c in COLUMNS if c not in ("rank", "small")])
    table = table.assign(small=table["patients"] == 0)
    order = ["small", "patients", "patients_small", "kind", "network_ids", "team_ids", "practices"]
    up = [True, False, False, True, True, True, True]
    table = table.sort_values(order, ascending=up, ignore_index=True)
    ranked = table.assign(rank=range(1, len(table) + 1))[COLUMNS]
    return gpd.GeoDataFrame(ranked, geometry="geometry", crs=overlap.practices.crs)


def _network_splits(overlap: Overlaps) -> Iterator[dict[str, object]]:
    """A network whose patients belong to several teams: one row, its lead team first."""
    for network, parts in _grouped(overlap.foreign, "network_id"):
        teams = [str(parts[0]["lead_team_id"]), *_by_patients(parts, "team_id")]
        yield _row(overlap, "network_split", parts, networks=[network], teams=teams)


def _team_splits(overlap: Overlaps) -> Iterator[dict[str, object]]:
    """A team with patients in networks that other teams lead: one row."""
    for team, parts in _grouped(overlap.foreign, "team_id"):
        networks = list(_by_patients(parts, "network_id"))
        yield _row(overlap, "team_split", parts, networks=networks, teams=[team])


def _practices_apart(
    apart: pd.DataFrame, overlap: Overlaps, thresholds: Thresholds
) -> Iterator[dict[str, object]]:
    """A practice most of whose patients belong to another team than it is run from: one row."""
    for one in apart[apart["apart"]].sort_index().reset_index().to_dict("records"):
        patients = one["patients_elsewhere"]
        few = patients < thresholds.overlap_patients
        part: Part = {"practice_code": one["practice_code"], "patients": patients, "small": few}
        teams = [one["run_from_team_id"], one["team_id"]]
        networks = [one["network_id"]]
        yield _row(overlap, "practice_apart", [part], networks=networks, teams=teams)


def _grouped(table: pd.DataFrame, column: str) -> list[tuple[str, list[Part]]]:
    groups: dict[str, list[Part]] = {}
    for part in table.to_dict("records"):
        groups.setdefault(part[column], []).append(part)
    return sorted(groups.items())


def _by_patients(parts: Iterable[Part], column: str) -> dict[str, int]:
    """Patients by a column's values, most first, equals in the order of the values."""
    sums: dict[str, int] = {}
    for part in parts:
        sums[part[column]] = sums.get(part[column], 0) + part["patients"]
    return dict(sorted(sums.items(), key=lambda pair: (-pair[1], pair[0])))


def _row(
    overlap: Overlaps, kind: str, parts: list[Part], *, networks: list[str], teams: list[str]
) -> dict[str, object]:
    named = _named(_by_patients(parts, "practice_code"))
    return {
        "kind": kind,
        "network_ids": joined(networks),
        "team_ids": joined(teams),
        "practices": joined(named),
        "practice_names": joined(overlap.names[code] for code in named),
        "patients": sum(part["patients"] for part in parts if not part["small"]),
        "patients_small": sum(part["patients"] for part in parts if part["small"]),
        "geometry": MultiPoint([overlap.points[code] for code in named]),
    }


def _named(by_practice: Mapping[str, int]) -> list[str]:
    """The practices with a part worth naming, and the first in any case."""
    level = NAMED_SHARE * sum(by_practice.values())
    return [code for code in by_practice if by_practice[code] >= level] or [next(iter(by_practice))]
