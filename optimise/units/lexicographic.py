"""One border unit: first the fewest patients in exceptions, then the least cost among those."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import product

from optimise.candidates.area import Area, names_matter, prepare
from optimise.candidates.candidate import Candidate
from optimise.candidates.large_practices import todays_networks
from optimise.local_search.first_plan import nearest_sets
from optimise.problem.criteria import SCALE, in_quanta, keep_names
from optimise.problem.problem import NONE, Problem
from optimise.proof.closing import close_gap
from optimise.proof.outcome import ROUGHLY, Outcome, cost_of
from optimise.proof.partition import choose
from optimise.proof.pricing.generation import UNCOVERED, Generation
from optimise.stopping import StoppedError, Watch
from optimise.units import large_networks
from optimise.units.asked import (
    BY_CENTRES,
    BY_SETS,
    PartResult,
    SearchEffort,
    first_plan_of,
    span_of,
    whole_patients,
)
from optimise.units.forced import above_ceiling, of_components
from optimise.units.last_resort import plan_of_few
from optimise.units.whole_plans import fits, named_best, with_best_names

LAST_TRIES = 2  #: at a first plan of each kind after a stop
FIRST_PLANS = 4  #: tries at a first plan without doughnuts
PRICE_KM = 5.0  #: kilometres a patient in exceptions is worth while columns are gathered


class PartSolver:
    """Solves one border unit; what is known so far is always in ``best``."""

    def __init__(self, problem: Problem, asked: tuple[int, int], search: SearchEffort) -> None:
        self.problem, self.asked, self.search = problem, asked, search
        self.watch = search.watch
        each = in_quanta(problem.rules.weights.get("count", 0.0))
        self._least = max(1, asked[0]) * int(each)  # no criterion is ever negative
        self.best = PartResult(bound=self._least)
        self._generation: Generation | None = None
        self._level: int | None = None

    @cached_property
    def _area(self) -> Area:
        """Where plans are counted: networks outside the band are allowed."""
        return prepare(self.problem, exceptional=True)

    def solve(self) -> PartResult:
        """The proven optimum, or the best known when stopped."""
        try:
            self._solve()
        except StoppedError:
            self._take_bound()
            if not self.best.chosen:
                self._any_plan()
            self.best = replace(self.best, stopped=True)
        return self.best

    def _solve(self) -> None:
        above = above_ceiling(self.problem)
        least = above + of_components(prepare(self.problem, exceptional=False))
        self._learn(exceptions_bound=least)
        mended = any(one.counted for one in self.problem.standing)  # approved, and yet exceptions
        if least == above and not mended and self._in_band(above):
            return
        self._fewest_exceptions()
        fewest = self.best.exceptions
        if fewest is None:
            return
        if fewest == above and not mended:
            self._in_band(above)
        else:
            self._within_exceptions(fewest)

    def _any_plan(self) -> None:
        """A first plan although it was asked to stop, as it takes far less than a second."""
        for exceptional, seed in product((False, True), range(LAST_TRIES)):
            area = prepare(self.problem, exceptional=exceptional)
            span = span_of(self.problem, self.asked, area)
            search = SearchEffort(seed=self.search.seed + seed)
            plan = None if span is None else first_plan_of(area, span, search)
            if plan:
                self._offer(with_best_names(area, plan))
            if self.best.chosen:
                return
        self._plan_of_few()

    def _plan_of_few(self) -> None:
        """The same where local search, which knows no doughnuts and no approvals, met no plan."""
        area, generation = self._area, self._generation
        span = span_of(self.problem, self.asked, area)
        if span is not None:
            known = () if generation is None else generation.candidates
            sets, names = [c.members for c in known], [c.label for c in known]
            self._offer(plan_of_few(area, span, area.candidates(sets, names), self.search.seed))

    def _excused(self) -> int | None:
        """Exceptions, beyond the forced ones, of the best plan known: no better one has more."""
        known = self.best.exceptions
        return None if known is None else known - above_ceiling(self.problem)

    def _in_band(self, level: int) -> bool:
        """Least cost with every other network in the band; False where no such plan was found.

        A practice above the ceiling is then alone: any neighbour would add to its excess.
        """
        area = prepare(self.problem, exceptional=False)
        generation = self._start(area, level)
        if generation is None:
            return False
        self._seed(generation)
        self._bound_by_centres(generation)
        if self.best.proven:
            return True
        if self.best.exceptions != level:
            generation.divide()  # there may be no such plan, and this shows it soonest
            generation.converge()
            if generation.elastic > UNCOVERED:
                return False
        generation.cover(self._cost_at_level, ROUGHLY)
        outcome = self._close(generation)
        self._learn(bound=outcome.bound if self._of_cost else None)
        return self.best.exceptions == level

    def _bound_by_centres(self, generation: Generation) -> None:
        """Of networks with many members a bound that forgets that they hang together, and more."""
        area, span = generation.area, generation.span
        plan = self.best.chosen if self._of_cost else ()
        self._offer(large_networks.better(area, span, plan, self.search))
        plan = self.best.chosen if plan else ()
        known = large_networks.by_centres(area, span, plan, self.watch)
        if known is None:
            return
        generation.begin_from(known)
        if plan:
            found = large_networks.settled(area, span, known, plan, self.search)
            self._offer_outcome(found, BY_CENTRES)

    def _fewest_exceptions(self) -> None:
        """The fewest patients in exceptions, with a bound, by column generation on them alone."""
        bare = replace(self.problem, rules=self.problem.rules.unweighed)
        area = prepare(bare, exceptional=True, excused=self._excused())
        generation = self._start(area, None, price=SCALE)
        if generation is None:
            return
        self._seed(generation)
        if self.best.exceptions == self.best.exceptions_bound:
            return
        generation.divide()  # the little that may be missing shows soonest so
        most = self.best.exceptions
        covered = generation.cover(math.inf if most is None else most * SCALE)
        if not covered and most is None:
            return
        self._learn(exceptions_bound=whole_patients(generation.bound))
        if self.best.exceptions is None or self.best.exceptions > (self.best.exceptions_bound or 0):
            self._gather(generation)
            known = self._priced(self.best.chosen)
            outcome = close_gap(
                generation, known, gap=0.0, seed=self.search.seed, offer=self._offer_outcome
            )
            self._learn(exceptions_bound=whole_patients(outcome.bound))

    def _gather(self, generation: Generation) -> None:
        """Choose among columns that are good for both objectives: they meet the bound mostly."""
        area, price = self._area, round(PRICE_KM * SCALE)
        both = Generation(area, generation.span, price=price, watch=self.watch.quiet())
        both.add(self.best.chosen)
        self._seed(both)
        both.converge()
        both.add_cuts()
        both.converge()
        named = self.problem.rules.limits_change
        sets = sorted({(c.members, c.label if named else NONE) for c in both.candidates})
        found = generation.area.candidates([s for s, _ in sets], [k for _, k in sets])
        generation.add(generation.area.lawful(found))
        _, chosen = choose(
            len(area),
            generation.candidates,
            generation.span,
            price=SCALE,
            cancelled=self.watch.stopped,
            seed=self.search.seed,
        )
        if chosen:
            self._offer(chosen)

    def _within_exceptions(self, fewest: int) -> None:
        """Least cost among plans with the fewest patients in exceptions."""
        area = prepare(self.problem, exceptional=True, excused=self._excused())
        generation = self._start(area, fewest)
        if generation is None:
            return
        self._seed(generation)
        generation.add(self.best.chosen)
        generation.cover(self._cost_at_level)
        outcome = self._close(generation)
        self._learn(bound=outcome.bound)

    def _start(self, area: Area, level: int | None, price: int = 0) -> Generation | None:
        span = span_of(self.problem, self.asked, area)
        if span is None:
            return None
        if level is not None and area.exceptional:
            span = replace(span, exceptions_max=level)
        self._level = level
        watch = Watch(self.watch.flag, self._report)
        self._generation = Generation(area, span, price=price, watch=watch)
        return self._generation

    def _report(self, phase: str, plan: float | None, bound: float | None) -> None:
        """Tell a bound only where it is one on the cost of plans like the best one."""
        self.watch.report(phase, plan, bound if self._of_cost else None)

    @property
    def _cost_at_level(self) -> float:
        """Quanta of the best plan with as many exceptions as the generation's, if one is known."""
        known = self._of_cost and self.best.cost is not None
        return float(self.best.cost or 0) if known else math.inf

    @property
    def _of_cost(self) -> bool:
        """Whether the bounds of the generation are on the cost of plans like the best one."""
        return self._level is not None and self._level == self.best.exceptions

    def _seed(self, generation: Generation) -> None:
        """First columns and, where none is known, a first plan."""
        area = generation.area
        generation.add(area.lawful(area.candidates(*nearest_sets(area))))
        self._take_today(generation)
        plan = self._first_plan(generation)
        if plan:
            chosen = with_best_names(area, plan)
            generation.add(area.lawful(chosen))
            self._offer(chosen)
        elif self.best.chosen:
            generation.add(
                area.lawful(with_best_names(area, [c.members for c in self.best.chosen]))
            )

    def _first_plan(self, generation: Generation) -> list[tuple[int, ...]] | None:
        """A plan without a solver; the local search knows no doughnuts, so it may try again."""
        area, plan = generation.area, None
        if area.near_today and self.best.chosen:
            return None  # no search by local moves is as near to today's networks
        for k in range(FIRST_PLANS):
            search = replace(self.search, seed=self.search.seed + k)
            plan = first_plan_of(area, generation.span, search)
            if plan is None or len(area.lawful(with_best_names(area, plan))) == len(plan):
                return plan
        return plan

    def _take_today(self, generation: Generation) -> None:
        """Networks of today that are candidates as they are, as columns; all of them as a plan."""
        area = generation.area
        today = todays_networks(area)
        generation.add(today)
        if sum(len(c.members) for c in today) == len(area):
            spare = area.excused is None or sum(c.exceptions for c in today) <= area.excused
            span = generation.span
            number = span.networks_min <= len(today) <= span.networks_max
            if spare and number:
                self._offer(today)
        self._take_start(generation)

    def _take_start(self, generation: Generation) -> None:
        """The plan that the problem knows, as far as it has every practice."""
        area, start = self._area, self.problem.start
        if sum(map(len, start)) != len(area):
            return
        plan = named_best(area, start)
        self._offer(plan)
        kept = [c for c in plan if generation.area.exceptional or not c.exceptions]
        names = [c.label if names_matter(generation.area.problem) else NONE for c in kept]
        generation.add(generation.area.candidates([c.members for c in kept], names))

    def _close(self, generation: Generation) -> Outcome:
        chosen = self.best.chosen
        usable = chosen and (
            self._level is None or sum(c.exceptions for c in chosen) <= self._level
        )
        known = Outcome(chosen, cost_of(chosen, 0)) if usable else Outcome()
        return close_gap(
            generation, known, gap=self.search.gap, seed=self.search.seed, offer=self._offer_outcome
        )

    def _offer_outcome(self, outcome: Outcome, by: str = BY_SETS) -> None:
        """Keep a plan, and a bound on the cost of plans like it, so that a stop loses neither."""
        self._offer(outcome.chosen)
        if self._of_cost:
            self._learn(bound=outcome.bound, by=by)

    def _priced(self, chosen: Sequence[Candidate]) -> Outcome:
        named = self.problem.rules.limits_change
        bare = tuple(sorted(c._replace(cost=0, label=c.label if named else NONE) for c in chosen))
        return Outcome(bare, cost_of(bare, SCALE)) if chosen else Outcome()

    def _offer(self, chosen: Sequence[Candidate]) -> None:
        """Keep a plan if it is the best so far: fewer exceptions first, then less cost."""
        if not chosen:
            return
        sets = [c.members for c in chosen]
        area = self._area
        ways = [area.candidates(sets, [c.label for c in chosen]), with_best_names(area, sets)]
        if area.problem.rules.limits_change:
            ways.append(area.candidates(sets, keep_names(area.problem, sets, practices=True)))
        ways = [plan for plan in ways if fits(area, plan)]
        if not ways:
            return
        chosen = min(ways, key=lambda plan: cost_of(plan, 0))
        figures = (sum(c.exceptions for c in chosen), cost_of(chosen, 0))
        best = self.best
        if best.exceptions is None or figures < (best.exceptions, best.cost or 0):
            same = best.exceptions == figures[0]
            self.best = replace(
                best,
                chosen=tuple(sorted(chosen)),
                exceptions=figures[0],
                cost=figures[1],
                bound=best.bound if same else self._least,
                bound_by=best.bound_by if same else "",
            )
            self.watch.report("plan", figures[1] / SCALE, None)

    def _learn(
        self, *, exceptions_bound: int | None = None, bound: int | None = None, by: str = BY_SETS
    ) -> None:
        """Keep the tighter bounds."""
        best = self.best
        fewest = [b for b in (best.exceptions_bound, exceptions_bound) if b is not None]
        least = [b for b in (best.bound, bound) if b is not None]
        tighter = bound is not None and (best.bound is None or bound > best.bound)
        self.best = replace(
            best,
            exceptions_bound=max(fewest, default=None),
            bound=max(least, default=None),
            bound_by=by if tighter else best.bound_by,
        )

    def _take_bound(self) -> None:
        """After a stop: the generation's bound, where it speaks of plans like the best one."""
        if self._generation is not None and self._of_cost:
            self._learn(bound=self._generation.bound)
