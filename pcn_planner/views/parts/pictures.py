"""Pictures on a page, with words for those who do not see them."""

import base64

import streamlit as st

from pcn_planner.safe_text import html
from pcn_planner.views.parts import frames

PLAIN, DARK = "<svg ", '<svg class="pcn-dark" '  #: how a picture begins; each says its own dark ink


def svg(text: str, alt: str, *, width: str = "100%") -> None:
    """Show an SVG picture in the app's design; it runs no script there.

    Parameters
    ----------
    text
        The SVG.
    alt
        What it shows; blank where the words beside it say all of it.
    width
        As CSS has it.
    """
    if frames.dark():
        text = text.replace(PLAIN, DARK, 1)
    data = base64.b64encode(text.encode()).decode()
    st.html(
        f'<img alt="{html(alt)}" src="data:image/svg+xml;base64,{data}" '
        f'style="width: {html(width)}; max-width: 100%">'
    )
