"""From tables keyed by code to the numbered ground a map of small areas is drawn on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from boundaries.errors import DataError
from boundaries.network_areas.pieces import UNASSIGNED, Ints, Tiling, pieces
from boundaries.network_areas.repair import Bools, Floats, MapGround

Homes = Mapping[tuple[int, int], tuple[int, ...]]

TIE_SUM = 0.4  #: what all tie-breaking together may be worth, in patients
SPREAD_ROUNDS = 200


@dataclass(frozen=True)
class Numbered:
    """Codes in order beside the numbered ground.

    ``patients`` (n, k) as given; ``homes``: (network, stretch of land) -> areas its practices
    lie in there; ``given_away``: areas of islands and exclaves without a practice.
    """

    areas: tuple[str, ...]
    networks: tuple[str, ...]
    patients: Floats
    ground: MapGround
    homes: Homes
    given_away: tuple[str, ...]


def number(
    graph: "nx.Graph[str]",
    patients: pd.DataFrame,
    homes: Mapping[str, Collection[str]],
    area_units: pd.Series | None,
    network_units: Mapping[str, Collection[str]] | None,
) -> Numbered:
    """Check the tables against each other and number everything in sorted order.

    Parameters as in ``optimise.network_areas.allocate.allocate``; ``patients`` may hold any
    other worth.

    Raises
    ------
    DataError
        The tables do not speak of the same areas or networks.
    """
    areas, networks = _codes(graph, patients, homes)
    tiling = Tiling.of_graph(graph, areas)
    worth = patients.reindex(index=list(areas), columns=list(networks)).to_numpy(dtype=float)
    at = {code: i for i, code in enumerate(areas)}
    doors = {k: sorted({at[a] for a in homes.get(n, ())}) for k, n in enumerate(networks)}
    open_to = _within_units(
        areas, networks, area_units, _units_of(network_units, homes, area_units)
    )
    parts = _parts(tiling, open_to)
    present = _present(parts, worth, doors)
    allowed, parts, given = _settled(tiling, worth, open_to, parts, present)
    rows = {
        (k, part): tuple(a for a in doors[k] if parts[a, k] == part)
        for k in doors
        for part in sorted({int(parts[a, k]) for a in doors[k]} - {UNASSIGNED})
    }
    weights = worth + _tie_break(tiling, worth)
    ground = MapGround(tiling, weights, allowed, _seeds(worth, rows), parts)
    return Numbered(areas, networks, worth, ground, rows, tuple(areas[i] for i in given))


def _codes(
    graph: "nx.Graph[str]", patients: pd.DataFrame, homes: Mapping[str, Collection[str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    areas = tuple(sorted(graph))
    unknown = sorted(set(patients.index) ^ set(areas))
    if unknown:
        raise DataError(
            "the patients table and the graph do not hold the same small areas",
            rows=unknown,
            remedy="Give every small area a row, with 0 where nobody is registered",
        )
    if not len(patients.columns) or not areas:
        raise DataError("there is no network or no small area to draw", remedy="Check the inputs")
    strangers = sorted(set(homes) - set(patients.columns))
    if strangers:
        raise DataError("networks with practices but no column of patients", rows=strangers)
    lost = sorted({a for group in homes.values() for a in group} - set(areas))
    if lost:
        raise DataError("practices lie in small areas that are not on the map", rows=lost)
    return areas, tuple(sorted(patients.columns))


def _units_of(
    network_units: Mapping[str, Collection[str]] | None,
    homes: Mapping[str, Collection[str]],
    area_units: pd.Series | None,
) -> Mapping[str, Collection[str]]:
    """Units of each network: as given, else those its practices lie in."""
    if network_units is not None or area_units is None:
        return network_units or {}
    return {n: {str(area_units[a]) for a in group} for n, group in homes.items()}


def _within_units(
    areas: tuple[str, ...],
    networks: tuple[str, ...],
    area_units: pd.Series | None,
    network_units: Mapping[str, Collection[str]],
) -> Bools:
    """(n, k): the area's unit is one of the network's; units no network serves are open."""
    if area_units is None:
        return np.ones((len(areas), len(networks)), dtype=bool)
    units = [str(area_units[a]) for a in areas]
    same = np.array([[u in network_units.get(n, ()) for n in networks] for u in units])
    return np.asarray(same | ~same.any(axis=1, keepdims=True))


def _parts(tiling: Tiling, open_to: Bools) -> Ints:
    """(n, k): connected stretch of what is open to network k; -1 elsewhere."""
    parts = np.full(open_to.shape, UNASSIGNED, dtype=np.int64)
    known: dict[bytes, Ints] = {}
    for k in range(open_to.shape[1]):
        mask = open_to[:, k]
        stretch = known.setdefault(mask.tobytes(), pieces(tiling, mask.astype(np.int64)))
        parts[mask, k] = stretch[mask]
    return parts


def _present(parts: Ints, worth: Floats, doors: Mapping[int, list[int]]) -> list[set[int]]:
    """For each network the stretches it has a practice on, else the one with most patients."""
    present = []
    for k, areas in doors.items():
        here = {int(parts[a, k]) for a in areas} - {UNASSIGNED}
        there = parts[:, k] >= 0
        if not here and there.any():
            total = np.bincount(parts[there, k], weights=worth[there, k])
            here = {int(total.argmax())} if total.any() else {int(parts[there, k][0])}
        present.append(here)
    return present


def _settled(
    tiling: Tiling, worth: Floats, open_to: Bools, parts: Ints, present: list[set[int]]
) -> tuple[Bools, Ints, list[int]]:
    """Which network may have which area; islands and exclaves without a practice are not divided.

    Such a stretch goes to the network most of its people are registered with, so that no
    network reaches over the water for a single small area.
    """
    on_land = [np.isin(parts[:, k], sorted(here)) for k, here in enumerate(present)]
    allowed = open_to & np.column_stack(on_land)
    parts = np.where(allowed, parts, UNASSIGNED)
    orphans = ~allowed.any(axis=1)
    stretch = pieces(tiling, np.asarray(orphans, dtype=np.int64))
    for piece in np.unique(stretch[orphans]):
        here = np.flatnonzero(stretch == piece)
        may = open_to[here].all(axis=0)
        total = worth[here].sum(axis=0) + worth.sum(axis=0) / (1.0 + worth.sum())
        allowed[here, int(np.where(may if may.any() else True, total, -1.0).argmax())] = True
    return allowed, parts, np.flatnonzero(orphans).tolist()


def _tie_break(tiling: Tiling, worth: Floats) -> Floats:
    """(n, k): a trace of who leads nearby, so that areas without patients join a neighbour."""
    total = worth.sum(axis=1, keepdims=True)
    share = np.divide(worth, total, out=np.zeros_like(worth), where=total > 0)
    a, b = tiling.edges.T
    degree = np.maximum(np.bincount(tiling.edges.ravel(), minlength=tiling.n), 1)[:, None]
    for _ in range(SPREAD_ROUNDS):
        near = np.zeros_like(share)
        np.add.at(near, a, share[b])
        np.add.at(near, b, share[a])
        share = np.where(total > 0, share, near / degree) if (total == 0).any() else near / degree
        if (share.sum(axis=1) > 0).all():
            break
    spread: Floats = share * (TIE_SUM / tiling.n)
    return spread


def _seeds(worth: Floats, homes: Homes) -> dict[int, int]:
    """One area of its practices for each network, no two the same, most patients in all."""
    keys = list(homes)
    areas = sorted({a for group in homes.values() for a in group})
    if not keys:
        return {}
    value = np.full((len(keys), len(areas)), -1.0 - worth.sum())
    for row, key in enumerate(keys):
        for a in homes[key]:
            value[row, areas.index(a)] = worth[a, key[0]]
    rows, columns = linear_sum_assignment(value, maximize=True)
    chosen = [
        (r, c) for r, c in zip(rows.tolist(), columns.tolist(), strict=True) if value[r, c] >= 0
    ]
    best = sorted(chosen, key=lambda rc: float(value[rc]))
    return {keys[r][0]: areas[c] for r, c in best}
