"""What independent checks say of the draft, and the exceptions that are declared."""

import pandas as pd
import streamlit as st

from planner.session import Session

_TITLES = {
    "coverage": "Coverage", "band": "Band", "contiguity": "Contiguity", "borders": "Borders",
    "exceptions_declared": "Declared exceptions", "number_of_networks": "Number of networks",
    "together": "Keep together", "apart": "Keep apart", "fixed": "Fixed", "alone": "Set apart",
}  # fmt: skip


def show(session: Session) -> None:
    """Findings first, then exceptions, then notes on the data."""
    made = session.proposal
    if made is None or made.checked is None:
        st.caption("Findings need a draft: start one, or optimise first.")
        return
    rows = [
        {"Check": _TITLES.get(f.check, f.check), "Finding": f.message, "Patients": f.patients}
        for f in made.checked.findings
    ]
    if rows:
        st.markdown(f"**{len(rows)} to be mended**")
        _table(pd.DataFrame(rows))
    else:
        st.success("Every check passed.")
    if made.result.exceptions:
        st.markdown("**Declared exceptions**")
        exceptions = [
            {"Network": e.network_id, "Why": e.reason, "Patients": e.patients}
            for e in made.result.exceptions
        ]
        _table(pd.DataFrame(exceptions))
    if made.notes:
        with st.expander(f"Notes on the data ({len(made.notes)})"):
            for note in made.notes:
                st.text(note)


def _table(table: pd.DataFrame) -> None:
    number = st.column_config.NumberColumn(format="localized", width="small")
    wide = st.column_config.TextColumn(width="large")
    st.dataframe(
        table, hide_index=True, row_height=58,
        column_config={"Patients": number, "Finding": wide, "Why": wide},
    )  # fmt: skip
