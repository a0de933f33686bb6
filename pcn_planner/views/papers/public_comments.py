"""Comments that people sent back from the public page, read into the project."""

from pathlib import Path

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.consultation import comments, recorded
from pcn_planner.consultation.comments import Comments
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import html, markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import do, link
from pcn_planner.words import counted

READ = "Write them into the project"


def show(session: Session) -> None:
    """A place for the files, what is in them, and the comments of the project."""
    st.header("Comments from the public")
    files = st.file_uploader(
        "Files that people sent back", type=["json"], accept_multiple_files=True, key="comments"
    )
    if files:
        _read(session, [
            uploads.received(session.folder, one.file_id, one.name, one.getvalue) for one in files
        ])  # fmt: skip
    notes = [note for note in session.state.notes if note.text.startswith(recorded.PUBLIC)]
    if notes:
        st.caption(f"{counted(len(notes), 'comment')} of the public in this project.")
        link("history", "All comments, with time and author", ":material/history:")
    for note in notes:
        st.html(f"<p><b>{html(note.about or 'The whole proposal')}</b> {html(note.text)}</p>")


def _read(session: Session, paths: list[Path]) -> None:
    placed = {code: network for code, network in session.state.assignment.items() if network}
    try:
        found = comments.read(paths, placed)
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return
    for line in found.left_out:
        st.warning(markdown(reworded(line, session.folder)))
    st.caption(f"{counted(len(found.table), 'comment')} in these files.")
    _button(session, found)


def _button(session: Session, found: Comments) -> None:
    def write() -> None:
        recorded.record(session.writable(), found, author=session.author)
        session.catch_up()

    st.button(
        READ, key="comments_read", disabled=session.approved, on_click=do, args=(session, write),
        kwargs={"done": "The comments are in the project; the page History tells them."},
        icon=":material/comment:",
    )  # fmt: skip
