"""All steps of a redraft as one table, in the words of the page."""

from typing import Any

import pandas as pd
import streamlit as st

from optimise.problem.travel_unit import of_columns
from pcn_planner.redrafting import files
from pcn_planner.redrafting.frontier import Step
from pcn_planner.views.parts.worded import headed

NUMBERS = {
    "moves_max": "Practices moved, at most",
    "practices_moved": "Practices moved",
    "patients_moved": "Patients moved",
    "patients_parted": "Patients parted",
    "networks": "Networks",
    "networks_outside_band": "Networks outside the band",
    "patients_outside_band": "Patients outside the band",
    "patients_unavoidable": "Of these, unavoidable",
    "networks_in_pieces": "Networks in pieces",
    "patients_in_pieces": "Patients in pieces",
    "misaligned_patients": "Patients of another team",
}
STATUS = {
    "optimal": "proven best",
    "feasible": "not proven",
    "infeasible": "no plan exists",
    "no_plan": "stopped before a plan was found",
}


def of(steps: tuple[Step, ...], towards: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    """One row a step under the page's headings, and how its columns are written.

    What the study does not say has no column.
    """
    rows = files.table(steps, towards)
    rows = rows.assign(
        status=rows["status"].map(STATUS), goal_reached=rows["goal_reached"].map(_yes)
    ).dropna(axis="columns", how="all")
    unit = of_columns(rows.columns)
    called = {
        **NUMBERS, "status": "Proof", "counted": "Counted", "goal_reached": "Goal reached",
        unit.total_column: f"Travel, {unit.total}",
    }  # fmt: skip
    number = st.column_config.NumberColumn(format="localized")
    named = headed(rows.rename(columns=called))
    figures = named.select_dtypes("number").columns
    return named.round(0), dict.fromkeys(figures, number)


def _yes(said: bool) -> str:
    return "yes" if said else "no"
