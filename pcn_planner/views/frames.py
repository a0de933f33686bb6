"""Pages of HTML shown in a frame of their own, which panning and zooming never rerun."""

import streamlit as st

from pcn_planner.maps.templates import asset


def show(page: str, height: int) -> None:
    """Show a whole page of HTML, ``height`` in pixels."""
    st.iframe(page, height=height)


def part(html: str, *styles: str) -> None:
    """Show a part of a page with style sheets from ``pcn_planner/assets``."""
    sheets = "".join(f"<style>{asset(name)}</style>" for name in styles)
    st.html(sheets + html)
