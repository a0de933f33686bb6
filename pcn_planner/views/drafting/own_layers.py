"""A person's own layers beneath the networks of the draft: given as a file, kept in the project."""

from pathlib import Path

import geopandas as gpd
import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.maps.live import context
from pcn_planner.projects import told
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.parts.worded import worded

FILE, SHOWN = "own_layers_file", "own_layers"
LABEL = "Your own layers beneath: roads, rivers, wards (GeoPackage or GeoJSON)"
OUT = "Take my layers out"
#: what tells the file from any other, its layers, what was left out, and the project they are in
Found = tuple[str, dict[str, gpd.GeoDataFrame], tuple[str, ...], str]


def show(session: Session) -> None:
    """A place for the file, what was left out of it, and a way to take the layers out."""
    file = st.file_uploader(LABEL, type=["gpkg", "geojson", "json", "zip"], key=FILE)
    if file is not None and _known(session)[0] != file.file_id:
        try:
            path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)
            _take(session, file.file_id, path)
        except DataError as error:
            st.error(markdown(reworded(str(error), session.folder)))
            return
    _, layers, notes, _ = _known(session)
    for note in notes:
        st.caption(markdown(reworded(note, session.folder)))
    if layers:
        st.caption(worded(f"Beneath the networks now: {markdown(', '.join(layers))}"))
        st.button(OUT, key="own_layers_out", on_click=_take_out, args=(session,))


def _take(session: Session, mark: str, path: Path) -> None:
    """Read a file, and keep its layers in the project where this tab may write it."""
    found, notes = context.read(path, session.bench.study.territories)
    named = {path.name if key == path.stem else key: frame for key, frame in found.items()}
    _put(session, mark, named, notes)


def _take_out(session: Session) -> None:
    """Show the layers no longer; the file may still lie in its place and is not read again."""
    _put(session, _known(session)[0], {}, ())


def _put(
    session: Session, mark: str, layers: dict[str, gpd.GeoDataFrame], notes: tuple[str, ...]
) -> None:
    try:
        told.keep_layers(session.writable(), layers)
    except DataError as error:
        notes = (*notes, f"They are not kept in the project: {error}")
    st.session_state[SHOWN] = (mark, layers, notes, _project(session))


def _known(session: Session) -> Found:
    """The layers of the project that is open: as given here, else as its file holds them."""
    known: Found | None = st.session_state.get(SHOWN)
    here = _project(session)
    if known is None or known[3] != here:
        kept = {} if session.project is None else told.layers(session.project.path)
        known = st.session_state[SHOWN] = (here, kept, (), here)
    return known


def _project(session: Session) -> str:
    return "" if session.project is None else str(session.project.path)


def given(session: Session) -> dict[str, gpd.GeoDataFrame]:
    """The layers that stand beneath the networks now."""
    return _known(session)[1]


def mark(session: Session) -> str:
    """What tells these layers from any others."""
    known = _known(session)
    return f"{known[0]} {len(known[1])}"
