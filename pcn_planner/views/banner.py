"""What stands above every page of an open project: its name, who writes, what may be done."""

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting import next_step, tabs
from pcn_planner.drafting.next_step import Step
from pcn_planner.drafting.session import Session
from pcn_planner.projects import sharing
from pcn_planner.safe_text import html
from pcn_planner.views import solve_line
from pcn_planner.views.acting import fragment
from pcn_planner.views.drafting import panes
from pcn_planner.views.parts import desktop
from pcn_planner.views.parts.worded import worded

LOOK_EVERY_S = 2.0
WRITE_HERE = "Write here"
AREAS = "Small areas are planned; money that follows lists is for practices."


def show(session: Session) -> None:
    """Where the work is and what is next, and a warning where this tab only follows."""
    if session.study is None:
        return
    with st.container(key="where", gap=None):
        _where(session)
    with st.container(key="desktop_place"):
        desktop.stand(session)
    with st.container(key="following", gap=None):
        if session.project is not None and not session.pen():
            _following(session)


def _where(session: Session) -> None:
    project = session.project
    if project is not None:
        status = ", approved" if session.approved else ""
        name = f"{project.path.stem} \N{MIDDLE DOT} {project.scenario}{status}"
        st.html(f'<div class="pcn-project" title="{html(name)}">{html(name)}</div>')
    if session.run is not None:
        solve_line.show(session)
        return
    step = next_step.of(session)
    of_areas = session.study is not None and session.study.inputs.of_areas
    label = worded(f"Next: {step.words}")
    st.button(
        label, key="next_step", type="tertiary",
        icon=":material/arrow_forward:", icon_position="right",
        on_click=_turn, args=(session, step), help=AREAS if of_areas else None,
    )  # fmt: skip


def _turn(session: Session, step: Step) -> None:
    session.bound_for = step.page
    if step.findings:
        panes.turn_to(panes.FINDINGS)


def _following(session: Session) -> None:
    if session.may != sharing.EDIT:
        st.info("This project was given to you to look at; nothing can be changed in it.")
        fragment(session, _look, every_s=LOOK_EVERY_S)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(
            "This project is open in another tab, which writes it. This one follows and changes "
            "nothing."
        )
        st.button(WRITE_HERE, on_click=tabs.write_here, args=(session,), key="write_here")
    fragment(session, _look, every_s=LOOK_EVERY_S)


def _look(session: Session) -> None:
    """Show what the other tab does, and take over where it has gone."""
    try:
        if session.catch_up() or session.pen():
            st.rerun()
    except DataError:
        st.rerun()  # the next run of the page closes it and says why
