"""Opening a plan from the folder it was written to; it is verified anew."""

from pathlib import Path

from pcn_planner.api import described_plan
from pcn_planner.api.described_plan import DescribedPlan
from pcn_planner.described import saved


def open_plan(folder: str | Path) -> DescribedPlan:
    """Open a plan that ``save``, ``pcn plan`` or ``pcn check`` wrote, or a project ``NAME.pcn``.

    A project opens at the scenario that was worked on last, with all that is proven of it; its
    plan is measured and drawn anew. In a folder the assignment is verified anew against the
    practices, neighbours and rules in it; objective, bound and gap are those of its report.

    Raises
    ------
    DataError
        The folder holds no plan, or files of it are missing or not as they were written.

    Examples
    --------
    >>> import tempfile
    >>> import pcn_planner as pcn
    >>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code")
    >>> today = pcn.check(study, "pcn_code")
    >>> with tempfile.TemporaryDirectory() as place:
    ...     written = today.save(place + "/today")
    ...     again = pcn.open(place + "/today")
    >>> again.assignment == today.assignment, again.objective == round(today.objective, 3)
    (True, True)
    """
    return described_plan.to_hold(saved.opened(folder))
