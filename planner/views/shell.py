"""What surrounds every page: navigation, the notice, and where a page needs more first."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import streamlit as st

from planner.session import Session
from planner.views import acting

View = Callable[[Session], None]
PAGES = (
    ("start", "Start", ":material/folder_open:"),
    ("feasibility", "Feasibility", ":material/rule:"),
    ("draft", "Draft", ":material/draw:"),
    ("conflicts", "Conflicts", ":material/group_work:"),
    ("alignment", "Price of alignment", ":material/balance:"),
    ("compare", "Compare", ":material/compare_arrows:"),
    ("export", "Export", ":material/download:"),
)


def show(session: Session) -> None:
    """Run the page that the person chose."""
    known = [page for page in PAGES if find_spec(f"planner.views.{page[0]}")]
    pages = [
        st.Page(partial(_page, session, name), title=title, icon=icon, url_path=name)
        for name, title, icon in known
    ]
    st.session_state["pages"] = {name: page for (name, *_), page in zip(known, pages, strict=True)}
    st.navigation(pages, position="top").run()


def _page(session: Session, name: str) -> None:
    if name != "draft":  # which tells inside its own fragment
        acting.tell(session)
    import_module(f"planner.views.{name}").show(session)
