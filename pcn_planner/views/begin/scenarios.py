"""The scenarios of the project: open, branch, rename, approve, delete, compare any two."""

from collections.abc import Callable

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting.session import Session
from pcn_planner.projects import scenarios, summary
from pcn_planner.projects.project import APPROVED, STATUSES, Project
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import do, link, needs_data
from pcn_planner.views.parts import being_written

SURE = "Yes, for good"


def show(session: Session) -> None:
    """The list, and what can be done with the one that is chosen."""
    st.title("Scenarios")
    if not needs_data(session, "There are no scenarios yet.") or session.project is None:
        return
    project = session.project
    try:
        st.dataframe(summary.scenarios(project), hide_index=True, width="stretch")
        names = [one.name for one in project.scenarios()]
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return
    st.caption("Two scenarios are held against each other on the page Compare.")
    link("compare", "Compare two", ":material/compare_arrows:")
    chosen = st.selectbox("Scenario", names, names.index(project.scenario), key="scenario_chosen")
    _acts(session, project, chosen)


def _acts(session: Session, project: Project, chosen: str) -> None:
    held = chosen == project.scenario
    left, middle, right = st.columns(3, gap="large")
    with left:
        _button("Open it", "scenario_open", lambda: session.open_scenario(chosen), session, held)
        being_written.field(session, "New name", "scenario_name_new", max_chars=60)
        _button("Branch from it", "scenario_branch", lambda: _branch(session, chosen), session)
        _button("Rename it", "scenario_rename", lambda: _rename(session, chosen), session)
    with middle:
        st.selectbox("Status", STATUSES, key="scenario_status")
        being_written.field(session, "Why", "scenario_why", max_chars=500)
        _button("Set the status", "scenario_set", lambda: _status(session, chosen), session)
        st.caption(f"A scenario that is {APPROVED} can no longer be changed, only branched from.")
    with right:
        sure = st.checkbox(SURE, key="scenario_sure")
        _button("Delete it", "scenario_delete", lambda: _delete(session, chosen), session, not sure)


def _button(
    label: str, key: str, act: Callable[[], None], session: Session, disabled: bool = False
) -> None:
    st.button(label, key=key, disabled=disabled, on_click=do, args=(session, act),
              kwargs={"done": f"Done: {label.lower()}."})  # fmt: skip


def _at(session: Session, name: str) -> Project:
    return session.writable().at(name)


def _branch(session: Session, chosen: str) -> None:
    name = st.session_state["scenario_name_new"].strip()
    scenarios.branch(_at(session, chosen), name, author=session.author)
    session.open_scenario(name)
    del st.session_state["scenario_chosen"]


def _rename(session: Session, chosen: str) -> None:
    name = st.session_state["scenario_name_new"].strip()
    scenarios.rename(_at(session, chosen), name, author=session.author)
    if session.scenario == chosen:
        session.call_scenario(name)
    del st.session_state["scenario_chosen"]


def _status(session: Session, chosen: str) -> None:
    status, why = st.session_state["scenario_status"], st.session_state["scenario_why"].strip()
    project = _at(session, chosen)
    seen = session.standing if chosen == session.scenario else None
    scenarios.set_status(project, status, author=session.author, reason=why, seen=seen)
    session.catch_up()


def _delete(session: Session, chosen: str) -> None:
    project = _at(session, chosen)
    scenarios.delete(project, author=session.author)
    if session.scenario == chosen:
        session.open_scenario(project.scenarios()[-1].name)
    del st.session_state["scenario_chosen"]
    st.session_state["scenario_sure"] = False
