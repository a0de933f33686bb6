"""How a view carries out what a person asked for: done and told, or refused and told why."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting.session import Notice, Session

PAGES = "pages"  #: where the shell puts the pages by name


def attempt(session: Session, act: Callable[..., Any], *args: Any, done: str = "") -> bool:
    """Do something; ``done`` or the reason why not is told next. Returns whether it was done."""
    try:
        act(*args)
    except DataError as error:
        session.notice = Notice("error", str(error))
        return False
    if done:
        session.notice = Notice("toast", done)
    return True


def do(session: Session, act: Callable[..., Any], *args: Any) -> None:
    """As ``attempt``, for the callbacks of buttons."""
    attempt(session, act, *args)


def tell(session: Session) -> None:
    """Say what is to be said, once."""
    if session.notice is not None:
        say = getattr(st, session.notice.kind)
        say(session.notice.text)
        session.notice = None


def link(page: str, label: str, icon: str | None = None) -> None:
    """A link to another page of the app."""
    known = st.session_state.get(PAGES, {})
    if page in known:
        st.page_link(known[page], label=label, icon=icon)


def go(page: str) -> None:
    """Turn to another page; a fresh run of this one where the app has no such page."""
    known = st.session_state.get(PAGES, {})
    if page in known:
        st.switch_page(known[page])
    st.rerun()


def needs_data(session: Session, what: str) -> bool:
    """Whether a page can be shown; else a way to the page that loads data."""
    if session.study is not None:
        return True
    st.info(f"{what} Load the demo area or your own files on the page **Start** first.")
    return False
