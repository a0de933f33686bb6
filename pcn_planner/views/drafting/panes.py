"""The panes beside the map, and which of them is open."""

from collections.abc import Callable, Mapping

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.views.parts.worded import worded

KEY = "pane"
NETWORKS, PRACTICE, KEPT, FINDINGS = "Networks", "Practice", "Wishes", "Findings"


def turn_to(pane: str) -> None:
    """Open a pane with the next run of the script; for callbacks."""
    st.session_state[KEY] = pane


def show(session: Session, views: Mapping[str, Callable[[Session], None]]) -> None:
    """The chosen pane, under a switch between all of them."""
    if st.session_state.get(KEY) not in views:
        st.session_state[KEY] = next(iter(views))
    st.segmented_control(
        "Pane", list(views), key=KEY, required=True, format_func=worded,
        label_visibility="collapsed",
    )  # fmt: skip
    views[st.session_state[KEY]](session)
