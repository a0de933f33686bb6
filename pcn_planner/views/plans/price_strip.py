"""The strip of plans as cards, as a chart and as a table."""

from collections.abc import Callable, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from optimise.problem.plan import Status
from pcn_planner.drafting.price import alignment
from pcn_planner.drafting.price.alignment import Step
from pcn_planner.drafting.price.alignment_run import StripRun
from pcn_planner.safe_text import markdown

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
            st.progress(share, f"{text}, {stage.weight:g} km a patient{_told(run)}")
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
    st.markdown(f"**{alignment.label(step)}**")
    gap = step.result.gap
    words = PROOF[step.result.status] if step.proven or gap is None else f"within {gap:.1%}"
    st.badge(words, color="green" if step.proven else "orange")
    if step.result.plan is None:
        st.caption(
            markdown(" ".join(step.result.reasons)) or "No plan was found in the time given."
        )
        return
    patients, travel = row["misaligned_patients"], row["travel_km_mean"]
    _figure(
        f"Patients of another team, {row['counted']}",
        f"{patients:,.0f}",
        patients,
        first["misaligned_patients"],
    )
    _figure("Travel, km a patient", f"{travel:.2f}", travel, first["travel_km_mean"])
    st.caption(f"{row['networks']} networks of {row['smallest']:,} to {row['largest']:,} patients")


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
    at = ["travel_km_mean", "misaligned_patients"]
    named = {"step": ("step", " = ".join), "alignment_weight_km": ("alignment_weight_km", "min")}
    shown = table.dropna(subset=at).groupby(at, as_index=False).agg(**named)
    shown["place"] = shown["alignment_weight_km"].rank().astype(int)
    top = HEADROOM * max(1.0, float(shown["misaligned_patients"].max()))  # the first plan's label
    base = alt.Chart(shown).encode(
        x=alt.X("travel_km_mean", title="Travel, km a patient")
        .scale(zero=False, padding=30)
        .axis(tickCount=8, format=".3~f"),
        y=alt.Y("misaligned_patients", title="Patients of another team")
        .scale(domain=[0.0, top], nice=False)
        .axis(format=",.0f", tickCount=5),
        order="alignment_weight_km",
    )
    line = base.mark_line(color=TEAM, strokeWidth=2)
    dots = base.mark_circle(size=110, color=TEAM, opacity=1).encode(
        tooltip=[
            alt.Tooltip("step", title="Plan"),
            alt.Tooltip("travel_km_mean", title="km a patient", format=".3~f"),
            alt.Tooltip("misaligned_patients", title="Patients of another team", format=",.0f"),
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
    st.dataframe(
        rows.round({"travel_patient_km": 0}),
        hide_index=True,
        column_config={
            "step": "Plan",
            "alignment_weight_km": Number("Price, km a patient", format="%g"),
            "status": "Status",
            "gap": Number("Gap", format="percent"),
            "networks": "Networks",
            "smallest": Number("Smallest", format="localized"),
            "largest": Number("Largest", format="localized"),
            "travel_patient_km": Number("Travel, patient-km", format="localized"),
            "travel_km_mean": Number("Travel, km a patient", format="%.2f"),
            "misaligned_patients": Number("Patients of another team", format="localized"),
            "counted": "Counted",
            "exceptions_patients": Number("Patients in exceptions", format="localized"),
            "km_per_patient_aligned": Number(
                "km for each one aligned",
                format="%.1f",
                help="Travel added since the plan before, over patients aligned",
            ),
        },
    )
