"""A border unit whose practices do not hang together: each component is solved by itself.

Nothing joins two components, so the best of each make the best of all, and the fewest patients
in exceptions of each the fewest of all. A small island then keeps nobody else from the proof.
"""

from collections.abc import Callable
from dataclasses import replace

import networkx as nx

from optimise.candidates.area import names_matter
from optimise.candidates.candidate import Candidate
from optimise.problem.criteria import SCALE
from optimise.problem.problem import Labels, Problem
from optimise.units.asked import PartResult, SearchEffort
from optimise.units.lexicographic import PartSolver

Report = Callable[[str, float | None, float | None], None]


def components(problem: Problem, asked: tuple[int, int]) -> list[list[int]]:
    """Rows that may be solved by themselves, the fewest first.

    All are one where the number of networks is limited, or it matters which network keeps a
    name (only one may), or how many practices move. Practices that a rule puts into one network
    are in one component.
    """
    free = asked[0] <= 1 and asked[1] >= len(problem)
    if not free or names_matter(problem):
        return [list(range(len(problem)))]
    graph: nx.Graph[int] = nx.Graph(problem.edges.tolist())
    graph.add_nodes_from(range(len(problem)))
    for group in (*problem.rules.together, *problem.rules.fixed):
        nx.add_path(graph, problem.rows(group))
    for one in problem.standing:  # an approved network may hold practices of several
        nx.add_path(graph, one.rows)
    return sorted(map(sorted, nx.connected_components(graph)), key=lambda rows: (len(rows), rows))


def _names_anew(problem: Problem, current: Labels) -> Problem:
    """The problem with only the names of today that it bears; barred ones stay barred."""
    borne = current.borne()
    barred = {current.names[k] for k in problem.not_kept}
    not_kept = frozenset(k for k, name in enumerate(borne.names) if name in barred)
    return replace(problem, current=borne, not_kept=not_kept)


class UnitSolver:
    """Solves one border unit; what is known so far is always in ``best``."""

    def __init__(self, problem: Problem, asked: tuple[int, int], search: SearchEffort) -> None:
        if problem.current is not None:  # each name is a row of the relaxation
            problem = _names_anew(problem, problem.current)
        self._watch, self._told = search.watch, search.watch.report
        self._rows = components(problem, asked)
        whole = len(self._rows) == 1
        self._solvers = [
            PartSolver(problem, asked, search)
            if whole
            else PartSolver(problem.subset(rows), (1, len(rows)), search)
            for rows in self._rows
        ]

    @property
    def best(self) -> PartResult:
        """What is known so far of all components together."""
        return _joined([s.best for s in self._solvers], self._rows)

    def solve(self) -> PartResult:
        """The proven optimum, or the best known when stopped."""
        for solver in self._solvers:
            self._watch.report = self._report(solver)
            solver.solve()
        return self.best

    def _report(self, solver: PartSolver) -> Report:
        """Progress of one component as that of all, as far as the others are known."""
        others = [other for other in self._solvers if other is not solver]

        def report(phase: str, plan: float | None, bound: float | None) -> None:
            costs = [other.best.cost for other in others]
            bounds = [other.best.bound for other in others]
            self._told(phase, _with(plan, costs), _with(bound, bounds))

        return report


def _with(figure: float | None, others: list[int | None]) -> float | None:
    known = [other for other in others if other is not None]
    if figure is None or len(known) < len(others):
        return None
    return figure + sum(known) / SCALE


def _joined(found: list[PartResult], rows: list[list[int]]) -> PartResult:
    if len(found) == 1:
        return found[0]
    chosen = [_placed(c, own) for part, own in zip(found, rows, strict=True) for c in part.chosen]
    return PartResult(
        chosen=tuple(sorted(chosen)) if all(part.chosen for part in found) else (),
        cost=_sum([part.cost for part in found]),
        bound=_sum([part.bound for part in found]),
        exceptions=_sum([part.exceptions for part in found]),
        exceptions_bound=_sum([part.exceptions_bound for part in found]),
        stopped=any(part.stopped for part in found),
        prices=tuple(one for part in found for one in part.prices),
        bound_by=" and ".join(sorted({part.bound_by for part in found} - {""})),
    )


def _placed(candidate: Candidate, rows: list[int]) -> Candidate:
    return candidate._replace(members=tuple(rows[i] for i in candidate.members))


def _sum(figures: list[int | None]) -> int | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) if len(known) == len(figures) else None
