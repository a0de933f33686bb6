"""Two plans side by side: maps that move together, and everything that differs as a list."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting import comparable, uploads
from pcn_planner.drafting.session import Session
from pcn_planner.maps import paired_maps
from pcn_planner.projects import scenarios
from pcn_planner.proposal import compare as comparing
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import attempt, needs_data
from pcn_planner.views.parts import being_written, frames, memo
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.plans import compare_tables

DRAFT, TODAY, FILE = "The draft", "Today's networks", "An uploaded plan"
RESULT = "What the solve found"
BESIDE, SWIPE = "Side by side", "Swipe"
MAP_PX = 500
Make = Callable[[], Proposal | None]


def show(session: Session) -> None:
    """Show two plans that the person chooses."""
    st.title("Compare two plans")
    if not needs_data(session, "Here two plans stand side by side, and who moves."):
        return
    plans = _plans(session)
    if len(plans) < 2:
        st.info(
            worded(
                "There is only one plan to show. Make one on the page **Draft**, upload an "
                "assignment.csv below, or load data that know today's networks."
            )
        )
    else:
        _shown(session, plans)
    with st.expander(
        "Compare with a file, or keep the draft to compare with later",
        expanded=st.session_state.get("compared_file") is not None,
    ):
        left, right = st.columns(2, gap="large")
        with left:
            _upload()
        with right:
            _keep(session)


def _shown(session: Session, plans: dict[str, Make]) -> None:
    *names, way = _choose(list(plans))
    made = [_made(session, plans[name]) for name in names]
    if made[0] is not None and made[1] is not None:
        _report(made[0], made[1], (names[0], names[1]), swipe=way == SWIPE)


def _upload() -> None:
    st.file_uploader(
        "A plan as assignment.csv (practice_code, network_id)",
        type=list(uploads.TABLE),
        key="compared_file",
        on_change=_choose_uploaded,
    )


def _choose_uploaded() -> None:
    """Show a plan as soon as it is given, or say why it is none; no more once it is taken out."""
    st.session_state.pop("compare_before", None)
    if st.session_state.get("compared_file") is not None:
        st.session_state["compare_before"] = FILE


def _keep(session: Session) -> None:
    """A field and a button that keep the draft as it stands under a name."""
    name = being_written.field(
        session, "Keep the draft as it stands, under a name", "scenario_name", max_chars=60,
        placeholder="Before the meeting",
    )  # fmt: skip
    st.button(
        "Keep", disabled=session.proposal is None or not name.strip(), on_click=_branch,
        args=(session, name.strip()),
    )  # fmt: skip


def _branch(session: Session, name: str) -> None:
    if session.project is not None:
        attempt(
            session, lambda: scenarios.branch(session.writable(), name, author=session.author),
            done=f"The draft is kept as {name}.",
        )  # fmt: skip


def _plans(session: Session) -> dict[str, Make]:
    """Everything that can be compared, by the name it is chosen by."""
    bench, project, out = session.bench, session.project, dict[str, Make]()
    if session.proposal is not None:
        out[DRAFT] = lambda: session.proposal
    if session.offer is not None:
        found = session.offer.made
        out[RESULT] = lambda: found
    if session.todays_assignment:
        out[TODAY] = lambda: session.today
    file: Any = st.session_state.get("compared_file")
    if file is not None:
        path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)
        out[FILE] = lambda: _uploaded(bench, path, file.file_id)
    for scenario in () if project is None else project.scenarios():
        if project is not None and scenario.name != project.scenario:
            judge = partial(comparable.of_scenario, bench, project, scenario.name)
            key, stands = f"scenario {scenario.name}", repr(project.at(scenario.name).standing())
            out[f"Kept: {scenario.name}"] = partial(memo.once, key, (bench, stands), judge)
    return out


def _uploaded(bench: Workbench, path: Path, mark: str) -> Proposal:
    """The plan of a file, and on the page whom of it the data do not know."""
    made, told = memo.once("uploaded", (bench, mark), lambda: comparable.of_file(bench, path))
    for line in told:
        st.warning(markdown(worded(f"{path.name}: {line}")))
    return made


def _choose(names: list[str]) -> tuple[str, str, str]:
    """Which two, at first the draft and something to hold it against; how their maps stand."""
    others = [name for name in names if name != DRAFT]
    left, right, way = st.columns([3, 3, 2], vertical_alignment="bottom")
    at = 0 if "compare_before" in st.session_state else names.index(others[0])
    before = left.selectbox("Before", names, at, format_func=worded, key="compare_before")
    rest = [name for name in names if name != before]
    after = right.selectbox("After", rest, 0, format_func=worded, key="compare_after")
    chosen = way.segmented_control(
        "Maps", [BESIDE, SWIPE], default=BESIDE, required=True, key="compare_way",
        label_visibility="collapsed",
    )  # fmt: skip
    return before, after, str(chosen)


def _made(session: Session, make: Make) -> Proposal | None:
    try:
        made = make()
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return None
    if made is None or made.tables is None:
        st.info(worded("This plan has no networks yet."))
        return None
    return made


def _report(before: Proposal, after: Proposal, names: tuple[str, str], *, swipe: bool) -> None:
    assert before.tables is not None
    assert after.tables is not None
    old, new = before.tables, after.tables
    try:
        found = memo.once(
            "comparison",
            (before, after),
            lambda: comparing.of_tables(old, new),
        )
    except DataError as error:
        st.error(markdown(reworded(str(error))))
        return
    compare_tables.headline(found, before, after)
    codes = compare_tables.chosen(found, before, after)
    page = memo.once(
        "paired maps", (found, names, codes, str(swipe)),
        lambda: paired_maps.page(old, new, found, names, shown=codes, swipe=swipe),
    )  # fmt: skip
    frames.show(page, MAP_PX)
    st.caption(
        worded(
            "The maps move together. A network that continues another has its colour, where its "
            "neighbours allow; arrows lead from practices that move to their new network. Dots: "
            "above the ceiling; strokes: below the floor."
        )
    )
    st.caption(worded(compare_tables.details(found)))
    compare_tables.show(found, before, after)
