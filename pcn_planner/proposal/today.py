"""Today's networks as an assignment with names."""

from boundaries.unallocated import is_unallocated
from pcn_planner.proposal.wording import naming
from pcn_planner.study.study import Study


def assignment(study: Study) -> dict[str, str]:
    """Practice code -> network today, for the practices that have one."""
    if study.current is None:
        return {}
    known = study.current.dropna()
    return {str(c): str(n) for c, n in known.items() if not is_unallocated(str(n))}


def names(study: Study) -> dict[str, str]:
    """Network today -> its name, where the practice table has one."""
    column = study.inputs.current
    return {} if column is None else naming.names_of_column(study.practices, column)
