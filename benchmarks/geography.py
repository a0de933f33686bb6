"""Areas drawn and conflicts counted: how long it takes, on made-up areas and on real files."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.areas import BIRMINGHAM, Source, birmingham_study
from benchmarks.judging import Row
from benchmarks.measure import Answer, Measured, Tool
from benchmarks.tables import NOTHING, number
from boundaries.adjacency import graph as adjacency
from boundaries.practices import border_units
from boundaries.teams.footprints import Footprints
from boundaries.territories import draw as territories
from data import synthetic
from optimise import solve
from optimise.problem.rules import Rules
from optimise.progress import Limits
from pcn_planner.proposal import judging
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.study import Study

UNIT = 175  #: practices of one border unit in the largest made-up area
SIZES = ((25, 120), (180, 793), (700, 5_000))  #: practices and small areas
COLUMNS = (
    "area", "status", "networks", "areas s", "conflicts s", "seconds", "peak MiB", "inside",
    "bound", "conflicts", "import s",
)  # fmt: skip
PLAN = Limits(gap=0.01, time_s=60.0)  #: of the plan that is drawn; not measured


@dataclass(frozen=True)
class Ground:
    """A study with the plan to be drawn; ``name`` is the line in the table."""

    name: str
    study: Study
    rules: Rules
    assignment: Mapping[str, str]


def grounds() -> Iterator[Source]:
    """What is to be drawn: made-up areas, and Birmingham and Solihull."""
    for n, areas in SIZES:
        yield Source(f"geography-{n}", partial(made_up, n, areas))
    missing = None if BIRMINGHAM.exists() else BIRMINGHAM
    yield Source("geography-birmingham", birmingham, missing)


def made_up(n_practices: int, n_small_areas: int) -> Ground:
    """A made-up area with registrations and teams, and a plan for it."""
    units = max(1, round(n_practices / UNIT))
    drawn = synthetic.area(n_practices, n_small_areas=n_small_areas, n_units=units)
    within = ("ccg_code",)
    practices, homes, areas = drawn.practices, drawn.registrations, drawn.small_areas
    unit = border_units.units(practices, within)
    land = territories.from_registrations(practices, homes, areas)
    graph = adjacency.build(
        practices, land, units=unit, branches=drawn.branches, registrations=homes
    )
    teams = drawn.footprints.rename(columns={"team_name": "name"})
    study = Study(
        inputs=Inputs(Path("made-up.csv"), within=within),
        practices=practices,
        within=within,
        units=unit,
        territories=land,
        graph=graph,
        branches=drawn.branches,
        registrations=homes,
        homes=homes,
        small_areas=areas,
        footprints=Footprints(teams.drop(columns="geometry"), teams[["geometry"]]),
    )
    return _planned(f"made up, {n_practices} practices, {len(areas):,} small areas", study, within)


def birmingham() -> Ground:
    """Birmingham and Solihull 2024; no registrations by small area are open for it."""
    study = birmingham_study()
    name = f"Birmingham and Solihull 2024, {len(study.practices)} practices, 793 small areas"
    return _planned(name, study, ())


def _planned(name: str, study: Study, within: tuple[str, ...]) -> Ground:
    rules = Rules(within=within)
    result = solve.solve(judging.freeze(study, rules), limits=PLAN)
    if result.plan is None:
        raise RuntimeError(f"no plan for {name}: {'; '.join(result.reasons)}")
    return Ground(name, study, rules, result.plan.assignment)


def row(name: str, found: Measured) -> Row:
    """One line of the table."""
    phases = found.answer.phases
    figures = (
        name,
        found.answer.status,
        number(phases.get("networks")),
        number(phases.get("areas"), 1),
        number(phases.get("conflicts"), 1),
        number(found.seconds, 1),
        number(found.peak_mib),
        _per_cent(phases.get("inside")),
        _per_cent(phases.get("bound")),
        number(phases.get("rows")),
        number(found.import_s, 1),
    )
    return dict(zip(COLUMNS, figures, strict=True))


def absent(source: Source) -> Row:
    """The line of an area whose data is not there."""
    folder = source.missing.name if source.missing else ""
    return dict.fromkeys(COLUMNS) | {"area": f"{source.key}: not measured, no {folder} at hand"}


def _per_cent(value: float | None) -> str:
    return NOTHING if value is None else f"{value:.2%}"


def _load() -> None:
    import pcn_planner.proposal.workbench  # noqa: F401


def _nothing() -> None:
    """Nothing is compiled while it runs."""


def _draw(ground: Ground, limit_s: float) -> Answer:  # noqa: ARG001 - it ends by itself
    from pcn_planner.proposal import workbench
    from pcn_planner.proposal.land import network_areas as drawing

    begun = time.perf_counter()
    areas = drawing.network_areas(ground.study, ground.assignment)
    drawn = time.perf_counter()
    bench = workbench.lay_out(ground.study, ground.rules)
    found = workbench.find_conflicts(bench, ground.assignment)
    counted = time.perf_counter()
    phases = {"areas": drawn - begun, "conflicts": counted - drawn, "networks": float(len(areas))}
    if found is not None:
        phases["rows"] = float(len(found.rows))
    inside, total = areas.attrs.get("patients_inside"), areas.attrs.get("patients_total")
    if inside is not None and total:
        phases |= {"inside": inside / total, "bound": areas.attrs["patients_bound"] / total}
    return Answer("done", phases=phases)


GEOGRAPHY = Tool("areas and conflicts", _load, _nothing, _draw)
