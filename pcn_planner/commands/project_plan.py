"""``pcn plan PROJECT.pcn``: a new plan for the scenario of a project, around what it locks."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from pcn_planner.commands.asking import options
from pcn_planner.commands.asking.effort import Effort, Others
from pcn_planner.commands.running import live, shown
from pcn_planner.commands.running.rescue import rescuing

if TYPE_CHECKING:
    from pcn_planner.projects.planning import Opened
    from pcn_planner.proposal.proposal import Proposal


def plan(
    beside: tuple[options.Table, options.Files, Others],
    effort: Effort,
    out: Path,
    rules_for: "Callable[[Opened], Rules]",
) -> None:
    """Plan and write; the project itself stays as it is. ``rules_for`` gives the rules asked for.

    Raises ``DataError`` where ``beside`` the project anything is given that it cannot use.
    """
    from pcn_planner import pipeline
    from pcn_planner.commands.plan import finish
    from pcn_planner.projects import planning

    table = beside[0]
    _refuse(beside)
    effort.check()
    pipeline.check_folder(out)
    with planning.opened(table.practices) as given, rescuing(out) as kept:
        kept.made = _solved(given, rules_for(given), effort)
        shown.say(f"Planned from scenario {given.project.scenario}, which stays as it is.")
        finish(kept, out)


def _solved(given: "Opened", rules: Rules, effort: Effort) -> "Proposal":
    from optimise.solve import solve
    from pcn_planner.projects import planning

    asked = partial(
        solve, seed=effort.seed, jobs=effort.jobs, scheduler=effort.place, unfinished=effort.resume
    )
    return live.watched(
        lambda tell, cancelled: planning.planned(
            given, rules, limits=effort.limits, progress=tell, cancelled=cancelled, solve=asked
        )
    )


def _refuse(beside: tuple[options.Table, options.Files, Others]) -> None:
    usual: tuple[Any, ...] = (options.Table(beside[0].practices), options.Files(), Others())
    given = [
        f"--{one.name.replace('_', '-')}"
        for asked, plain in zip(beside, usual, strict=True)
        for one in fields(plain)
        if getattr(asked, one.name) != getattr(plain, one.name)
    ]
    if given:
        raise DataError(
            "a project holds its own files and columns, and has one plan a scenario, so these "
            "options mean nothing beside it",
            rows=given,
            remedy="Leave them out, or begin a new project with other files",
        )
