"""Small areas of one's own to be planned: polygons and tables joined, and begun with."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import streamlit as st

from boundaries.areas import units as area_units
from boundaries.errors import DataError
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.study import arrivals
from pcn_planner.study.inputs import AREAS, Inputs
from pcn_planner.study.reading import planned
from pcn_planner.views.acting import ask, attempt, go
from pcn_planner.views.begin import further_options, start_files
from pcn_planner.views.parts import being_written, memo
from pcn_planner.words import counted

PRACTICES_CHOICE, AREAS_CHOICE = "Practices", "Small areas"
NONE = "(none)"
LOAD = "Load these areas"
TAKEN = (
    "Polygons of MSOAs, wards or LSOAs with their codes (GeoJSON, GeoPackage, shapefile), and "
    "tables with a code of the areas: residents, council, ward, the MSOA of an LSOA."
)


def choice() -> bool:
    """Ask what is planned; whether it is small areas."""
    chosen = st.segmented_control(
        "What is planned", [PRACTICES_CHOICE, AREAS_CHOICE], default=PRACTICES_CHOICE,
        key="planned",
    )  # fmt: skip
    return bool(chosen == AREAS_CHOICE)


def show(session: Session) -> None:
    """Drop polygons and tables, say what is planned, load."""
    shape = st.file_uploader("Polygons of the areas", type=list(uploads.SHAPES), key="area_shapes")
    tables = st.file_uploader(
        "Tables by area: residents, council, ward ...", type=list(uploads.EITHER),
        accept_multiple_files=True, key="area_tables",
    )  # fmt: skip
    if shape is None:
        st.caption(TAKEN)
        return
    paths = [
        uploads.received(session.folder, one.file_id, one.name, one.getvalue)
        for one in (shape, *tables)
    ]
    try:
        joined, sources = memo.once("areas", tuple(map(str, paths)), lambda: _joined(paths))
        table = area_units.attributes(joined)
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return
    st.dataframe(table.head(arrivals.ROWS_SHOWN), hide_index=True)
    st.caption(f"The first rows of {counted(len(table), 'area')}.")
    asked, said = further_options.rows(table, "area_code", "areas"), _options(session, table)
    inputs = Inputs(
        joined, planned=AREAS, sources=sources, where=asked.where, exclude=asked.exclude, **said
    )
    st.button(LOAD, type="primary", on_click=ask, args=(session, LOAD))
    if session.asked == LOAD:
        with st.spinner("Reading the areas and finding neighbours"):
            done = attempt(session, start_files.begin, session, inputs)
        go(session, "draft" if done else "start")


def _joined(paths: list[Path]) -> tuple[gpd.GeoDataFrame, tuple[Path, ...]]:
    polygons, *tables = paths
    return planned.areas_with(polygons, tables), tuple(paths)


def _options(session: Session, table: pd.DataFrame) -> dict[str, Any]:
    """Residents, larger areas, borders and title, as members of ``Inputs``."""
    own = [str(name) for name in table if name not in ("area_code", "area_name")]
    known = area_units.suggested(own)
    left, middle, right = st.columns(3)
    options = [NONE, *own]
    at = options.index(known) if known in options else 0
    residents = left.selectbox("Residents", options, at, key=f"area_residents {known}")
    group_by = middle.selectbox("Plan larger areas, named by", options, key="area_group")
    within = right.multiselect(
        "Borders that no neighbourhood crosses",
        uploads.border_columns(table, {"a": "area_code", "b": "area_name"}),
        placeholder="None", key="area_within", filter_mode="contains", select_all=False,
    )  # fmt: skip
    title = being_written.field(
        session, "Title of maps and exports", "area_title", placeholder="Proposed neighbourhoods"
    )
    return {
        "columns": {} if residents == NONE else {"residents": residents},
        "group_by": "" if group_by == NONE else group_by,
        "within": tuple(within),
        "title": title.strip(),
        "attribution": further_options.attribution(session) or None,
    }
