"""One search of all hubs under every regime of sizes, and what it finds as candidates."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from optimise.candidates.area import Area
from optimise.candidates.arrays import AreaArrays, Prices
from optimise.candidates.candidate import Candidate
from optimise.candidates.hubs.sweep import sweep
from optimise.candidates.today.near_today import sweep_near
from optimise.candidates.whole_sets import leftovers_divide
from optimise.problem.problem import NONE, Ints
from optimise.proof.pricing.duals import Duals, mode_arrays
from optimise.stopping import Watch

COMPLETE = 4  #: where a search near today's networks says whether all was searched
KEPT_A_SEARCH = 3  #: columns taken from one search, the best ones
LONG_VISITS, LONG_PRACTICES = 10_000, 50  #: a search from which threads are worth their while


class View(NamedTuple):
    """An area at some prices: its ground, prices one a regime, duals, and who watches."""

    area: Area
    ground: AreaArrays
    prices: Sequence[Prices]
    duals: Duals
    watch: Watch


@dataclass(frozen=True)
class Found:
    """Candidates, the most a set is worth at every hub, whether all was searched, and visits."""

    candidates: list[Candidate]
    best: Ints
    whole: bool
    visits: int


def sweep_all(view: View, threshold: int, limits: Ints) -> Found:
    """Search every hub; ``limits`` as in ``candidates.hubs.search.search``."""
    area = view.area
    if area.near_today:
        return _near_today(view, threshold, limits)
    n = len(area)
    hubs, best, whole, visits = np.arange(n), np.zeros(n, np.int64), True, 0
    modes = mode_arrays(area, view.duals)
    sets: list[tuple[int, ...]] = []
    kept: list[int] = []
    for regime, seen in zip(area.regimes, view.prices, strict=True):
        members, starts, about, top, complete, more = sweep(
            regime.on(view.ground), seen, modes, hubs, np.full(n, threshold), limits,
            view.watch.flag,
        )  # fmt: skip
        view.watch.check()
        best, whole = np.maximum(best, top), whole and bool(complete.all())
        visits += int(more)
        for k in _last_of_each(about) if limits[2] else range(len(about)):
            sets.append(tuple(sorted(members[starts[k] : starts[k + 1]].tolist())))
            kept.append(int(area.modes.kept[about[k, 2]]))
    return Found(area.candidates(sets, kept), best, whole, visits)


def _near_today(view: View, threshold: int, limits: Ints) -> Found:
    """Search where few practices move: a place is a network of today, or a first practice."""
    area, current = view.area, view.area.problem.current
    assert current is not None
    names, kept, modes = len(current.names), area.modes.kept, mode_arrays(area, view.duals)
    best, whole, visits = np.full(names + len(area), threshold, np.int64), True, 0
    sets: list[tuple[int, ...]] = []
    labels: list[int] = []
    for regime, seen in zip(area.regimes, view.prices, strict=True):
        ground = regime.on(view.ground)
        look = partial(
            _near_some, (ground, seen), modes, kept, (names, threshold, limits, view.watch.flag)
        )
        groups = _shared_out(kept, seen, limits)
        for some, found in zip(groups, _at_once(look, groups, bool(limits[2])), strict=True):
            if found is None:
                whole = False
                continue
            members, starts, about, top, complete, more = found
            best, whole, visits = np.maximum(best, top), whole and complete, visits + int(more)
            for k in _last_of_each(about) if limits[2] else range(len(about)):
                sets.append(tuple(sorted(members[starts[k] : starts[k + 1]].tolist())))
                labels.append(int(kept[some[about[k, 2]]]))
        view.watch.check()
    newcomers = np.sort(best[names:])[::-1][: _new_networks_max(area)]
    best = np.append(best[:names], newcomers)
    return Found(area.candidates(sets, labels), best, whole, visits)


def _near_some(
    seen: tuple[AreaArrays, Prices], modes: Any, kept: Ints, how: Any, some: Ints
) -> Any:
    """The search near those networks of today that some of the modes keep."""
    extra, constants, matters, leaves, own = modes
    part = extra[some], constants[some], matters, leaves[some], own[some]
    return sweep_near(*seen, part, kept[some], *how)


def _shared_out(kept: Ints, seen: Prices, limits: Ints) -> list[Ints]:
    """The modes of each search: one search for each name where that takes long, else one in all.

    Searches of different names share nothing, so what is found is the same in any number of
    threads.
    """
    if limits[0] < LONG_VISITS or seen.allowed.sum() < LONG_PRACTICES:
        return [np.arange(kept.size)]
    return [np.flatnonzero(kept == name) for name in np.unique(kept)]


def _at_once(look: Callable[[Ints], Any], groups: Sequence[Ints], best: bool) -> list[Any]:
    """What each search found, in the order asked; compiled searches let other threads run.

    Where not only the ``best`` sets are asked for but all, and one search finds too many, those
    not yet begun are left out: ``None``.
    """
    if len(groups) == 1:
        return [look(groups[0])]
    cut_off: list[bool] = []

    def unless_cut_off(group: Ints) -> Any:
        if cut_off:
            return None
        found = look(group)
        if not best and not found[COMPLETE]:
            cut_off.append(True)
        return found

    with ThreadPoolExecutor(min(len(groups), os.cpu_count() or 1)) as pool:
        return list(pool.map(unless_cut_off, groups))


def _new_networks_max(area: Area) -> int:
    """Most networks that keep no name: each holds a practice that moves, or had no network."""
    current, moves = area.problem.current, area.problem.rules.moves_max
    assert current is not None
    assert moves is not None
    return moves + int((current.of == NONE).sum())


def _last_of_each(about: Ints) -> list[int]:
    """The last few rows of every (hub, mode): a search returns ever better sets."""
    rows = list[int]()
    last = dict[tuple[int, int], int]()
    for k in range(len(about) - 1, -1, -1):
        key = (int(about[k, 1]), int(about[k, 2]))
        last[key] = last.get(key, 0) + 1
        if last[key] <= KEPT_A_SEARCH:
            rows.append(k)
    return rows[::-1]


def divides(ground: AreaArrays, members: Sequence[int]) -> bool:
    """Whether the pieces that a set leaves behind have sizes that networks can add up to."""
    n = ground.size.size
    rows, seen, queue = np.array(members, np.int64), np.zeros(n, np.uint8), np.zeros(n, np.int64)
    return bool(leftovers_divide(ground, rows, seen, queue))
