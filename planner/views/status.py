"""The one line that is always true of the draft."""

import streamlit as st

from boundaries import shape
from optimise.checks_model import Check
from optimise.plan import Status
from planner.proposal import Proposal
from planner.safe_text import html
from planner.session import Session

GOOD, BAD, INFO = "good", "bad", "info"
Item = tuple[str, str, str]  #: tone, label, what is the case
_SIGN = {GOOD: "✓", BAD: "✗", INFO: "•"}
_STYLE = """<style>
.pcn-status {display: flex; flex-wrap: wrap; gap: 6px; margin: 0; padding: 0; list-style: none;}
.pcn-status li {margin: 0; padding: 3px 10px; border: 1px solid; border-radius: 14px;
  font-size: 0.87rem; line-height: 1.35; background: #fff; white-space: nowrap;}
.pcn-status b {font-weight: 620; margin-right: 4px;}
.pcn-status .good {border-color: #9CC5B4; color: #14523C; background: #F1F8F5;}
.pcn-status .bad {border-color: #D9927F; color: #8A2A12; background: #FDF3F0;}
.pcn-status .info {border-color: #CBD4D8; color: #36454F; background: #F6F8F8;}
</style>"""


def show(session: Session) -> None:
    """Coverage, band, contiguity, borders, doughnuts, teams, and what is proven."""
    made = session.proposal
    if made is None:
        return
    items = "".join(
        f'<li class="{tone}"><span aria-hidden="true">{_SIGN[tone]} </span>'
        f"<b>{html(label)}</b>{html(text)}</li>"
        for tone, label, text in line(made)
    )
    st.html(f'{_STYLE}<ul class="pcn-status" aria-label="Status of the draft">{items}</ul>')


def line(made: Proposal) -> list[Item]:
    """The items of the status line, in their fixed order."""
    if made.checked is None or made.tables is None:
        return []
    checks = {check.name: check for check in made.checked.checks}
    return [
        _coverage(made, checks["coverage"]),
        _band(made, checks["band"]),
        _plain(checks["contiguity"], "Contiguous", "every network in one piece", "in pieces"),
        _borders(made, checks["borders"]),
        _doughnuts(made),
        *_wishes(checks),
        *_teams(made),
        *_proof(made),
    ]


def _coverage(made: Proposal, check: Check) -> Item:
    count = len(made.study.practices)
    if check.passed:
        return GOOD, "Coverage", f"{count} of {count} practices"
    missing = sum(len(finding.practices) for finding in check.findings)
    return BAD, "Coverage", f"{missing} of {count} practices in no network"


def _band(made: Proposal, check: Check) -> Item:
    allowed = len(made.result.exceptions)
    said = f", {allowed} declared exception{'s' * (allowed > 1)}" if allowed else ""
    if check.passed:
        return GOOD, "Band", f"no network outside{said}" if not allowed else f"kept{said}"
    count = len({finding.network_id for finding in check.findings})
    patients = sum(finding.patients or 0 for finding in check.findings)
    return BAD, "Band", f"{_networks(count)} outside by {patients:,} patients{said}"


def _plain(check: Check, label: str, good: str, bad: str) -> Item:
    if check.passed:
        return GOOD, label, good
    return BAD, label, f"{_networks(len({f.network_id for f in check.findings}))} {bad}"


def _borders(made: Proposal, check: Check) -> Item:
    if not made.rules.within:
        return INFO, "Borders", "none set as hard"
    return _plain(check, "Borders", "none crossed", f"across {', '.join(made.rules.within)}")


def _doughnuts(made: Proposal) -> Item:
    drawn = made.tables.areas if made.tables is not None else None
    count = 0 if drawn is None else shape.doughnuts(drawn)["network_id"].nunique()
    return (BAD, "Doughnuts", _networks(count)) if count else (GOOD, "Doughnuts", "none")


def _wishes(checks: dict[str, Check]) -> list[Item]:
    """Together, apart and the number of networks: only where they are broken."""
    labels = {"together": "Kept together", "apart": "Kept apart", "number_of_networks": "Number"}
    return [
        (BAD, label, f"{len(checks[name].findings)} broken")
        for name, label in labels.items()
        if name in checks and not checks[name].passed
    ]


def _teams(made: Proposal) -> list[Item]:
    if made.conflicts is None:
        return [(INFO, "Teams", "no footprints loaded")]
    outside = int(made.conflicts.networks["patients_outside_lead"].sum())
    share = outside / max(1, int(made.conflicts.networks["patients"].sum()))
    return [(INFO, "Teams", f"{outside:,} patients ({share:.0%}) outside their lead team")]


def _proof(made: Proposal) -> list[Item]:
    result = made.result
    if made.proposed and made.status is Status.OPTIMAL:
        return [(GOOD, "Proof", "no better plan exists")]
    if made.proposed and result.gap is not None:
        return [(INFO, "Proof", f"within {result.gap:.1%} of the best possible")]
    return []


def _networks(count: int) -> str:
    return "1 network" if count == 1 else f"{count} networks"
