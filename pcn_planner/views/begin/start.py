"""Where work begins: the demo area, files of one's own, or a plan exported before."""

from pathlib import Path

import streamlit as st

from boundaries.errors import told_of
from optimise import solver_process
from pcn_planner import pipeline
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.files import exported
from pcn_planner.projects import folder
from pcn_planner.proposal import today
from pcn_planner.study import demo
from pcn_planner.study.inputs import AREAS, PRACTICES
from pcn_planner.study.planned_words import said
from pcn_planner.views.acting import ask, attempt, go, link
from pcn_planner.views.begin import given_links, projects, start_areas, start_files
from pcn_planner.words import counted

DEMO, OPEN = "Load the demo area", "Open the plan"
STEPS = (
    "**1** Give the practice table, and what goes with it.  **2** Say what its columns are; rows "
    "that cannot be used are named.  **3** Load, and see the map."
)


def show(session: Session) -> None:
    """Three ways to begin, recent projects, and what is loaded now."""
    st.title("PCN Planner")
    st.markdown(
        "Draw primary care networks: every practice in one, each in one piece, inside the band "
        "and the borders, and proven as good as it can be."
    )
    if session.study is not None:
        _loaded(session)
    left, right = st.columns([5, 3], gap="large")
    with left:
        _begin(session)
    with right:
        projects.author(session)
        projects.recent(session)
        with st.container(border=True):
            st.header("A plan exported before")
            _plan(session)


def _begin(session: Session) -> None:
    """Files of one's own in three steps, or the demo area."""
    with st.container(border=True):
        st.header("Your own files")
        of_areas = start_areas.choice()
        st.markdown(said(STEPS, AREAS if of_areas else PRACTICES))
        (start_areas if of_areas else start_files).show(session)
    with st.container(border=True):
        st.header("Demo area")
        st.markdown(
            "A fictional system of three CCGs, 120 practices and 900,000 patients, with an "
            "estuary, an island, community teams and today's networks."
        )
        st.button(
            DEMO, type="primary", icon=":material/play_arrow:", on_click=ask, args=(session, DEMO)
        )
        if session.asked == DEMO:
            with st.spinner("Reading the demo area"):
                done = attempt(session, _demo, session, done="The demo area is loaded.")
            go(session, "draft" if done else "start")


def _loaded(session: Session) -> None:
    study = session.study
    assert study is not None
    with st.container(border=True, gap="xsmall"):
        what = session.proposal
        drafted = "no draft yet" if what is None or what.plan is None else "a draft"
        st.markdown(
            said(
                f"**Loaded:** {counted(len(study.practices), 'practice')} with "
                f"{int(study.practices['patients'].sum()):,} patients, {drafted}",
                study.inputs.planned,
            )
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            for name, label in (("feasibility", "What is possible"), ("draft", "Go on drafting")):
                link(name, label)
            projects.acts(session)
            given_links.show(session)


def _demo(session: Session) -> None:
    solver_process.prepare()
    session.begin(pipeline.load(demo.inputs()), title="Demo area")
    study = session.bench.study
    session.start_from(session.todays_assignment, today.names(study), "today's networks")


def _plan(session: Session) -> None:
    """Open a project, or an exported plan, with everything in it."""
    file = st.file_uploader(
        "A project (.pcn), or plan.zip, plan.gpkg or practices.geojson of an export",
        type=["pcn", "zip", "gpkg", "geojson"],
        key="plan_file",
    )
    st.caption("assignment.csv alone is opened on the page Draft, once its data are loaded.")
    if file is None:
        return
    st.button(OPEN, icon=":material/folder_open:", on_click=ask, args=(session, OPEN))
    if session.asked == OPEN:
        with st.spinner("Reading the plan"):
            path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)
            done = attempt(session, open_plan, session, path)
        go(session, "draft" if done else "start")


def open_plan(session: Session, path: Path) -> None:
    """Go on with a project, or begin with the practices and the networks of an exported plan."""
    project = exported.project_in(path)
    if project is not None:
        solver_process.prepare()
        place = session.projects or session.folder
        with told_of(path.name):
            projects.opened(session, folder.add(place, path.stem, project))
        return
    inputs, plan, names = uploads.opened_plan(path)
    start_files.begin(session, inputs)
    session.start_from(plan, names, f"opened {path.name}")
