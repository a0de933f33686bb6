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
from pcn_planner.projects import folder, presence, sharing
from pcn_planner.serving import answers

ADDRESS = "project"  #: in the page's address: the key of the open project
LINK = "link"  #: in the page's address: the secret of a link that was given
NOT_YOURS = (
    "This project is open to those who made it or were given a link to it, and this browser is "
    "none of them."
)
WAITING = 4  #: sessions whose tab has gone that are kept, so that a reload finds its solve running
LOCAL = ("", "localhost", "127.0.0.1", "::1")

_recent: OrderedDict[Path, tuple[str, str, Session]] = OrderedDict()  # tab, browser, session


def settle() -> Session:
    """The session of this tab, at the project that the address names; its address set to it.

    A tab that was reloaded takes up the session it had; others read the project from its file.
    """
    session = _named(sessions.of_browser())
    _admitted(session)
    if session.project is None:
        st.query_params.pop(ADDRESS, None)
        return session
    _follow(session)
    return session


def _named(session: Session) -> Session:
    """The session, or another, at the project of the address."""
    key, scenario = _asked(session)
    if session.project is not None or not key or session.projects is None:
        return session
    path = folder.find(session.projects, key)
    if path is None:
        session.notice = Notice("warning", "The project of this address is no longer here.")
        return session
    who, whose, known = _recent.get(path, ("", "", session))
    alike = whose == browser() and session.may == sharing.EDIT
    if known is not session and not present(who) and alike:
        st.session_state[sessions.KEY] = known
        return known
    try:
        with st.spinner("Opening the project"):
            session.open_project(path, scenario or None, like=known.study)
    except DataError as error:
        session.notice = Notice("error", str(error))
    return session


def _asked(session: Session) -> tuple[str, str]:
    """The key of the project that the address asks for, and its scenario where only that is open.

    Where several people are served, blank unless this browser made it or was given a link.
    """
    key = st.query_params.get(ADDRESS, "")
    if not shared() or session.projects is None or session.project is not None:
        return key, ""
    secret = st.query_params.get(LINK, "")
    if secret:
        grant = sharing.taken(session.projects, browser(), secret)
        if grant is None:
            session.notice = Notice("warning", "This link leads nowhere, or was revoked.")
    else:
        grant = sharing.grants(session.projects, browser()).get(key)
        if grant is None and key:
            session.notice = Notice("warning", NOT_YOURS)
    if grant is None:
        return "", ""
    session.may, session.admitted = grant.may, grant.project
    return grant.project, grant.scenario if grant.may == sharing.FROZEN else ""


def _admitted(session: Session) -> None:
    """Hold the open project against what this browser may see; what was begun here is its own."""
    if session.project is None or session.projects is None or not shared():
        return
    if session.key != session.admitted:
        sharing.made(session.projects, browser(), session.key)
        session.admitted, session.may = session.key, sharing.EDIT
        st.query_params.pop(LINK, None)
        return
    grant = sharing.grants(session.projects, browser()).get(session.key)
    if grant is None and st.query_params.get(LINK):
        grant = sharing.taken(session.projects, browser(), st.query_params[LINK])
    if grant is None and browser():
        leave(session)
        session.close()
        session.notice = Notice("warning", NOT_YOURS)
    elif grant is not None:
        session.may = grant.may


def admit(session: Session) -> None:
    """Note what this browser may do with a project that it has opened from a list."""
    if session.projects is not None and shared():
        grant = sharing.grants(session.projects, browser()).get(session.key)
        if grant is not None:
            session.admitted, session.may = session.key, grant.may


def _follow(session: Session) -> None:
    """Take the pen where it is free, show what others have changed, set the address."""
    assert session.project is not None
    path, who = session.project.path, tab()
    writes = session.may == sharing.EDIT
    session.pen = partial(presence.take, path, who, present) if writes else lambda: False
    if session.pen():
        _recent[path] = (who, browser(), session)
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


def browser() -> str:
    """What tells this browser from all others, where several people are served; else blank."""
    return st.context.cookies.get(answers.BROWSER, "")


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
