"""The bar over the map: undo and redo, what to start from, rules, optimise, repair, layers."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from boundaries.words import agreed
from pcn_planner.drafting import comparable, uploads
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.proposal import today
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import do
from pcn_planner.views.drafting import draft_map, findings, solve_panel
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.rules import drawer, summary
from pcn_planner.words import counted

UPLOAD, STARTS = "assignment_file", "starts"
KEYS = {
    "Ctrl+Z, Ctrl+Y": "Undo, redo",
    "N": "The next problem",
    "M": "Move: the first move offered, or all that is selected",
    "L": "Lock or unlock what is selected",
    "Arrow keys": "Go to the neighbour in that direction",
    "?": "This list of keys",
    "Enter": "End a barrier drawn click by click",
    "Esc": "Stop drawing on the map; close a drawer",
}


def show(session: Session) -> None:
    """One line that is always as high as it is now."""
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="tools"):
        _back_and_forth(session)
        with st.popover("Start from", icon=":material/start:", key=STARTS, on_change="rerun"):
            _starts(session)
        st.button("Rules", icon=":material/tune:", key="rules", on_click=drawer.open_it)
        _solves(session)
        st.button(
            "Next problem", key="next_problem", icon=":material/priority_high:", shortcut="N",
            disabled=not findings.of(session), on_click=findings.next_one, args=(session,),
            help=worded("The next finding: shown on the map, its practices selected"),
        )  # fmt: skip
        draft_map.choose_layers(session)
        with st.popover("Keys", icon=":material/keyboard:", key="keys"):
            st.table(KEYS, border="horizontal")
        with st.container(key="said"):
            st.caption(markdown(worded(_said(session))))


def _said(session: Session) -> str:
    """The newest change, so that undo says what it would take back, and the rules."""
    last = "" if session.last is None else f"Last: {_words(session.last)} · "
    return last + summary.of(session.stated_rules, session.limits, session.bench.study.travel_unit)


def _words(change: Change) -> str:
    told = change.payload
    if change.kind == "move_practice":
        return f"{told['practice']} moved to {told['network']}"
    if change.kind == "move_practices":
        return f"{counted(len(told['practices']), 'practice')} moved to {told['network']}"
    if change.kind == "explain":
        return f"reason for {told['network']}"
    if change.kind == "set_plan":
        return str(told["provenance"].get("from", "plan"))
    return change.kind.replace("_", " ")


def _back_and_forth(session: Session) -> None:
    st.button(
        "Undo", icon=":material/undo:", key="undo", disabled=not session.can_undo,
        on_click=do, args=(session, session.undo), shortcut="Ctrl+Z",
    )  # fmt: skip
    st.button(
        "Redo", icon=":material/redo:", key="redo", disabled=not session.can_redo,
        on_click=do, args=(session, session.redo), shortcut="Ctrl+Y",
    )  # fmt: skip


def _solves(session: Session) -> None:
    busy = session.run is not None
    st.button(
        "Optimise", type="primary", icon=":material/auto_awesome:", disabled=busy,
        help="The best plan under the rules, keeping what is locked",
        on_click=do, args=(session, solve_panel.begin, session, solve_panel.OPTIMISED),
    )  # fmt: skip
    st.button(
        "Repair", icon=":material/build:", disabled=busy or session.proposal is None,
        help=worded("Mend what breaks the rules, moving as few patients as it takes"),
        on_click=do, args=(session, solve_panel.begin, session, solve_panel.REPAIRED),
    )  # fmt: skip


def _starts(session: Session) -> None:
    """Offer what a draft may start from: blank, today's networks, or a file."""
    st.button(
        worded("Blank: no networks"), key="start_blank", width="stretch",
        on_click=_start, args=(session, session.start_from, {}, {}, "blank"),
    )  # fmt: skip
    known = session.todays_assignment
    st.button(
        worded("Today's networks"), key="start_today", width="stretch", disabled=not known,
        help=None if known else worded("The data do not say which network a practice is in today"),
        on_click=_start, args=(session, _from_today, session),
    )  # fmt: skip
    file = st.file_uploader(
        "An exported plan (assignment.csv)", type=list(uploads.TABLE), key=UPLOAD
    )
    if file is not None:
        st.button(
            "Start from this file", key="start_file", width="stretch",
            on_click=_start, args=(session, _from_file, session, file),
        )  # fmt: skip


def _start(session: Session, act: Callable[..., object], *args: object) -> None:
    """Begin from something, and fold the menu away."""
    st.session_state[STARTS] = False
    do(session, act, *args)


def _from_today(session: Session) -> None:
    study = session.bench.study
    session.start_from(session.todays_assignment, today.names(study), "today's networks")


def _from_file(session: Session, file: Any) -> None:
    path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)
    study = session.bench.study
    plan, names, told = comparable.plan_in(study, path)
    session.start_from(plan, names, path.name)
    if lacking := len(study.practices.index.difference(list(plan))):
        told = [*told, agreed(f"{lacking:,} practices of the data are not in it: in no network.")]
    if told:
        session.notice = Notice("warning", f"{path.name}: {' '.join(told)}")
