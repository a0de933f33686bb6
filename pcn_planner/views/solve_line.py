"""A solve on every page: a bar that says how near the end is, a stop, and what came of it."""

import math
import time
from collections.abc import Sequence

import streamlit as st

from optimise.progress import Limits, Progress
from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import proof
from pcn_planner.views.acting import attempt, fragment
from pcn_planner.views.drafting.solve_panel import chart, told
from pcn_planner.views.parts import desktop
from pcn_planner.words import counted, sentences

EVERY_S = 1.0
LOOK_S, STOP_S = 0.1, 8.0  #: who pressed stop waits for the end, not for the next look
FIRST_GAP, LAST_GAP = 0.25, 1e-4  #: the ends of the bar for an area, on a logarithmic scale


def show(session: Session) -> None:
    """The bar, as long as something runs."""
    if session.run is not None:
        fragment(session, _watch, every_s=EVERY_S)


def _watch(session: Session) -> None:
    run = session.run
    if run is None:
        return
    if run.running:
        _bar(run, session.limits)
    if run.stopping:
        _wait(run)
    if not run.running:
        session.run = None
        finish(session, run.made, run.failure, run.purpose)
        desktop.tell("" if session.notice is None else session.notice.text)
        st.rerun()


def _wait(run: Run[Progress, Proposal]) -> None:
    """Wait for the end of a solve that was stopped; between two looks other clicks are heard."""
    place, end = st.empty(), time.monotonic() + STOP_S
    while not run.wait(LOOK_S) and time.monotonic() < end:
        place.empty()


def _bar(run: Run[Progress, Proposal], limits: Limits) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="solve_line"):
        st.progress(near(run.told, limits.gap), words(run, limits))
        label = "Stopping with the best so far" if run.stopping else "Stop and keep the best"
        st.button(
            label, on_click=run.stop, disabled=run.stopping, icon=":material/stop_circle:",
            key="stop_solve",
        )  # fmt: skip


def words(run: Run[Progress, Proposal], limits: Limits) -> str:
    """Areas done, the gap, and the time against its limit."""
    if run.waiting:
        return "Waiting for its turn: others are solving on this computer"
    last = run.told[-1] if run.told else None
    curve = chart(run.told)
    parts = [] if last is None else [f"{last.units_done} of {counted(last.units, 'area')}"]
    if len(curve):
        parts.append(proof.from_best(curve["Gap"].iloc[-1]))
    limit = "" if limits.time_s is None else f" of {limits.time_s:,.0f}"
    return " · ".join([*parts, f"{run.elapsed_s:.0f}{limit} s"])


def near(progress: Sequence[Progress], goal: float) -> float:
    """How much of the way is gone, 0 to 1: areas done, and the gap of the others closing."""
    steps = list(progress)
    if not steps or not steps[-1].units:
        return 0.0
    latest = {step.unit: step for step in steps}
    least = max(goal, LAST_GAP)
    shares = sorted((_closed(one, least) for one in latest.values()), reverse=True)
    done, units = steps[-1].units_done, steps[-1].units
    return min(1.0, (done + sum(shares[done:units])) / units)


def _closed(step: Progress, least: float) -> float:
    """How far the gap of one area has closed between its first and last, logarithmically."""
    if step.objective is None or step.bound is None or not step.objective:
        return 0.0
    gap = min(max((step.objective - step.bound) / step.objective, least), FIRST_GAP)
    return math.log(FIRST_GAP / gap) / math.log(FIRST_GAP / least) if least < FIRST_GAP else 1.0


def finish(session: Session, made: Proposal | None, failure: str | None, verb: str) -> None:
    """Put what a solve found in its place, or beside the draft, and say which."""
    if failure is not None or made is None:
        session.notice = Notice("error", failure or "The optimiser ended without an answer.")
        return
    if made.plan is None:
        why = sentences(["No plan was found", *made.result.reasons, "Your draft is as it was"])
        session.notice = Notice("warning", why)
        return
    taken: list[bool] = []
    if attempt(session, lambda: taken.append(session.end_run(made, verb))):
        beside = " It stands beside your draft, which has changed meanwhile." * (not taken[0])
        session.notice = Notice("success", f"{told(made, verb)}{beside}")
