"""A redraft from the rules as they are asked for, the same for the command line and notebooks."""

from typing import Any

from optimise.problem.rules import Rules
from optimise.progress import Progress
from optimise.progress import Tell as TellProgress
from pcn_planner import pipeline
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.redrafting import frontier
from pcn_planner.redrafting.frontier import MOVES, Step, Tell
from pcn_planner.study.study import Study


def today(study: Study, rules: Rules) -> Proposal:
    """Today's networks, judged by the rules."""
    return pipeline.judge(study, rules, frontier.todays(study))


def steps(
    study: Study, rules: Rules, towards: str, *, named: bool = False, **how: Any
) -> tuple[Step, ...]:
    """The frontier up to the moves that the rules allow; ``how`` is what ``frontier`` takes.

    What the rules approve may stay outside them; all that is, where nobody ``named`` what may.
    """
    most = MOVES if rules.moves_max is None else rules.moves_max
    approved = rules.approved if rules.approved or named else None
    return frontier.frontier(study, rules, towards, approved=approved, steps=most, **how)


def progress_alone(tell: TellProgress) -> Tell:
    """A listener of a frontier that hears of the progress of each step, and of nothing else."""

    def told(_: tuple[Step, ...], progress: Progress | None) -> None:
        if progress is not None:
            tell(progress)

    return told
