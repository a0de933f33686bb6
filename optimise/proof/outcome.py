"""What is known of the optimum of one area, and the steps that prove it: cuts, then choosing."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from optimise.candidates.candidate import Candidate
from optimise.milp import Solution
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.plan import Status
from optimise.proof.generation import Generation
from optimise.proof.partition import choose

CUT_ROUNDS = 60
LEAST_RISE = 2e-4  #: of the bound; a round of cuts that lifts it less is a poor one
POOR_ROUNDS = 3  #: so many running end the cutting
ROUGHLY = 1e-4  #: of the bound; how near it must come to the relaxation between cuts
NARROWER = 0.6  #: of a gap that was too wide to be settled; one no narrower is not tried
Settle = Callable[["Outcome"], "Outcome"]


@dataclass(frozen=True)
class Outcome:
    """Chosen candidates (empty when none), their cost and a bound on any, in quanta."""

    chosen: tuple[Candidate, ...] = ()
    cost: int | None = None
    bound: int | None = None

    @classmethod
    def of(cls, chosen: Sequence[Candidate], price: int) -> "Outcome":
        """A plan without a bound; nothing where nothing is chosen."""
        return cls(tuple(sorted(chosen)), cost_of(chosen, price)) if chosen else cls()

    @property
    def proven(self) -> bool:
        """Whether no plan is better by one unit or more."""
        return self.cost is not None and self.bound is not None and self.cost - self.bound < QUANTA

    def better(self, other: "Outcome") -> "Outcome":
        """The cheaper plan and the tighter bound of two."""
        bounds = [b for b in (self.bound, other.bound) if b is not None]
        first = self if _rank(self) <= _rank(other) else other
        return Outcome(first.chosen, first.cost, max(bounds, default=None))


def _rank(outcome: Outcome) -> tuple[bool, int]:
    return outcome.cost is None, outcome.cost or 0


def cost_of(chosen: Sequence[Candidate], price: int) -> int:
    """Cost of a plan in quanta, re-added from its candidates."""
    return sum(c.cost + price * c.exceptions for c in chosen)


def enough(outcome: Outcome, gap: float) -> bool:
    """Whether a result is as good as was asked for."""
    if outcome.proven:
        return True
    if outcome.cost is None or outcome.bound is None:
        return False
    return gap > 0 and outcome.cost - outcome.bound <= gap * abs(outcome.cost)


def raise_bound(
    generation: Generation, best: Outcome, gap: float, at_once: Settle | None = None
) -> Outcome:
    """Cut and price until the bound hardly rises any more, or the rest can be settled at once."""
    poor, too_wide = 0, math.inf
    for _ in range(CUT_ROUNDS):
        before = generation.bound or 0
        if at_once and best.cost is not None and best.cost - before < NARROWER * too_wide:
            found = at_once(best)
            if found.bound is not None:
                return found
            too_wide = best.cost - before
        if enough(best.better(Outcome(bound=before)), gap) or not generation.add_cuts():
            break
        generation.converge(ROUGHLY)
        rise = (generation.bound or 0) - before
        poor = poor + 1 if rise < LEAST_RISE * abs(before) else 0
        if poor >= POOR_ROUNDS:
            break
    generation.converge()
    return Outcome(bound=generation.bound)


def settle(
    generation: Generation, best: Outcome, candidates: list[Candidate], width: int, seed: int
) -> Outcome:
    """Optimum over the candidates within ``width`` of the generation's bound, and what it proves.

    The outcome's bound holds for every plan of the generation.
    """
    bound = generation.bound or 0
    generation.watch.report("choosing", None, bound / SCALE)
    solution, chosen = choose(
        len(generation.area),
        candidates,
        generation.span,
        price=generation.price,
        cuts=generation.cuts,
        start=best.chosen if set(best.chosen) <= set(candidates) else (),
        cancelled=generation.watch.stopped,
        seed=seed,
    )
    found = Outcome.of(chosen, generation.price)
    return replace(found, bound=_least_cost(solution, found, bound + width))


def _least_cost(solution: Solution, found: Outcome, outside: int) -> int | None:
    """Bound on any plan: of those inside the gap by the solver, of all others ``outside``."""
    if solution.status is Status.INFEASIBLE:
        return outside
    if solution.status is Status.OPTIMAL and found.cost is not None:
        return min(found.cost, outside)
    if solution.bound is None:
        return None
    return min(math.floor(solution.bound * SCALE) - QUANTA, outside)
