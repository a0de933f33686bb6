"""One border unit: first the fewest patients in exceptions, then the least cost among those."""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from optimise.candidates.area import Area, names_matter, prepare
from optimise.candidates.candidate import Candidate
from optimise.candidates.large_practices import todays_networks
from optimise.local_search.first_plan import nearest_sets
from optimise.problem.criteria import SCALE
from optimise.problem.problem import NONE, Problem
from optimise.proof.closing import close_gap
from optimise.proof.near_optimum import settle_near, settle_within
from optimise.proof.outcome import ROUGHLY, Outcome, cost_of, enough
from optimise.proof.partition import choose
from optimise.proof.pricing.begun import begin, earlier_sets
from optimise.proof.pricing.generation import UNCOVERED, Generation
from optimise.stopping import StoppedError, Watch
from optimise.units.asked import (
    BY_CENTRES,
    BY_SETS,
    PartResult,
    SearchEffort,
    first_plan_of,
    span_of,
    whole_patients,
)
from optimise.units.best_known import BestKnown
from optimise.units.forced import above_ceiling, of_components
from optimise.units.other_plans import large_networks
from optimise.units.other_plans.last_resort import plan_of_few
from optimise.units.other_plans.whole_plans import named_best, with_best_names

LAST_TRIES = 2  #: at a first plan of each kind after a stop
FIRST_PLANS = 4  #: tries at a first plan without doughnuts
PRICE_KM = 5.0  #: kilometres a patient in exceptions is worth while columns are gathered


class PartSolver(BestKnown):
    """Solves one border unit; what is known so far is always in ``best``."""

    def __init__(self, problem: Problem, asked: tuple[int, int], search: SearchEffort) -> None:
        super().__init__(problem, asked, search.watch)
        self.search = search
        self._generation: Generation | None = None
        self._level: int | None = None

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
        self.learn(exceptions_bound=least)
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
        """Make a first plan even after a stop: that takes far less than a second."""
        for exceptional, seed in product((False, True), range(LAST_TRIES)):
            area = prepare(self.problem, exceptional=exceptional)
            span = span_of(self.problem, self.asked, area)
            search = SearchEffort(seed=self.search.seed + seed)
            plan = None if span is None else first_plan_of(area, span, search)
            if plan:
                self.offer(with_best_names(area, plan))
            if self.best.chosen:
                return
        self._plan_of_few()

    def _plan_of_few(self) -> None:
        """A first plan where local search, which knows no doughnuts and no approvals, met none."""
        area, generation = self.area, self._generation
        span = span_of(self.problem, self.asked, area)
        if span is not None:
            known = () if generation is None else generation.candidates
            sets, names = [c.members for c in known], [c.label for c in known]
            self.offer(plan_of_few(area, span, area.candidates(sets, names), self.search.seed))

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
        if self._settled_by_earlier(generation):
            return True
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
        self.learn(bound=outcome.bound if self._of_cost else None)
        return self.best.exceptions == level

    def _bound_by_centres(self, generation: Generation) -> None:
        """Where networks have many members: a bound that ignores contiguity, and better plans."""
        area, span = generation.area, generation.span
        plan = self.best.chosen if self._of_cost else ()
        self.offer(large_networks.better(area, span, plan, self.search))
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
        if generation is None or self._fewest_by_earlier(generation):
            return
        self._seed(generation)
        if self.best.exceptions == self.best.exceptions_bound:
            return
        generation.divide()  # the little that may be missing shows soonest so
        most = self.best.exceptions
        covered = generation.cover(math.inf if most is None else most * SCALE, ROUGHLY)
        if not covered and most is None:
            return
        self.learn(exceptions_bound=whole_patients(generation.bound))
        if self.best.exceptions is None or self.best.exceptions > (self.best.exceptions_bound or 0):
            self._gather(generation)
            known = self._priced(self.best.chosen)
            outcome = close_gap(
                generation, known, gap=0.0, seed=self.search.seed, offer=self._offer_outcome
            )
            self.learn(exceptions_bound=whole_patients(outcome.bound))
        self.remember(generation)

    def _gather(self, generation: Generation) -> None:
        """Choose among columns that are good for both objectives: they meet the bound mostly."""
        area, price = self.area, round(PRICE_KM * SCALE)
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
            self.offer(chosen)

    def _within_exceptions(self, fewest: int) -> None:
        """Least cost among plans with the fewest patients in exceptions."""
        area = prepare(self.problem, exceptional=True, excused=self._excused())
        generation = self._start(area, fewest)
        if generation is None or self._settled_by_earlier(generation):
            return
        self._seed(generation)
        generation.add(self.best.chosen)
        generation.cover(self._cost_at_level, ROUGHLY)
        outcome = self._close(generation)
        self.learn(bound=outcome.bound)

    def _settled_by_earlier(self, generation: Generation) -> bool:
        """Whether the prices of an earlier solve, where there are some, prove a plan at once."""
        if not self._begun(generation):
            return self.best.proven and bool(self.problem.earlier)
        area, gap, seed = generation.area, self.search.gap, self.search.seed
        outcome = settle_within(generation, self.within(self._level), gap, seed)
        if not enough(outcome, gap):
            generation.add(area.lawful(area.candidates(*nearest_sets(area))))
            if not generation.covers():
                self._seed(generation)
            outcome = settle_near(generation, outcome.better(self.within(self._level)), gap, seed)
        self._offer_outcome(outcome)
        self.remember(generation)
        return self._of_cost and enough(outcome, gap)

    def _fewest_by_earlier(self, generation: Generation) -> bool:
        """Whether earlier prices prove which patients in exceptions are the fewest."""
        if not self.problem.earlier:
            return False
        self._take_today(generation)
        if self.best.exceptions != self.best.exceptions_bound and self._begun(generation):
            self.learn(exceptions_bound=whole_patients(generation.bound))
            self.remember(generation)
        fewest = self.best.exceptions_bound or 0
        if self.best.exceptions != fewest:
            excused = fewest - above_ceiling(self.problem)
            area = prepare(self.problem, exceptional=True, excused=excused)
            trial = self._start(area, fewest)
            if trial is not None:
                self._settled_by_earlier(trial)
            self._generation, self._level = generation, None
        return self.best.exceptions == fewest

    def _begun(self, generation: Generation) -> bool:
        """Whether prices of an earlier solve are known, from which the generation now goes on."""
        if not self.problem.earlier:
            return False
        self._take_today(generation)
        return begin(generation)

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
        generation.add(area.lawful(area.candidates(*nearest_sets(area))) + earlier_sets(generation))
        self._take_today(generation)
        plan = self._first_plan(generation)
        if plan:
            chosen = with_best_names(area, plan)
            generation.add(area.lawful(chosen))
            self.offer(chosen)
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
                self.offer(today)
        self._take_start(generation)

    def _take_start(self, generation: Generation) -> None:
        """The plan that the problem knows, as far as it has every practice."""
        area, start = self.area, self.problem.start
        if sum(map(len, start)) != len(area):
            return
        named = names_matter(area.problem)
        plan = named_best(area, start) if named else with_best_names(area, start)
        self.offer(plan)
        kept = [c for c in plan if generation.area.exceptional or not c.exceptions]
        names = [c.label if names_matter(generation.area.problem) else NONE for c in kept]
        generation.add(generation.area.candidates([c.members for c in kept], names))

    def _close(self, generation: Generation) -> Outcome:
        effort = self.search
        outcome = close_gap(
            generation,
            self.within(self._level),
            gap=effort.gap,
            seed=effort.seed,
            offer=self._offer_outcome,
        )
        self.remember(generation)
        return outcome

    def _offer_outcome(self, outcome: Outcome, by: str = BY_SETS) -> None:
        """Keep a plan, and a bound on the cost of plans like it, so that a stop loses neither."""
        self.offer(outcome.chosen)
        if self._of_cost:
            self.learn(bound=outcome.bound, by=by)

    def _priced(self, chosen: Sequence[Candidate]) -> Outcome:
        named = self.problem.rules.limits_change
        bare = tuple(sorted(c._replace(cost=0, label=c.label if named else NONE) for c in chosen))
        return Outcome(bare, cost_of(bare, SCALE)) if chosen else Outcome()

    def _take_bound(self) -> None:
        """After a stop: the generation's bound, where it speaks of plans like the best one."""
        if self._generation is not None:
            self.remember(self._generation)
            if self._of_cost:
                self.learn(bound=self._generation.bound)
