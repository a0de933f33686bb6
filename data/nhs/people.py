"""Where the practices are and how long their lists: placed so that lists follow residents."""

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.special import ndtri
from shapely import Polygon

from data.draws import Floats, Whole, pick, shuffled

# Spread of log list size over the 6,658 lists of England, January 2021 (published figure).
LIST_SIGMA = 0.6
BY_BRIDGE_M, BY_FERRY_M = 6_000.0, 25_000.0
BLOCK_M, SETTLED_LISTS = 2_000.0, 2.0
PREMISES_REACH_M = 2_500.0
PREMISES_LIST_MAX = 20_000


@dataclass(frozen=True)
class Ground:
    """What people live on: inner points of small areas, residents, zones, and what lies between.

    ``unit`` numbers the border units, ``zone`` their connected pieces, ``landmass`` the pieces of
    dry land; ``edges`` are the pairs of neighbours with the length of their border in metres.
    """

    points: Floats
    residents: Whole
    unit: Whole
    zone: Whole
    landmass: Whole
    edges: tuple[Whole, Whole, Floats]
    water: Polygon | None = None

    def away_m(self, area: int) -> Floats:
        """Metres from one small area to all, with the detour that water asks for counted in."""
        steps = self.points - self.points[area]
        detour = np.where(self.landmass == self.landmass[area], 0.0, BY_FERRY_M)
        if self.water is not None:
            ways = shapely.linestrings(
                np.stack([np.broadcast_to(self.points[area], steps.shape), self.points], axis=1)
            )
            shapely.prepare(self.water)
            detour = np.maximum(detour, shapely.intersects(self.water, ways) * BY_BRIDGE_M)
        found: Floats = np.round(np.hypot(steps[:, 0], steps[:, 1]) + detour, 3)
        return found


def list_sizes(n: int, total: int, *, tiny: tuple[int, ...] = ()) -> Whole:
    """The list sizes of n practices that sum to the total, largest first, spread as England's."""
    usual = n - len(tiny)
    shape = np.exp(LIST_SIGMA * ndtri((np.arange(usual) + 0.5) / usual))
    lists = np.floor(np.round(shape / shape.sum() * (total - sum(tiny)), 6)).astype(np.int64)
    lists[-1] += total - sum(tiny) - int(lists.sum())
    return np.sort(np.append(lists, np.array(tiny, dtype=np.int64)))[::-1]


def place(
    ground: Ground, lists: Whole, rng: np.random.Generator, *, given: dict[int, int]
) -> Whole:
    """The small area of each practice: the longest lists first, where most are unserved.

    Practices in ``given`` (by position) go to the small area named there. Zones get practices
    until their residents are served; the answer is one area index a practice.
    """
    unserved = ground.residents.astype(np.float64) * (lists.sum() / ground.residents.sum())
    free, settled = np.ones(len(unserved), dtype=bool), _within_block(ground)
    homes = np.full(len(lists), -1, dtype=np.int64)
    for k in [*given, *(k for k in range(len(lists)) if k not in given)]:
        homes[k] = (
            given[k]
            if k in given
            else (_open_area(ground, unserved, np.where(free, settled / float(lists[k]), 0.0), rng))
        )
        free[homes[k]] = False
        _serve(ground, unserved, homes[k], float(lists[k]))
    return homes


def _open_area(ground: Ground, unserved: Floats, settled: Floats, rng: np.random.Generator) -> int:
    """An area for one more practice, by preference where enough people live to fill its list.

    ``settled`` is the people round each area as a multiple of the list, 0 if it is taken.
    """
    left = np.bincount(ground.zone, weights=unserved)
    candidates = np.flatnonzero((settled > 0) & (ground.zone == int(np.argmax(np.round(left)))))
    if not len(candidates):
        candidates = np.flatnonzero(settled > 0)
    room = np.minimum(settled[candidates] / SETTLED_LISTS, 1.0) ** 3
    return int(candidates[pick(rng, np.maximum(unserved[candidates], 1.0) ** 2 * room)])


def _within_block(ground: Ground) -> Floats:
    """The residents of the nine two-kilometre squares in and round which each area lies."""
    square = ((ground.points - ground.points.min(axis=0)) // BLOCK_M).astype(np.int64) + 1
    grid = np.zeros(square.max(axis=0) + 2)
    np.add.at(grid, (square[:, 0], square[:, 1]), ground.residents)
    steps = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    found: Floats = np.sum([grid[square[:, 0] + i, square[:, 1] + j] for i, j in steps], axis=0)
    return found


def _serve(ground: Ground, unserved: Floats, home: int, patients: float) -> None:
    """Take the patients from the nearest residents of the zone that nobody serves yet."""
    near = np.flatnonzero(ground.zone == ground.zone[home])
    near = near[np.argsort(ground.away_m(home)[near], kind="stable")]
    before = np.cumsum(unserved[near]) - unserved[near]
    unserved[near] -= np.clip(patients - before, 0.0, unserved[near])


def share_premises(
    ground: Ground, homes: Whole, lists: Whole, *, groups: tuple[int, ...], seed_order: Whole
) -> Whole:
    """Homes with practices brought under one roof: as many groups as given, each of that size.

    The first practice in the order that has enough others of its zone within 2.5 km is host.
    """
    homes, moved = homes.copy(), lists > PREMISES_LIST_MAX
    for size in groups:
        for host in seed_order[~moved[seed_order]]:
            guests = _guests(ground, homes, moved, int(host))[: size - 1]
            if len(guests) == size - 1:
                homes[guests] = homes[host]
                moved[[host, *guests]] = True
                break
    return homes


def _guests(ground: Ground, homes: Whole, moved: np.ndarray, host: int) -> Whole:
    away = ground.away_m(int(homes[host]))[homes]
    same = ground.zone[homes] == ground.zone[homes[host]]
    fit = np.flatnonzero(same & ~moved & (away <= PREMISES_REACH_M) & (homes != homes[host]))
    return fit[np.argsort(away[fit], kind="stable")]


def branch_sites(
    ground: Ground, homes: Whole, counts: dict[int, int], rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Branch sites as (practice, small area): in the zone, a little way off, never shared."""
    taken, sites = set(homes.tolist()), []
    for practice, count in counts.items():
        near = np.flatnonzero(ground.zone == ground.zone[homes[practice]])
        near = near[np.argsort(ground.away_m(int(homes[practice]))[near], kind="stable")][5:45]
        open_areas = [int(area) for area in near[shuffled(rng, len(near))] if area not in taken]
        sites += [(practice, area) for area in open_areas[:count]]
        taken.update(open_areas[:count])
    return sites
