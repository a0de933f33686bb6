"""A strip of plans in a thread of its own: watched, stopped, and kept with what it is of."""

from collections.abc import Callable
from dataclasses import dataclass

from optimise import solver_process
from optimise.problem.rules import Rules
from optimise.progress import Cancelled, Limits
from pcn_planner.drafting.price import alignment
from pcn_planner.drafting.price.alignment import WEIGHTS, Stage, Step
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.study.study import Study


@dataclass(frozen=True)
class StripRun:
    """A strip under way, or ended, with what it is of."""

    study: Study
    rules: Rules
    run: Run[Stage, tuple[Step, ...]]
    layer: str = ""

    @property
    def stage(self) -> Stage | None:
        """How far it has come; ``None`` before the first solve."""
        return self.run.told[-1] if self.run.told else None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The plans that are done, lowest weight first."""
        return () if self.stage is None else self.stage.done

    def is_of(self, study: Study, rules: Rules) -> bool:
        """Whether it was made of this study under these rules, whatever alignment weighs."""
        same = alignment.at_weight(rules, 0.0, self.layer)
        return self.study is study and alignment.at_weight(self.rules, 0.0, self.layer) == same


def start(
    study: Study,
    rules: Rules,
    *,
    limits: Limits,
    weights: tuple[float, ...] = WEIGHTS,
    layer: str = "",
) -> StripRun:
    """Begin a strip. Raises ``DataError`` where none can be made."""
    alignment.check(study, weights)

    def work(told: Callable[[Stage], None], cancelled: Cancelled) -> tuple[Step, ...]:
        return alignment.strip(
            study, rules, weights, limits=limits, told=told, cancelled=cancelled,
            solve=solver_process.solve, layer=layer,
        )  # fmt: skip

    return StripRun(study, rules, background.start(work, "strip"), layer)
