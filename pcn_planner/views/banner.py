"""What stands above every page of an open project: its name, who writes, what may be done."""

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting import tabs
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import html

LOOK_EVERY_S = 2.0
WRITE_HERE = "Write here"


def show(session: Session) -> None:
    """The line of the project, and a warning where this tab only follows."""
    if session.project is None:
        return
    project = session.project
    status = ", approved: branch from it to go on" if session.approved else ""
    st.html(
        f'<div class="pcn-project">{html(project.path.stem)} \N{MIDDLE DOT} '
        f"{html(project.scenario)}{status}</div>"
    )
    if not session.pen():
        _following(session)


def _following(session: Session) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            "This project is open in another tab, which writes it. This one follows and changes "
            "nothing."
        )
        st.button(WRITE_HERE, on_click=tabs.write_here, args=(session,), key="write_here")
    st.fragment(_look, run_every=LOOK_EVERY_S)(session)


def _look(session: Session) -> None:
    """Show what the other tab does, and take over where it has gone."""
    try:
        if session.catch_up() or session.pen():
            st.rerun()
    except DataError:
        st.rerun()  # the next run of the page closes it and says why
