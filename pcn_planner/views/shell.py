"""What surrounds every page: looks, navigation, and what is to be said."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.maps.templates import ASSETS, asset
from pcn_planner.projects import sharing
from pcn_planner.serving import opening
from pcn_planner.views import accessibility, acting, banner, data_notes, export, feasibility, guide
from pcn_planner.views.begin import given_links, history, scenarios, start
from pcn_planner.views.drafting import draft
from pcn_planner.views.papers import documents
from pcn_planner.views.parts import frames
from pcn_planner.views.plans import alignment, alternatives, compare, redraft
from pcn_planner.views.teams import conflicts

ICON = ASSETS / "icon.svg"
View = Callable[[Session], None]
FLOW, MORE = "", "More"  #: in the bar itself, and behind its last word
#: name in the address, title, icon, view, where in the bar
PAGES: tuple[tuple[str, str, str, View, str], ...] = (
    ("start", "Start", ":material/folder_open:", start.show, FLOW),
    ("redraft", "Redraft", ":material/edit_location_alt:", redraft.show, FLOW),
    ("draft", "Draft", ":material/draw:", draft.show, FLOW),
    ("conflicts", "Conflicts", ":material/group_work:", conflicts.show, FLOW),
    ("compare", "Compare", ":material/compare_arrows:", compare.show, FLOW),
    ("documents", "Documents", ":material/description:", documents.show, FLOW),
    ("feasibility", "Feasibility", ":material/rule:", feasibility.show, MORE),
    ("alignment", "Price of alignment", ":material/balance:", alignment.show, MORE),
    ("alternatives", "Alternatives", ":material/call_split:", alternatives.show, MORE),
    ("scenarios", "Scenarios", ":material/account_tree:", scenarios.show, MORE),
    ("history", "History", ":material/history:", history.show, MORE),
    ("export", "Export", ":material/download:", export.show, MORE),
    ("help", "Help", ":material/help:", guide.show, MORE),
    ("accessibility", "Accessibility", ":material/accessibility:", accessibility.show, MORE),
)


def show(session: Session) -> None:
    """Run the page that the person chose."""
    scheme = "dark" if frames.dark() else "light"  # dialogs stand outside what Streamlit marks
    looks = "" if opening.served() else asset(opening.SHEET)  # else the page names them itself
    st.html(f"<style>:root {{ color-scheme: {scheme}; }}\n{looks}</style>")
    st.logo(str(ICON), size="large")  # the words beside it are the style sheet's
    if session.may == sharing.FROZEN:
        st.navigation([st.Page(partial(given_links.frozen, session), title="Plan")]).run()
        return
    pages = {
        name: st.Page(partial(_page, session, name, view), title=title, icon=icon, url_path=name)
        for name, title, icon, view, _ in PAGES
    }
    st.session_state[acting.PAGES] = pages
    bar = {place: [pages[one[0]] for one in PAGES if one[4] == place] for place in (FLOW, MORE)}
    st.navigation(bar, position="top").run()


def _page(session: Session, name: str, view: View) -> None:
    acting.follow(session, name)
    session.visit(name)
    with st.container(key=f"page_{name}"):  # of its own each: how it comes up is the style sheet's
        acting.guarded(session, partial(_filled, view=view))


def _filled(session: Session, *, view: View) -> None:
    # Each has its place, empty or not: what came and went above would make the fields below anew.
    above, told = st.container(key="above", gap=None), st.container(key="told", gap=None)
    if view is not draft.show or session.study is None:  # which says both in its own fragment
        with above:
            banner.show(session)
        with told:
            acting.tell(session)
    view(session)
    data_notes.show(session)
