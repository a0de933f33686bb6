"""Every change of the draft as a sentence: by whom, when, why; and the way back to any of them."""

import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.projects import history
from pcn_planner.safe_text import html, markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import attempt, do, needs_data
from pcn_planner.views.parts import being_written
from pcn_planner.views.parts.worded import worded

EVERYTHING, BACK, EXPLAIN, COMMENT = (
    "Also other scenarios and lines left behind", "Go back to this point", "Give the reason",
    "Add the comment",
)  # fmt: skip
ALL = "Everything"
SHOWN = {
    "number": "No.", "at": "When (UTC)", "author": "Who", "change": "What", "reason": "Why",
    "standing": "Standing",
}  # fmt: skip


def show(session: Session) -> None:
    """The list with its filter, the way back, reasons, comments, and the list as CSV."""
    st.title("History")
    if not needs_data(session, "There is no history yet.") or session.project is None:
        return
    everything = st.toggle(EVERYTHING, key="history_everything")
    try:
        found = history.table(session.project, everything=everything)
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return
    found = _filtered(session, found)
    st.dataframe(_shown(found), hide_index=True, width="stretch")
    st.download_button(
        "The list as CSV", history.csv(found), "history.csv", "text/csv", on_click="ignore",
        icon=":material/download:",
    )  # fmt: skip
    left, right = st.columns(2, gap="large")
    with left:
        _point(session, found)
    with right:
        _comment(session)


def _filtered(session: Session, found: pd.DataFrame) -> pd.DataFrame:
    state = session.state
    ids = sorted({network for network in state.assignment.values() if network})
    options = [ALL, *ids, *sorted(state.assignment)]
    chosen = st.selectbox(worded("About a network or practice"), options, key="history_about")
    return found if chosen in (None, ALL) else history.about(found, str(chosen))


def _shown(found: pd.DataFrame) -> pd.DataFrame:
    """Newest first, times to the second."""
    told = found.assign(
        at=found["at"].str.slice(0, 19).str.replace("T", " "),
        number=found["number"].astype("str").replace("0", ""),
    )
    return told[list(SHOWN)].rename(columns=SHOWN).iloc[::-1]


def _point(session: Session, found: pd.DataFrame) -> None:
    rows = found[found["number"] > 0].iloc[::-1]
    if rows.empty:
        return
    pairs = zip(rows["number"].tolist(), rows["change"], strict=True)
    said = {int(number): f"{number}: {sentence}" for number, sentence in pairs}
    number = st.selectbox("A change", list(said), format_func=said.__getitem__, key="history_point")
    done = f"The draft is as change {number} left it; Redo leads on."
    st.button(
        BACK, key="history_back", disabled=session.approved, icon=":material/history:",
        on_click=do, args=(session, session.go_to, number), kwargs={"done": done},
    )  # fmt: skip
    being_written.field(session, "Why it was made", "history_why", max_chars=500)
    st.button(EXPLAIN, key="history_explain", on_click=_explain, args=(session, number))


def _explain(session: Session, number: int) -> None:
    why = st.session_state["history_why"].strip()

    def act() -> None:
        if not why:
            raise DataError("There is no reason yet", remedy="Write it first")
        session.writable().explain(number, why, author=session.author)

    if attempt(session, act, done="The reason is in the history."):
        st.session_state["history_why"] = ""


def _comment(session: Session) -> None:
    """A comment on a network, a practice, a conflict or the whole draft."""
    being_written.field(
        session, "A comment on", "comment_about", max_chars=80,
        placeholder=worded("practice code, network id, conflict, or nothing for the whole draft"),
    )  # fmt: skip
    being_written.field(
        session, "The comment", "comment_text", kind="text_area", max_chars=2_000, height=80
    )
    st.button(COMMENT, key="comment_add", disabled=session.approved, on_click=_add, args=(session,))
    for note in session.state.notes:
        st.html(f"<p><b>{html(note.about or 'The draft')}</b> {html(note.text)}</p>")


def _add(session: Session) -> None:
    text, about = (st.session_state[key].strip() for key in ("comment_text", "comment_about"))

    def act() -> None:
        if not text:
            raise DataError("There is no comment yet", remedy="Write it first")
        session.record(draft.add_note(text, about))

    if attempt(session, act, done="The comment is in the project."):
        st.session_state["comment_text"] = st.session_state["comment_about"] = ""
