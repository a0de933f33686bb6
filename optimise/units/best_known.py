"""The best plan of a border unit known so far, and the bounds on it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from optimise.candidates.area import Area, prepare
from optimise.candidates.candidate import Candidate
from optimise.problem.criteria import SCALE, in_quanta, keep_names
from optimise.problem.problem import Problem
from optimise.proof.outcome import Outcome, cost_of
from optimise.proof.pricing.begun import prices_of
from optimise.proof.pricing.generation import Generation
from optimise.stopping import Watch
from optimise.units.asked import BY_SETS, PartResult
from optimise.units.other_plans.whole_plans import fits, with_best_names


class BestKnown:
    """Keeps the best plan and the tightest bounds, in ``best``."""

    def __init__(self, problem: Problem, asked: tuple[int, int], watch: Watch) -> None:
        self.problem, self.asked, self.watch = problem, asked, watch
        each = in_quanta(problem.rules.weights.get("count", 0.0))
        self._least = max(1, asked[0]) * int(each)  # no criterion is ever negative
        self.best = PartResult(bound=self._least)

    @cached_property
    def area(self) -> Area:
        """The area in which plans are counted; it allows networks outside the band."""
        return prepare(self.problem, exceptional=True)

    def offer(self, chosen: Sequence[Candidate]) -> None:
        """Keep a plan if it is the best so far: fewer exceptions first, then less cost."""
        if not chosen:
            return
        sets = [c.members for c in chosen]
        area = self.area
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

    def learn(
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

    def within(self, level: int | None) -> Outcome:
        """The best plan, if it has at most ``level`` patients in exceptions (``None``: any)."""
        chosen = self.best.chosen
        excused = level is None or sum(c.exceptions for c in chosen) <= level
        return Outcome(chosen, cost_of(chosen, 0)) if chosen and excused else Outcome()

    def remember(self, generation: Generation) -> None:
        """Keep the prices of a stage, for a later solve of nearly the same to begin from."""
        prices = prices_of(generation)
        if prices is not None:
            others = (one for one in self.best.prices if one.stage != prices.stage)
            self.best = replace(self.best, prices=(*others, prices))
