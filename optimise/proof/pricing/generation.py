"""Column generation: a linear programme that grows until its bound is proven."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from optimise.candidates.area import Area, Span, names_matter
from optimise.candidates.candidate import Candidate
from optimise.candidates.large_practices import best_of_groups, listed
from optimise.candidates.today import approved
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.problem import NONE, Floats, Ints
from optimise.proof.capacity import Beyond, too_few
from optimise.proof.centres import Centred
from optimise.proof.cover_search import Cover, cheapest_cover
from optimise.proof.cuts import Cut, counted, limit, separate, strengths
from optimise.proof.pricing.duals import Duals, prices
from optimise.proof.pricing.listings import NO_PLAN, SetSource
from optimise.proof.pricing.master import LinearOptimum, Master
from optimise.proof.pricing.stand_ins import cost_at_most, prices_of_stand_ins
from optimise.proof.pricing.sweeps import View, divides
from optimise.stopping import Watch

LIMITS = 4  #: rows between practices and names: networks, exceptions, practices and patients moved
UNCOVERED = 1e-6  #: fraction of a practice that only a stand-in column covers
FIRST_VISITS = 1_000  #: search nodes a hub may cost while columns are easily found
MORE_VISITS = 16  #: times as many where none are found, and as few again where some are
PROVING_VISITS = 4_000  #: the same from earlier prices, where searches are short
ALL_VISITS = 2**62
SMOOTHING = 0.5  #: share of the prices of the best bound in those that are asked next
NEAR_SMOOTHING = 0.8  #: the same from earlier prices, which are nearly right
COARSELY = 0.03  #: of the bound; so near it shows whether stand-ins are dear enough
ROUNDS_MAX = 2_000


class Generation:
    """Columns, cuts and bound of one area. ``price`` is quanta per patient in exceptions."""

    def __init__(
        self,
        area: Area,
        span: Span,
        *,
        price: int = 0,
        watch: Watch | None = None,
    ) -> None:
        self.area, self.span, self.price = area, span, price
        self.watch = watch or Watch()
        self.listed = tuple(listed(area))
        self.pool: dict[tuple[tuple[int, ...], int], Candidate] = {}
        self.cuts: list[Cut] = []
        self.names = self._count_names()
        self.dividing, self.visits, self._visits_max = False, 0, ALL_VISITS
        self.source, self._best, self._effort = SetSource(), NO_PLAN, (SMOOTHING, FIRST_VISITS)
        self.bound: int | None = None
        self.duals: Duals | None = None
        self.relaxation: LinearOptimum | None = None
        self._cuts_of: list[list[int]] = [[] for _ in range(len(area))]
        self._elastic = prices_of_stand_ins(area, price)
        self._master = self._first_master()
        self.add(self.listed)

    def _count_names(self) -> int:
        problem = self.area.problem
        uses = names_matter(problem)
        return len(problem.current.names) if problem.current is not None and uses else 0

    def _first_master(self) -> Master:
        n = len(self.area)
        span = self.span
        most = [
            np.inf if limit is None else limit
            for limit in (span.exceptions_max, span.moves_max, span.moved_max)
        ]
        free = [-np.inf] * (len(most) + self.names)
        lower = np.concatenate([np.ones(n), [span.networks_min], free])
        upper = np.concatenate([np.ones(n), [span.networks_max], most, np.ones(self.names)])
        master = Master(lower, upper)
        rows = [*([i] for i in range(n)), [n], [n]]  # the number of networks stretches both ways
        master.add_columns(self._elastic, rows, np.append(np.ones(n + 1), -1.0))
        return master

    @property
    def elastic(self) -> float:
        """Practices and networks (in fractions) by which the candidates at hand fall short."""
        if self.relaxation is None:
            return float(len(self.area))
        return float(self.relaxation.columns[: self._elastic.size].sum())

    @property
    def shares(self) -> Floats:
        """Share of each pooled candidate in the current relaxation."""
        found = np.zeros(len(self.pool))  # what came since has no share yet
        if self.relaxation is not None:
            known = self.relaxation.columns[self._elastic.size :]
            found[: known.size] = known
        return found

    @property
    def candidates(self) -> list[Candidate]:
        """All columns, in the order they came."""
        return list(self.pool.values())

    def stiffen(self) -> None:
        """Make practices without a candidate ten times as dear."""
        self._elastic = self._elastic * 10.0
        self._master.cost_of_columns(0, self._elastic)

    def cover(self, enough: float = math.inf, roughly: float = 0.0) -> bool:
        """Converge with stand-ins dear enough to be left out; False where no plan does without.

        Proven by a bound above what any plan can cost, or at least ``enough`` quanta: so near
        that no plan is better by a unit.
        """
        most = min(enough - QUANTA, cost_at_most(self.area, self.price))
        self.converge(max(roughly, COARSELY), enough)
        while (self.bound is None or self.bound <= most) and self.elastic > UNCOVERED:
            self.stiffen()
            self.converge(max(roughly, COARSELY), enough)
        self.converge(roughly, enough)
        while self.bound is None or self.bound <= most:
            if self.elastic <= UNCOVERED:
                return True
            self.stiffen()
            self.converge(roughly, enough)
        return False

    def add(self, candidates: Iterable[Candidate]) -> int:
        """Add columns that are new; how many were."""
        fresh = []
        for candidate in candidates:
            key = (candidate.members, candidate.label)
            if key not in self.pool:
                self.pool[key] = candidate
                fresh.append(candidate)
        if fresh:
            rows, values = zip(*(self._column(c) for c in fresh), strict=True)
            costs = [(c.cost + self.price * c.exceptions) / SCALE for c in fresh]
            self._master.add_columns(np.array(costs), list(rows), np.concatenate(values))
        return len(fresh)

    def _column(self, candidate: Candidate) -> tuple[list[int], Floats]:
        n = len(self.area)
        rows, values = [*candidate.members, n], [1.0] * (len(candidate.members) + 1)
        limited = (candidate.exceptions, candidate.moves, candidate.moved)
        for k, amount in enumerate(limited, start=n + 1):
            if amount:
                rows.append(k)
                values.append(float(amount))
        if self.names and candidate.label != NONE:
            rows.append(n + LIMITS + candidate.label)
            values.append(1.0)
        met: dict[int, int] = {}
        for i in candidate.members:
            for cut in self._cuts_of[i]:
                met[cut] = met.get(cut, 0) + 1
        cuts = sorted(cut for cut, held in met.items() if held > 1)
        rows += [n + LIMITS + self.names + cut for cut in cuts]
        return rows, np.array(values + [float(counted(met[k], self.cuts[k])) for k in cuts])

    def add_cuts(self) -> int:
        """Separate and add capacity and subset-row cuts; how many were violated."""
        known, beyond = (self.candidates, self.shares, self.cuts), self.beyond
        fresh = [] if beyond is None else too_few(self.area.ground, beyond, *known)
        fresh += separate(len(self.area), *known)
        self._cut(fresh)
        return len(fresh)

    @property
    def beyond(self) -> Beyond | None:
        """What networks may hold above the ceiling; ``None`` where there is no limit."""
        excess = self.span.exceptions_max if self.area.exceptional else 0
        return None if excess is None else Beyond(excess, approved.kin(self.area.problem))

    def divide(self, wanted: bool = True) -> None:
        """From now on no network may leave a piece that cannot be divided; or it may again."""
        self.dividing = wanted
        ground = self.area.ground
        barred = [k for k, c in enumerate(self.pool.values()) if not divides(ground, c.members)]
        self._master.bar_columns(np.array(barred, np.int64) + self._elastic.size, wanted)

    def try_dividing(self, visits_max: int, roughly: float) -> None:
        """Look only for networks whose leftovers can be divided, if they are not too hard to find.

        That tightens the relaxation, often much. But in some areas it leaves corners that few
        networks can hold; prices there grow out of all proportion, and the search with them.
        """
        self.divide()
        self._visits_max = visits_max
        self.converge(roughly)
        self._visits_max = ALL_VISITS
        if self.visits > visits_max:
            self.divide(False)
            self.converge(roughly)

    def begin_from(self, known: Centred) -> None:
        """Go on from a bound that other prices prove, and from these prices."""
        if self.bound is None or known.bound > self.bound:
            nothing = np.zeros(0, np.int64)
            names = np.zeros(self.names, np.int64)
            self.bound = known.bound
            self.duals = Duals(known.practices, known.network, 0, names, nothing)
            self.watch.report("bound", None, known.bound / SCALE)

    def inherit(self, parent: "Generation") -> None:
        """Start from another generation's cuts and prices."""
        self.take_up(parent.cuts, parent.duals, parent.dividing)
        self.source.of_parent(parent.source)

    def take_up(self, cuts: Sequence[Cut], duals: Duals | None, dividing: bool) -> None:
        """Begin with cuts that hold here, and with prices."""
        if dividing:
            self.divide()
        self._cut(cuts)
        self.duals = duals

    def proves(self) -> bool:
        """Whether the prices at hand prove a bound; what is worth more there becomes columns."""
        if self.duals is None:
            return False
        found, _, bound = self._price(self.duals, PROVING_VISITS)
        if bound < 0:  # no plan costs less than nothing
            self.duals = None
            return False
        self.bound, self._effort = bound, (NEAR_SMOOTHING, PROVING_VISITS)
        self.add(found)
        return True

    def covers(self) -> bool:
        """Whether the columns at hand come to a relaxation without any stand-in."""
        self.relaxation = self._master.solve()
        return self.elastic <= UNCOVERED

    def _cut(self, cuts: Sequence[Cut]) -> None:
        table, first = strengths(len(self.area), self.candidates, cuts), self._elastic.size
        for k, cut in enumerate(cuts):
            rows = slice(*table.indptr[k : k + 2])
            met, values = table.indices[rows], table.data[rows]
            self._master.add_row(float(limit(cut)), met + first, values.astype(np.float64))
            for i in cut.members:
                self._cuts_of[i].append(len(self.cuts))
            self.cuts.append(cut)

    def converge(self, roughly: float = 0.0, enough: float = math.inf) -> None:
        """Price until the bound meets the relaxation to within one unit, or a share of it.

        Or until it is within one unit of ``enough`` quanta, what the best plan known costs.
        """
        smoothing, visits = self._effort
        central = self.area.near_today
        self._best = NO_PLAN if enough == math.inf else int(enough)
        if self.bound is not None and self.duals is not None:
            self.source.shorten(self.view(self.duals, self.dividing), self.bound, self._best)
        for _ in range(ROUNDS_MAX):
            self.watch.check()
            self.relaxation = self._master.solve()
            rows = self._master.central_duals() if central else self.relaxation.duals
            exact = Duals.from_rows(rows, len(self.area), self.names)
            asked = exact
            if not central and self.duals is not None:
                asked = exact.towards(self.duals, smoothing)
            found, whole, bound = self._price(asked, visits)
            if self.visits > self._visits_max:
                return
            if self.bound is None or bound > self.bound:
                self.bound, self.duals = bound, asked
                self.source.shorten(self.view(asked, self.dividing), bound, self._best)
                self.watch.report("bound", None, bound / SCALE)
            value = self.relaxation.value * SCALE
            near = min(value - max(QUANTA, roughly * abs(value)), enough - QUANTA)
            if self.bound is not None and self.bound > near:
                return
            if self.add(found):
                visits = max(self._effort[1], visits // MORE_VISITS)
            else:
                if not whole:
                    visits *= MORE_VISITS
                elif central:
                    central = False
                elif smoothing == 0.0:
                    return
                else:
                    smoothing = 0.0 if smoothing < 0.1 else smoothing / 2

    def _price(self, duals: Duals, visits: int) -> tuple[list[Candidate], bool, int]:
        """Valuable candidates at these prices, whether the search was complete, the bound."""
        limits = np.array([visits, ALL_VISITS, 1], np.int64)
        found, best, whole = self._search(duals, 0, limits, self.dividing)
        undercut = np.sort(best)[::-1][: self.span.networks_max].sum()
        listed_values = duals.values(self.listed, self.cuts, self.price)
        apart = best_of_groups(self.area, self.listed, listed_values.tolist())
        bound = duals.constant(self.span, self.cuts) - int(undercut) - apart
        return found, whole, self.source.true_bound(bound)

    def view(self, duals: Duals, dividing: bool) -> View:
        """The area at these prices; ``dividing`` where what a network leaves must divide."""
        ground = self.area.ground if dividing else self.area.ground._replace(parts_min=0)
        seen = [prices(self.area, r, duals, self.cuts, self.price) for r in self.area.regimes]
        return View(self.area, ground, seen, duals, self.watch)

    def _search(
        self, duals: Duals, threshold: int, limits: Ints, dividing: bool
    ) -> tuple[list[Candidate], Ints, bool]:
        found = self.source.search(self.view(duals, dividing), threshold, limits)
        self.visits = found.visits
        return found.candidates, found.best, found.whole

    def dearness(self, candidates: Sequence[Candidate]) -> Ints:
        """What each candidate costs above the proven prices, 0 or more.

        A plan costs at least the bound and what its candidates cost above the prices.
        """
        if self.duals is None:
            return np.zeros(len(candidates), np.int64)
        return np.maximum(0, -self.duals.values(candidates, self.cuts, self.price))

    def search(self, candidates: Sequence[Candidate], below: int, tries: int) -> Cover:
        """The cheapest plan out of candidates that costs less than ``below``, by search."""
        return cheapest_cover(
            self.area.problem.place_km,
            candidates,
            self.dearness(candidates),
            self.span,
            sizes=self.area.problem.size,
            price=self.price,
            bound=self.bound or 0,
            below=below,
            tries=tries,
            stop=self.watch.flag,
        )

    def within(self, gap: int, sets_max: int, visits: int = ALL_VISITS) -> list[Candidate] | None:
        """Every candidate that undercuts the proven prices by more than ``-gap`` quanta.

        ``None`` when there are more than ``sets_max`` at one hub, or they take the search more
        than so many ``visits``.
        """
        if self.duals is None:
            return None
        limits = np.array([visits, sets_max, 0], np.int64)
        found, _, whole = self._search(self.duals, -gap, limits, True)
        if not whole:
            return None
        values = self.duals.values(self.listed, self.cuts, self.price)
        listed = [c for c, value in zip(self.listed, values, strict=True) if value > -gap]
        unique = {(c.members, c.label): c for c in [*found, *listed]}
        return [unique[key] for key in sorted(unique)]
