"""The tab that a script runs for: which project its address names, and whether it may write."""

from collections import OrderedDict
from functools import partial
from pathlib import Path

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from boundaries.errors import DataError
from pcn_planner.drafting import session as sessions
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.projects import folder, presence

ADDRESS = "project"  #: in the page's address: the key of the open project
WAITING = 4  #: sessions whose tab has gone that are kept, so that a reload finds its solve running
LOCAL = ("", "localhost", "127.0.0.1", "::1")

_recent: OrderedDict[Path, tuple[str, Session]] = OrderedDict()


def settle() -> Session:
    """The session of this tab, at the project that the address names; its address set to it.

    A tab that was reloaded takes up the session it had; others read the project from its file.
    """
    session = _named(sessions.of_browser())
    if session.project is None:
        st.query_params.pop(ADDRESS, None)
        return session
    _follow(session)
    return session


def _named(session: Session) -> Session:
    """The session, or another, at the project of the address."""
    key = st.query_params.get(ADDRESS, "")
    if session.project is not None or not key or session.projects is None:
        return session
    path = folder.find(session.projects, key)
    if path is None:
        session.notice = Notice("warning", "The project of this address is no longer here.")
        return session
    who, known = _recent.get(path, ("", session))
    if known is not session and not present(who):
        st.session_state[sessions.KEY] = known
        return known
    try:
        with st.spinner("Opening the project"):
            session.open_project(path, like=known.study)
    except DataError as error:
        session.notice = Notice("error", str(error))
    return session


def _follow(session: Session) -> None:
    """Take the pen where it is free, show what others have changed, set the address."""
    assert session.project is not None
    path, who = session.project.path, tab()
    session.pen = partial(presence.take, path, who, present)
    if session.pen():
        _recent[path] = (who, session)
        _recent.move_to_end(path)
        while len(_recent) > WAITING:
            _recent.popitem(last=False)
    try:
        session.catch_up()
        if session.key and st.query_params.get(ADDRESS) != session.key:
            st.query_params[ADDRESS] = session.key
    except DataError as error:
        session.notice = Notice("error", f"{error} The project was closed.")
        session.close()


def write_here(session: Session) -> None:
    """Take the pen from another tab, which follows from now on."""
    if session.project is not None:
        presence.seize(session.project.path, tab())


def leave(session: Session) -> None:
    """Lay the pen of the open project down."""
    if session.project is not None:
        presence.leave(session.project.path, tab())
        _recent.pop(session.project.path, None)


def tab() -> str:
    """What tells this tab from all others."""
    context = get_script_run_ctx(suppress_warning=True)
    return "" if context is None else context.session_id


def present(who: str) -> bool:
    """Whether a tab is still open in a browser."""
    return bool(who) and runtime.exists() and runtime.get_instance().is_active_session(who)


def shared() -> bool:
    """Whether others than the person at this computer can reach the app."""
    return (st.get_option("server.address") or "") not in LOCAL
