"""A project without the app: its plan judged as it stands, or planned anew around its locks."""

import atexit
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from optimise.progress import Cancelled, Limits, Tell
from optimise.solve import solve as solve_here
from pcn_planner.drafting import draft, provenance
from pcn_planner.drafting.keeping import results
from pcn_planner.drafting.running import solving
from pcn_planner.drafting.state import DraftState
from pcn_planner.files import exported
from pcn_planner.projects import scenarios
from pcn_planner.projects.project import APPROVED, Project, Standing, replay
from pcn_planner.projects.stored import contents
from pcn_planner.proposal import workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study import columns
from pcn_planner.study.study import Study

BY = "planned on the command line"


@dataclass(frozen=True)
class Opened:
    """A scenario of a project with its study, its draft, and where that stood when it was read."""

    project: Project
    study: Study
    state: DraftState
    seen: Standing

    @property
    def rules(self) -> Rules:
        """The rules that the scenario is drafted by, with its wishes."""
        return provenance.rules_of(self.state)


def is_project(path: Path) -> bool:
    """Whether a file is a project."""
    return path.is_file() and exported.is_project(path)


@contextmanager
def opened(path: Path, scenario: str | None = None) -> Iterator[Opened]:
    """Open a project and read its study; its files are unpacked for as long as the block lasts.

    Raises ``DataError`` where the project cannot be used.
    """
    project = Project.open(path, scenario or contents.open_scenario(path))
    with tempfile.TemporaryDirectory(prefix="pcn-project-") as folder:
        study = contents.study_of(project, Path(folder))
        seen, changes, _ = project.look()
        state = replay(changes)
        yield Opened(project, provenance.as_drafted(study, state), state, seen)


def lasting(path: Path, scenario: str | None = None) -> Opened:
    """Open as ``opened`` does, without a block: what is unpacked goes when the program ends."""
    block = opened(path, scenario)
    atexit.register(block.__exit__, None, None, None)
    return block.__enter__()


def judged(given: Opened) -> Proposal:
    """The plan of a scenario with all that is proven of it, drawn exactly.

    Raises ``DataError`` where the scenario has no plan.
    """
    if not any(given.state.assignment.values()):
        raise DataError(
            f"The scenario {given.project.scenario!r} has no plan yet",
            remedy="Draft one in the app, or let pcn plan find one",
            source=given.project.path.name,
        )
    bench = workbench.lay_out(given.study, given.rules)
    made = provenance.judged(bench, given.state)
    made = workbench.mended(bench, workbench.renamed(made, given.state.names))
    return in_its_colours(made, given.project)


def planned(
    given: Opened,
    rules: Rules,
    *,
    limits: Limits,
    progress: Tell | None = None,
    cancelled: Cancelled | None = None,
    solve: solving.Solve = solve_here,
) -> Proposal:
    """A new plan by these rules that keeps what the draft locks, and ids, names and colours.

    See ``solving.optimise``, which the app calls too.
    """
    bench = workbench.lay_out(given.study, columns.as_spelt(rules, given.study.practices))
    made = solving.optimise(
        bench, given.state, limits=limits, progress=progress, cancelled=cancelled, solve=solve
    )
    return in_its_colours(made, given.project)


def keep(given: Opened, made: Proposal, *, author: str = "", reason: str = "") -> None:
    """Put a new plan in the draft's place, with its rules and what was verified of it.

    Undo brings the draft before back. Raises ``DataError`` where the scenario is approved, or was
    changed since it was opened: nothing is written then.
    """
    if made.plan is None:
        return
    seen, stated = given.seen, _stated(made.rules, given.state)
    plan = draft.set_plan(made.plan.assignment, made.plan.names, provenance.provenance(made, BY))
    changes = [plan] if stated == given.state.rules else [draft.set_rules(stated), plan]
    for change in changes:
        number = given.project.record(change, author=author, reason=reason, seen=seen).number
        seen = Standing(number, number, seen.status)
    results.keep(given.project, seen.head, made)


def approved(given: Opened) -> bool:
    """Whether the scenario is approved, so that no plan can take the place of its own."""
    return given.seen.status == APPROVED


def _stated(rules: Rules, state: DraftState) -> dict[str, Any]:
    """Rules without what the draft itself keeps together or apart, as it writes them down."""
    own = {bond.practices for bond in (*state.together, *state.apart)}
    together, apart = (tuple(g for g in r if g not in own) for r in (rules.together, rules.apart))
    return rules_toml.to_dict(replace(rules, together=together, apart=apart))


def in_its_colours(made: Proposal, project: Project) -> Proposal:
    """A plan in the colours that its networks have in the project."""
    found, _ = scenarios.result_of(project)
    colours = (found or {}).get("colours")
    if made.tables is None or not isinstance(colours, dict):
        return made
    return replace(made, tables=replace(made.tables, colours=colours))
