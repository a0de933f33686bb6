"""Pages of HTML shown in a frame of their own, which panning and zooming never rerun."""

import streamlit as st

from pcn_planner.maps.templates import asset
from pcn_planner.serving import framed

_SHOWN = "framed"  #: the person's last pages, which keep their addresses as long as they stand here
_KEPT = 8
PLAIN, DARK = '<html lang="en-GB">', '<html lang="en-GB" class="pcn-dark">'


def dark() -> bool:
    """Whether the person sees the app in its dark design."""
    return st.context.theme.type == "dark"


def show(page: str, height: int, *, as_is: bool = False) -> None:
    """Show a whole page of HTML, ``height`` in pixels, in the app's design unless ``as_is``."""
    if dark() and not as_is:
        page = page.replace(PLAIN, DARK, 1)
    if not framed.served():  # run by other means than ``pcn app``, nothing answers at addresses
        st.iframe(page, height=height)
        return
    kept = framed.keep(page)
    last: list[framed.Framed] = st.session_state.setdefault(_SHOWN, [])
    last[:] = [kept, *(one for one in last if one is not kept)][:_KEPT]
    st.iframe(kept.address, height=height)


def part(html: str, *styles: str) -> None:
    """Show a part of a page with style sheets from ``pcn_planner/assets``."""
    sheets = "".join(f"<style>{asset(name)}</style>" for name in styles)
    st.html(sheets + html)
