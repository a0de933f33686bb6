"""A bound by centres: every practice goes to a hub, and networks need not be in one piece.

The assignment model of Hess et al. (1965) with its rows "every practice once" priced, a
Lagrangian relaxation: at given prices each hub takes what is worth most to it, a knapsack filled
in fractions, and subgradient steps better the prices. Where networks have thirty members the
search for connected sets takes too long for a bound; this one takes a second and is near.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optimise.candidates.area import FORBIDDEN, Area, Span
from optimise.candidates.candidate import Candidate
from optimise.candidates.large_practices import listed
from optimise.problem.problem import Floats, Ints
from optimise.proof.takings import reach, take
from optimise.stopping import Watch

MEMBERS = 9.0  #: practices a network, above which the search for connected sets falls behind
MANY = 600  #: practices, above which its first bound takes long in any case
STEPS = 1_500  #: of the prices
PATIENT = 15  #: steps without a rise after which they become shorter
SHORTER, SHORTEST = 0.75, 1e-4  #: times the first step, which would lead to the plan's cost
ONWARD = 0.6  #: of the last direction in the next (Camerini, Fratta and Maffioli 1975)
RISE = 1e-7  #: of the bound; less is none
BEYOND = 1.02  #: times the bound, what the best plan is taken to cost where none is known
LEVELLED = 1e-6  #: practices held too seldom or too often, squared; less is none
ROUNDED = 16  #: quanta, far more than rounding errors of sums of fractions come to


@dataclass(frozen=True)
class Centred:
    """A bound in quanta and the prices that prove it: of each practice (n), and of a network."""

    bound: int
    practices: Ints
    network: int


def states(area: Area) -> bool:
    """Whether the model states the area's rules: one band for all, and nobody excused from it."""
    return not area.exceptional and len(area.regimes) == 1 and not area.problem.standing


def is_better(area: Area) -> bool:
    """Whether the model states the rules, and the members of a network, or all, are many."""
    regime = area.regimes[0]
    own = area.ground.size[regime.allowed == 1]
    if not states(area) or not own.size:
        return False
    return len(area) > MANY or float(regime.breaks[-1] / own.mean()) > MEMBERS


@dataclass(frozen=True)
class Level:
    """The bound at some prices, by how much each practice is held too seldom there (n), the price
    of a network, and what each hub costs beyond the prices (n).
    """

    bound: float
    prices: Floats
    short: Floats
    network: float
    worth: Floats


class Centres:
    """The model of one area: what hubs may hold, and what that costs, in quanta."""

    def __init__(self, area: Area, span: Span) -> None:
        regime = area.regimes[0]
        self.area, self.size = area, area.ground.size
        self.band = int(regime.breaks[0]), int(regime.breaks[-1])
        self.each = area.count_cost + int(regime.cost.min())
        least_astray = area.modes.extra.min(axis=0)
        costs = area.ground.costs + least_astray
        self.reached = reach(area.ground, regime.allowed, costs, self.band[1])
        self.apart = self._apart()
        standing = len(self.apart)
        self.networks = max(0, span.networks_min - standing), span.networks_max - standing
        self._shares = np.zeros(self.reached[1].size)

    def _apart(self) -> dict[tuple[int, ...], int]:
        """Networks that no search meets, each with the least that it costs."""
        found: dict[tuple[int, ...], int] = {}
        for one in listed(self.area):
            found[one.members] = min(one.cost, found.get(one.members, one.cost))
        return found

    @cached_property
    def _hub_of(self) -> Ints:
        return np.repeat(np.arange(self.size.size), np.diff(self.reached[0]))

    def at(self, prices: Floats) -> "Level":
        """The bound at these prices."""
        worth = self.each + take(self.reached, prices, self.size, *self.band, self._shares)
        order = np.argsort(worth, kind="stable")
        least, most = self.networks
        number = int(np.clip((worth < 0.0).sum(), least, most))
        chosen = np.zeros(worth.size)
        chosen[order[:number]] = 1.0
        taken = self._shares * chosen[self._hub_of]
        held = np.bincount(self.reached[1], taken, minlength=worth.size)
        network = max(0.0, float(worth[order[least - 1]])) if least else 0.0
        short = np.where(self.area.regimes[0].allowed == 1, 1.0 - held, 0.0)
        bound = float(prices.sum() + worth[order[:number]].sum())
        return Level(bound, prices, short, network, worth)

    def shared(self, plan: Sequence[Candidate]) -> Floats:
        """What each practice's place in a plan costs: prices to begin with (n)."""
        prices = np.zeros(self.size.size)
        for one in plan:
            rows = np.array(one.members)
            costs = self.area.ground.costs[np.ix_(rows, rows)]
            share = self.size[rows] / self.size[rows].sum()
            prices[rows] = costs[costs.sum(axis=1).argmin()] + self.each * share
        return prices

    def proven(self, prices: Floats) -> Centred | None:
        """The bound at the whole numbers next to these prices; ``None`` where no plan exists."""
        whole = np.rint(prices)
        level = self.at(whole)
        if not np.isfinite(level.bound):
            return None
        price, (least, most) = round(level.network), self.networks
        undercut = np.sort(np.floor(np.minimum(0.0, level.worth - price)))[:most].sum()
        apart = sum(self.apart.values())
        practices = whole.astype(np.int64)
        for members, cost in self.apart.items():
            practices[list(members)] = 0
            practices[members[0]] = cost - price
        free = int(whole.sum()) + price * least
        return Centred(free + apart + int(undercut) - ROUNDED, practices, price)


def rise(area: Area, span: Span, plan: Sequence[Candidate], watch: Watch) -> Centred | None:
    """The best bound that the steps come to; of fewer steps once the watch says stop.

    ``plan`` is the best one known, from whose costs the prices begin, or empty. ``None`` where
    too few hubs can hold a network: others must show that there is no plan.
    """
    model = Centres(area, span)
    inside = [one for one in plan if one.members not in model.apart]
    above = float(sum(one.cost for one in inside))
    best = here = model.at(model.shared(inside))
    weight, onward = model.size / model.size.mean(), np.zeros(model.size.size)
    length, poor = 1.0, 0
    for _ in range(STEPS):
        way = weight * here.short + ONWARD * onward
        onward = way if way @ here.short > 0.0 else weight * here.short
        slope = float(onward @ here.short)
        settled = length < SHORTEST or slope < LEVELLED or not np.isfinite(here.bound)
        if settled or watch.stopped():
            break
        step = length * (max(above, BEYOND * abs(best.bound)) - here.bound) / slope
        prices = np.clip(here.prices + step * onward, -FORBIDDEN, FORBIDDEN)
        here, poor = model.at(prices), poor + 1
        if here.bound > best.bound + RISE * abs(best.bound):
            best, poor = here, 0
        elif poor >= PATIENT:
            here, onward, length, poor = best, np.zeros(onward.size), SHORTER * length, 0
    return model.proven(best.prices)
