"""The frontier of change: for each number of moves the best plan, proven, and what it buys.

Every step asks for the best plan in which at most so many practices change their network. What is
to be mended comes first, then whatever the goal's weights say; of equal plans the one with fewest
patients moved, then with least travel.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from boundaries.errors import DataError
from optimise.problem import sizes
from optimise.problem.criteria import keep_names
from optimise.problem.exceptions import declare
from optimise.problem.plan import Cause, Plan, Result, Status
from optimise.problem.problem import NONE, Problem
from optimise.problem.rules import APPROVED, PIECES, SIZE, TIES, Approval, Rules
from optimise.progress import Cancelled, Limits, Progress
from optimise.solve import solve as solve_here
from pcn_planner.proposal import judging, today, workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import naming
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.redrafting import approvals
from pcn_planner.redrafting.measures import Figures, figures
from pcn_planner.redrafting.moves import Move, moves_of
from pcn_planner.study import columns
from pcn_planner.study.study import Study
from pcn_planner.words import counted

MOVES = 8  #: steps of a frontier unless more are asked for
_MENDED = {"change": TIES, "travel": 1.0}
#: Why a network may stay outside the band without counting against the rules.
_LET_STAY = {
    Cause.FLOOR_WAIVED, Cause.SOFT_CEILING, Cause.APPROVED, Cause.FIXED, Cause.SET_APART,
}  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """What a redraft goes towards: kinds to be mended first, then weights."""

    mends: tuple[str, ...]
    weights: Mapping[str, float]
    said: str


GOALS: Mapping[str, Goal] = {
    "band": Goal((SIZE,), _MENDED, "all networks in the band"),
    "contiguity": Goal(
        (PIECES,), _MENDED, "all networks in one piece and none newly outside the band"
    ),
    "teams": Goal(
        (), {"alignment": TIES, "change": 1.0, "travel": 0.01}, "no patient of another team"
    ),
    "travel": Goal((), {"travel": 1.0, "change": 0.001}, ""),
    "all": Goal(
        (SIZE, PIECES),
        {"alignment": 1.0, "travel": 1.0, "change": 0.001},
        "all networks in the band and in one piece",
    ),
}


@dataclass(frozen=True)
class Step:
    """The best plan with at most ``moves_max`` practices moved; networks keep today's ids.

    ``made`` is ``None`` where no plan was found; ``result`` then says why.
    """

    moves_max: int
    result: Result
    made: Proposal | None = None
    moves: tuple[Move, ...] = ()
    figures: Figures | None = None

    @property
    def proven(self) -> bool:
        """Whether no plan with so many moves is better."""
        return self.result.status is Status.OPTIMAL


Solve = Callable[..., Result]
Tell = Callable[[tuple[Step, ...], Progress | None], None]


def frontier(
    study: Study,
    rules: Rules,
    towards: str,
    *,
    approved: Sequence[Approval] | None = None,
    steps: int = MOVES,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    seed: int = 1,
    told: Tell | None = None,
    cancelled: Cancelled | None = None,
    solve: Solve = solve_here,
) -> tuple[Step, ...]:
    """The steps from today's networks, 0 moves first.

    Ends with ``steps`` moves, or where the goal is reached.

    Parameters
    ----------
    study, rules
        As for ``pipeline.propose``; approvals and weights of the rules are replaced.
    towards
        One of ``GOALS``.
    approved
        What of today's networks may stay outside the rules; ``None`` for all that is. What is not
        approved keeps the rules at every step.
    steps
        Most practices that may move.
    limits, seed, cancelled, solve
        What each step takes; see ``optimise.solve.solve``. Steps done before a stop are kept.
    told
        Called with the steps so far and the progress of the one under way, on any thread.

    Raises
    ------
    DataError
        Today's networks, or what the goal needs, are not known.
    """
    check(study, towards)
    asked = rules_towards(study, columns.as_spelt(rules, study.practices), towards, approved)
    done: tuple[Step, ...] = ()
    bench = None
    for moves in range(min(steps, len(study.practices)) + 1):
        if cancelled is not None and cancelled():
            break
        bench = workbench.lay_out(
            study, replace(asked, moves_max=moves), earlier=bench, sketched=True
        )
        sofar = done
        result = judging.impossible(bench.known, seed) or solve(
            _begun(bench, done), limits=limits, seed=seed, cancelled=cancelled,
            progress=None if told is None else lambda progress, s=sofar: told(s, progress),
        )  # fmt: skip
        done = (*done, step_of(bench, result, moves))
        if told is not None:
            told(done, None)
        if reached(done[-1], towards):
            break
    return done


def _begun(bench: Workbench, done: tuple[Step, ...]) -> Problem:
    """The step's problem, with plan and prices of the step before: that plan is allowed here."""
    plan = done[-1].result.plan if done else None
    groups = () if plan is None else tuple(map(bench.problem.rows, plan.networks.values()))
    return replace(bench.problem, start=groups, earlier=done[-1].result.prices if done else ())


def todays(study: Study) -> dict[str, str]:
    """Practice code -> network today, of the practices that have one."""
    return today.assignment(study)


def rules_towards(
    study: Study, rules: Rules, towards: str, approved: Sequence[Approval] | None = None
) -> Rules:
    """The rules with today's irregular networks approved, or some alone, and the goal's weights."""
    goal = GOALS[towards]
    weights = {k: w for k, w in goal.weights.items() if k != "alignment" or study.team is not None}
    asked = replace(rules, weights=weights, approved=())
    if approved is None:
        return approvals.approve(study, asked, APPROVED, counted=goal.mends)
    still = (tuple(kind for kind in one.kinds if kind in goal.mends) for one in approved)
    own = (replace(one, counted=mends) for one, mends in zip(approved, still, strict=True))
    return replace(asked, approved=tuple(own))


def reached(step: Step, towards: str) -> bool:
    """Whether nothing is left of what the goal mends, but for what no plan mends."""
    goal, found = GOALS[towards], step.figures
    if found is None or not goal.said:
        return False
    if towards == "teams":
        return found.misaligned_patients == 0
    size, pieces, never = _left(step)
    return pieces == 0 and size == never


def _left(step: Step) -> tuple[int, int, int]:
    """Patients that still count against the rules: by size, in pieces; of size, by lone lists.

    What an approval, a waiver, a soft ceiling or a network that stands as it is lets stay does
    not count. A lone list above the ceiling is mended by no plan.
    """
    rows = [row for row in step.result.exceptions if row.cause not in _LET_STAY]
    size = sum(abs(row.patients) for row in rows)
    never = 0
    if step.made is not None:
        lists = sizes.of(step.made.study.practices, step.made.rules.size)
        largest = (int(lists[list(row.practices)].max()) for row in rows)
        never = sum(max(0, most - step.made.rules.ceiling) for most in largest)
    return size, (step.result.exceptions_patients or 0) - size, never


def gains(steps: Sequence[Step]) -> list[Step]:
    """The first step of every better plan: steps that buy nothing more are left out."""
    best: list[Step] = []
    for step in steps:
        if step.figures is not None and (not best or _worth(step) < _worth(best[-1])):
            best.append(step)
    return best


def _worth(step: Step) -> tuple[float, float]:
    return float(step.result.exceptions_patients or 0), step.result.objective or 0.0


def sentence(steps: Sequence[Step], towards: str) -> str:
    """The first step that reaches the goal, for people: what it moves, and that fewer do not do."""
    for k, step in enumerate(steps):
        if reached(step, towards) and step.figures is not None:
            before = steps[k - 1] if k else None  # its plans include those with still fewer moves
            sure = f"; no plan does it with {before.moves_max}" if before and before.proven else ""
            moved = step.figures
            practices = "practice" if moved.practices_moved == 1 else "practices"
            return (
                f"Move {moved.practices_moved} {practices}, {moved.patients_moved:,} patients: "
                f"{GOALS[towards].said}{_but(step, towards)}{sure}."
            )
    return _not_reached(steps[-1], towards) if steps and GOALS[towards].said else ""


def _but(step: Step, towards: str) -> str:
    """What is outside the goal all the same: lone lists, and what the rules let stay."""
    found, mends = step.figures, GOALS[towards].mends
    if found is None:
        return ""
    size, pieces, never = _left(step)
    outside = found.patients_outside_band - size if SIZE in mends else 0
    apart = found.patients_in_pieces - pieces if PIECES in mends else 0
    parts = [
        f"{never:,} patients on lists above the ceiling by themselves" if never else "",
        f"{outside:,} patients outside the band as the rules allow" if outside else "",
        f"{apart:,} patients in pieces as the rules allow" if apart else "",
    ]
    said = " and ".join(part for part in parts if part)
    return f" but for {said}" if said else ""


def _not_reached(last: Step, towards: str) -> str:
    most = counted(last.moves_max, "move")
    told = f"With {most} at most this is not reached: {GOALS[towards].said}."
    _, _, never = _left(last)
    if not never:
        return told
    left = last.result.exceptions_patients or 0
    return (
        f"{told} {never:,} of the {left:,} patients left are on lists above the ceiling by "
        "themselves; no plan mends that."
    )


def step_of(bench: Workbench, result: Result, moves_max: int) -> Step:
    """A step from what a solve came to: verified, named after today's networks, measured."""
    study = bench.study
    if result.plan is None or len(result.plan.assignment) < len(study.practices):
        return Step(moves_max, replace(result, plan=None))
    continued = _continued(bench, result)
    made = workbench.describe(bench, continued, mends=False)
    return Step(moves_max, continued, made, moves_of(bench, made), figures(made))


def _continued(bench: Workbench, result: Result) -> Result:
    """The result with the ids and names of today's networks where they go on."""
    plan, problem = result.plan or Plan({}), bench.problem
    groups = list(plan.networks.values())
    kept = keep_names(problem, [problem.rows(codes) for codes in groups])
    names = problem.current.names if problem.current is not None else ()
    taken = {names[k] for k in kept if k != NONE} | set(names)
    fresh = iter(_new_ids(taken, len(groups)))
    ids = [next(fresh) if k == NONE else names[k] for k in kept]
    networks = dict(sorted(zip(ids, groups, strict=True)))
    called = naming.name_networks(
        problem, networks, bench.study.practices, None, planned=bench.study.inputs.planned
    )
    called |= {k: n for k, n in today.names(bench.study).items() if k in networks}
    settled = result.exceptions_patients == result.exceptions_bound
    return replace(
        result, plan=Plan(networks, called), exceptions=declare(problem, networks, settled)
    )


def _new_ids(taken: Collection[str], many: int) -> list[str]:
    free = (f"new-{k:02d}" for k in range(1, len(taken) + many + 2))
    return [key for key in free if key not in taken]


def check(study: Study, towards: str) -> None:
    """Raise ``DataError`` where a redraft cannot begin, or cannot go this way."""
    if towards not in GOALS:
        raise DataError(
            f"a redraft cannot go towards {towards!r}", remedy=f"Use one of {', '.join(GOALS)}"
        )
    if study.current is None:
        raise DataError(
            "a redraft begins from today's networks",
            remedy="Name the column of today's networks with --current",
        )
    if towards == "teams" and study.footprints is None:
        raise DataError(
            "nothing says where the community teams work",
            remedy="Give their footprints with --footprints, or a column with --team",
        )


def plain(step: Step) -> dict[str, Any]:
    """One row of ``redraft.csv``."""
    known = {} if step.figures is None else step.figures.plain
    return {"moves_max": step.moves_max, "status": str(step.result.status), **known}
