"""Mend a map of small areas: every network one piece, no network inside another.

A greedy companion of the integer program in ``optimise.network_areas.allocate``: it supplies the
start, the fallback when time runs out, and maps where no registrations are known.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from boundaries.network_areas.pieces import UNASSIGNED, Ints, Tiling, enclosed, minor_pieces, pieces

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
CHANNEL_ROUNDS = 40
IMPROVE_ROUNDS = 20


@dataclass(frozen=True)
class MapGround:
    """What a map is drawn on: who may have which area, and what it is worth.

    Parameters
    ----------
    tiling
        The small areas.
    weights
        (n, k): patients of network k in area i, or any other worth.
    allowed
        (n, k): False where a hard border, or an island it has no practice on, keeps network k
        out; at least one True in each row.
    seeds
        Network -> area it must keep where possible, no two the same.
    parts
        (n, k): the stretch of land (island, part of a border unit) on which network k must
        hang together; -1 where area i need not touch the rest of network k (exclaves given
        away whole).
    """

    tiling: Tiling
    weights: Floats
    allowed: Bools
    seeds: Mapping[int, int]
    parts: Ints

    @classmethod
    def open(cls, tiling: Tiling, weights: Floats, seeds: Mapping[int, int]) -> "MapGround":
        """Ground on which every network may have every area, in one piece on each island."""
        parts = np.broadcast_to(tiling.parts[:, None], weights.shape)
        return cls(tiling, weights, np.ones(weights.shape, bool), seeds, parts)

    def inside(self, labels: Ints) -> float:
        """Sum of the weights that a complete map keeps."""
        return float(self.weights[np.arange(self.tiling.n), labels].sum())

    def best(self) -> Ints:
        """For every area the allowed network of greatest weight (plurality), first on a tie."""
        open_to = np.where(self.allowed, self.weights, -np.inf)
        return np.asarray(open_to.argmax(axis=1), dtype=np.int64)


def faults(ground: MapGround, labels: Ints) -> int:
    """Count minor pieces and shut-in parts; 0 for a map that is whole."""
    own = ground.weights[np.arange(ground.tiling.n), labels]
    minor = minor_pieces(ground.tiling, labels, own, ground.parts)
    return len(minor) + len(enclosed(ground.tiling, labels))


def repair(ground: MapGround, labels: Ints) -> Ints:
    """Return a map in which every network is one piece and none encloses another.

    Minor pieces are given up and taken in by their neighbours, least patients lost first. A
    network that is shut in gets a way out where one exists; in the last resort it is merged
    into the network round it, which always ends (only a hard border can then leave a fault).
    """
    labels = _linked(ground, labels)
    for attempt in range(CHANNEL_ROUNDS + ground.weights.shape[1] + 1):
        labels = _joined(ground, labels)
        rings = enclosed(ground.tiling, labels)
        if not rings:
            break
        undone = [_release(ground, labels, ring, attempt < CHANNEL_ROUNDS) for ring in rings]
        if not any(undone):
            break
    return labels


def _linked(ground: MapGround, labels: Ints) -> Ints:
    """Plant every seed and join it to its network's heaviest piece where that is worth the way."""
    labels = labels.copy()
    for network, seed in sorted(ground.seeds.items()):
        labels[seed] = network
    for network, seed in sorted(ground.seeds.items()):
        if labels[seed] != network:
            continue  # its area is on another network's way
        piece = pieces(ground.tiling, labels)
        land = (labels == network) & (ground.parts[:, network] == ground.parts[seed, network])
        worth = np.bincount(piece[land], weights=ground.weights[land, network])
        heaviest = int(worth.argmax())
        if heaviest != piece[seed]:
            cost, way = _way_home(ground, labels, network, np.flatnonzero(piece == heaviest))
            labels[way if cost < worth[heaviest] else []] = network
    return labels


def _way_home(
    ground: MapGround, labels: Ints, network: int, target: Ints
) -> tuple[float, list[int]]:
    """Cheapest way from the network's seed to ``target`` round the seeds of others, if any."""
    lost = ground.weights[np.arange(len(labels)), labels] - ground.weights[:, network]
    price = np.where(labels == network, 0.0, 1.0 + np.maximum(lost, 0.0))
    seed = ground.seeds[network]
    open_to = set(np.flatnonzero(ground.allowed[:, network]).tolist())
    land = ground.tiling.graph.subgraph(open_to - set(ground.seeds.values()) | {seed})
    ways = _cheapest(land, price, {seed}, set(target.tolist()), network)
    return (ways[0][0], ways[0][2]) if ways else (np.inf, [])


def improve(ground: MapGround, labels: Ints) -> Ints:
    """Move single areas to a neighbour's network while that wins patients and keeps all whole."""
    labels, before = labels.copy(), faults(ground, labels)
    for _ in range(IMPROVE_ROUNDS):
        moved = False
        for _, area, network in _moves(ground, labels):
            old = labels[area]
            if ground.weights[area, network] <= ground.weights[area, old]:
                continue
            labels[area] = network
            if _keeps(ground, labels, int(old)) and faults(ground, labels) <= before:
                moved = True
            else:
                labels[area] = old
        if not moved:
            break
    return labels


def _keeps(ground: MapGround, labels: Ints, network: int) -> bool:
    seed = ground.seeds.get(network)
    return seed is None or bool(labels[seed] == network)


def _moves(ground: MapGround, labels: Ints) -> list[tuple[float, int, int]]:
    """Single moves to a neighbour's network that win patients, most first."""
    found = set()
    for a, b in ground.tiling.edges.tolist():
        for area, network in ((a, int(labels[b])), (b, int(labels[a]))):
            won = ground.weights[area, network] - ground.weights[area, labels[area]]
            if won > 0 and ground.allowed[area, network]:
                found.add((-float(won), area, network))
    return sorted(found)


def _joined(ground: MapGround, labels: Ints) -> Ints:
    """Free every minor piece, then let the networks grow over what is free."""
    own = ground.weights[np.arange(ground.tiling.n), labels].copy()
    heavy = 1.0 + ground.weights.sum()
    for network, area in ground.seeds.items():
        own[area] += heavy * (labels[area] == network)
    freed = labels.copy()
    for _, _, minor in minor_pieces(ground.tiling, labels, own, ground.parts):
        freed[minor] = UNASSIGNED
    return _grown(ground, freed)


def _grown(ground: MapGround, labels: Ints) -> Ints:
    """Give free areas to an adjoining network, least patients lost first."""
    labels, loss = labels.copy(), _losses(ground)
    near = ground.tiling.neighbours
    queue = [
        (float(loss[v, labels[u]]), v, int(labels[u]))
        for v in np.flatnonzero(labels == UNASSIGNED).tolist()
        for u in near[v]
        if labels[u] != UNASSIGNED and ground.allowed[v, labels[u]]
    ]
    heapq.heapify(queue)
    while queue:
        _, v, network = heapq.heappop(queue)
        if labels[v] == UNASSIGNED:
            labels[v] = network
            for u in near[v]:
                if labels[u] == UNASSIGNED and ground.allowed[u, network]:
                    heapq.heappush(queue, (float(loss[u, network]), u, network))
    unreached = labels == UNASSIGNED
    return np.where(unreached, ground.best(), labels)


def _losses(ground: MapGround) -> Floats:
    losses: Floats = ground.weights.max(axis=1, keepdims=True) - ground.weights
    return losses


def _release(ground: MapGround, labels: Ints, ring: tuple[int, Ints, Ints], dig: bool) -> bool:
    """Undo one doughnut in place; False when nothing can be done."""
    network, _, inside = ring
    held = any(
        labels[seed] == k for k, seed in ground.seeds.items() if seed in set(inside.tolist())
    )
    lost = float((ground.weights[inside, labels[inside]] - ground.weights[inside, network]).sum())
    mergeable = bool(ground.allowed[inside, network].all())
    way = _way_out(ground, labels, ring) if dig else None
    if way is not None and (held or not mergeable or way[0] < lost):
        _, taker, path = way
        labels[path] = taker
        return True
    if not mergeable:
        return False
    labels[inside] = network
    return True


def _way_out(
    ground: MapGround, labels: Ints, ring: tuple[int, Ints, Ints]
) -> tuple[float, int, list[int]] | None:
    """Cheapest path through a ring, and which of the networks shut in is to have it."""
    network, around, inside = ring
    near, within = ground.tiling.neighbours, set(inside.tolist())
    beyond = set(range(ground.tiling.n)) - within - set(around.tolist())
    coast = set(ground.tiling.coast.tolist())
    passable = set(around.tolist()) - {ground.seeds.get(network, UNASSIGNED)}
    ends = {v for v in passable if v in coast or not beyond.isdisjoint(near[v])}
    ways = []
    for taker in sorted({int(labels[v]) for v in within if not passable.isdisjoint(near[v])}):
        price = _prices(ground, network, taker)
        starts = {v for v in passable if any(u in within and labels[u] == taker for u in near[v])}
        open_to = {v for v in passable if ground.allowed[v, taker]}
        ways += _cheapest(ground.tiling.graph.subgraph(open_to), price, starts, ends, taker)
    return min(ways) if ways else None


def _prices(ground: MapGround, giver: int, taker: int) -> Floats:
    """Patients lost when an area changes hands; 1 more so that short ways win."""
    lost: Floats = 1.0 + np.maximum(ground.weights[:, giver] - ground.weights[:, taker], 0.0)
    return lost


def _cheapest(
    land: "nx.Graph[int]", price: Floats, starts: set[int], ends: set[int], taker: int
) -> list[tuple[float, int, list[int]]]:
    """The cheapest of the shortest paths from any start to each end, or none."""
    sources = sorted(starts & set(land))
    if not sources:
        return []
    paths = nx.multi_source_dijkstra_path(land, sources, weight=lambda _, v, __: float(price[v]))
    found = [(float(price[paths[v]].sum()), taker, paths[v]) for v in sorted(ends & set(paths))]
    return [min(found)] if found else []
