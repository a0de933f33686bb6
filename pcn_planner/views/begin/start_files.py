"""Files of one's own: recognised and joined, practices checked row by row, and begun with."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from boundaries.nhs.recognise import Recognised
from boundaries.practices import table as practice_tables
from boundaries.practices import unlikely
from optimise import solver_process
from pcn_planner.drafting import next_step, uploads
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.maps.pictures import thumbnail
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.study import apart, arrivals
from pcn_planner.study.arrivals import Arrived
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.planned_words import said
from pcn_planner.views.acting import ask, attempt, go
from pcn_planner.views.begin import arrived_files, further_options
from pcn_planner.views.parts import being_written, memo, pictures
from pcn_planner.words import counted

NONE = "(none)"
LOAD = "Load these files"
LABEL = "Practices: code, registered patients and a place for each; and all that goes with them"
TAKEN = (
    "CSV, Excel, OpenDocument, Parquet, GeoJSON, GeoPackage or shapefile, packed or not, as "
    "they were downloaded: list sizes, practice map, epraccur, epcn, postcodes, patients by "
    "small area, polygons, teams, branches, links, travel times. Drop all at once; each is known "
    "by its columns."
)  # fmt: skip


def show(session: Session) -> None:
    """Drop files, see what each is, say what is not known, load."""
    files = st.file_uploader(
        LABEL, type=list(uploads.EITHER), key="practices", accept_multiple_files=True
    )
    if not files:
        st.caption(TAKEN)
        return
    paths = [uploads.received(session.folder, one.file_id, one.name, one.getvalue) for one in files]
    arrived = arrived_files.read(paths)
    if arrived is None:
        return
    if arrived.alone:
        _single(session, arrived)
        return
    arrived_files.show(session, arrived)
    if arrived.joined is not None and not any(gap.needed for gap in arrived.gaps):
        st.markdown("**The practices, joined**")
        table = memo.once("joined", (arrived,), lambda: _table(arrived))
        _preview(table)
        _rest(session, table, arrived, {})


def _table(arrived: Arrived) -> pd.DataFrame:
    assert arrived.joined is not None
    return arrivals.practice_table(arrived.joined)


def _single(session: Session, arrived: Arrived) -> None:
    """One table, which can only be the practices'."""
    one = arrived.found[0]
    heading, place = st.columns([6, 1], vertical_alignment="bottom")
    heading.markdown("**Which column is what**")
    header = arrived_files.header_row(one, place)
    try:
        table = memo.once("practice table", (arrived, str(header)), lambda: _as_headed(one, header))
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return
    columns = _mapping(table)
    _preview(table)
    _rest(session, table, arrived, columns)


def _as_headed(one: Recognised, header: int | None) -> pd.DataFrame:
    """The one table there is; its own file goes on where nothing was said of its header."""
    if header is None:
        return apart.table(one.path)
    return apart.headed(one, header)


def _preview(table: pd.DataFrame) -> None:
    shown = arrivals.ROWS_SHOWN
    st.dataframe(table.head(shown), height=35 * (min(len(table), shown) + 1) + 3)
    st.caption(f"The first rows of {len(table):,}.")


def _mapping(table: pd.DataFrame) -> dict[str, str]:
    """Our name -> the file's column; what is recognised is chosen already."""
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


def _rest(session: Session, table: pd.DataFrame, arrived: Arrived, columns: dict[str, str]) -> None:
    try:
        used = uploads.used_columns(table, columns)
    except DataError as error:
        st.error(markdown(f"{arrived.found[0].name}: {_for_people(error)}"))
        return
    asked = further_options.rows(table, used["practice_code"])
    try:
        kept = uploads.planned(table, used, asked.where, asked.exclude)
        found = uploads.faults(kept, columns)
        accept = _places_meant(found)
        if accept:
            found = uploads.faults(kept, columns, accept_places=True)
    except DataError as error:
        st.error(markdown(reworded(str(error))))
        return
    leave_out = _faults(table, len(kept), found)
    _where(kept, used)
    inputs = replace(
        _options(session, table, arrived, columns, used), accept_places=accept,
        where=asked.where, exclude=asked.exclude,
    )  # fmt: skip
    inputs = uploads.with_layers(inputs, _more_layers(session))
    st.button(LOAD, type="primary", disabled=leave_out is None, on_click=ask, args=(session, LOAD))
    if session.asked == LOAD:
        whole = uploads.without(table, inputs, session.folder, leave_out or [])
        with st.spinner("Reading the files and finding neighbours"):
            done = attempt(session, begin, session, whole)
        go(session, _onward(session) if done else "start")


def _onward(session: Session) -> str:
    """The page that the work goes on with; what stands in the way first where no plan can exist."""
    return next_step.of(session).page if session.bench.known.possible else "feasibility"


def _where(table: pd.DataFrame, used: dict[str, str]) -> None:
    """Where the practices lie, so that a wrong column or projection is seen before loading."""
    found = memo.once("places", (table, repr(used)), lambda: uploads.places(table, used))
    if len(found):
        words = f"Where the {counted(len(found), 'practice')} lie, north up"
        pictures.svg(thumbnail.places(found), words, width="260px")
        st.caption(f"{words}.")


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
    """The message with what the page has for it in place of an option."""
    told = reworded(error.what[0].upper() + error.what[1:])
    lacking, among, theirs = told.partition(" among ")
    for noun, label in uploads.LABELS.items():
        lacking = re.sub(rf"\b{noun}\b", label.lower(), lacking)
    return f"{lacking}{among}{theirs}. Choose the columns above."


def _faults(table: pd.DataFrame, kept: int, found: pd.DataFrame) -> list[int] | None:
    """Show unusable rows of those kept; which to leave out, or ``None`` while undecided."""
    if found.empty:
        st.success(f"All {kept:,} rows can be used." if kept > 1 else "Its row can be used.")
        return []
    rows = sorted(set(found["row"]))
    st.error(f"{len(rows)} of {counted(kept, 'row')} cannot be used.")
    found = found.assign(remedy=found["remedy"].map(reworded))
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
    session: Session,
    table: pd.DataFrame,
    arrived: Arrived,
    columns: Mapping[str, str],
    used: dict[str, str],
) -> Inputs:
    """Borders, today's networks and need, from the table's other columns."""
    st.markdown("**What else the table knows**")
    left, middle, right = st.columns([2, 1, 1])
    borders = uploads.border_columns(table, used)
    within = left.multiselect(
        "Borders that no network crosses, outermost first", borders, placeholder="None",
        key="within", filter_mode="contains", select_all=False,
    )  # fmt: skip
    networks = [NONE, *uploads.network_columns(table, used)]
    likely = 1 if len(networks) > 1 and "pcn" in networks[1].lower() else 0
    current = middle.selectbox("Network of each practice today", networks, likely, key="current")
    need = right.selectbox("Need score", [NONE, *uploads.score_columns(table, used)], key="need")
    mode = _mode(arrived)
    title = being_written.field(
        session, "Title of maps and exports", "plan_title",
        placeholder="Proposed primary care networks",
    )  # fmt: skip
    # A table whose header a person named says where it was taken from; a file is read as it is.
    whole = arrived.alone and "source" not in table.attrs
    inputs = Inputs(
        arrived.found[0].path if whole else table,
        columns=columns,
        within=tuple(within),
        current=None if current == NONE else current,
        need=None if need == NONE else need,
        mode=mode,
        title=title.strip(),
        sources=(arrived.found[0].path,) if arrived.alone and not whole else (),
        **further_options.more(session, table, used),
    )
    return inputs if arrived.alone else arrivals.with_joined(inputs, arrived)


def _mode(arrived: Arrived) -> str | None:
    """Which of several modes of travel times to take; ``None`` where there is nothing to choose."""
    known = memo.once("modes", (arrived,), lambda: arrivals.modes(arrived))
    if not known:
        return None
    return st.selectbox("Mode of the travel times", known, key="mode")


def _more_layers(session: Session) -> dict[str, Path]:
    """Further layers of team footprints, each called after its file."""
    files = st.file_uploader(
        "More layers of team footprints, one file a layer, named after the file",
        type=list(uploads.EITHER),
        accept_multiple_files=True,
        key="file_layers",
    )
    out: dict[str, Path] = {}
    for number, file in enumerate(files, start=1):
        name = uploads.layer_name(file.name)
        key = name if name not in out else f"{name} {number}"
        out[key] = uploads.received(session.folder, file.file_id, file.name, file.getvalue)
    return out


def begin(session: Session, inputs: Inputs) -> None:
    """Load a study from files and begin with it."""
    study = apart.load(inputs)
    solver_process.prepare()
    session.begin(study, title=inputs.title or "Draft")
    count, patients = counted(len(study.practices), "practice"), study.practices["patients"].sum()
    loaded = said(f"Loaded {count} with {patients:,} patients.", inputs.planned)
    blocked = len(session.bench.known.blockers)
    if blocked:
        loaded += f" The page Feasibility has {counted(blocked, 'exception')} that no plan avoids."
    session.notice = Notice("success", loaded)
