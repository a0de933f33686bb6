"""A table that a person gives to a page: uploaded, kept privately, read once."""

from pathlib import Path
from typing import NamedTuple

import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from boundaries.files import sheets
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.study import apart
from pcn_planner.views.parts import memo


class GivenTable(NamedTuple):
    """The rows of a file, and what tells it from any other."""

    rows: pd.DataFrame
    mark: str


def ask(session: Session, role: str, label: str, hint: str = "") -> GivenTable | None:
    """A place for a file; ``None`` where none is given, or it cannot be read, which is told."""
    file = st.file_uploader(label, type=list(uploads.TABLE), key=role, help=hint or None)
    if file is None:
        return None
    path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)
    try:
        sheet = _sheet(path, role, file.file_id)
        read = memo.once(role, (file.file_id, str(sheet)), lambda: apart.table(path, sheet))
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return None
    read.attrs["source"] = file.name
    return GivenTable(read, f"{file.file_id} {sheet or ''}")


def _sheet(path: Path, role: str, mark: str) -> str | None:
    """The sheet that a person chooses of several; ``None`` for the one that fits best."""
    names = memo.once(f"{role} sheets", (mark,), lambda: sheets.names(path))
    if len(names) < len(("one", "other")):
        return None
    return st.selectbox("Sheet", [None, *names], format_func=_called, key=f"{role}_sheet")


def _called(sheet: str | None) -> str:
    return "The one that fits best" if sheet is None else sheet
