"""What is possible before anything is solved, and what stands in the way."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from boundaries.practices.border_units import WHOLE
from optimise.feasibility.examine import Feasibility
from optimise.feasibility.reasons import Reason
from pcn_planner.drafting.remedies import of_reason
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import link, needs_data
from pcn_planner.views.parts import remedy_buttons
from pcn_planner.views.parts.worded import headed, worded
from pcn_planner.views.rules import summary

#: kinds of reasons that a link between two practices may mend
LINKABLE = {"cut_off", "totals", "together_out_of_reach"}


def show(session: Session) -> None:
    """Figures by border unit, then contradictions, unavoidable exceptions and warnings."""
    st.title("What is possible")
    if not needs_data(session, "There is nothing to examine yet."):
        return
    known = session.bench.known
    st.caption(
        "Under the rules "
        + markdown(worded(summary.of(session.rules, unit=session.bench.study.travel_unit)))
    )
    _verdict(known)
    st.header(worded("Numbers of networks that the totals allow"))
    _units(known)
    _reasons(session, "Rules that contradict each other", known.contradictions)
    _reasons(session, "Exceptions that no plan avoids", known.blockers)
    _reasons(session, "Worth knowing", known.warnings)
    link("draft", "Go on to the draft", ":material/draw:")


def _verdict(known: Feasibility) -> None:
    if not known.possible:
        st.error("No plan exists under these rules. Each reason below comes with its remedy.")
    elif known.exceptions_min:
        st.warning(
            worded(
                f"A plan may exist. At least {known.exceptions_min:,} patients will be below the "
                "floor or above the ceiling, whatever the plan; those networks are declared."
            )
        )
    else:
        st.success(
            worded("Nothing found that stands in the way of a plan with every network in the band.")
        )


def _units(known: Feasibility) -> None:
    rows = [
        {
            "Border unit": "Whole area" if row.unit == WHOLE else row.unit,
            "Practices": row.practices,
            "Patients": row.patients,
            "Networks possible": _range(row.networks_min, row.networks_max),
            "Given as fixed": row.networks_given,
            "Practices above the ceiling": row.practices_above_ceiling,
            "Patients outside the band at least": row.exceptions_min,
        }
        for row in known.units
    ]
    number = st.column_config.NumberColumn(format="localized")
    figures = map(worded, ("Practices", "Patients", "Patients outside the band at least"))
    st.dataframe(
        headed(pd.DataFrame(rows)), hide_index=True, column_config=dict.fromkeys(figures, number)
    )
    total = sum(r.networks_min for r in known.units), sum(r.networks_max for r in known.units)
    if len(known.units) > 1:
        st.caption(worded(f"In all: {_range(*total)} networks."))


def _range(least: int, most: int) -> str:
    return str(least) if least == most else f"{least} to {most}"


def _reasons(session: Session, title: str, reasons: Sequence[Reason]) -> None:
    if not reasons:
        return
    st.header(title)
    for number, reason in enumerate(reasons):
        with st.container(border=True, gap="xsmall"):
            st.text(_sentence(worded(reworded(reason.message))))
            left, right = st.columns([1, 8], gap="small", wrap=False)
            left.caption("Remedy")
            right.text(_sentence(worded(reworded(reason.remedy))))
            remedy_buttons.show(
                session, f"{title} {number}", reason.practices,
                of_reason(reason, session.stated_rules, session.state),
                linkable=reason.kind in LINKABLE,
            )  # fmt: skip


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
