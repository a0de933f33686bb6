"""The strip of plans as cards, as a chart and as a table."""

from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from optimise.problem.plan import Status
from optimise.problem.travel_unit import of_columns
from pcn_planner.drafting.price import alignment
from pcn_planner.drafting.price.alignment import Step
from pcn_planner.drafting.price.alignment_run import StripRun
from pcn_planner.proposal.wording import proof
from pcn_planner.safe_text import markdown
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import counted, sentences

HEADROOM = 1.15
INK, TEAM = "#1B5E7B", "#7C5CAA"
PROOF = {
    Status.OPTIMAL: ":material/verified: proven best",
    Status.FEASIBLE: "not proven",
    Status.NO_PLAN: "stopped without a plan",
    Status.INFEASIBLE: "no plan keeps the rules",
}
Number = st.column_config.NumberColumn


def progress(run: StripRun) -> None:
    """How far the strip has come, and a way to stop it."""
    stage = run.stage
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        if stage is None:
            st.progress(0.0, "Laying out the area")
        else:
            share = len(stage.done) / stage.steps
            text = f"Plan {min(len(stage.done) + 1, stage.steps)} of {stage.steps}"
            unit = run.study.travel_unit
            st.progress(share, f"{text}, {stage.weight:g} {unit.mean}{_told(run)}")
        st.button(
            "Stopping" if run.run.stopping else "Stop and keep what is done",
            on_click=run.run.stop, disabled=run.run.stopping, icon=":material/stop_circle:",
        )  # fmt: skip


def _told(run: StripRun) -> str:
    last = None if run.stage is None else run.stage.progress
    units = "" if last is None else f": {last.units_done} of {last.units} border units"
    return f"{units}, {run.run.elapsed_s:.0f} s"


def cards(steps: Sequence[Step], on_open: Callable[[Step], None]) -> None:
    """One card a plan, the first to compare with."""
    table = alignment.build(steps)
    for k, place in enumerate(st.columns(len(steps), gap="small")):
        with place, st.container(border=True):
            _card(steps[k], table.iloc[k], table.iloc[0])
            st.button(
                "Open", key=f"open {steps[k].weight:g}", on_click=on_open, args=(steps[k],),
                width="stretch", disabled=steps[k].result.plan is None,
                help="Makes this plan the draft; undo brings back the one before.",
            )  # fmt: skip


def _card(step: Step, row: pd.Series, first: pd.Series) -> None:
    st.markdown(f"**{worded(alignment.label(step))}**")
    gap = step.result.gap
    words = (
        PROOF[step.result.status] if step.proven or gap is None else f"within {proof.percent(gap)}"
    )
    st.badge(worded(words), color="green" if step.proven else "orange")
    if step.result.plan is None:
        st.caption(
            markdown(worded(sentences(step.result.reasons)))
            or "No plan was found in the time given."
        )
        return
    unit = step.unit
    patients, travel = row["misaligned_patients"], row[unit.mean_column]
    _figure(
        worded(f"Patients of another team, {row['counted']}"),
        f"{patients:,.0f}",
        patients,
        first["misaligned_patients"],
    )
    _figure(f"Travel, {unit.mean}", f"{travel:.2f}", travel, first[unit.mean_column])
    networks = counted(int(row["networks"]), "network")
    st.caption(worded(f"{networks} of {row['smallest']:,} to {row['largest']:,} patients"))


def _figure(title: str, words: str, value: float, first: float) -> None:
    """A figure and how it differs from the first plan's."""
    same = value == first or not first
    change = "no change" if same else f"{value / first - 1:+.1%}"
    # Every card has the line, so that the cards are of one height.
    if same:
        st.metric(title, words, change, delta_color="off", delta_arrow="off")
    else:
        st.metric(title, words, change, delta_color="inverse")


def chart(table: pd.DataFrame) -> None:
    """Travel against patients of another team, the strip as a line from plan to plan."""
    unit = of_columns(table.columns)
    price = f"alignment_weight_{unit.each}"
    at = [unit.mean_column, "misaligned_patients"]
    named = {"step": ("step", " = ".join), price: (price, "min")}
    shown = table.dropna(subset=at).groupby(at, as_index=False).agg(**named)
    shown["place"] = shown[price].rank().astype(int)
    top = HEADROOM * max(1.0, float(shown["misaligned_patients"].max()))  # the first plan's label
    base = alt.Chart(shown).encode(
        x=alt.X(unit.mean_column, title=f"Travel, {unit.mean}")
        .scale(zero=False, padding=30)
        .axis(tickCount=8, format=".3~f"),
        y=alt.Y("misaligned_patients", title=worded("Patients of another team"))
        .scale(domain=[0.0, top], nice=False)
        .axis(format=",.0f", tickCount=5),
        order=price,
    )
    line = base.mark_line(color=TEAM, strokeWidth=2)
    dots = base.mark_circle(size=110, color=TEAM, opacity=1).encode(
        tooltip=[
            alt.Tooltip("step", title="Plan"),
            alt.Tooltip(unit.mean_column, title=unit.mean, format=".3~f"),
            alt.Tooltip(
                "misaligned_patients", title=worded("Patients of another team"), format=",.0f"
            ),
        ]
    )
    even, odd = (_labels(base, parity, lift) for parity, lift in ((0, 8), (1, 22)))
    st.altair_chart((line + dots + even + odd).properties(height=260), width="stretch")


def _labels(base: alt.Chart, parity: int, lift: int) -> alt.Chart:
    """Names of every other plan, so high above its dot that those of neighbours stay apart."""
    drawn: alt.Chart = (
        base.transform_filter(f"datum.place % 2 == {parity}")
        .mark_text(align="left", dx=10, dy=-lift, fontSize=12, color="#1D2A33")
        .encode(text="step")
    )
    return drawn


def table(rows: pd.DataFrame) -> None:
    """Everything on the cards and the chart, and more, as a table."""
    unit = of_columns(rows.columns)
    st.dataframe(
        rows.round({unit.total_column: 0}),
        hide_index=True,
        column_config={
            "step": "Plan",
            f"alignment_weight_{unit.each}": Number(f"Price, {unit.mean}", format="%g"),
            "status": "Status",
            "gap": Number("Gap", format="percent"),
            "networks": worded("Networks"),
            "smallest": Number("Smallest", format="localized"),
            "largest": Number("Largest", format="localized"),
            unit.total_column: Number(f"Travel, {unit.total}", format="localized"),
            unit.mean_column: Number(f"Travel, {unit.mean}", format="%.2f"),
            "misaligned_patients": Number(worded("Patients of another team"), format="localized"),
            "counted": "Counted",
            "exceptions_patients": Number(worded("Patients in exceptions"), format="localized"),
            f"{unit.each}_per_patient_aligned": Number(
                f"{unit.each} for each one aligned",
                format="%.1f",
                help=worded("Travel added since the plan before, over patients aligned"),
            ),
        },
    )
