"""Redraft: today's networks, bettered by as few moves as can be; every step is proven."""

from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from optimise.progress import Limits
from pcn_planner.drafting.comparable import network_names
from pcn_planner.drafting.running import locks
from pcn_planner.drafting.session import Session
from pcn_planner.maps import panel as map_panel
from pcn_planner.redrafting import frontier, picture
from pcn_planner.redrafting import run as redraft_run
from pcn_planner.redrafting.frontier import MOVES, Step
from pcn_planner.redrafting.run import Asked, FrontierRun
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import attempt, needs_data
from pcn_planner.views.parts import memo, pictures, watched
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.plans import redraft_table
from pcn_planner.views.rules import change
from pcn_planner.words import counted, sentences

KEY = "redraft"  #: of the run, in ``st.session_state``
APPROVED = "redraft_approved"  #: of the table of today's networks that may stay outside the rules
ABOVE, LEAST = "22.5rem", "20rem"  #: height of what stands above the maps; they are not narrower
TALL_PX = 250  #: at most so much of the list of moves is in sight
GOALS: dict[str, str] = {
    "band": "every network inside the band",
    "contiguity": "every network in one piece",
    "teams": "community teams kept whole",
    "travel": "less travel",
    "all": "all of these",
}


def show(session: Session) -> None:
    """Show the frontier of change, or a way to draw it."""
    st.title("Redraft")
    if st.session_state.get(KEY) is None:  # then the steps themselves stand here
        st.markdown(
            worded(
                "What is the least that must change? Each step below is the best plan there is "
                "with so many practices moved from today's networks. What the draft keeps "
                "together, apart, or locked stays so."
            )
        )
    if session.study is None:
        needs_data(session, "No data yet.")
    elif session.study.current is None:
        st.info(
            worded(
                "Today's networks are not known. Name their column on the page **Start**; on a "
                "blank sheet the page **Draft** draws new ones."
            )
        )
    else:
        _frontier(session, st.session_state.get(KEY))


def _frontier(session: Session, run: FrontierRun | None) -> None:
    run = watched.on_this_study(session, run)
    _controls(session, run)
    if run is None:
        _today(session)
    elif watched.ended(session, run.run, partial(_watch, run)):
        _steps(session, run)


def _today(session: Session) -> None:
    """Today's networks, and what will stand here."""
    made = session.today
    if made is None or made.tables is None:
        return
    tables = made.tables
    left, right = st.columns([3, 2], gap="large")
    with left:
        drawn = memo.once("today drawn", (tables,), lambda: picture.today(tables))
        said = worded("Map of today's networks; the text beside it says what they are")
        pictures.svg(drawn, said, width=_in_sight(maps=1))
    with right:
        st.header(worded("Today's networks"))
        st.markdown(markdown(map_panel.summary(tables) + "."))
        st.markdown(
            worded(
                "**Find the steps** looks for the best plan with no move, with one, with two, and "
                "so on. Each step will stand here as a map with an arrow for every practice that "
                "moves, with its patients and its reason; any move can be refused, and any step "
                "opened as the draft."
            )
        )


def _in_sight(maps: int) -> str:
    """How wide a picture is, so that its foot stays in the window below all that stands above."""
    return f"min(100%, max({LEAST}, (100vh - {ABOVE}) * {picture.shape(maps):.2f}))"


def _controls(session: Session, run: FrontierRun | None) -> None:
    busy = run is not None and run.run.running
    goal, most, seconds, button = st.columns([4, 2, 3, 2], vertical_alignment="bottom")
    towards = goal.selectbox(
        "Towards",
        list(GOALS),
        format_func=lambda goal: worded(GOALS[goal]),
        key="redraft_towards",
        disabled=busy,
    )
    steps = most.number_input("Most moves", 0, 40, MOVES, key="redraft_moves", disabled=busy)
    limit = seconds.select_slider(
        "Stop each step after", [10, 30, 60, 120, 300, None], value=60, key="redraft_seconds",
        disabled=busy, format_func=lambda s: "proof only" if s is None else f"{s} s",
    )  # fmt: skip
    _approvals(session, busy)
    button.button(
        "Find the steps", type="primary", width="stretch", disabled=busy, on_click=_start,
        args=(session, towards, int(steps), limit),
    )  # fmt: skip


def _approvals(session: Session, busy: bool) -> None:
    """Which of today's networks may stay outside the rules: all, unless the rules name some."""
    rules = session.rules
    table = change.irregular(session, rules)
    if not rules.approved:
        table["approved"] = True
    outside = counted(len(table), "network")
    label = worded(f"What may stay as it is: {outside} outside the rules")
    with st.expander(label, icon=":material/approval:"):
        st.caption(
            worded(
                "An approved network stays as it is or loses practices. One that is not approved "
                "has to keep the rules at every step. The reason goes into every file of the "
                "plan."
            )
        )
        if not busy:
            st.session_state[APPROVED] = change.ticked(table, APPROVED)


def _start(session: Session, towards: str, steps: int, seconds: float | None) -> None:
    def begin() -> None:
        study, table = session.bench.study, st.session_state.get(APPROVED)
        rules = locks.with_locks(session.rules, session.state)
        now = session.todays_assignment
        held = [
            c
            for c in session.state.locked_practices
            if now.get(c) == session.state.assignment.get(c)
        ]
        approved = () if table is None else change.approved(study, rules, table)
        asked = Asked(replace(rules, stay=tuple(sorted({*rules.stay, *held}))), towards, approved)
        limits = Limits(time_s=seconds)
        st.session_state[KEY] = redraft_run.start(study, asked, steps=steps, limits=limits)

    attempt(session, begin)


def _watch(run: FrontierRun) -> None:
    done = counted(len(run.steps), "step")
    st.progress(run.share_done, f"{done} done, {run.run.elapsed_s:.0f} s")
    st.button("Stop and keep what is done", on_click=run.run.stop, disabled=run.run.stopping)


def _steps(session: Session, run: FrontierRun) -> None:
    steps = [step for step in run.steps if step.made is not None]
    if not steps:
        reasons = dict.fromkeys(r for s in run.steps for r in s.result.reasons)
        why = sentences(["No plan was found", *reasons])
        st.warning(markdown(worded(reworded(why))))
        return
    said, towards = frontier.sentence(run.steps, run.asked.towards), run.asked.towards
    if said:
        done = any(frontier.reached(step, towards) for step in run.steps)
        (st.success if done else st.info)(worded(said))
    chosen = steps[-1]
    if len(steps) > 1:
        moves = st.select_slider(
            worded("Practices moved"), [step.moves_max for step in steps], value=chosen.moves_max
        )
        chosen = next(step for step in steps if step.moves_max == moves)
    _step(session, run, chosen)
    with st.expander("All steps as a table"):
        shown, columns = redraft_table.of(run.steps, run.asked.towards)
        st.dataframe(shown, hide_index=True, column_config=columns)


def _step(session: Session, run: FrontierRun, step: Step) -> None:
    with st.container(key="redraft_step"):
        left, right = st.columns([6, 5], gap="medium")
    today = session.today
    with left:
        if today is not None and today.tables is not None:
            drawn = picture.before_and_after(today.tables, step)
            said = worded("Maps of today's networks and of this step; the moves are listed beside")
            pictures.svg(drawn, said, width=_in_sight(maps=2))
    with right:
        _figures(step)
        _moves(session, run, step)


def _figures(step: Step) -> None:
    found = step.figures
    assert found is not None
    proof = ":material/verified: proven best" if step.proven else "not proven"
    st.badge(proof, color="green" if step.proven else "orange")
    figures = {
        "Patients moved": found.patients_moved,
        "Patients parted": found.patients_parted,
        "Outside the band": found.patients_outside_band,
        "In pieces": found.patients_in_pieces,
    }
    if found.misaligned_patients is not None:
        figures[f"Of another team, {found.counted}"] = found.misaligned_patients
    with st.container(horizontal=True, gap="medium"):
        for title, value in figures.items():
            st.metric(worded(title), f"{value:,}", width="content")


def _moves(session: Session, run: FrontierRun, step: Step) -> None:
    if run.asked.refused:
        st.caption(f"Refused, and so left where they are: {', '.join(run.asked.refused)}")
    rows = pd.DataFrame([vars(move) for move in step.moves])
    if len(rows):
        called = _called(session, step)
        shown = rows.assign(accept=True, reason=rows["reason"].map(worded))
        for column in ("network_before", "network_after"):
            shown[column] = [called.get(key, key) for key in rows[column]]
        edited = st.data_editor(
            shown, hide_index=True,
            disabled=list(rows.columns),
            key=f"redraft_moves_{step.moves_max}_{len(run.asked.refused)}",
            column_order=["accept", *rows.columns], column_config=_columns(),
            height=min(36 * len(rows) + 38, TALL_PX),
        )  # fmt: skip
        refused = tuple(edited.loc[~edited["accept"], "practice_code"])
        st.button(
            "Solve again without the moves refused", disabled=not refused,
            on_click=_again, args=(session, run, refused),
        )  # fmt: skip
    st.button("Open this plan as the draft", type="primary", on_click=_open, args=(session, step))


def _called(session: Session, step: Step) -> dict[str, str]:
    """Network id -> id with its name, of today's and of the step's."""
    plans = [one for one in (session.today, step.made) if one is not None]
    return {key: name for made in plans for key, name in network_names(made).items()}


def _columns() -> dict[str, Any]:
    """What the columns of the moves are called on the page."""
    column = st.column_config
    return {
        "practice_code": column.TextColumn("Code", width="small"),
        "name": worded("Practice"),
        "network_before": worded("From network"),
        "network_after": worded("To network"),
        "patients": column.NumberColumn(
            worded("Patients, by list"), format="localized", width="small"
        ),
        "reason": column.TextColumn("Why", width="large"),
        "accept": column.CheckboxColumn("Accept", width="small"),
    }


def _again(session: Session, run: FrontierRun, refused: tuple[str, ...]) -> None:
    def begin() -> None:
        st.session_state[KEY] = redraft_run.without(run, refused)

    attempt(session, begin)


def _open(session: Session, step: Step) -> None:
    """Put a step's plan in the draft's place, with the rules it is best under."""

    def take() -> None:
        assert step.made is not None
        stated = session.stated_rules
        session.set_rules(
            replace(
                step.made.rules, together=stated.together, apart=stated.apart, fixed=stated.fixed
            )
        )  # what the draft bonds and locks stands beside its rules
        session.take(step.made, f"redraft: {counted(step.moves_max, 'move')}")

    moves = counted(len(step.moves), "move")
    attempt(session, take, done=f"The plan with {moves} is now the draft.")
