"""Near-best plans that differ from one another: other answers of nearly the same worth.

The networks that are dear to no good plan are gathered by column generation, border unit by
border unit; integer programmes then choose further plans out of them, each far enough from all
before it. What a plan costs more than the proven bound is its gap: no plan at all is better by
more. That no further alternative exists is not claimed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pulp
from scipy.optimize import linear_sum_assignment

from optimise.candidates.area import Area, names_matter, prepare
from optimise.candidates.candidate import Candidate
from optimise.local_search.first_plan import nearest_sets
from optimise.milp import solve_program
from optimise.problem.criteria import SCALE, keep_names
from optimise.problem.exceptions import declare
from optimise.problem.plan import Plan, Result, Status
from optimise.problem.problem import NONE, Problem
from optimise.proof.partition import EXACT
from optimise.proof.pricing.generation import Generation
from optimise.units.asked import span_of
from optimise.units.forced import above_ceiling

METHOD = "near-best plans out of the networks of a column generation"
CUT_ROUNDS = 6
SETS_A_HUB, SETS_A_UNIT = 1_500, 4_000
HALVINGS = 5
NODES_MAX = 300  #: of one integer programme: a limit in time would not be the same twice
NEAR_ENOUGH = 0.5  #: of the gap allowed, at which a programme stops: the next plan costs more
Groups = Sequence[Sequence[str]]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Wish:
    """How many alternatives are asked for, how near the best, how far from one another.

    ``near`` is a share of a plan's cost; ``differing`` registered patients whose practice is in
    another network, after the relabelling that leaves the fewest.
    """

    wanted: int
    near: float
    differing: int


@dataclass(frozen=True)
class _Unit:
    """One border unit: its rows in the whole problem, its candidates, and patients excused."""

    rows: tuple[int, ...]
    candidates: list[Candidate]
    excused: int


def find(
    problem: Problem, best: Result, wish: Wish, *, seed: int = 1, cancelled: Cancelled | None = None
) -> tuple[list[Result], str]:
    """Alternatives to a plan, cheapest first found, and a sentence where there are fewer.

    Parameters
    ----------
    problem
        The problem that ``best`` solves.
    best
        A whole plan with a proven bound.
    wish
        How many alternatives are asked for, and how they differ.
    seed
        Seed of every random choice; the same input and seed give the same alternatives.
    cancelled
        Asked during each programme; True ends the search with what is found.

    Returns
    -------
    One result for each alternative, whose networks keep the ids of the networks of ``best`` that
    they continue; and why there are fewer than asked for, blank where there are as many.
    """
    if best.plan is None or best.bound is None:
        return [], "alternatives need a whole plan with a proven bound, and there is none"
    units = [_unit(part, best, wish.near) for _, part in problem.parts() if len(part)]
    units = [replace(u, rows=problem.rows(u.rows)) for u in units]  # type: ignore[arg-type]
    program, columns = _stated(problem, units, best.bound / (1.0 - wish.near))
    plans: list[Groups] = [list(best.plan.networks.values())]
    found: list[Result] = []
    while len(found) < wish.wanted:
        _keep_off(program, problem, columns, plans[-1], wish.differing)
        groups = _chosen(program, problem, columns, wish, seed, cancelled)
        if groups is None:
            break
        plans.append(groups)
        found.append(_result(problem, best, groups, seed))
    return found, "" if len(found) == wish.wanted else _fewer(len(found), wish)


def _fewer(found: int, wish: Wish) -> str:
    return (
        f"{found} of {wish.wanted} alternatives were found within {wish.near:.2%} that differ by "
        f"{wish.differing:,} patients; the search does not prove that there are no more"
    )


def _shared(problem: Problem, one: Groups, other: Groups) -> np.ndarray:
    """Patients that each network of one plan shares with each of another."""
    at = np.full(len(problem), NONE, np.int64)
    for k, codes in enumerate(other):
        at[list(problem.rows(codes))] = k
    shared = np.zeros((len(one), len(other)), np.int64)
    for k, codes in enumerate(one):
        rows = np.array(problem.rows(codes))
        np.add.at(shared[k], at[rows], problem.patients[rows])
    return shared


def _unit(part: Problem, best: Result, near: float) -> _Unit:
    """The candidates of one border unit that near-best plans are made of."""
    assert best.plan is not None
    inside = set(part.codes)
    sets = [part.rows(codes) for codes in best.plan.networks.values() if inside & set(codes)]
    counted = _counted(part, sets, _kept(part, sets))
    excused, above = sum(c.exceptions for c in counted), above_ceiling(part)
    beyond = excused > above
    area = prepare(part, exceptional=beyond, excused=excused - above if beyond else None)
    span = span_of(part, (1, len(part)), area)
    labels = [c.label for c in counted]  # another unit's network may be the one to keep a name
    both = [*labels, *_kept(part, sets, practices=True), *([NONE] * len(sets))]
    known = list(dict.fromkeys(area.candidates([*sets, *sets, *sets], both)))
    if span is None:
        return _Unit(part.codes, known, excused)  # type: ignore[arg-type]
    generation = Generation(area, replace(span, exceptions_max=excused) if beyond else span)
    generation.add([*known, *area.candidates(*nearest_sets(area))])
    generation.cover()
    for _ in range(CUT_ROUNDS):
        if not generation.add_cuts():
            break
        generation.converge()
    allowed = (
        near / (1.0 - near) * (best.bound or 0.0)
    )  # what a near plan may cost beyond the bound
    width = round(allowed * SCALE) + sum(c.cost for c in counted)
    near_ones = _near(generation, width - (generation.bound or 0))
    fresh = {(c.members, c.label): c for c in [*near_ones, *known]}
    return _Unit(part.codes, [fresh[key] for key in sorted(fresh)], excused)  # type: ignore[arg-type]


def _near(generation: Generation, width: int) -> list[Candidate]:
    """The least dear candidates: all within a width, which is narrowed until they are few."""
    found = None
    for step in range(HALVINGS):
        found = generation.within(max(1, width >> step), SETS_A_HUB)
        if found is not None:
            break
    candidates = generation.candidates if found is None else found
    order = np.argsort(generation.dearness(candidates), kind="stable")[:SETS_A_UNIT]
    return [candidates[k] for k in sorted(order.tolist())]


def _counted(
    part: Problem, sets: Sequence[tuple[int, ...]], kept: Sequence[int]
) -> list[Candidate]:
    """Networks of a plan with what they cost when they keep these names."""
    area: Area = prepare(part, exceptional=True)
    return area.candidates(sets, kept)


def _kept(
    problem: Problem, sets: Sequence[tuple[int, ...]], *, practices: bool = False
) -> list[int]:
    """The names that networks keep in the best way, each once; none where they do not matter."""
    named = names_matter(problem)
    return keep_names(problem, sets, practices=practices) if named else [NONE] * len(sets)


Columns = list[tuple[pulp.LpVariable, tuple[int, ...]]]


def _stated(
    problem: Problem, units: Sequence[_Unit], most: float
) -> tuple[pulp.LpProblem, Columns]:
    """The programme of all plans that cost at most so much (patient-km), and its columns."""
    program, columns, costs = pulp.LpProblem("alternatives", pulp.LpMinimize), Columns(), []
    holding: dict[int, list[pulp.LpVariable]] = {i: [] for i in range(len(problem))}
    names: dict[int, list[pulp.LpVariable]] = {}  # a name goes on once, also across a border
    moves: list[tuple[pulp.LpVariable, int]] = []
    moved: list[tuple[pulp.LpVariable, int]] = []
    for number, unit in enumerate(units):
        excused = []
        for k, candidate in enumerate(unit.candidates):
            x = program.add_variable(f"x{number}_{k}", cat=pulp.LpBinary)
            members = tuple(unit.rows[i] for i in candidate.members)
            columns.append((x, members))
            costs.append((x, candidate.cost / SCALE))
            excused.append((x, candidate.exceptions))
            moves.append((x, candidate.moves))
            moved.append((x, candidate.moved))
            for i in members:
                holding[i].append(x)
            if candidate.label != NONE:
                names.setdefault(candidate.label, []).append(x)
        program += pulp.LpAffineExpression(excused) <= unit.excused
    for _, keeping in sorted(names.items()):
        program += pulp.lpSum(keeping) <= 1
    rules = problem.rules
    for spent, limit in ((moves, rules.moves_max), (moved, rules.patients_moved_max)):
        if limit is not None:
            program += pulp.LpAffineExpression(spent) <= limit
    cost = pulp.LpAffineExpression(costs)
    program.setObjective(cost)
    program += cost <= most
    for held in holding.values():
        program += pulp.lpSum(held) == 1
    least, top = rules.networks or (None, None)
    number_of = pulp.lpSum([x for x, _ in columns])
    if least is not None:
        program += number_of >= least
    if top is not None:
        program += number_of <= top
    return program, columns


def _keep_off(
    program: pulp.LpProblem, problem: Problem, columns: Columns, plan: Groups, differing: int
) -> None:
    """Allow only plans that differ from one by so many patients.

    Each network may go on under one name at most, so the patients who stay are no more than
    those each network shares with the one it shares most with.
    """
    at = np.full(len(problem), NONE, np.int64)
    for k, codes in enumerate(plan):
        at[list(problem.rows(codes))] = k
    shares = []
    for x, members in columns:
        rows = np.array(members)
        shares.append((x, int(np.bincount(at[rows], problem.patients[rows]).max())))
    program += pulp.LpAffineExpression(shares) <= int(problem.patients.sum()) - differing


def _chosen(
    program: pulp.LpProblem,
    problem: Problem,
    columns: Columns,
    wish: Wish,
    seed: int,
    cancelled: Cancelled | None,
) -> list[tuple[str, ...]] | None:
    options = {**EXACT, "mip_max_nodes": NODES_MAX}
    solution = solve_program(
        program, gap=wish.near * NEAR_ENOUGH, seed=seed, cancelled=cancelled, options=options
    )
    taken = [m for x, m in columns if solution.values.get(x.name, 0.0) > 0.5]
    if not taken:
        return None
    return sorted(tuple(problem.codes[i] for i in sorted(members)) for members in taken)


def _result(problem: Problem, best: Result, groups: Groups, seed: int) -> Result:
    """An alternative with its cost counted anew, its gap, and names that go on."""
    assert best.bound is not None
    networks = _called(problem, best, groups)
    cost = excused = 0
    kept = _kept(problem, [problem.rows(group) for group in groups])
    for _, part in problem.parts():
        inside = [k for k, group in enumerate(groups) if set(part.codes) & set(group)]
        counted = _counted(part, [part.rows(groups[k]) for k in inside], [kept[k] for k in inside])
        cost += sum(c.cost for c in counted)
        excused += sum(c.exceptions for c in counted)
    objective = cost / SCALE
    settled = best.exceptions_patients == best.exceptions_bound
    return Result(
        status=Status.FEASIBLE,
        plan=Plan(networks),
        objective=objective,
        bound=best.bound,
        gap=max(0.0, objective - best.bound) / objective if objective else 0.0,
        exceptions_patients=excused,
        exceptions_bound=best.exceptions_bound,
        exceptions=declare(problem, networks, settled),
        seed=seed,
        method=METHOD,
    )


def _called(problem: Problem, best: Result, groups: Groups) -> dict[str, tuple[str, ...]]:
    """Networks by id: that of the network of ``best`` which each continues, else a free one."""
    assert best.plan is not None
    ids = list(best.plan.networks)
    shared = _shared(problem, groups, list(best.plan.networks.values()))
    rows, columns = linear_sum_assignment(shared, maximize=True)
    pairs = zip(rows.tolist(), columns.tolist(), strict=True)
    going_on = {row: ids[column] for row, column in pairs if shared[row, column] > 0}
    out: dict[str, tuple[str, ...]] = {}
    fresh = 0
    for k, codes in enumerate(groups):
        key = going_on.get(k)
        while key is None:
            fresh += 1
            key = f"X{fresh:02d}" if f"X{fresh:02d}" not in ids else None
        out[key] = tuple(codes)
    return dict(sorted(out.items()))
