"""What one border unit is asked and what it comes to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from optimise.candidates.area import Area, Span, given_networks, groups_together, prepare
from optimise.candidates.candidate import Candidate
from optimise.candidates.sizes import largest
from optimise.local_search.first_plan import Plan, first_plan
from optimise.problem.criteria import SCALE
from optimise.problem.earlier import EarlierPrices
from optimise.problem.problem import NONE, Problem
from optimise.problem.rules import BORDERS, SIZE
from optimise.proof.outcome import Outcome
from optimise.stopping import Watch

RESTARTS = 1
BY_SETS, BY_CENTRES = "connected sets", "centres"  #: the models that bounds come from


@dataclass(frozen=True)
class SearchEffort:
    """How hard to look: relative gap to stop at, seed, and who watches."""

    gap: float = 0.0
    seed: int = 1
    watch: Watch = field(default_factory=Watch)


@dataclass(frozen=True)
class PartResult:
    """What one border unit came to, in practice rows of its problem.

    ``chosen`` is empty where no plan is known. Patients in exceptions are proven to be the
    fewest when ``exceptions_bound`` equals ``exceptions``. ``bound_by`` is the model behind the
    bound (``BY_SETS``, ``BY_CENTRES``), blank where that is no more than a price per network.
    ``prices`` are those that each stage ended with.
    """

    chosen: tuple[Candidate, ...] = ()
    cost: int | None = None
    bound: int | None = None
    exceptions: int | None = None
    exceptions_bound: int | None = None
    stopped: bool = False
    bound_by: str = ""
    prices: tuple[EarlierPrices, ...] = ()

    @property
    def proven(self) -> bool:
        """Whether both objectives are proven."""
        settled = self.exceptions is not None and self.exceptions == self.exceptions_bound
        return settled and Outcome(self.chosen, self.cost, self.bound).proven


def span_of(problem: Problem, asked: tuple[int, int], area: Area) -> Span | None:
    """Numbers of networks that the totals allow, within what is asked; ``None`` if none is."""
    rules = problem.rules
    least, most = max(1, asked[0]), min(asked[1], len(problem))
    if not area.exceptional:
        free = area.ground.elsewhere == 0
        total = int(problem.size[free].sum())
        standing = len(area.given) + int((~free).sum()) - sum(map(len, area.given))
        least = max(least, standing + _fewest(area, total))
        if not rules.floor_waived:
            missing = sum(max(0, rules.floor - one.size) for one in problem.standing)
            most = min(most, standing + (total + missing) // max(1, rules.floor))
    limits = rules.moves_max, rules.patients_moved_max
    return Span(least, most, None, *limits) if least <= most else None


def _fewest(area: Area, total: int) -> int:
    """Networks at least beside those of practices above the ceiling, ``total`` patients in all.

    An approved network holds a ceiling of its own practices as any other does, the rest for
    nothing; one round a practice above the ceiling is counted there, and holds all for nothing.
    """
    problem, cap, large = area.problem, largest(area.problem.rules), 0
    given = {i for members in area.given for i in members}
    free = area.ground.elsewhere == 0
    for one in problem.standing:
        if SIZE not in one.kinds:
            continue
        own = [i for i in one.rows if free[i]]
        above = len([i for i in one.rows if not free[i] and i not in given])
        held = int(problem.size[own].sum())
        total -= held if above else max(0, held - cap)
        large += max(0, above - 1)
    return -(-max(0, total) // cap) - large


def first_plan_of(area: Area, span: Span, search: SearchEffort) -> list[tuple[int, ...]] | None:
    """A plan without any solver: given networks as they stand, the rest grown and improved."""
    apart = {i for members in area.given for i in members}
    alone = [] if area.exceptional else np.flatnonzero(area.ground.elsewhere).tolist()
    singles = [(int(i),) for i in alone if i not in apart]
    rest = [i for i in range(len(area)) if i not in apart and (i,) not in set(singles)]
    standing = [*area.given, *singles]
    if any(area.ground.group[i] != NONE for (i,) in singles):
        return None  # too large to be joined by those it is to be kept together with
    if not rest:
        return (
            standing if len(standing) in range(span.networks_min, span.networks_max + 1) else None
        )
    inner = Span(
        max(0, span.networks_min - len(standing)),
        span.networks_max - len(standing),
        span.exceptions_max,
    )
    grown = _grown(area, rest, inner, search)
    if grown is None:
        return None
    return [*standing, *(tuple(rest[i] for i in members) for members in grown)]


def _grown(area: Area, rest: Sequence[int], span: Span, search: SearchEffort) -> Plan | None:
    """A plan of those that do not stand by themselves, as rows of ``rest``.

    The local search does not know whether a network divides into teams: where that is asked, a
    plan is sought first with no network above the ceiling, so that none has to.
    """
    problem = area.problem.subset(rest)
    rules = problem.rules
    ways = [problem]
    if rules.team_band is not None and rules.ceiling_soft:
        strict = replace(rules, ceiling_soft=False, oversize_slack=0)
        ways.insert(0, replace(problem, rules=strict))
    for way in ways:
        part = prepare(way, exceptional=area.exceptional)
        grown = first_plan(part, span, seed=search.seed, restarts=RESTARTS, watch=search.watch)
        if grown is not None:
            return grown
    return None


def contradiction(problem: Problem) -> str:
    """Why rules on certain practices leave no plan at all, as a sentence; blank if they may."""
    given, together = given_networks(problem), groups_together(problem.rules)
    if len({i for members in given for i in members}) < sum(map(len, given)):
        return "a practice is in two networks that are fixed or set apart"
    groups = list(map(problem.rows, together))
    joined = [*given, *groups]
    asunder = [rows for rows in joined if not _may_cross(problem, rows)]
    if any(len(set(problem.unit.of[list(rows)].tolist())) > 1 for rows in asunder):
        return "practices to be in one network lie on both sides of a hard border"
    if any(
        set(rows) & set(members) not in (set(), set(rows)) for rows in joined for members in given
    ):
        return (
            "practices to be kept together are in and out of a network that is fixed or set apart"
        )
    apart = [set(problem.rows(group)) for group in problem.rules.apart]
    if any(len(group & set(rows)) > 1 for group in apart for rows in joined):
        return "practices to be kept apart are to be in one network"
    return ""


def _may_cross(problem: Problem, rows: Sequence[int]) -> bool:
    """Whether an approved network of today that crosses borders holds all of these."""
    crossing = (one for one in problem.standing if BORDERS in one.kinds)
    return any(set(rows) <= set(one.rows) for one in crossing)


def whole_patients(bound: int | None) -> int | None:
    """Whole patients from a bound in quanta."""
    return None if bound is None else max(0, -(-bound // SCALE))
