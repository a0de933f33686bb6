"""What independent checks say of the draft, and the exceptions that are declared."""

from collections.abc import Sequence

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import html

_TITLES = {
    "coverage": "Coverage", "band": "Band", "contiguity": "Contiguity", "borders": "Borders",
    "exceptions_declared": "Declared exceptions", "number_of_networks": "Number of networks",
    "together": "Keep together", "same_premises": "Same premises", "apart": "Keep apart",
    "fixed": "Fixed", "alone": "Set apart",
}  # fmt: skip


def show(session: Session) -> None:
    """Findings first, then exceptions."""
    made = session.proposal
    if made is None or made.checked is None:
        st.caption("Findings need a draft: start one, or optimise first.")
        return
    found = [(_TITLES.get(f.check, f.check), f.message, f.patients) for f in made.checked.findings]
    if found:
        st.markdown(f"**{len(found)} to be mended**")
        _table(("Check", "Finding", "Patients"), found)
    else:
        st.success("Every check passed.")
    if made.result.exceptions:
        st.markdown("**Declared exceptions**")
        rows = [(e.network_id, e.reason, e.patients) for e in made.result.exceptions]
        _table(("Network", "Why", "Patients"), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, str, int | None]]) -> None:
    """A table whose long sentences wrap; all text escaped."""
    cells = "".join(
        f"<tr><td>{html(what)}</td><td>{html(said)}</td>"
        f'<td class="number">{"" if patients is None else f"{patients:,}"}</td></tr>'
        for what, said, patients in rows
    )
    titles = "".join(f"<th scope='col'>{title}</th>" for title in head)
    st.html(
        f'<div class="pcn-findings" tabindex="0"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>{cells}</tbody></table></div>"
    )
