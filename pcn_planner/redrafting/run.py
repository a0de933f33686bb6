"""A frontier of change in a thread of its own: watched, stopped, and kept with what it is of."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from optimise import solver_process
from optimise.problem.rules import Approval, Rules
from optimise.progress import Cancelled, Limits, Progress
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.redrafting import frontier
from pcn_planner.redrafting.frontier import Step
from pcn_planner.study.study import Study

Told = tuple[tuple[Step, ...], Progress | None]


@dataclass(frozen=True)
class Asked:
    """What a frontier is asked: rules, goal, what may stay as it is, and who was not to move."""

    rules: Rules
    towards: str
    approved: tuple[Approval, ...] | None = None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class FrontierRun:
    """A frontier under way, or ended, with what it is of.

    It goes up to ``moves_most`` moves, each step within ``limits``.
    """

    study: Study
    asked: Asked
    moves_most: int
    limits: Limits
    run: Run[Told, tuple[Step, ...]]

    @property
    def share_done(self) -> float:
        """How many of the steps asked for are done, 0 to 1; a goal that is met ends them early."""
        return min(1.0, len(self.steps) / (self.moves_most + 1))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are done, fewest moves first."""
        return self.run.told[-1][0] if self.run.told else ()


def start(study: Study, asked: Asked, *, steps: int, limits: Limits) -> FrontierRun:
    """Begin a frontier of change; see ``frontier.frontier``."""
    stay = tuple(sorted({*asked.rules.stay, *asked.refused}))
    rules = replace(asked.rules, stay=stay)

    def work(told: Callable[[Told], None], cancelled: Cancelled) -> tuple[Step, ...]:
        return frontier.frontier(
            study, rules, asked.towards, approved=asked.approved, steps=steps, limits=limits,
            cancelled=cancelled, told=lambda done, progress: told((done, progress)),
            solve=solver_process.solve,
        )  # fmt: skip

    return FrontierRun(study, asked, steps, limits, background.start(work, "redraft"))


def without(run: FrontierRun, refused: tuple[str, ...]) -> FrontierRun:
    """Begin again with some moves refused: their practices keep the network of today."""
    more = tuple(sorted({*run.asked.refused, *refused}))
    asked = replace(run.asked, refused=more)
    return start(run.study, asked, steps=run.moves_most, limits=run.limits)
