"""Pricing out of a list of all connected sets, where an area has few enough of them."""

from typing import NamedTuple

import numpy as np

from optimise.candidates.arrays import AreaArrays, Prices
from optimise.candidates.hubs.sweep import sweep
from optimise.candidates.listing.best import all_above, most_valuable, shortened
from optimise.candidates.listing.collected import collected
from optimise.candidates.listing.walk import EVERYTHING, Listing, are_more, in_order, list_sets
from optimise.problem.problem import Ints
from optimise.proof.pricing.duals import mode_arrays
from optimise.proof.pricing.sweeps import Found, View, sweep_all

LIST_AFTER, WALK_AFTER = 200_000, 10_000_000  #: visits of searches before all sets are listed, or
LATER = 4  #: those near the bound; so many times more before that is tried again
SETS_A_VISIT = 3  #: sets of a list that are priced in the time of one visit of a search
LISTED_A_VISIT = 0.25  #: sets that are listed in the time of two visits, as much as was spent
MET_A_VISIT = 0.5  #: sets that a walk meets in that time
LISTED_MOST, MET_MOST = 60_000_000, 400_000_000  #: sets that are listed, and met on the way
SHORT, SHORTER = 20_000, 0.6  #: sets of a short list; a gap narrower by so much shortens others
LONG, QUICK = 1_000_000, 1_000  #: sets of a list that takes longer than a search of few visits
NEAR = 0.06  #: of the best plan's cost; a wider gap leaves too many sets in a list
NEAR_AFTER = 2_000_000  #: visits of searches before all sets near the bound are searched for,
NEAR_AGAIN = 2  #: and so many times more before that is tried again
NEAR_VISITS, NEAR_SHARE = 400_000, 4  #: of that search at a hub: at least, and of those before
NEAR_SETS = 300_000  #: sets near the bound, more of which are still too many
NO_PLAN = 2**62  #: quanta, where no plan is known


class Listings(NamedTuple):
    """The sets of an area, one list a regime of sizes.

    ``below`` are the quanta under which the list holds all that a plan needs: sets of no plan so
    cheap are left out. ``None`` where it holds all.
    """

    regimes: tuple[Listing, ...]
    below: int | None = None

    def __len__(self) -> int:
        return sum(int(listing.first[-1]) for listing in self.regimes)


def list_area(
    view: View, limits: tuple[int, int], threshold: int = EVERYTHING, below: int | None = None
) -> Listings | None:
    """Every connected set that is worth more than a threshold, regime by regime.

    ``None`` where they are more than ``limits``: rows written, and sets met on the way.
    """
    area, found, rows = view.area, list[Listing](), limits[0]
    order, modes = in_order(area.problem.place_km), mode_arrays(area, view.duals)
    for regime, prices in zip(area.regimes, view.prices, strict=True):
        seen, ground = (prices, modes, area.modes.extra), regime.on(view.ground)
        most = int(regime.breaks[-1])
        if are_more(ground, regime.allowed, order, most, limits[1]):
            return None
        *columns, whole = list_sets(
            ground, regime.allowed, seen, order, (int(regime.breaks[0]), most),
            (threshold, rows, limits[1]), view.watch.flag,
        )  # fmt: skip
        view.watch.check()
        if not whole:
            return None
        found.append(Listing(*columns))
        rows -= int(found[-1].first[-1])
    return Listings(tuple(found), below)


def sets_near(view: View, visits: int, threshold: int, below: int) -> Listings | None:
    """The list of ``list_area`` made by searches, which leave out sets that are worth little.

    ``None`` where they take more than so many ``visits`` at a hub, or find too many sets.
    """
    area, found = view.area, list[Listing]()
    order, extra = in_order(area.problem.place_km), area.modes.extra
    for regime, prices in zip(area.regimes, view.prices, strict=True):
        ground = regime.on(view.ground)
        sets = _searched(view, ground, prices, visits, threshold)
        listing = None if sets is None else collected(ground, extra, sets, order)
        if listing is None:
            return None
        found.append(listing)
    return Listings(tuple(found), below)


def _searched(
    view: View, ground: AreaArrays, prices: Prices, visits: int, threshold: int
) -> tuple[Ints, Ints] | None:
    """Members of every set above the threshold, hub by hub, and where each set of them begins."""
    modes, level = mode_arrays(view.area, view.duals), np.array([threshold])
    limits, count = np.array([visits, NEAR_SETS, 0], np.int64), 0
    members, held = list[Ints](), list[Ints]()
    for hub in range(len(view.area)):
        rows, starts, _, _, whole, _ = sweep(
            ground, prices, modes, np.array([hub]), level, limits, view.watch.flag
        )
        view.watch.check()
        count += starts.size - 1
        if not whole.all() or count > NEAR_SETS:
            return None
        members.append(rows)
        held.append(np.diff(starts))
    return np.concatenate(members), np.append(0, np.cumsum(np.concatenate(held)))


def sweep_listed(view: View, listings: Listings, threshold: int, limits: Ints) -> Found:
    """Do as ``sweep_all``, out of a list; the most is told for every first practice."""
    area, watch = view.area, view.watch
    modes, whole = mode_arrays(area, view.duals), True
    best = np.full(len(area), threshold, np.int64)
    sets: list[tuple[int, ...]] = []
    kept: list[int] = []
    names = np.unique(area.modes.kept).size
    for regime, prices, listing in zip(area.regimes, view.prices, listings.regimes, strict=True):
        ground, seen = regime.on(view.ground), (prices, modes, area.modes.extra)
        if limits[2]:
            members, held, mode, top = most_valuable(listing, ground, seen, threshold, watch.flag)
            best = np.maximum(best, top)
        else:
            asked = threshold, int(limits[1]), names
            members, held, mode, complete = all_above(listing, ground, seen, asked, watch.flag)
            whole = whole and bool(complete)
        watch.check()
        sets += [tuple(sorted(row[:k].tolist())) for row, k in zip(members, held, strict=True)]
        kept += area.modes.kept[mode].tolist()
    return Found(area.candidates(sets, kept), best, whole, 0)


def narrowed(view: View, listings: Listings, threshold: int, below: int) -> Listings:
    """The list with only the sets that are worth more than a threshold."""
    area, modes, shorter = view.area, mode_arrays(view.area, view.duals), list[Listing]()
    for regime, prices, listing in zip(area.regimes, view.prices, listings.regimes, strict=True):
        seen = prices, modes, area.modes.extra
        rows, cost = shortened(listing, regime.on(view.ground), seen, threshold)
        first = np.append(0, np.cumsum(rows))[listing.first]
        shorter.append(Listing(listing.depth[rows], listing.last[rows], cost[rows], first))
    return Listings(tuple(shorter), below)


class SetSource:
    """Where an area's candidates come from: a search, or a list once that takes less time."""

    def __init__(self) -> None:
        self.listings: Listings | None = None
        self._spent, self._longest, self._width = 0, 0, NO_PLAN
        self._list_after, self._walk_after = LIST_AFTER, WALK_AFTER
        self._near_after = NEAR_AFTER

    def of_parent(self, parent: "SetSource") -> None:
        """Begin with the list of an area under fewer rules."""
        self.__dict__.update(parent.__dict__)

    def true_bound(self, bound: int) -> int:
        """The bound as far as the list tells: it may leave out what dearer plans need."""
        below = None if self.listings is None else self.listings.below
        return bound if below is None else min(bound, below)

    def search(self, view: View, threshold: int, limits: Ints) -> Found:
        """Candidates above the threshold; ``limits`` as in ``sweep_all``."""
        if self.listings is not None and (len(self.listings) <= LONG or limits[0] > QUICK):
            return sweep_listed(view, self.listings, threshold, limits)
        found = sweep_all(view, threshold, limits)
        self._spent, self._longest = self._spent + found.visits, max(self._longest, found.visits)
        if self._is_open(view) and self._spent >= self._list_after:
            priced, listed = SETS_A_VISIT * self._longest, int(LISTED_A_VISIT * self._spent)
            rows = min(LISTED_MOST, priced, listed)
            self.listings = list_area(view, (rows, rows))
            self._list_after = LATER * self._spent
        return found

    def _is_open(self, view: View) -> bool:
        return self.listings is None and not view.area.near_today

    def shorten(self, view: View, bound: int, best: int) -> None:
        """Leave out what no plan cheaper than ``best`` has, by prices that prove ``bound``."""
        width = best - bound
        if not 0 < width <= NEAR * best:
            return
        if self.listings is not None:
            if len(self.listings) > SHORT and width < SHORTER * self._width:
                self.listings, self._width = narrowed(view, self.listings, -width, best), width
            return
        if self._is_open(view) and self._spent >= self._near_after:
            visits = max(NEAR_VISITS, NEAR_SHARE * self._spent // len(view.area))
            self.listings = sets_near(view, visits, -width, best)
            self._near_after, self._width = NEAR_AGAIN * self._spent, width
        if self._is_open(view) and self._spent >= self._walk_after:
            limits = LISTED_MOST // 2, min(MET_MOST, int(MET_A_VISIT * self._spent))
            self.listings = list_area(view, limits, -width, best)
            self._walk_after, self._width = LATER * self._spent, width
