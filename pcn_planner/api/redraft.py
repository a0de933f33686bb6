"""The least change from today's networks, and what each further move buys, in a notebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from boundaries.files import heard
from optimise.problem.stated import rules_toml
from optimise.progress import Tell
from pcn_planner.api import described_plan, pictures
from pcn_planner.api.described_plan import DescribedPlan
from pcn_planner.api.planning import AskedRules, limits_of, rules_of
from pcn_planner.redrafting import approvals, asked, files, frontier
from pcn_planner.redrafting.frontier import Step
from pcn_planner.safe_text import html
from pcn_planner.study import columns
from pcn_planner.study.study import Study
from pcn_planner.words import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from boundaries.files.tables.in_memory import Source


@dataclass(frozen=True, eq=False, repr=False)
class Redraft:
    """What came of ``redraft``: today's networks, and the best plan for 0, 1, 2, ... moves.

    Parameters
    ----------
    towards
        The goal.
    today
        Today's networks, judged by the same rules.
    steps
        One for each number of moves, fewest first, with everything that is known of it.
    noted
        Notes from reading the table of approvals.
    """

    towards: str
    today: DescribedPlan
    steps: tuple[Step, ...]
    noted: tuple[str, ...] = ()

    @property
    def frontier(self) -> pd.DataFrame:
        """One row a step, as in ``redraft.csv``: moves, patients moved, what is left, proof."""
        return files.table(self.steps, self.towards)

    @property
    def moves(self) -> pd.DataFrame:
        """One row a move of a step: which practice goes where, patients by list, and why."""
        return files.moves(self.steps)

    @property
    def plans(self) -> dict[int, DescribedPlan]:
        """Moves allowed -> the best plan with so many, for the steps that have one."""
        made = {step.moves_max: step.made for step in self.steps}
        return {moves: described_plan.of(one) for moves, one in made.items() if one is not None}

    @property
    def sentence(self) -> str:
        """The first step that reaches the goal, for people; blank where it has no end."""
        return self._said(frontier.sentence(self.steps, self.towards))

    @property
    def proven(self) -> bool:
        """Whether no plan of any step could be better with as many moves."""
        return bool(self.steps) and all(step.proven for step in self.steps)

    @property
    def notes(self) -> tuple[str, ...]:
        """What was left out, repaired or decided on the way, one sentence each."""
        today = self.today.made
        made = self.today.notes if today is None else files.notes(today, self.steps)
        return tuple(dict.fromkeys((*self.noted, *made)))

    def plot(self, ax: "Axes | None" = None) -> "Axes":
        """Draw what each number of moves comes to as bars, with matplotlib.

        Parameters
        ----------
        ax
            Where to draw; new axes if not given.
        """
        return pictures.bars(self.steps, self.towards, self._said, ax)

    def save(self, folder: str | Path) -> list[Path]:
        """Write what ``pcn redraft --out`` writes into a folder, all of it or nothing.

        Raises
        ------
        DataError
            The folder holds files that this tool does not write, or cannot be written.
        """
        assert self.today.tables is not None
        return files.write(self.steps, self.towards, self.today.tables, Path(folder).expanduser())

    def __repr__(self) -> str:
        proof = "all proven" if self.proven else "not all proven"
        head = f"redraft towards {self.towards}: {counted(len(self.steps), 'step')}, {proof}"
        return f"{head}. {self.sentence}".strip()

    def _repr_html_(self) -> str:
        table = self.frontier.to_html(index=False, float_format="{:,.1f}".format)
        return f"<p><strong>{html(repr(self))}</strong></p>{table}"

    def _said(self, text: str) -> str:
        return text if self.today.tables is None else self.today.tables.said(text)


def redraft(
    study: Study,
    rules: AskedRules = None,
    *,
    towards: str = "band",
    approved: "Source | str | None" = None,
    keep_networks: Sequence[str] = (),
    change_only: Sequence[str] = (),
    gap: float = 0.0,
    time_limit: float | None = None,
    seed: int = 1,
    progress: Tell | None = None,
    **more: Any,
) -> Redraft:
    """Change today's networks as little as can be: the best plan for 0, 1, 2, ... moves, proven.

    Parameters
    ----------
    study
        What ``read`` returns, its networks of today named with ``current``.
    rules, **more
        See ``propose``: ``moves_max`` (steps go to 8 without it), ``stay``,
        ``patients_moved_max``, ``floor``, ``within`` and so on. Weights are those of the goal.
    towards
        What to better: ``band``, ``contiguity``, ``teams``, ``travel`` or ``all``.
    approved
        What of today may stay outside the rules: ``all`` of it, some kinds (``size,pieces``), or
        a table of ``network_id, reason, kinds, approved_on``, all of them but the first where they
        are known. Without it, everything outside them may stay so.
    keep_networks, change_only
        Networks of today that stay exactly as they are; the only ones that change.
    gap, time_limit, seed, progress
        Limits, seed and listener of each step; see ``propose``.

    Returns
    -------
        ``frontier`` and ``moves`` as tables, ``plans`` by moves allowed, ``sentence``,
        ``plot()`` and ``save()``.

    Raises
    ------
    DataError
        Today's networks, or what the goal needs, are not known, or a rule means nothing.

    Examples
    --------
    >>> import pcn_planner as pcn
    >>> study = pcn.read(
    ...     pcn.DEMO / "practices.csv", within="ccg_code", where={"ccg_code": "Z3C"},
    ...     current="pcn_code",
    ... )
    >>> found = pcn.redraft(study, towards="band", moves_max=1)
    >>> found.frontier[["moves_max", "practices_moved", "status"]].values.tolist()
    [[0, 0, 'optimal'], [1, 1, 'optimal']]
    """
    limits = limits_of(gap, time_limit, 1)
    frontier.check(study, towards)
    given = columns.as_spelt(rules_of(study, rules, more), study.practices)
    with heard.hearing() as noted:
        stated = approvals.limited(study, given, approved, still=(keep_networks, change_only))
    rules_toml.check(stated)
    today = asked.today(study, stated)
    told = None if progress is None else asked.progress_alone(progress)
    steps = asked.steps(
        study, stated, towards, named=approved is not None, limits=limits, seed=seed, told=told
    )
    return Redraft(towards, described_plan.of(today), steps, tuple(noted))
