"""The one line that is always true of the draft."""

import streamlit as st

from boundaries.network_areas import compactness
from optimise.problem.plan import Status
from optimise.verify.case import Check
from pcn_planner.drafting.session import Session
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import proof
from pcn_planner.safe_text import markdown
from pcn_planner.views.drafting import panes
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import counted

GOOD, BAD, INFO = "good", "bad", "info"
#: item of the line -> checks whose findings it counts
CHECKS = {
    "Coverage": ("coverage",), "Band": ("band",), "Contiguous": ("contiguity",),
    "Borders": ("borders",), "Doughnuts": ("no_doughnuts",), "Kept together": ("together",),
    "Premises": ("same_premises",), "Kept apart": ("apart",), "Networks": ("number_of_networks",),
}  # fmt: skip
PANES = {"Teams": panes.NETWORKS, "Proof": panes.NETWORKS}
Item = tuple[str, str, str]  #: tone, label, what is the case
UNPROVEN = "not proven: "  #: what the sign of the item says already
_SIGN = {GOOD: "✓", BAD: "✗", INFO: "•"}


def show(session: Session) -> None:
    """Coverage, band, contiguity, borders, doughnuts, teams, proof: a button each, at the foot."""
    made = session.proposal
    items = [] if made is None else line(made)
    with st.container(horizontal=True, gap="xsmall", key="status"):
        for tone, label, text in items:
            st.button(
                f"{_SIGN[tone]} **{label}** {markdown(worded(text))}", key=f"chip_{tone}_{label}",
                on_click=pressed, args=(session, label),
            )  # fmt: skip


def pressed(session: Session, label: str) -> None:
    """Show what an item of the line is about, on the map and in the drawer."""
    panes.turn_to(PANES.get(label, panes.FINDINGS))
    made = session.proposal
    checks = CHECKS.get(label, ())
    if made is None or made.checked is None:
        return
    found = [f for check in made.checked.checks if check.name in checks for f in check.findings]
    codes = {code for finding in found for code in finding.practices}
    if codes:
        session.look_at(codes)


def line(made: Proposal) -> list[Item]:
    """The items of the status line, in their fixed order."""
    if made.checked is None or made.tables is None:
        return []
    checks = {check.name: check for check in made.checked.checks}
    return [
        _coverage(made, checks["coverage"]),
        _band(made, checks["band"]),
        _plain(checks["contiguity"], "Contiguous", "all in one piece", "in pieces"),
        *_borders(made, checks["borders"]),
        *_doughnuts(made),
        *_wishes(checks),
        *_teams(made),
        *_proof(made),
    ]


def _coverage(made: Proposal, check: Check) -> Item:
    count = len(made.study.practices)
    if check.passed:
        return GOOD, "Coverage", f"{count} of {counted(count, 'practice')}"
    missing = sum(len(finding.practices) for finding in check.findings)
    return BAD, "Coverage", f"{count - missing} of {counted(count, 'practice')}"


def _band(made: Proposal, check: Check) -> Item:
    allowed = len(made.result.exceptions)
    said = f", {allowed} declared" if allowed else ""
    if check.passed:
        return (
            GOOD,
            "Band",
            _declared(allowed) if allowed else "every network inside",
        )
    count = len({finding.network_id for finding in check.findings})
    patients = sum(finding.patients or 0 for finding in check.findings)
    return BAD, "Band", f"{counted(count, 'network')} outside ({patients:,} patients){said}"


def _declared(count: int) -> str:
    stays = "stays" if count == 1 else "stay"
    return f"{counted(count, 'network')} {stays} outside, declared"


def _plain(check: Check, label: str, good: str, bad: str) -> Item:
    if check.passed:
        return GOOD, label, good
    return BAD, label, f"{counted(len({f.network_id for f in check.findings}), 'network')} {bad}"


def _borders(made: Proposal, check: Check) -> list[Item]:
    """The item on borders, only where there are borders to cross."""
    if not made.rules.within:
        return []
    return [_plain(check, "Borders", "none crossed", f"across {', '.join(made.rules.within)}")]


def _doughnuts(made: Proposal) -> list[Item]:
    """The item on doughnuts, only where a network encloses another."""
    drawn = made.tables.areas if made.tables is not None else None
    count = 0 if drawn is None else compactness.doughnuts(drawn)["network_id"].nunique()
    return [(BAD, "Doughnuts", f"{counted(count, 'network')} round another")] if count else []


def _wishes(checks: dict[str, Check]) -> list[Item]:
    """Items on together, apart and the number of networks, only where these are broken."""
    labels = {
        "together": "Kept together",
        "same_premises": "Premises",
        "apart": "Kept apart",
        "number_of_networks": "Networks",
    }
    broken = [name for name in labels if name in checks and not checks[name].passed]
    said = {name: f"{len(checks[name].findings)} broken" for name in broken}
    said |= {"number_of_networks": "not as many as asked for"}
    return [(BAD, labels[name], said[name]) for name in broken]


def _teams(made: Proposal) -> list[Item]:
    if made.conflicts is None:
        return [(INFO, "Teams", "no footprints loaded")]
    outside = int(made.conflicts.networks["patients_outside_lead"].sum())
    share = outside / max(1, int(made.conflicts.networks["patients"].sum()))
    return [(INFO, "Teams", f"{share:.0%} of another team, {made.conflicts.counted}")]


def _proof(made: Proposal) -> list[Item]:
    if not made.proposed:
        return []
    if made.status == Status.OPTIMAL:
        return [(GOOD, "Proof", "no better plan exists")]
    return [(INFO, "Proof", proof.words(made.result, proposed=True).removeprefix(UNPROVEN))]
