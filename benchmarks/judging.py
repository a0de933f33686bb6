"""Every tool's answer judged by the same measure: coverage, band, contiguity, objective."""

from collections import Counter

import networkx as nx

from benchmarks.areas import Area, Source
from benchmarks.measure import Measured
from benchmarks.tables import NOTHING, number, share
from optimise.problem import criteria
from optimise.problem.problem import Problem

Row = dict[str, object]
COLUMNS = (
    "area", "practices", "tool", "status", "networks", "in band", "contiguous",
    "patients outside band", "objective / bound", "seconds", "peak MiB", "import s", "compile s",
)  # fmt: skip


def row(area: Area, tool: str, found: Measured, bound: float | None) -> Row:
    """One line of the table. ``bound`` is the proven bound of this tool, in patient-km."""
    problem, networks = area.problem(), found.answer.networks
    whole = covers(problem, networks)
    sizes = [sum(int(area.practices.at[code, "patients"]) for code in group) for group in networks]
    rules = area.rules
    inside = sum(rules.floor <= size <= rules.ceiling for size in sizes)
    missed = sum(max(0, rules.floor - size, size - rules.ceiling) for size in sizes)
    status = found.answer.status if whole or not networks else "not every practice once"
    figures = (
        area.name,
        len(problem),
        tool,
        status,
        number(len(networks) or None),
        share(inside, len(networks)),
        share(sum(in_one_piece(area, group) for group in networks), len(networks)),
        number(missed if networks else None),
        ratio(objective(problem, networks) if whole else None, bound),
        number(found.seconds, 1),
        number(found.peak_mib),
        number(found.import_s, 1),
        number(found.compile_s, 1),
    )
    return dict(zip(COLUMNS, figures, strict=True))


def absent(source: Source) -> Row:
    """The line of an area whose data is not there."""
    folder = source.missing.name if source.missing else ""
    return dict.fromkeys(COLUMNS) | {"area": f"{source.key}: not measured, no {folder} at hand"}


def covers(problem: Problem, networks: list[list[str]]) -> bool:
    """Whether every practice is in exactly one network."""
    return Counter(code for group in networks for code in group) == Counter(problem.codes)


def in_one_piece(area: Area, group: list[str]) -> bool:
    """Whether a network is connected and inside one border unit."""
    inside = area.graph.subgraph(group)
    return nx.is_connected(inside) and area.units.loc[group].nunique() == 1


def objective(problem: Problem, networks: list[list[str]]) -> float:
    """Weighted criteria of a plan, in the objective's unit."""
    measured = criteria.of_networks(problem, [problem.rows(group) for group in networks])
    weights = problem.rules.weights
    return sum(weight * one[name] for one in measured for name, weight in weights.items())


def ratio(value: float | None, bound: float | None) -> str:
    """How far above the bound, to four places; a dash where either is unknown."""
    return NOTHING if value is None or not bound else f"{value / bound:.4f}"
