"""What else can be said of a practice table: rows to plan, teams, dates, neighbours, credit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.views.parts import being_written

NONE = "(none)"
MOST = 2_000  #: different values of a column that rows can be chosen by


@dataclass(frozen=True)
class Rows:
    """Which rows of a table are planned, as ``Inputs`` has it."""

    where: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()


def rows(table: pd.DataFrame, code: str, nouns: str = "practices") -> Rows:
    """Ask which rows are planned; ``code`` is the column of codes."""
    with st.expander(f"Plan only some of these {nouns}"):
        where = _kept(table)
        codes = sorted(set(table[code].astype(str)) - {""})
        left_out = st.multiselect(f"Leave these {nouns} out", codes, key="exclude",
                                  placeholder="None", filter_mode="contains",
                                  select_all=False)  # fmt: skip
    return Rows(where, tuple(left_out))


def _kept(table: pd.DataFrame) -> dict[str, str]:
    """Columns and the value that each must have; another is asked for once one is said."""
    where, rest = dict[str, str](), table
    for number in range(len(table.columns)):
        left, right = st.columns(2)
        free = [str(column) for column in table.columns if column not in where]
        more, key = ("Keep only the rows where", "") if number == 0 else ("And where", f" {number}")
        column = left.selectbox(more, [NONE, *free], key=f"where_column{key}")
        values = [] if column == NONE else sorted(set(rest[column].astype(str)) - {""})
        value = right.selectbox(
            "is", values[:MOST], None, key=f"where_value{key} {column}", disabled=column == NONE,
            placeholder="Choose a value",
        )  # fmt: skip
        if len(values) > MOST:
            st.caption(f"The first {MOST:,} of {len(values):,} values of this column.")
        if column != NONE and value is None:
            st.caption("All rows are kept until a value is chosen.")
        if column == NONE or value is None:
            break
        where[column], rest = str(value), rest[rest[column].astype(str) == value]
    return where


def more(session: Session, table: pd.DataFrame, used: Mapping[str, str]) -> dict[str, Any]:
    """Ask for what is seldom needed, as members of ``Inputs``; what nobody says is not in it."""
    with st.expander("Teams, date of the lists, neighbours, attribution"):
        left, right = st.columns(2)
        team = left.selectbox(
            "Community team of each practice", [NONE, *uploads.network_columns(table, used)],
            key="team", help="If each practice has a team; footprints on a map are given as a file",
        )  # fmt: skip
        date = right.date_input(
            "Date of the list sizes", None, key="lists_date", format="YYYY-MM-DD",
            help="If blank, the date that the files give is used",
        )  # fmt: skip
        neighbours = _neighbours(session)
        said = attribution(session)
    out: dict[str, Any] = {"attribution": said} if said else {}
    if team != NONE:
        out["team"] = team
    if date is not None:
        out["lists_date"] = date.isoformat()
    if neighbours is not None:
        out["adjacency"] = neighbours
    return out


def attribution(session: Session) -> tuple[str, ...]:
    """Ask for the lines that stand on maps in place of the usual ones; empty for the usual."""
    text = being_written.field(
        session, "Attribution of maps and exports, instead of the usual one: a line each",
        "attribution", kind="text_area", max_chars=1_000,
        placeholder="Contains OS data © Crown copyright and database right 2026",
    )  # fmt: skip
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _neighbours(session: Session) -> Path | None:
    """A table of neighbours, which takes the place of those found on the map."""
    file = st.file_uploader(
        "Table of neighbours instead of those found: practice_a, practice_b (adjacency.csv)",
        type=list(uploads.TABLE), key="adjacency",
    )  # fmt: skip
    if file is None:
        return None
    return uploads.received(session.folder, file.file_id, file.name, file.getvalue)
