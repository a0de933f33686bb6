"""A table that a person gives to a page: uploaded, kept privately, read once."""

from typing import NamedTuple

import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from boundaries.practices import table as practice_tables
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.views import memo


class GivenTable(NamedTuple):
    """The rows of a file, and what tells it from any other."""

    rows: pd.DataFrame
    mark: str


def ask(session: Session, role: str, label: str, hint: str = "") -> GivenTable | None:
    """A place for a file; ``None`` where none is given, or it cannot be read, which is told."""
    file = st.file_uploader(label, type=list(uploads.TABLE), key=role, help=hint or None)
    if file is None:
        return None
    path = uploads.keep(session.folder, role, file.name, file.getvalue())
    try:
        read = memo.once(role, (file.file_id,), lambda: practice_tables.read_table(path))
    except DataError as error:
        st.error(markdown(str(error).replace(str(path), file.name)))
        return None
    read.attrs["source"] = file.name
    return GivenTable(read, file.file_id)
