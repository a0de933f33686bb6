"""Notes on the data, at the foot of every page: what was left out, mended or odd."""

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.proposal import judging
from pcn_planner.screen_words import reworded
from pcn_planner.views.parts.worded import worded

LABEL = "Notes on the data"


def show(session: Session) -> None:
    """All notes of the draft, or of the study where there is no draft yet."""
    if session.study is None:
        return
    made = session.proposal
    notes = judging.notes(session.study) if made is None else made.notes
    if notes:
        with st.expander(f"{LABEL} ({len(notes)})", icon=":material/info:"):
            for note in notes:
                st.text(worded(reworded(note, session.folder)))
