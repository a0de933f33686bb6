"""What is claimed of a plan, whether it was just made or opened from its folder."""

from dataclasses import dataclass

import pandas as pd

from boundaries.words import unbroken
from optimise.problem.plan import ExceptionRow, Status
from optimise.verify.case import Report
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import proof
from pcn_planner.safe_text import html
from pcn_planner.words import counted


@dataclass(frozen=True)
class Claims:
    """What is claimed; unknown is ``None``. Objective and bound in weighted patient-kilometres.

    ``status`` is ``None`` for a given assignment with findings; ``proposed`` is False for one
    that was given and only judged.
    """

    status: Status | None
    verified: bool
    proposed: bool
    checked: Report | None = None
    objective: float | None = None
    bound: float | None = None
    gap: float | None = None
    exceptions: tuple[ExceptionRow, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def of(made: Proposal) -> Claims:
    """The claims of a plan as the pipeline describes it."""
    result = made.result
    return Claims(
        made.status, made.verified, made.proposed, made.checked, result.objective, result.bound,
        result.gap, result.exceptions, result.reasons, made.notes,
    )  # fmt: skip


def one_line(claims: Claims, networks: pd.DataFrame | None) -> str:
    """``22 networks of 120 practices, 21 in band, verified, proven optimal``."""
    if networks is None:
        why = f": {claims.reasons[0]}" if claims.reasons else ""
        return unbroken(f"no plan ({claims.status}){why}")
    parts = (
        f"{counted(len(networks), 'network')} of "
        f"{counted(int(networks['practices'].sum()), 'practice')}",
        f"{int(networks['in_band'].sum())} in band",
        _checked(claims),
        _proof(claims),
    )
    return ", ".join(parts)


def as_html(claims: Claims, networks: pd.DataFrame | None) -> str:
    """The line with the table of networks under it; text from files is escaped."""
    head = f"<p><strong>{html(one_line(claims, networks))}</strong></p>"
    return head if networks is None else head + str(networks.to_html(float_format="{:,.2f}".format))


def _checked(claims: Claims) -> str:
    if claims.verified:
        return "verified"
    found = 0 if claims.checked is None else len(claims.checked.findings)
    return f"not verified: {counted(found, 'finding')}" if found else "not verified"


def _proof(claims: Claims) -> str:
    if not claims.proposed:
        return "judged as given"
    if claims.status is Status.OPTIMAL:
        return "proven optimal"
    if claims.status is Status.FEASIBLE and claims.gap is not None:
        return proof.from_best(claims.gap)
    return "no proof of how good"
