"""What surrounds every page: looks, navigation, and what is to be said."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.maps.templates import ASSETS, asset
from pcn_planner.views import acting, banner, data_notes, export, feasibility
from pcn_planner.views.begin import history, scenarios, start
from pcn_planner.views.drafting import draft
from pcn_planner.views.papers import documents
from pcn_planner.views.plans import alignment, compare, redraft
from pcn_planner.views.teams import conflicts

ICON = ASSETS / "icon.svg"
View = Callable[[Session], None]
#: name in the address, title, icon, view
PAGES: tuple[tuple[str, str, str, View], ...] = (
    ("start", "Start", ":material/folder_open:", start.show),
    ("feasibility", "Feasibility", ":material/rule:", feasibility.show),
    ("redraft", "Redraft", ":material/edit_location_alt:", redraft.show),
    ("draft", "Draft", ":material/draw:", draft.show),
    ("conflicts", "Conflicts", ":material/group_work:", conflicts.show),
    ("alignment", "Price of alignment", ":material/balance:", alignment.show),
    ("scenarios", "Scenarios", ":material/account_tree:", scenarios.show),
    ("history", "History", ":material/history:", history.show),
    ("compare", "Compare", ":material/compare_arrows:", compare.show),
    ("documents", "Documents", ":material/description:", documents.show),
    ("export", "Export", ":material/download:", export.show),
)


def show(session: Session) -> None:
    """Run the page that the person chose."""
    st.html(f"<style>{asset('app.css')}</style>")
    st.logo(str(ASSETS / "logo.svg"), size="large")
    pages = {
        name: st.Page(partial(_page, session, name, view), title=title, icon=icon, url_path=name)
        for name, title, icon, view in PAGES
    }
    st.session_state[acting.PAGES] = pages
    st.navigation(list(pages.values()), position="top").run()


def _page(session: Session, name: str, view: View) -> None:
    acting.follow(session, name)
    banner.show(session)
    if view is not draft.show:  # which tells inside its own fragment
        acting.tell(session)
    view(session)
    data_notes.show(session)
