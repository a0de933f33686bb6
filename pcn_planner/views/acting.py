"""How a view carries out what a person asked for: done and told, or refused and told why.

What happened is kept as state, as any run of a page's script may be cut short by the next one: a
press waits until its act begins, the outcome stands until the next act, a turn to another page
waits until that page is there.
"""

import logging
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from boundaries.errors import DataError
from pcn_planner import error_details
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import sentence

PAGES = "pages"  #: where the shell puts the pages by name
FAULTS = "faults"  #: text of a fault -> where its details are
_LOG = logging.getLogger(__name__)


def attempt(session: Session, act: Callable[..., Any], *args: Any, done: str = "") -> bool:
    """Do something, and tell ``done`` or the reason why not. Returns whether it was done."""
    session.asked, session.notice = None, None
    try:
        act(*args)
    except DataError as error:
        session.notice = Notice("error", str(error))
        return False
    except Exception as error:  # as in ``guarded``
        kept = _kept(error, "An act failed")
        session.notice = Notice(
            "error",
            f"This should not happen ({type(error).__name__}), and what was asked for was not "
            f"done. What was done before is in the project; details {kept} where the app runs.",
        )
        return False
    if done:
        session.notice = Notice("success", done)
    return True


def do(session: Session, act: Callable[..., Any], *args: Any, done: str = "") -> None:
    """Do as ``attempt`` does, for the callbacks of buttons."""
    attempt(session, act, *args, done=done)


def ask(session: Session, what: str) -> None:
    """Note that a button was pressed; for the callbacks of buttons whose act the page shows."""
    session.asked = what


def guarded(session: Session, show: Callable[[Session], None]) -> None:
    """Show something; where it fails, say so and keep the details, as no page may end in a fault.

    Faults of the input that nothing nearer has told are told with their remedy.
    """
    try:
        show(session)
    except DataError as error:
        st.error(in_words(session, str(error)))
    except Exception as error:  # whatever it is, the person and the project are not to suffer
        kept = _kept(error, "A page failed")
        st.error(
            f"This should not happen ({type(error).__name__}), and this page cannot be shown in "
            "full. What was done is in the project. Load the page again, or go on with another; "
            f"details {markdown(kept)} where the app runs."
        )


def _kept(error: Exception, what: str) -> str:
    """Where the details of a fault are; those of one fault are written once a session."""
    text = "".join(traceback.format_exception(error))
    known: dict[str, str] = st.session_state.setdefault(FAULTS, {})
    known[text] = known.get(text) or error_details.kept(error)
    _LOG.error(what, exc_info=error)
    return known[text]


def fragment(
    session: Session, show: Callable[[Session], None], *, every_s: float | None = None
) -> None:
    """Show something that runs again by itself, guarded as a page is.

    It runs when something in it is used, and every so many seconds.
    """
    st.fragment(partial(guarded, session, show), run_every=every_s)()


def tell(session: Session) -> None:
    """Say what came of the newest act, with a way to dismiss it."""
    if session.notice is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        getattr(st, session.notice.kind)(in_words(session, session.notice.text))
        st.button(
            "Dismiss", key="dismiss", icon=":material/close:", type="tertiary",
            on_click=dismiss, args=(session,),
        )  # fmt: skip


def in_words(session: Session, text: str) -> str:
    """A message as Markdown, in the words of the pages and of what is planned."""
    return markdown(worded(sentence(reworded(text, session.folder))))


def dismiss(session: Session) -> None:
    """Say no longer what came of the newest act."""
    session.notice = None


def link(page: str, label: str, icon: str | None = None) -> None:
    """A link to another page of the app."""
    known = st.session_state.get(PAGES, {})
    if page in known:
        st.page_link(known[page], label=label, icon=icon)


def go(session: Session, page: str) -> None:
    """Turn to another page; a fresh run of this one where the app has no such page."""
    session.bound_for = page
    follow(session)
    st.rerun()


def follow(session: Session, here: str | None = None) -> None:
    """Go on to the page that an act has led to, until it is ``here``."""
    if session.bound_for == here:
        session.bound_for = None
    known = st.session_state.get(PAGES, {})
    if session.bound_for in known:
        st.switch_page(known[session.bound_for])


def needs_data(session: Session, what: str) -> bool:
    """Whether a page can be shown; else a way to the page that loads data."""
    if session.study is not None:
        return True
    st.info(f"{what} Load the demo area or your own files on the page **Start** first.")
    link("start", "Go to Start", ":material/folder_open:")
    return False
