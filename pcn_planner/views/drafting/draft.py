"""Drafting: rules, optimising, the map with its table, moving, locking, repairing, undoing."""

import streamlit as st

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.progress import Progress
from pcn_planner.drafting import uploads
from pcn_planner.drafting.background import Run
from pcn_planner.drafting.draft import DraftState
from pcn_planner.drafting.session import Session
from pcn_planner.proposal import today
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import do, needs_data, tell
from pcn_planner.views.drafting import (
    draft_map,
    findings,
    network_card,
    network_list,
    panes,
    practice_card,
    rules_form,
    solve_panel,
    status,
    wishes,
)

UPLOAD = "assignment_file"


def show(session: Session) -> None:
    """The drafting table."""
    if not needs_data(session, "There is nothing to draft yet."):
        return
    rules = session.stated_rules
    summary = markdown(rules_form.summary(rules, session.limits))
    with st.expander(f"**Rules**  {summary}", icon=":material/tune:"):
        rules_form.show(session)
    with st.container():
        solve_panel.show(session)
    _desk(session, rules, session.run)


@st.fragment
def _desk(session: Session, rules: Rules, run: Run[Progress, Proposal] | None) -> None:
    """What changes with every click; the rest of the page shows ``rules`` and ``run``."""
    if session.stated_rules != rules or session.run is not run:  # undo changes rules too
        st.rerun()
    with st.container():  # its place stays, so that the map below is not made anew
        tell(session)
    _tools(session)
    status.show(session)
    left, right = st.columns([10, 11], gap="medium")
    with left:
        draft_map.show(session)
    with right:
        panes.show(
            session,
            {
                panes.NETWORKS: _networks,
                panes.PRACTICE: practice_card.show,
                panes.KEPT: wishes.show,
                panes.FINDINGS: findings.show,
            },
        )


def _tools(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            "Undo", icon=":material/undo:", key="undo", disabled=not session.can_undo,
            on_click=do, args=(session, session.undo),
        )  # fmt: skip
        st.button(
            "Redo", icon=":material/redo:", key="redo", disabled=not session.can_redo,
            on_click=do, args=(session, session.redo),
        )  # fmt: skip
        with st.popover("Start from", icon=":material/start:"):
            _starts(session)
        busy = session.run is not None
        st.button(
            "Optimise", type="primary", icon=":material/auto_awesome:", disabled=busy,
            help="The best plan under the rules, keeping what is locked",
            on_click=do, args=(session, solve_panel.begin, session, solve_panel.OPTIMISED),
        )  # fmt: skip
        st.button(
            "Repair", icon=":material/build:", disabled=busy or session.proposal is None,
            help="Mend what breaks the rules, moving as few patients as it takes",
            on_click=do, args=(session, solve_panel.begin, session, solve_panel.REPAIRED),
        )  # fmt: skip
        st.caption(markdown(_last(session)))


def _last(session: Session) -> str:
    """The newest change in words, so that undo says what it would take back."""
    change = session.last
    if change is None:
        return ""
    if change.kind == "move_practice":
        return f"Last: {change.payload['practice']} moved to {change.payload['network']}"
    if change.kind == "set_plan":
        return f"Last: {change.payload['provenance'].get('from', 'plan')}"
    return f"Last: {change.kind.replace('_', ' ')}"


def _starts(session: Session) -> None:
    """Blank, today's networks, or a file."""
    st.button(
        "Blank: no networks", key="start_blank", width="stretch",
        on_click=do, args=(session, session.start_from, {}, {}, "blank"),
    )  # fmt: skip
    today = session.todays_assignment
    st.button(
        "Today's networks", key="start_today", width="stretch", disabled=not today,
        help=None if today else "The data do not say which network a practice is in today",
        on_click=do, args=(session, _from_today, session),
    )  # fmt: skip
    file = st.file_uploader(
        "An exported plan (assignment.csv)", type=list(uploads.TABLE), key=UPLOAD
    )
    if file is not None:
        st.button(
            "Start from this file", key="start_file", width="stretch",
            on_click=do, args=(session, _from_file, session, file.name, file.getvalue()),
        )  # fmt: skip


def _from_today(session: Session) -> None:
    study = session.bench.study
    session.start_from(session.todays_assignment, today.names(study), "today's networks")


def _from_file(session: Session, name: str, content: bytes) -> None:
    path = uploads.keep(session.folder, "assignment", name, content)
    plan, names = uploads.read_assignment(path, name)
    known = set(session.bench.study.practices.index)
    strangers = sorted(set(plan) - known)
    if not set(plan) & known:
        raise DataError(
            "no practice of the file is in these data",
            rows=strangers,
            remedy="Choose a plan of this area, or load its data first",
        )
    session.start_from({c: n for c, n in plan.items() if c in known}, names, name)


def _networks(session: Session) -> None:
    if session.proposal is None:
        st.info(_nothing_yet(session.state))
        return
    network_list.show(session)
    network_card.show(session)


def _nothing_yet(state: DraftState) -> str:
    if state.assignment:
        return (
            "No practice has a network yet. **Optimise**, or choose a practice and put it in a "
            "new network."
        )
    return "No plan yet. **Optimise** finds one, or **Start from** today's networks or a file."
