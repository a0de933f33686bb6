"""Where a practice may go, and what each move does: the figures behind a click on the map."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from boundaries.teams.patients_by_team import by_team
from boundaries.unallocated import is_unallocated
from optimise.problem import criteria
from optimise.problem.plan import ExceptionRow
from optimise.problem.problem import Problem
from optimise.verify import verify
from optimise.verify.case import Finding
from pcn_planner.proposal import today
from pcn_planner.proposal.workbench import NO_LOCKS, Locks, Workbench

NEW_PREFIX = "N"
DECIDED = frozenset(
    {"together", "same_premises", "apart", "fixed", "alone"}
)  #: checks of what people asked for
Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class PricedMove:
    """One practice going to one network, and what changes by it.

    ``patients_joined`` and ``patients_left`` are the sizes after the move, as the band counts
    them, of the network it goes to and of the one it leaves (``None`` where it was in none).
    ``travel_change`` is over both networks, in the study's unit of travel; ``team_change`` in
    patients of both networks who belong to another team than their network's lead team, ``None``
    without footprints.
    ``warnings`` say what the move would break that is whole now; without any it is legal.
    """

    practice_code: str
    network_id: str
    patients_joined: int
    patients_left: int | None
    travel_change: float
    team_change: int | None
    neighbour: bool
    warnings: tuple[str, ...]

    @property
    def legal(self) -> bool:
        """Whether nothing is broken that is whole now."""
        return not self.warnings


@dataclass(frozen=True)
class MoveBoard:
    """A draft from which moves are priced: who is where, and what is wrong already.

    ``found`` has the most patients of what is wrong by check and network, ``decided`` the findings
    on what people asked for: those are many to a network, and each counts by itself.
    """

    bench: Workbench
    assignment: Mapping[str, str]
    declared: tuple[ExceptionRow, ...]
    found: Mapping[tuple[str, str | None], int]
    decided: tuple[Finding, ...]
    team_patients: pd.DataFrame | None
    locks: Locks = NO_LOCKS

    def members(self, network_id: str) -> tuple[str, ...]:
        """Practice codes of a network, sorted."""
        return tuple(sorted(c for c, n in self.assignment.items() if n == network_id))

    def open(self, code: str, network_id: str) -> bool:
        """Whether no lock forbids that a practice goes to a network."""
        ends = {self.assignment.get(code), network_id}
        return code not in self.locks.practices and self.locks.networks.isdisjoint(ends)


def board(
    bench: Workbench,
    assignment: Mapping[str, str],
    declared: Iterable[ExceptionRow] = (),
    locks: Locks = NO_LOCKS,
) -> MoveBoard:
    """Lay a draft out for pricing moves; blank networks are none."""
    placed = {c: n for c, n in sorted(assignment.items()) if not is_unallocated(n)}
    rows = tuple(declared)
    counts = None if bench.prepared is None else by_team(bench.prepared.cells)
    findings = _findings(bench, placed, rows)
    decided = tuple(finding for finding in findings if finding.check in DECIDED)
    return MoveBoard(bench, placed, rows, _worst(findings), decided, counts, locks)


def neighbour_moves(board: MoveBoard, code: str) -> tuple[PricedMove, ...]:
    """Moves to every network that a neighbour of the practice is in, legal ones first.

    What is locked is offered no move.
    Within both groups those that bring most patients to their network's lead team come first,
    then those with least travel.
    """
    here = board.assignment.get(code)
    near = {board.assignment.get(other) for other in board.bench.study.graph.adj.get(code, ())}
    targets = sorted(network for network in near if network is not None and network != here)
    moves = (price(board, code, n) for n in targets if board.open(code, n))
    return tuple(sorted(moves, key=_order))


def price(board: MoveBoard, code: str, network_id: str) -> PricedMove:
    """What moving a practice to any network, also a new one, changes."""
    here = board.assignment.get(code)
    left, joined = board.members(here or ""), board.members(network_id)
    rest, more = tuple(c for c in left if c != code), tuple(sorted({*joined, code}))
    problem, after = board.bench.problem, {**board.assignment, code: network_id}
    near = board.bench.study.graph.adj.get(code, {})
    return PricedMove(
        practice_code=code,
        network_id=network_id,
        patients_joined=_patients(problem, more),
        patients_left=None if here is None else _patients(problem, rest),
        travel_change=_travel(problem, rest, more) - _travel(problem, left, joined),
        team_change=_team_change(board.team_patients, (left, joined), (rest, more)),
        neighbour=any(other in near for other in joined),
        warnings=tuple(_warnings(board, after)),
    )


@dataclass(frozen=True)
class PricedGroup:
    """Several practices going to one network at once, and what changes by it.

    ``sizes`` are the sizes after the move, as the band counts them, of the network they go to and
    of those they leave; the rest as in ``PricedMove``.
    """

    practices: tuple[str, ...]
    network_id: str
    sizes: Mapping[str, int]
    travel_change: float
    team_change: int | None
    warnings: tuple[str, ...]


def price_all(board: MoveBoard, codes: Iterable[str], network_id: str) -> PricedGroup:
    """What moving several practices to any network, also a new one, changes."""
    group = tuple(sorted(set(codes)))
    after = {**board.assignment, **dict.fromkeys(group, network_id)}
    ends = sorted({network_id, *(board.assignment.get(code, network_id) for code in group)})
    then = {n: tuple(sorted(c for c in after if after[c] == n)) for n in ends}
    left, rest = tuple(map(board.members, ends)), tuple(then.values())
    problem = board.bench.problem
    return PricedGroup(
        group, network_id, {n: _patients(problem, codes) for n, codes in then.items() if codes},
        _travel(problem, *rest) - _travel(problem, *left),
        _team_change(board.team_patients, left, rest),
        tuple(_warnings(board, after)),
    )  # fmt: skip


def towards(bench: Workbench, code: str, east: int, north: int) -> str | None:
    """The neighbour that lies most in a direction and near, ``None`` where none does."""
    at = bench.study.practices.geometry
    here, best = at[code], (0.0, "")
    for other in sorted(bench.study.graph.adj.get(code, ())):
        x, y = at[other].x - here.x, at[other].y - here.y
        ahead, length = x * east + y * north, math.hypot(x, y)
        if ahead > 0:
            best = max(best, (ahead / max(length, 1.0) ** 1.5, other))
    return best[1] or None


def new_network_id(taken: Iterable[str]) -> str:
    """An id that no network has yet: ``N`` and the first free number."""
    used, number = set(taken), 1
    while f"{NEW_PREFIX}{number:02d}" in used:
        number += 1
    return f"{NEW_PREFIX}{number:02d}"


def _order(move: PricedMove) -> tuple[bool, int, float, str]:
    return not move.legal, move.team_change or 0, move.travel_change, move.network_id


def _findings(
    bench: Workbench, assignment: Mapping[str, str], declared: tuple[ExceptionRow, ...]
) -> tuple[Finding, ...]:
    study = bench.study
    return verify.verify(
        assignment, study.practices, study.graph, bench.rules,
        units=study.units, declared=declared, current=today.assignment(study),
        outer=study.outer if bench.rules.no_doughnuts else None,
    ).findings  # fmt: skip


def _worst(findings: Iterable[Finding]) -> dict[tuple[str, str | None], int]:
    out: dict[tuple[str, str | None], int] = {}
    for finding in findings:
        key = finding.check, finding.network_id
        out[key] = max(out.get(key, 0), finding.patients or 0)
    return out


def _warnings(board: MoveBoard, after: Mapping[str, str]) -> Iterator[str]:
    """Findings after a move that were not there before, or were less bad."""
    networks = {n: {c for c in after if after[c] == n} for n in sorted(set(after.values()))}
    still = tuple(r for r in board.declared if networks.get(r.network_id) == set(r.practices))
    for finding in _findings(board.bench, after, still):
        if not _known(board, finding):
            yield finding.message


def _known(board: MoveBoard, finding: Finding) -> bool:
    """Whether the same finding was there before, and no less bad."""
    patients = finding.patients or 0
    if finding.check not in DECIDED:
        key = finding.check, finding.network_id
        return key in board.found and patients <= board.found[key]
    return any(
        was.check == finding.check
        and set(finding.practices) <= set(was.practices)
        and patients <= (was.patients or 0)
        for was in board.decided
    )


def _patients(problem: Problem, codes: tuple[str, ...]) -> int:
    return int(problem.size[list(problem.rows(codes))].sum())


def _travel(problem: Problem, *networks: tuple[str, ...]) -> float:
    return sum(criteria.travel(problem, problem.rows(codes)) for codes in networks if codes)


def _team_change(table: pd.DataFrame | None, before: Groups, after: Groups) -> int | None:
    if table is None:
        return None

    def outside_lead(networks: Groups) -> int:
        counts = [table.reindex(list(codes), fill_value=0).sum() for codes in networks if codes]
        return int(sum(count.sum() - count.max() for count in counts))

    return outside_lead(after) - outside_lead(before)
