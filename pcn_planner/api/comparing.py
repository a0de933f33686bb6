"""Two plans side by side: which practices move, and how many patients."""

from dataclasses import replace
from pathlib import Path

from boundaries.errors import DataError
from boundaries.files import heard
from boundaries.nhs import successors
from boundaries.practices.table import Practices
from pcn_planner.api.described_plan import DescribedPlan
from pcn_planner.api.planning import AnyPlan, assignment_of
from pcn_planner.described import saved
from pcn_planner.proposal import compare as plans
from pcn_planner.proposal.change_asked import NOTHING, ChangeAsked
from pcn_planner.proposal.compare import Comparison
from pcn_planner.study.study import Study


def compare(before: AnyPlan, after: AnyPlan, study: Study | None = None) -> Comparison:
    """Say which practices and how many patients move from one plan to another.

    Parameters
    ----------
    before, after
        Two plans, in any of the forms that ``check`` takes.
    study
        The study whose practices and list sizes count; needed where neither is a plan that has
        them.

    Returns
    -------
        ``practices_moved``, ``patients_moved`` (registered patients), ``adjusted_rand``,
        ``to_table()`` with the moves, ``sizes_table()`` with the networks, ``notes`` on how the
        plans were read.

    Raises
    ------
    DataError
        A plan cannot be read, or nothing says how large the practices are.

    Examples
    --------
    >>> import pcn_planner as pcn
    >>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code")
    >>> pcn.compare("pcn_code", "pcn_code", study).practices_moved
    0
    """
    practices = _practices(before, after, study)
    to = {} if study is None else study.inputs.succession
    with heard.hearing() as noted:
        old, new = (assignment_of(one, practices)[0] for one in (before, after))
    (old, told), (new, added) = (successors.assigned(one, to) for one in (old, new))
    found = plans.compare(old, new, practices, _change_asked(after, practices))
    followed = (*(f"before: {line}" for line in told), *(f"after: {line}" for line in added))
    return replace(found, notes=(*noted, *followed))


def _change_asked(plan: AnyPlan, practices: Practices) -> ChangeAsked:
    if isinstance(plan, DescribedPlan):
        return plan.shown.change_asked
    return saved.change_asked(Path(plan), practices) if isinstance(plan, str | Path) else NOTHING


def _practices(before: AnyPlan, after: AnyPlan, study: Study | None) -> Practices:
    if study is not None:
        return study.practices
    for plan in (after, before):
        if isinstance(plan, DescribedPlan):
            return plan.practices
    raise DataError("nothing says how large the practices are", remedy="Give the study too")
