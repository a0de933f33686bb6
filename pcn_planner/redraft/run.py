"""A frontier of change in a thread of its own: watched, stopped, and kept with what it is of."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from optimise import solver_process
from optimise.problem.rules import Rules
from optimise.progress import Cancelled, Limits, Progress
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.redraft import frontier
from pcn_planner.redraft.frontier import Step
from pcn_planner.study.study import Study

Told = tuple[tuple[Step, ...], Progress | None]


@dataclass(frozen=True)
class FrontierRun:
    """A frontier under way, or ended, with what it is of."""

    study: Study
    rules: Rules
    towards: str
    run: Run[Told, tuple[Step, ...]]

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are done, fewest moves first."""
        return self.run.told[-1][0] if self.run.told else ()

    @property
    def refused(self) -> tuple[str, ...]:
        """Practices that were not to move."""
        return self.rules.stay


def start(study: Study, rules: Rules, towards: str, *, steps: int, limits: Limits) -> FrontierRun:
    """Begin a frontier of change; see ``frontier.frontier``."""

    def work(told: Callable[[Told], None], cancelled: Cancelled) -> tuple[Step, ...]:
        return frontier.frontier(
            study, rules, towards, steps=steps, limits=limits, cancelled=cancelled,
            told=lambda done, progress: told((done, progress)), solve=solver_process.solve,
        )  # fmt: skip

    return FrontierRun(study, rules, towards, background.start(work, "redraft"))


def without(run: FrontierRun, refused: tuple[str, ...], steps: int, limits: Limits) -> FrontierRun:
    """Begin again with some moves refused: their practices keep the network of today."""
    stay = tuple(sorted({*run.rules.stay, *refused}))
    return start(run.study, replace(run.rules, stay=stay), run.towards, steps=steps, limits=limits)
