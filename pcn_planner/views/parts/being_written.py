"""Fields that people write sentences into: what is written outlasts whatever remakes the page.

Streamlit forgets the text of a field that one run of the script leaves out, as a turn to another
page does; and a field that shows what the project holds would lose what a person is writing when
another editor changes it. So what was written is noted until the act that takes it.
"""

from typing import Any

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown

NOTED = "being_written"  #: key of a field -> project, what that held, what is written


def field(
    session: Session,
    label: str,
    key: str,
    stored: str = "",
    *,
    kind: str = "text_input",
    at_once: bool = False,
    **options: Any,
) -> str:
    """A field and its text, which is in ``st.session_state[key]`` too.

    It shows what the project holds until a person writes. Changes of that by this person, undo
    among them, are shown; one by another editor is told below what is being written.

    Parameters
    ----------
    session
        Whose project it is about.
    label, options
        As Streamlit's field takes them.
    key
        Where the text is kept.
    stored
        What the project holds.
    kind
        Which of Streamlit's fields it is.
    at_once
        Whether the page keeps what is written as soon as the field is left; then there is nothing
        else to tell below it.
    """
    noted = st.session_state.setdefault(NOTED, {})
    owner, before, text = noted.get(key, (session.key, stored, stored))
    if owner != session.key:
        before = text = st.session_state[key] = stored
    held = st.session_state.get(key, text)
    if before != stored and held == before and not session.brought:
        st.session_state[key] = stored
    # As its first value and not as one that is set: a set one would take letters not yet sent.
    first = "" if key in st.session_state else text
    now = str(getattr(st, kind)(label, first, key=key, **options))
    noted[key] = session.key, stored, now
    if stored and now != stored and not at_once:
        st.caption(f"In the project: {markdown(stored)}")
    return now
