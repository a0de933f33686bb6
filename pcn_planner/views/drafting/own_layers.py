"""A person's own layers beneath the networks of the draft: given as a file, until taken out."""

import geopandas as gpd

from boundaries.errors import DataError
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.maps.live import context
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.worded import st

FILE, SHOWN = "own_layers_file", "own_layers"
LABEL = "Your own layers beneath: roads, rivers, wards (GeoPackage or GeoJSON)"
Found = tuple[str, dict[str, gpd.GeoDataFrame], tuple[str, ...]]


def show(session: Session) -> None:
    """A place for the file, and what was left out of it."""
    file = st.file_uploader(LABEL, type=["gpkg", "geojson", "json", "zip"], key=FILE)
    if file is None:
        st.session_state.pop(SHOWN, None)
        return
    known: Found | None = st.session_state.get(SHOWN)
    if known is None or known[0] != file.file_id:
        try:
            known = _read(session, file.file_id, file.name, file.getvalue())
        except DataError as error:
            st.error(markdown(reworded(str(error), session.folder)))
            return
        st.session_state[SHOWN] = known
    for note in known[2]:
        st.caption(markdown(reworded(note, session.folder)))


def _read(session: Session, mark: str, name: str, content: bytes) -> Found:
    path = uploads.keep(session.folder, "own-layers", name, content)
    found, notes = context.read(path, session.bench.study.territories)
    named = {name if key == path.stem else key: frame for key, frame in found.items()}
    return mark, named, notes


def given() -> dict[str, gpd.GeoDataFrame]:
    """The layers that stand beneath the networks now."""
    known: Found | None = st.session_state.get(SHOWN)
    return {} if known is None else known[1]


def mark() -> str:
    """What tells the file of these layers from any other; blank without one."""
    known: Found | None = st.session_state.get(SHOWN)
    return "" if known is None else known[0]
