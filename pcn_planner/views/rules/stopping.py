"""When a solve stops, and how a person hears of it."""

import streamlit as st

from optimise.progress import Limits
from pcn_planner.views.parts import desktop


def show(limits: Limits) -> Limits:
    """Ask for the seconds and the gap at which a solve stops."""
    left, right = st.columns(2)
    seconds = left.number_input(
        "After (seconds)", 1, 86_400, int(limits.time_s or 120), step=30,
        help="The best plan found by then is kept, with how good it is at least",
        key=f"seconds {limits.time_s}",
    )  # fmt: skip
    gap = right.number_input(
        "Within (% of the best)", 0.0, 100.0, limits.gap * 100, step=0.5, format="%.1f",
        help="0 asks for a proof that no plan is better", key=f"gap {limits.gap}",
    )  # fmt: skip
    desktop.choose()
    return Limits(gap=round(gap / 100, 6), time_s=float(seconds))
