"""The accessibility statement."""

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.maps.templates import asset


def show(_: Session) -> None:
    """What is accessible, what is not yet, and how it is known."""
    st.title("Accessibility")
    st.markdown(asset("accessibility.md"))
