"""One border unit: first the fewest patients in exceptions, then the least cost among those."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from optimise.area import Area, prepare
from optimise.candidates import Candidate
from optimise.criteria import SCALE
from optimise.duals import Span
from optimise.exact import Outcome, close_gap, cost_of
from optimise.generation import Generation, Stopped, Watch
from optimise.large import large_practices, listed
from optimise.partition import choose
from optimise.primal import first_plan, nearest_sets
from optimise.problem import NONE, Problem
from optimise.sizes import largest

UNCOVERED = 1e-6  #: fraction of a practice that only a stand-in column covers
RESTARTS = 4
PRICE_KM = 5.0  #: kilometres a patient in exceptions is worth while columns are gathered


@dataclass(frozen=True)
class Search:
    """How hard to look: relative gap to stop at, seed, and who watches."""

    gap: float = 0.0
    seed: int = 1
    watch: Watch = Watch()


@dataclass(frozen=True)
class PartResult:
    """What one border unit came to, in practice rows of its problem.

    ``chosen`` is empty where no plan is known. Patients in exceptions are proven to be the
    fewest when ``exceptions_bound`` equals ``exceptions``.
    """

    chosen: tuple[Candidate, ...] = ()
    cost: int | None = None
    bound: int | None = None
    exceptions: int | None = None
    exceptions_bound: int | None = None
    stopped: bool = False
    columns: int = 0

    @property
    def proven(self) -> bool:
        """Whether both objectives are proven."""
        settled = self.exceptions is not None and self.exceptions == self.exceptions_bound
        return settled and Outcome(self.chosen, self.cost, self.bound).proven


def span_of(problem: Problem, asked: tuple[int, int], *, exceptional: bool) -> Span:
    """Numbers of networks that the totals allow, within what is asked."""
    total, n = int(problem.patients.sum()), len(problem)
    least, most = asked[0], min(asked[1], n)
    if not exceptional:
        least = max(least, -(-total // largest(problem.rules)))
        if not problem.rules.floor_waived:
            most = min(most, total // problem.rules.floor)
    return Span(least, most)
