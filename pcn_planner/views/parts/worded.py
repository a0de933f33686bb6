"""What pages say, in the words of what is planned: practices with patients, or small areas.

Pages put their own sentences, and messages that they pass on, through ``worded``. What people
have typed, chosen or loaded never goes through it alone, and stays as it is inside a sentence.
"""

import pandas as pd
import streamlit as st

from boundaries.words import agreed
from pcn_planner.drafting import session as sessions
from pcn_planner.study.planned_words import OF_PRACTICES, Words


def worded(text: str) -> str:
    """A sentence or label of ours in the words of what is planned, which agree with its numbers."""
    return agreed(_words().said(text))


def headed(table: pd.DataFrame) -> pd.DataFrame:
    """A table whose headings are ours, in the words of what is planned; its cells stay."""
    return table.rename(columns=worded)


def _words() -> Words:
    session = st.session_state.get(sessions.KEY)
    return OF_PRACTICES if session is None or session.study is None else session.words
