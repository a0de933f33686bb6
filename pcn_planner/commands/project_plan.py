"""``pcn plan PROJECT.pcn``: a new plan for the scenario of a project, around what it locks."""

import getpass
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from pcn_planner.commands.asking import options
from pcn_planner.commands.asking.effort import Effort, Others
from pcn_planner.commands.running import interrupts, live, proposing, shown
from pcn_planner.commands.running.rescue import Kept, rescuing
from pcn_planner.study import planned_words

if TYPE_CHECKING:
    from optimise.problem.plan import Result
    from optimise.problem.problem import Problem
    from pcn_planner.projects.planning import Opened
    from pcn_planner.proposal.proposal import Proposal

_PANEL = "The project"


@dataclass(frozen=True)
class Signed:
    """Who plans a project, and why."""

    author: Annotated[
        str | None,
        options.option(
            "--author", "In a project, name who plans; by default as the app knows you.", _PANEL
        ),
    ] = None
    reason: Annotated[
        str,
        options.option("--reason", "In a project, say why it is planned, for its history.", _PANEL),
    ] = ""

    def refuse(self) -> None:
        """Raise DataError where anything is given and there is no project."""
        if self != Signed():
            raise DataError(
                "--author and --reason stand in the history of a project, and this is none",
                remedy="Plan a file NAME.pcn, or leave them out",
            )

    @property
    def name(self) -> str:
        """Who is given as the author, or is known to the app, or has the account."""
        from pcn_planner.projects import folder

        if self.author is not None:
            return self.author
        with suppress(DataError, OSError, KeyError, ImportError):  # a system without accounts
            return folder.author(folder.work_folder()) or getpass.getuser()
        return ""


def plan(
    beside: tuple[options.Table, options.Files],
    effort: tuple[Effort, Others],
    signed: Signed,
    out: Path,
    rules_for: "Callable[[Opened], Rules]",
) -> None:
    """Plan, write, and keep the plan in the project; ``rules_for`` gives the rules asked for.

    Raises ``DataError`` where ``beside`` the project anything is given that it cannot use.
    """
    from pcn_planner.drafting.running import locks
    from pcn_planner.projects import levels, planning
    from pcn_planner.study import tier_rules

    _refuse(beside)
    tiers, faults = effort[1].levels or levels.asked(beside[0].practices), list[str]()
    wish = proposing.checked(*effort, out)
    with (
        planning.opened(beside[0].practices) as given,
        planned_words.about(given.study.words),
        rescuing(out) as kept,
    ):
        tiers = tier_rules.spelt(tiers, given.study.practices)
        rules = tier_rules.with_columns(rules_for(given), tiers)

        def solve() -> "Proposal":
            made = _solved(given, rules, effort[0], kept)
            return proposing.upon(made, tiers, effort[0], faults)

        paths = proposing.to_the_disk(kept, out, solve)
        shown.say(f"Planned from scenario {given.project.scenario}.")
        proposing.finish(kept, out, paths)
        made = kept.made
        assert made is not None
        _keep(given, made, signed)
        proposing.refuse_faults(faults)
        if wish is not None:
            locked = locks.with_locks(made.rules, given.state)
            proposing.beside(replace(made, rules=locked), wish, effort[0].seed, out)


def _keep(given: "Opened", made: "Proposal", signed: Signed) -> None:
    """Write the plan into its project; where that cannot be, it is in its folder all the same."""
    from pcn_planner.projects import planning

    name = given.project.scenario
    if planning.approved(given):
        shown.say(f"Scenario {name} is approved and stays as it is; the plan is in its folder.")
        return
    try:
        with interrupts.writing():
            planning.keep(given, made, author=signed.name, reason=signed.reason)
    except DataError as error:
        shown.say(f"Note: the project keeps its draft: {error} The plan is in its folder.")
        return
    shown.say(f"It is the draft of scenario {name} now; Undo brings the one before back.")


def _solved(given: "Opened", rules: Rules, effort: Effort, kept: Kept) -> "Proposal":
    from optimise.solve import solve
    from pcn_planner.projects import planning

    def asked(problem: "Problem", **more: Any) -> "Result":
        result = solve(
            problem, seed=effort.seed, jobs=effort.jobs, scheduler=effort.place,
            unfinished=effort.resume, **more,
        )  # fmt: skip
        kept.found(result)
        return result

    return live.watched(
        lambda tell, cancelled: planning.planned(
            given, rules, limits=effort.limits, progress=tell, cancelled=cancelled, solve=asked
        )
    )


def _refuse(beside: tuple[options.Table, options.Files]) -> None:
    usual: tuple[Any, ...] = (options.Table(beside[0].practices), options.Files())
    given = [
        f"--{one.name.replace('_', '-')}"
        for asked, plain in zip(beside, usual, strict=True)
        for one in fields(plain)
        if getattr(asked, one.name) != getattr(plain, one.name)
    ]
    if given:
        raise DataError(
            "a project holds its own files and columns, so these options mean nothing beside it",
            rows=given,
            remedy="Leave them out, or begin a new project with other files",
        )
