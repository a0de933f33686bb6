"""What each file was recognised as, read with progress, and the columns of any of them named."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import sheets
from boundaries.nhs.kinds import KINDS, NOUNS
from boundaries.nhs.recognise import Recognised, Said
from pcn_planner.drafting import uploads
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.study import apart, arrivals
from pcn_planner.study.arrivals import Arrived
from pcn_planner.views.parts import memo

NONE, LEFT_OUT = "(none)", "(leave it out)"
STOP, AGAIN = "Stop reading", "Read the files"
SAID = "files_said"  #: in ``st.session_state``
LOOK_EVERY_S = 0.2
ACROSS = 4
ROW_PX, ROWS_MOST = 35, 14
SHOWN = {
    "file": "File", "recognised as": "Recognised as", "date": "Date", "joined": "Practices joined",
    "used": "Used", "check": "What is wrong",
}  # fmt: skip


def read(paths: Sequence[Path]) -> Arrived | None:
    """What the files come to; ``None`` while they are not read, with the reason on the page."""
    said: Mapping[str, Said] = st.session_state.setdefault(SAID, {})
    of = (tuple(map(str, paths)), repr(sorted(said.items())))
    run = memo.once("files", of, lambda: _begun(paths, dict(said)))
    _wait(run, len(paths) + 1)
    if run.running or run.made is None:
        if not run.stopping:
            st.error(markdown(run.failure))
        else:
            st.info("Reading was stopped. Nothing was loaded.")
        st.button(AGAIN, on_click=memo.forget, args=("files",), key="read_again")
        return None
    return run.made


def _begun(paths: Sequence[Path], said: Mapping[str, Said]) -> Run[str, Arrived]:
    work = partial(apart.read, paths, said)
    return background.start(work, "reading")


def _wait(run: Run[str, Arrived], steps: int) -> None:
    """Show how far the reading is, with a way to stop it; a stop is not waited for."""
    if not run.running:
        return
    place, button = st.empty(), st.empty()
    button.button(STOP, on_click=run.stop, key="stop_reading", icon=":material/stop_circle:")
    while run.running and not run.stopping:
        told = run.told[-1] if run.told else "Waiting for its turn"
        done = min(len(run.told) / (steps + 1), 0.99)
        place.progress(done, f"{markdown(told)} ({run.elapsed_s:.0f} s)")
        time.sleep(LOOK_EVERY_S)
    place.empty()
    button.empty()


def show(session: Session, arrived: Arrived) -> None:
    """The table of files, what is missing, and one file with its columns and first rows."""
    st.markdown("**What the files are**")
    files = arrived.files.map(lambda cell: reworded(str(cell), session.folder))
    st.dataframe(
        files[_told(files)].rename(columns=SHOWN), hide_index=True, width="stretch",
        height=ROW_PX * (min(len(files), ROWS_MOST) + 1) + 3,
    )  # fmt: skip
    for gap in arrived.gaps:
        kind = st.warning if gap.needed else st.caption
        kind(markdown(reworded(f"{gap.what}. {gap.remedy}.", session.folder)))
    with st.container(border=True):
        tables = {one.name: one for one in arrived.found}
        faulty = [name for name, why in zip(tables, files["check"], strict=False) if why]
        at = list(tables).index(faulty[0]) if faulty else 0
        left, middle, right = st.columns([5, 4, 2])
        chosen = left.selectbox("Look at a file or sheet", list(tables), at, key="file_of")
        one = tables[chosen]
        _one(one, files[files["file"] == one.name].iloc[0], middle, right)


def _told(files: pd.DataFrame) -> list[str]:
    """The columns that say something of a file at least."""
    return [name for name in SHOWN if name == "file" or (files[name] != "").any()]


def header_row(found: Recognised, place: DeltaGenerator) -> int | None:
    """The row that a person says is the header; ``None`` for the one that was found."""
    part = found.part
    if part is None or not part.head:
        return None
    row = int(place.number_input(
        "Header in row", 1, len(part.head), part.at + 1, key=f"header_{found.name}"
    ))  # fmt: skip
    if row == part.at + 1:
        return None
    try:
        sheets.headed(part, row)
    except DataError as error:
        st.error(markdown(reworded(str(error))))
        return None
    return row


def _one(
    found: Recognised, row: "pd.Series[str]", beside: DeltaGenerator, far: DeltaGenerator
) -> None:
    """What one file is, which of its columns is what, its first rows and what is wrong with it."""
    said: dict[str, Said] = st.session_state[SAID]
    before = said.get(found.name, Said())
    header = header_row(found, far)
    one = found.said(Said(header=header))
    kinds = [*filter(None, KINDS), ""]
    now = one.kind if before.kind is None else before.kind
    chosen = beside.selectbox(
        "It is", kinds, kinds.index(now), key=f"kind_{one.name}",
        format_func=lambda kind: KINDS[kind] if kind else LEFT_OUT,
    )  # fmt: skip
    rows = arrivals.preview(one)
    columns = _columns(one, chosen, rows, before)
    st.dataframe(rows, height=ROW_PX * (len(rows) + 1) + 3)
    st.caption("Its first rows.")
    if row["check"]:
        st.error(markdown(row["check"]))
    elif row["used"]:
        left = row["used"].startswith("no")
        (st.info if left else st.success)(
            markdown(f"Not used: {row['used'][4:]}." if left else f"Used for {row['used']}.")
        )
    after = Said(None if chosen == one.kind else chosen, columns, header)
    if after != before:
        said[one.name] = after
        st.rerun()


def _columns(one: Recognised, kind: str, rows: pd.DataFrame, before: Said) -> dict[str, str]:
    """Our name -> the file's column, where a person has chosen another than is recognised."""
    present = list(map(str, rows.columns))
    known = names.suggest(present, [n for n in NOUNS.get(kind, ()) if n in names.ALIASES])
    out: dict[str, str] = {}
    cells = st.columns(ACROSS)
    for at, noun in enumerate(NOUNS.get(kind, ())):
        options = [NONE, *present]
        held = before.columns.get(noun) or known.get(noun, NONE)
        label = uploads.LABELS.get(noun, noun.replace("_", " ").capitalize())
        chosen = cells[at % ACROSS].selectbox(
            label, options, options.index(held) if held in options else 0,
            key=f"noun_{one.name}_{kind}_{noun}",
        )  # fmt: skip
        if chosen not in (NONE, known.get(noun)):
            out[noun] = chosen
    return out
