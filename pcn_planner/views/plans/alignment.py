"""The price of alignment: proven plans from travel only to no team split, one click apart."""

from dataclasses import replace
from functools import partial

import streamlit as st

from optimise.problem.travel_unit import KM
from optimise.progress import Limits
from pcn_planner.drafting.price import alignment, alignment_run
from pcn_planner.drafting.price.alignment import WEIGHTS, Step
from pcn_planner.drafting.price.alignment_run import StripRun
from pcn_planner.drafting.running import locks
from pcn_planner.drafting.session import Session
from pcn_planner.views.acting import attempt, needs_data
from pcn_planner.views.parts import watched
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.plans import price_strip

KEY = "strip"  #: of the run, in ``st.session_state``
TOGETHER = "All layers together"


def show(session: Session) -> None:
    """Show the strip, or a way to draw it."""
    st.title("Price of alignment")
    st.markdown(
        worded(
            "What does it cost to keep community teams whole? Each plan below keeps the same "
            f"rules and is the best there is at one price: how many {_one(session)}s of travel it "
            "is worth to keep one patient in a network that their own community team leads."
        )
    )
    if session.study is None:
        needs_data(session, "No data yet.")
    elif session.study.team is None:
        st.info(
            worded(
                "No community teams are known. Load their footprints on the page **Start**, or "
                "name the column of the practice table that holds each practice's team."
            )
        )
    else:
        _strip(session, st.session_state.get(KEY))


def _one(session: Session) -> str:
    return (KM if session.study is None else session.study.travel_unit).one


def _strip(session: Session, run: StripRun | None) -> None:
    assert session.study is not None
    run = watched.on_this_study(session, run)
    _controls(session, run)
    if run is None:
        st.info(
            worded(
                "**Draw the strip** makes a plan for each price, one after the other. Here will "
                "stand the maps side by side, with the patients whose own team leads their network "
                "and what that costs in travel; any can be opened as the draft."
            )
        )
    if run is None or not watched.ended(session, run.run, partial(_watch, session, run)):
        return
    if not run.is_of(session.bench.study, locks.with_locks(session.rules, session.state)):
        st.warning("The rules have changed since this strip was drawn. Draw it again to see them.")
    _plans(session, run.steps)


def _controls(session: Session, run: StripRun | None) -> None:
    assert session.study is not None
    busy, unit = run is not None and run.run.running, session.study.travel_unit
    layer = _layer(session, busy)
    prices, seconds, button = st.columns([5, 3, 2], vertical_alignment="bottom")
    chosen = prices.multiselect(
        worded(f"Prices, in {unit.one}s a patient"),
        sorted({*WEIGHTS, 0.3, 2.0, 5.0, 30.0}),
        default=list(WEIGHTS),
        filter_mode="contains",
        select_all=False,
        key="strip_weights",
        disabled=busy,
        format_func=lambda price: f"{price:g} {unit.each}",
        help=worded("0 looks at travel alone; at 100 no journey outweighs a patient."),
    )
    limit = seconds.select_slider(
        "Stop each plan after",
        [10, 30, 60, 120, 300, None],
        value=120,
        key="strip_seconds",
        disabled=busy,
        format_func=lambda s: "proof only" if s is None else f"{s} s",
        help="A plan that is stopped keeps what is proven of it: how much better one could be.",
    )
    button.button(
        "Draw the strip",
        type="primary",
        width="stretch",
        disabled=busy or not chosen,
        on_click=_start,
        args=(session, tuple(chosen), limit, layer),
    )


def _layer(session: Session, busy: bool) -> str:
    """The footprint layer whose price is asked for, blank for all together."""
    study = session.study
    if study is None or not study.layers:
        return ""
    names = [study.inputs.layer, *study.layers]
    asked = st.segmented_control(
        "Price of", [TOGETHER, *names], default=TOGETHER, key="strip_layer", disabled=busy
    )
    return "" if asked in (None, TOGETHER) else str(asked)


def _start(session: Session, weights: tuple[float, ...], seconds: float | None, layer: str) -> None:
    def begin() -> None:
        rules = locks.with_locks(session.rules, session.state)
        limits = Limits(time_s=seconds)
        bench = session.bench
        st.session_state[KEY] = alignment_run.start(
            bench.study, rules, limits=limits, weights=weights, layer=layer
        )

    attempt(session, begin)


def _watch(session: Session, run: StripRun) -> None:
    price_strip.progress(run)
    _plans(session, run.steps, busy=True)


def _plans(session: Session, steps: tuple[Step, ...], *, busy: bool = False) -> None:
    if not steps:
        return
    price_strip.cards(steps, partial(_open, session))
    table = alignment.build(steps)
    if len(steps) > 1:
        price_strip.chart(table)
    if not busy:
        price_strip.table(table)


def _open(session: Session, step: Step) -> None:
    """Put a step's plan in the draft's place, with the rules it is best under."""

    def take() -> None:
        made = alignment.opened(session.bench.study, step)
        session.set_rules(alignment.at_weight(session.stated_rules, step.weight, step.layer))
        if locks.with_locks(session.rules, session.state) == step.rules:
            made = replace(made, rules=session.rules)  # locks are kept beside the rules
        session.take(made, f"price of alignment: {step.weight:g} {step.unit.each}")

    attempt(session, take, done=f"{alignment.label(step)}: this plan is now the draft.")
