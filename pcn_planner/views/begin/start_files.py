"""Files of one's own: columns named, first rows shown, unusable rows marked with a remedy."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from boundaries.practices import table as practice_tables
from boundaries.practices import unlikely
from optimise import solver_process
from pcn_planner import pipeline
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.safe_text import markdown
from pcn_planner.study.inputs import Inputs
from pcn_planner.views import memo
from pcn_planner.views.acting import ask, attempt, go
from pcn_planner.words import counted

NONE = "(none)"
LOAD = "Load these files"
ROWS_SHOWN = 8


def show(session: Session) -> None:
    """Upload a practice table, say what its columns are, add further files, load."""
    file = st.file_uploader(
        "Practices: code, registered patients and a place for each",
        type=list(uploads.EITHER),
        key="practices",
    )
    if file is None:
        st.caption("CSV, Excel, OpenDocument, Parquet, GeoJSON or GeoPackage; packed or not.")
        return
    path = uploads.keep(session.folder, "practices", file.name, file.getvalue())
    try:
        table = memo.once("practices", (file.file_id,), lambda: practice_tables.read_table(path))
    except DataError as error:
        st.error(markdown(str(error).replace(str(path), file.name)))
        return
    columns = _mapping(table)
    st.dataframe(table.head(ROWS_SHOWN), height=34 * (min(len(table), ROWS_SHOWN) + 1) + 2)
    st.caption(f"The first rows of {len(table):,}.")
    _rest(session, table, path, columns)


def _mapping(table: pd.DataFrame) -> dict[str, str]:
    """Our name -> the file's column; what is recognised is chosen already."""
    st.markdown("**Which column is what**")
    suggested = practice_tables.suggest_columns(table)
    options = [NONE, *map(str, table.columns)]
    out = {}
    for column, (noun, label) in zip(
        st.columns(len(uploads.LABELS)), uploads.LABELS.items(), strict=True
    ):
        at = options.index(suggested[noun]) if noun in suggested else 0
        chosen = column.selectbox(label, options, at, key=f"column_{noun}")
        if chosen != NONE:
            out[noun] = chosen
    return out


def _rest(session: Session, table: pd.DataFrame, path: Path, columns: dict[str, str]) -> None:
    try:
        used = uploads.used_columns(table, columns)
        found = uploads.faults(table, columns)
        accept = _places_meant(found)
        if accept:
            found = uploads.faults(table, columns, accept_places=True)
    except DataError as error:
        st.error(markdown(_for_people(error)))
        return
    leave_out = _faults(table, found)
    inputs = replace(_options(table, path, columns, used), accept_places=accept)
    files = _further(session)
    st.button(LOAD, type="primary", disabled=leave_out is None, on_click=ask, args=(session, LOAD))
    if session.asked == LOAD:
        given = uploads.with_files(inputs, files)
        whole = uploads.without(table, given, session.folder, leave_out or [])
        with st.spinner("Reading the files and finding neighbours"):
            done = attempt(session, begin, session, whole)
        go(session, "feasibility" if done else "start")


def _places_meant(found: pd.DataFrame) -> bool:
    """Whether places that can hardly be meant are meant; asked where there are any."""
    count = int(found["problem"].isin([unlikely.SEA, unlikely.FAR]).sum())
    if not count:
        return False
    meant = "1 unlikely place is" if count == 1 else f"{count} unlikely places are"
    return st.checkbox(
        f"{meant} meant as {'it is' if count == 1 else 'they are'}", key="accept_places"
    )


def _for_people(error: DataError) -> str:
    """The message without the option of the command line that it may name."""
    return f"{error.what[0].upper()}{error.what[1:]}. Choose the columns above."


def _faults(table: pd.DataFrame, found: pd.DataFrame) -> list[int] | None:
    """Show unusable rows; the rows to leave out, or ``None`` while it is not decided."""
    if found.empty:
        st.success(f"All {len(table):,} rows can be used.")
        return []
    rows = sorted(set(found["row"]))
    st.error(f"{len(rows)} of {counted(len(table), 'row')} cannot be used.")
    shown = found.rename(columns=str.capitalize).rename(columns={"Practice_code": "Practice"})
    st.dataframe(shown, hide_index=True, height=min(36 * len(shown) + 40, 260))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            "Download the table with these rows marked", uploads.marked_csv(table, found),
            "practices-marked.csv", "text/csv", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        these = "the row" if len(rows) == 1 else f"the {len(rows)} rows"
        leave = st.checkbox(f"Leave out {these} and go on", key="leave_out")
    st.caption("Mend the marked table and upload it above, or leave out what cannot be used.")
    return rows if leave else None


def _options(
    table: pd.DataFrame, path: Path, columns: dict[str, str], used: dict[str, str]
) -> Inputs:
    """Borders, today's networks and need, from the table's other columns."""
    st.markdown("**What else the table knows**")
    left, middle, right = st.columns([2, 1, 1])
    borders = uploads.border_columns(table, used)
    within = left.multiselect(
        "Borders that no network crosses, outermost first", borders, placeholder="None",
        key="within",
    )  # fmt: skip
    networks = [NONE, *uploads.network_columns(table, used)]
    likely = 1 if len(networks) > 1 and "pcn" in networks[1].lower() else 0
    current = middle.selectbox("Network of each practice today", networks, likely, key="current")
    need = right.selectbox("Need score", [NONE, *uploads.score_columns(table, used)], key="need")
    title = st.text_input("Title of maps and exports", placeholder="Proposed primary care networks")
    return Inputs(
        path,
        columns=columns,
        within=tuple(within),
        current=None if current == NONE else current,
        need=None if need == NONE else need,
        title=title.strip(),
    )


def _further(session: Session) -> dict[str, Path]:
    """Further files by role, as far as they are given."""
    out = {}
    with st.expander("Further files: patients by small area, community teams, branches, bridges"):
        cells = st.columns(2)
        for number, (role, (label, endings)) in enumerate(uploads.FILES.items()):
            file = cells[number % 2].file_uploader(label, type=list(endings), key=f"file_{role}")
            if file is not None:
                out[role] = uploads.keep(session.folder, role, file.name, file.getvalue())
    return out


def begin(session: Session, inputs: Inputs) -> None:
    """Load a study from files and begin with it."""
    solver_process.prepare()
    study = pipeline.load(inputs)
    session.begin(study, title=inputs.title or "Draft")
    count, patients = len(study.practices), int(study.practices["patients"].sum())
    session.notice = Notice("success", f"Loaded {count:,} practices with {patients:,} patients.")
