"""Which practice may go to which hub in a plan better than the best known; the rest is fixed.

A plan in which a practice goes to a hub costs at least the bound by centres, what it takes to
open that hub, and the pair's reduced cost in what the hub takes. Where that is more than the best
plan known, the pair is in no better plan (Validi, Buchanan and Lykhovyd 2022, for the model of
Hess).
"""

from dataclasses import dataclass

import networkx as nx
import numpy as np

from optimise.candidates.area import Area, Span
from optimise.problem.problem import Floats, Ints
from optimise.proof.centres import ROUNDED, Centred, Centres, Level

PAIRS_MAX = 4_000  #: of practices and hubs; more are not left to an integer program


@dataclass(frozen=True)
class Pairs:
    """What is left: hub -> practices that may go to it, in one piece, and what each costs there.

    ``each`` is what a network costs beside these, in quanta; ``networks`` how many there may be.
    """

    costs: dict[int, dict[int, int]]
    each: int
    networks: tuple[int, int]
    band: tuple[int, int]
    apart: int

    def __len__(self) -> int:
        return sum(map(len, self.costs.values()))


def left(area: Area, span: Span, known: Centred, above: int) -> Pairs | None:
    """Every pair that a plan of less than ``above`` quanta may have; ``None`` if they are many.

    Parameters
    ----------
    area, span
        What is planned, and how many networks there may be.
    known
        The bound by centres and its prices.
    above
        What the best plan known costs, networks that no search meets among them.
    """
    model = Centres(area, span)
    apart = sum(model.apart.values())
    prices = known.practices.astype(np.float64)
    prices[[i for members in model.apart for i in members]] = 0.0
    level = model.at(prices)
    room = above - apart + ROUNDED - level.bound - _opened(model, level)
    graph: nx.Graph[int] = nx.Graph(area.problem.edges.tolist())
    graph.add_nodes_from(range(len(area)))
    found: dict[int, dict[int, int]] = {}
    count = 0
    for hub in np.flatnonzero(room >= 0.0).tolist():
        whole = _in_one_piece(graph, hub, _wanted(model, prices, hub, room[hub]))
        if sum(int(model.size[i]) for i in whole) < model.band[0]:
            continue
        found[hub] = whole
        count += len(whole)
        if count > PAIRS_MAX:
            return None
    return Pairs(found, model.each, model.networks, model.band, apart)


def _opened(model: Centres, level: Level) -> Floats:
    """What a plan costs at least above the bound if it opens each hub (n); infinite if none can."""
    order, (least, most) = np.argsort(level.worth, kind="stable"), model.networks
    number = int(np.clip((level.worth < 0.0).sum(), least, most))
    opened: Floats = np.full(level.worth.size, np.inf)
    if number:
        last = float(level.worth[order[number - 1]])
        opened = level.worth - (last if number == most else max(0.0, last))
        opened[order[:number]] = 0.0
    elif most:
        opened = level.worth.copy()
    opened[~np.isfinite(level.worth)] = np.inf
    return opened


def _wanted(model: Centres, prices: Floats, hub: int, room: float) -> dict[int, int]:
    """Practices whose reduced cost leaves ``room`` at a hub, and what they cost there."""
    starts, members, costs = model.reached
    rows = slice(starts[hub], starts[hub + 1])
    own, paid = members[rows], costs[rows]
    reduced = reduced_costs(paid - prices[own], model.size[own], model.band)
    return {int(i): int(c) for i, c, r in zip(own, paid, reduced, strict=True) if r <= room}


def reduced_costs(beyond: Floats, size: Ints, band: tuple[int, int]) -> Floats:
    """What it costs at least that a hub takes each practice beside those that are worth most.

    Parameters
    ----------
    beyond
        What each practice costs beyond its price; the hub, always taken, comes first.
    size, band
        Patients of each practice, and the fewest and most patients that the hub takes in all.
    """
    sized = size[1:] > 0
    each = np.zeros(size.size - 1)
    each[sized] = beyond[1:][sized] / size[1:][sized]
    order = np.flatnonzero(sized)[np.argsort(each[sized], kind="stable")]
    held = int(size[0]) + np.cumsum(size[1:][order])
    worth = int(size[0]) + int(size[1:][each < 0.0].sum())
    marginal = 0.0  # what one patient more is worth to the hub
    for bound, is_beyond in ((band[0], worth < band[0]), (band[1], worth > band[1])):
        if is_beyond and order.size:
            marginal = float(each[order[min(int(np.searchsorted(held, bound)), order.size - 1)]])
    reduced = np.maximum(0.0, beyond - marginal * size)
    reduced[0] = 0.0
    return reduced


def _in_one_piece(graph: "nx.Graph[int]", hub: int, wanted: dict[int, int]) -> dict[int, int]:
    """Those of the practices that reach the hub through others of them."""
    piece = nx.node_connected_component(graph.subgraph(wanted), hub)
    return {row: wanted[row] for row in sorted(piece)}
