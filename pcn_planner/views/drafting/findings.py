"""What independent checks say of the draft, and the exceptions that are declared."""

from collections.abc import Sequence

import streamlit as st

from optimise.verify.case import Finding
from pcn_planner.drafting.remedies import of_finding
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import html, markdown
from pcn_planner.views import remedy_buttons
from pcn_planner.views.drafting import panes
from pcn_planner.words import briefly

SHOWN = 40  #: findings at a time
SHOWN_LAST = "finding_shown_last"

_TITLES = {
    "coverage": "Coverage", "band": "Band", "contiguity": "Contiguity", "borders": "Borders",
    "exceptions_declared": "Declared exceptions", "number_of_networks": "Number of networks",
    "together": "Keep together", "same_premises": "Same premises", "apart": "Keep apart",
    "fixed": "Fixed", "alone": "Set apart", "no_doughnuts": "Doughnuts", "stay": "Staying",
    "moves_limited": "Limits on change",
}  # fmt: skip


def show(session: Session) -> None:
    """Findings with what can be done about each, then exceptions."""
    made = session.proposal
    if made is None or made.checked is None:
        st.caption("Findings need a draft: start one, or optimise first.")
        return
    found = made.checked.findings
    if found:
        st.markdown(f"**{len(found)} to be mended**")
    else:
        st.success("Every check passed.")
    for number, finding in _in_order(found)[:SHOWN]:
        _card(session, finding, number)
    if len(found) > SHOWN:
        st.caption(f"The first {SHOWN} are shown.")
    if made.result.exceptions:
        st.markdown("**Declared exceptions**")
        rows = [(e.network_id, e.reason, e.patients) for e in made.result.exceptions]
        _table(("Network", "Why", "Patients"), rows)


def of(session: Session) -> tuple[Finding, ...]:
    """What the checks found wrong with the draft."""
    made = session.proposal
    return () if made is None or made.checked is None else made.checked.findings


def next_one(session: Session) -> None:
    """Show the finding after the one that was shown last; for callbacks."""
    found = of(session)
    if found:
        number = (st.session_state.get(SHOWN_LAST, -1) + 1) % len(found)
        st.session_state[SHOWN_LAST] = number
        session.look_at(found[number].practices)
        session.select(found[number].practices)
        panes.turn_to(panes.FINDINGS)


def _in_order(found: Sequence[Finding]) -> list[tuple[int, Finding]]:
    """The findings with their numbers, the one that was shown last first."""
    first = st.session_state.get(SHOWN_LAST, 0)
    numbered = list(enumerate(found))
    return [*numbered[first:], *numbered[:first]] if first < len(found) else numbered


def _card(session: Session, finding: Finding, number: int) -> None:
    with st.container(border=True, gap="xsmall", key=f"finding_{number}"):
        patients = "" if finding.patients is None else f"{finding.patients:,} patients"
        head, size = st.columns([3, 2], wrap=False)
        head.markdown(f"**{_TITLES.get(finding.check, finding.check)}**")
        size.caption(patients)
        st.text(briefly(finding.message), help=markdown(finding.message))
        remedies = of_finding(finding, session.stated_rules, session.state)
        remedy_buttons.show(
            session, f"finding_{number}", finding.practices, remedies,
            linkable=finding.check == "contiguity",
        )  # fmt: skip


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, str, int | None]]) -> None:
    """A table whose long sentences wrap; all text escaped."""
    cells = "".join(
        f"<tr><td>{html(what)}</td><td>{html(said)}</td>"
        f'<td class="number">{"" if patients is None else f"{patients:,}"}</td></tr>'
        for what, said, patients in rows
    )
    titles = "".join(f"<th scope='col'>{title}</th>" for title in head)
    st.html(
        f'<div class="pcn-findings" tabindex="0"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>{cells}</tbody></table></div>"
    )
