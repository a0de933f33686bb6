"""Primary care networks in England: read a study, propose networks, prove and verify them.

>>> import pcn_planner as pcn
>>> study = pcn.read(pcn.DEMO / "practices.csv", within="ccg_code", where={"ccg_code": "Z3C"})
>>> pcn.propose(study, weights={"travel": 1.0})  # ``.explore()`` shows it on a map
8 networks of 38 practices, 8 in band, verified, proven optimal

Nothing is imported before it is used, as the command line starts here too.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from boundaries.errors import DataError
    from optimise.problem.plan import Status
    from optimise.problem.rules import Rules
    from pcn_planner.api.comparing import compare
    from pcn_planner.api.described_plan import DescribedPlan
    from pcn_planner.api.planning import alternatives, check, propose
    from pcn_planner.api.reading import read
    from pcn_planner.api.redraft import Redraft, redraft
    from pcn_planner.api.saved import open_plan as open  # noqa: A004 as in pcn.open(folder)
    from pcn_planner.proposal.compare import Comparison
    from pcn_planner.study.demo import FOLDER as DEMO
    from pcn_planner.study.study import Study

__all__ = [
    "DEMO", "Comparison", "DataError", "DescribedPlan", "Redraft", "Rules", "Status", "Study",
    "alternatives", "check", "compare", "open", "propose", "read", "redraft",
]  # fmt: skip

_HOMES = {
    "DEMO": ("pcn_planner.study.demo", "FOLDER"),
    "Comparison": ("pcn_planner.proposal.compare", "Comparison"),
    "DataError": ("boundaries.errors", "DataError"),
    "DescribedPlan": ("pcn_planner.api.described_plan", "DescribedPlan"),
    "Redraft": ("pcn_planner.api.redraft", "Redraft"),
    "Rules": ("optimise.problem.rules", "Rules"),
    "Status": ("optimise.problem.plan", "Status"),
    "Study": ("pcn_planner.study.study", "Study"),
    "alternatives": ("pcn_planner.api.planning", "alternatives"),
    "check": ("pcn_planner.api.planning", "check"),
    "compare": ("pcn_planner.api.comparing", "compare"),
    "open": ("pcn_planner.api.saved", "open_plan"),
    "propose": ("pcn_planner.api.planning", "propose"),
    "read": ("pcn_planner.api.reading", "read"),
    "redraft": ("pcn_planner.api.redraft", "redraft"),
}


def __getattr__(name: str) -> Any:
    """Import a name of ``__all__`` when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, called = _HOMES[name]
    return getattr(import_module(module), called)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
