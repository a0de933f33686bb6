"""Networks and the level above them planned together, from the places down and up again."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from boundaries.errors import DataError
from optimise import places
from optimise.problem.plan import Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.progress import Cancelled, Limits
from optimise.solve import solve
from optimise.tiers import Joint
from pcn_planner.proposal import judging, workbench
from pcn_planner.proposal.levels.leveled import Level
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Workbench

TURNS = 6  #: of networks inside places, and places of networks
LEAST = 0.1  #: in the unit of travel; a plan that is better by less is no better
METHOD = "networks inside places, and places of these networks, by turns"
PlaceOf = Mapping[str, str]
Effort = tuple[Limits, int, Cancelled | None]


@dataclass(frozen=True, eq=False)
class Both:
    """A plan of networks with the level above them, and what the two cost together."""

    made: Proposal
    level: Level

    @property
    def joint(self) -> Joint:
        """The costs of both levels, and the least that any plan of both can cost."""
        assert self.level.joint is not None
        return self.level.joint

    @property
    def outside(self) -> int:
        """Patients in units of the level that are outside its band."""
        assert self.level.result is not None
        return self.level.result.exceptions_patients or 0

    def better_than(self, other: "Both") -> bool:
        """Whether fewer patients are outside the band, or as few at a lower cost of both levels."""
        if self.outside != other.outside:
            return self.outside < other.outside
        return self.joint.objective <= other.joint.objective - LEAST


def planned(
    first: Both,
    asked: tuple[Problem, Result | None],
    above: Callable[[Proposal], Level],
    effort: Effort,
) -> Both:
    """The best of plans found from networks up, and from places of practices down.

    Parameters
    ----------
    first
        The best networks with the best level upon them.
    asked
        The practices as units of the level above, and the best division of them, where known.
    above
        Puts the networks of a plan together to that level.
    effort
        Limits, seed and stop of each solve.
    """
    bench = workbench.lay_out(first.made.study, first.made.rules)
    best, practices = first, asked[0]
    for start in _starts(first, asked[1]):
        place_of = _divided(practices, bench.problem, start)
        for _ in range(TURNS if place_of else 0):
            inside = _inside(bench, place_of, effort)
            tried = None if inside is None else _upon(bench, first, inside, above)
            if tried is None or not tried.better_than(best):
                break
            best, place_of = tried, tried.level.unit_of
        if not best.outside:
            break
    if best is first:
        return first
    return replace(best, made=workbench.describe(bench, best.made.result))


def _starts(first: Both, division: Result | None) -> Iterator[PlaceOf]:
    """The level found and, where it is outside its band, the best division without networks.

    One that is not proven is left aside: a busy machine would find another.
    """
    yield first.level.unit_of
    if division is not None and division.plan is not None and division.status is Status.OPTIMAL:
        yield division.plan.assignment


def _divided(practices: Problem, networks: Problem, place_of: PlaceOf) -> PlaceOf:
    """Practice code -> place, a division of practices near the level found; empty without one."""
    rows = pd.Series(range(len(practices)), practices.codes).groupby(pd.Series(place_of))
    found = places.divided(practices, networks, [sorted(group) for _, group in rows])
    return {practices.codes[k]: str(n) for n, group in enumerate(found or ()) for k in group}


def _inside(bench: Workbench, place_of: PlaceOf, effort: Effort) -> Result | None:
    """The best networks of which none is in two places; ``None`` where there are none."""
    study, (limits, seed, cancelled) = bench.study, effort
    graph = study.graph.copy()
    graph.remove_edges_from([(a, b) for a, b in graph.edges if place_of[a] != place_of[b]])
    units = study.units.astype(str) + " / " + pd.Series(place_of).reindex(study.units.index)
    parted = judging.freeze(replace(study, graph=graph, units=units), bench.rules)
    found = solve(parted, limits=limits, seed=seed, cancelled=cancelled)
    whole = found.plan is not None and len(found.plan.assignment) == len(study.practices)
    return found if whole and found.status in (Status.OPTIMAL, Status.FEASIBLE) else None


def _numbered(first: Plan, result: Result) -> Result:
    """The result with ids as networks have them that were planned without places.

    Border units that an approved network joins are numbered as one.
    """
    plan = result.plan or Plan({})
    begins = {
        code: key.rstrip("0123456789") for key, codes in first.networks.items() for code in codes
    }
    ids, count = dict[str, str](), Counter[str]()
    for key, codes in sorted(plan.networks.items(), key=lambda one: one[1]):
        prefix = begins[codes[0]]
        count[prefix] += 1
        ids[key] = f"{prefix}{count[prefix]:02d}"
    networks = {ids[key]: codes for key, codes in plan.networks.items()}
    excused = tuple(replace(row, network_id=ids[row.network_id]) for row in result.exceptions)
    return replace(result, plan=Plan(dict(sorted(networks.items()))), exceptions=excused)


def _upon(
    bench: Workbench, first: Both, inside: Result, above: Callable[[Proposal], Level]
) -> Both | None:
    """Networks planned inside places, with the level upon them and the bound of the first plan."""
    known = first.made.result
    if inside.exceptions_patients != known.exceptions_patients:
        return None  # the bound is on plans with as few patients in exceptions
    cost, bound = inside.objective or 0.0, known.bound
    gap = None if bound is None or not cost else max(0.0, (cost - bound) / cost)
    result = replace(
        inside, status=Status.FEASIBLE, bound=bound, gap=gap, units=(), method=METHOD,
        exceptions_bound=known.exceptions_bound, seconds=known.seconds + inside.seconds,
    )  # fmt: skip
    numbered = _numbered(first.made.plan or Plan({}), result)
    made = replace(first.made, result=workbench.named(bench, numbered))
    try:
        return Both(made, above(made))
    except DataError:
        return None
