"""A solve while it runs: plan, bound and gap, patients in exceptions, time, and a stop."""

from collections.abc import Sequence
from functools import partial

import altair as alt
import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from optimise import solver_process
from optimise.problem.plan import Result, Status
from optimise.progress import Cancelled, Progress, Tell
from pcn_planner.drafting.running import background, solving
from pcn_planner.drafting.running.offer import Offer
from pcn_planner.drafting.session import Session
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import proof
from pcn_planner.views.acting import do, fragment, link
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import counted, sentences

TAKE, DISCARD = "Take the result", "Discard the result"
CHANGED = "The draft has changed since this solve began; its result will be shown beside it."
EVERY_S = 1.0
OPTIMISED, REPAIRED = "optimised", "repaired"
COLOURS = ["#2F7A78", "#B4472B"]
HELP = {
    "Border units done": "Areas between hard borders; each is solved by itself",
    "Plan": "Cost of the best plan so far: criteria times weights, in patient-kilometres; less is "
    "better",
    "Bound": "No plan can cost less than this, in patient-kilometres",
    "Gap": "The most by which any plan could be better than this one; 0 is a proof",
    "Patients in exceptions": "Patients below the floor or above the ceiling of their network",
}
FAR = 0.25  #: a gap above this is of a bound not yet worth drawing
A_ROW = 3  #: so many figures stand side by side
HEIGHT_PX = 130  #: axes and titles included
POINTS = 300  #: at most so many points of the chart are drawn


def begin(session: Session, verb: str) -> None:
    """Start optimising, or repairing, the draft as it stands, unless a solve is under way.

    Raises ``DataError`` where the draft cannot be changed.
    """
    if session.run is not None:
        return
    if session.approved:
        raise DataError(
            "The scenario is approved and stays as it is", remedy="Branch from it first"
        )
    session.writable()
    verbs = {OPTIMISED: solving.optimise, REPAIRED: solving.repair}
    levels, limits = session.levels if verb == OPTIMISED else (), session.limits
    plan = partial(
        verbs[verb],
        session.bench,
        session.state,
        limits=limits,
        solve=solver_process.solve,
        earlier=session.earlier,
    )

    def work(tell: Tell, cancelled: Cancelled) -> Proposal:
        made = plan(progress=tell, cancelled=cancelled)
        return solving.with_levels(made, levels, limits=limits, cancelled=cancelled)

    session.begin_run(background.start(work, verb))


def show(session: Session) -> None:
    """The panel, where something runs or a result waits; ``solve_line`` says when it has ended."""
    if session.run is not None:
        fragment(session, _watch, every_s=EVERY_S)
    elif session.offer is not None:
        _offer(session, session.offer)


def _watch(session: Session) -> None:
    run = session.run
    if run is not None and run.running:
        _panel(run)
        if session.standing != session.begun_at:
            st.info(CHANGED)


def _panel(run: background.Run[Progress, Proposal]) -> None:
    with st.container(border=True):
        if run.waiting:
            st.caption("Waiting for its turn: others are solving on this computer.")
        _figures(run.told, run.elapsed_s)
        _charts(chart(run.told))


def _offer(session: Session, offer: Offer) -> None:
    """The result of a solve whose draft has gone on: take it, compare, or let it go."""
    with st.container(border=True):
        st.markdown("**The draft has changed since the solve began.** Nothing of it was replaced.")
        st.text(told(offer.made, offer.verb))
        with st.container(horizontal=True):
            st.button(
                TAKE,
                key="offer_take",
                on_click=do,
                args=(session, session.take_offer),
                kwargs={"done": "The result is the draft now; Undo brings yours back."},
            )
            st.button(DISCARD, key="offer_discard", on_click=_discard, args=(session,))
            link("compare", "Compare", ":material/compare_arrows:")


def _discard(session: Session) -> None:
    session.offer = None


def told(made: Proposal, verb: str) -> str:
    """What came of a solve, in a sentence or two."""
    result, plan = made.result, made.plan
    count = 0 if plan is None else len(plan.networks)
    head = worded(f"{verb.capitalize()}: {counted(count, 'network')} in {result.seconds:.0f} s")
    if made.proposed:
        head += f"; {proof.words(result, proposed=True)}"
    above = "".join(f" {level['said']}." for level in made.levels)
    left = f" Not finished. {sentences(result.reasons)}" if result.reasons else ""
    return f"{head}.{above}{left}{_unproven(result)}{''.join(f' {note}.' for note in result.notes)}"


def _unproven(result: Result) -> str:
    """Which border units are not proven, where others are."""
    names = [unit.unit for unit in result.units if unit.status is not Status.OPTIMAL]
    if not names or len(names) == len(result.units):
        return ""
    return f" Proven but for {', '.join(names)}."


def _figures(progress: Sequence[Progress], elapsed_s: float) -> None:
    last = progress[-1] if progress else None
    curve = chart(progress)
    plan, bound = (curve["Plan"].iloc[-1], curve["Bound"].iloc[-1]) if len(curve) else (None, None)
    gap = None if plan is None or bound is None or not plan else max(0.0, (plan - bound) / plan)
    facts = {
        "Border units done": "0" if last is None else f"{last.units_done} of {last.units}",
        "Plan": _number(plan),
        "Bound": _number(bound),
        "Gap": "not yet" if gap is None else f"{gap:.2%}",
        "Patients in exceptions": _number(exceptions(progress)),
        "Elapsed": f"{elapsed_s:.0f} s",
    }
    places = [place for _ in range(0, len(facts), A_ROW) for place in st.columns(A_ROW)]
    for column, (label, value) in zip(places, facts.items(), strict=False):
        column.metric(worded(label), value, help=worded(HELP.get(label, "")) or None)


def exceptions(progress: Sequence[Progress]) -> int | None:
    """Patients in exceptions over the border units told of so far."""
    last = {p.unit: p.exceptions_patients for p in progress if p.exceptions_patients is not None}
    return sum(last.values()) if last else None


def chart(progress: Sequence[Progress]) -> pd.DataFrame:
    """Plan, bound and gap by seconds, over the ``units`` of the area that have both so far."""
    latest: dict[str, Progress] = {}
    rows: list[tuple[float, float, float, float, int]] = []
    for step in list(progress):
        latest[step.unit] = step
        known = [p for p in latest.values() if p.objective is not None and p.bound is not None]
        if known:
            plan = sum(p.objective or 0.0 for p in known)
            bound = min(plan, sum(p.bound or 0.0 for p in known))
            gap = (plan - bound) / plan if plan else 0.0
            rows.append((round(step.seconds, 2), plan, bound, gap, len(known)))
    columns = ["seconds", "Plan", "Bound", "Gap", "units"]
    table = pd.DataFrame(rows, columns=columns).set_index("seconds")
    thin = max(1, len(table) // POINTS)
    return pd.concat([table.iloc[:-1:thin], table.iloc[-1:]]) if len(table) else table


def _charts(curve: pd.DataFrame) -> None:
    """Plan and bound of the units known now, and the gap since the first of them."""
    near = curve[curve["Gap"] <= FAR]
    same = near[near["units"] == near["units"].max()] if len(near) else near
    if len(same) > 1:
        st.altair_chart(_lines(same[["Plan", "Bound"]], worded("patient-km"), ".4~s"))
    if len(near) > 1:
        st.altair_chart(_lines(near[["Gap"]], "gap", ".2~%"))


def _lines(curve: pd.DataFrame, unit: str, figures: str) -> alt.Chart:
    """Columns by seconds; the axis need not begin at 0, so that what is between them is seen."""
    names = list(curve.columns)
    tidy = curve.reset_index().melt("seconds", var_name="line", value_name="value")
    legend = alt.Legend(orient="right", symbolType="stroke", offset=8) if len(names) > 1 else None
    line = alt.Color("line:N", title=None, sort=names, legend=legend).scale(
        domain=names, range=COLOURS[: len(names)]
    )
    drawn: alt.Chart = (
        alt.Chart(tidy, height=HEIGHT_PX)
        .mark_line(interpolate="step-after", strokeWidth=2)
        .encode(
            x=alt.X("seconds:Q", title="seconds").axis(tickCount=6).scale(zero=False, nice=False),
            y=alt.Y("value:Q", title=unit)
            .axis(tickCount=4, format=figures)
            .scale(zero=len(names) == 1),
            color=line,
        )
    )
    return drawn


def _number(value: float | None) -> str:
    return "not yet" if value is None else f"{value:,.0f}"
