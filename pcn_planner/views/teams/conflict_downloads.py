"""What can be taken away from the trust's view."""

from datetime import date

import streamlit as st

from pcn_planner.files import conflict_files
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.views.parts import memo
from pcn_planner.words import spoken


def show(made: Proposal, name: str) -> None:
    """Buttons for the conflicts, the matrix and the page to print."""
    today = date.today()
    files = memo.once(
        "conflict files",
        (made, name),
        lambda: conflict_files.build(made, of=name, printed_on=spoken(today)),
    )
    places = st.columns([1, 1, 1, 1.4], vertical_alignment="center")
    for place, (file, (label, kind, data)) in zip(places, files.items(), strict=False):
        place.download_button(label, data, file, kind, on_click="ignore", width="stretch")
    places[-1].caption("The page prints on one sheet of A4.")
