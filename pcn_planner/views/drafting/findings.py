"""What independent checks say of the draft, and the exceptions that are declared."""

from collections.abc import Sequence

import streamlit as st

from optimise.problem.plan import ExceptionRow
from optimise.verify.case import Finding
from pcn_planner.drafting import draft
from pcn_planner.drafting.remedies import of_finding
from pcn_planner.drafting.session import Session
from pcn_planner.proposal.wording.naming import readable_names
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import named
from pcn_planner.views.acting import attempt
from pcn_planner.views.drafting import panes
from pcn_planner.views.parts import being_written, remedy_buttons
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import briefly, counted

SHOWN = 40  #: findings at a time
SHOWN_LAST, WHY = "finding_shown_last", "exception_why"

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
        for row in made.result.exceptions:
            _exception(session, row)


def _exception(session: Session, row: ExceptionRow) -> None:
    """Why the checks let a network be outside the band, and a person's own reason for it."""
    network = row.network_id
    now = session.state.reasons.get(network, "")
    field = f"{WHY} {network}"
    with st.container(border=True, gap="xsmall", key=f"exception_{network}"):
        st.text(f"{network}  {session.state.names.get(network, '')}".strip())
        st.caption(markdown(worded(f"{row.patients:+,} patients: {row.reason}")))
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
            being_written.field(
                session, "Your own reason", field, now, max_chars=500,
                placeholder="Stands in the papers and the history",
            )  # fmt: skip
            st.button(
                "Keep", key=f"explain_{network}", on_click=_explain, args=(session, network, field)
            )


def _explain(session: Session, network: str, field: str) -> None:
    change = draft.explain(network, str(st.session_state[field]))
    attempt(session, session.record, change, done=f"The reason for {network} is kept.")


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


def _names(session: Session) -> dict[str, str]:
    made = session.proposal
    if made is None or made.tables is None:
        return {}
    return readable_names(made.tables.networks["name"])


def _card(session: Session, finding: Finding, number: int) -> None:
    with st.container(border=True, gap="xsmall", key=f"finding_{number}"):
        patients = "" if finding.patients is None else worded(counted(finding.patients, "patient"))
        head, size = st.columns([3, 2], wrap=False)
        head.markdown(worded(f"**{_TITLES.get(finding.check, finding.check)}**"))
        size.caption(patients)
        names = _names(session)
        whole = markdown(named(finding.message, names))
        st.text(named(briefly(finding.message), names), help=whole)
        remedies = of_finding(finding, session.stated_rules, session.state)
        remedy_buttons.show(
            session, f"finding_{number}", finding.practices, remedies,
            linkable=finding.check == "contiguity",
        )  # fmt: skip
