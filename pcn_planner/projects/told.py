"""What people told a project beside its plan: facts of networks, who asks, their own layers."""

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from boundaries.crs import BNG
from pcn_planner.consultation.page import Asking
from pcn_planner.papers.facts import MORE, NEEDED, Facts
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.projects.stored.database import transaction

NETWORKS = "network_facts"  #: network id -> column of ``network_facts.csv`` -> text
ASKING = "consultation"  #: organisation, reply_to, closes
LAYERS = "own_layers"  #: name of the layer -> its lines and polygons as WKT, whole metres
_ASKED = ("organisation", "reply_to", "closes")


def facts(path: Path) -> Facts:
    """The facts of networks that a project holds; those of networks of any of its scenarios."""
    return Facts(_cells(contents.facts(path).get(NETWORKS)))


def keep_facts(project: Project, changed: Mapping[str, Mapping[str, str]]) -> None:
    """Write cells of the facts, and leave all others as somebody else has written them.

    Raises ``DataError`` where the project cannot be written.
    """
    with transaction(project.path) as db:
        known = _cells(_fact(db, NETWORKS, project.path))
        for network, cells in changed.items():
            row = {**known.get(network, {}), **cells}
            known[network] = {column: text for column, text in row.items() if text}
        whole = {network: row for network, row in known.items() if row}
        contents.set_fact(db, NETWORKS, whole)


def changed(given: Facts, before: Facts, networks: Iterable[str]) -> dict[str, dict[str, str]]:
    """Network -> column -> text of the cells in which ``given`` differs; blank where emptied."""
    cells = {
        network: {
            column: given.get(network, column)
            for column in (*NEEDED, *MORE)
            if given.get(network, column) != before.get(network, column)
        }
        for network in networks
    }
    return {network: row for network, row in cells.items() if row}


def asking(path: Path) -> Asking:
    """Who asks the public, as the project holds it; blank where nobody has said."""
    said = contents.facts(path).get(ASKING)
    plain = {k: str(v) for k, v in said.items() if v} if isinstance(said, dict) else {}
    return Asking(plain.get(_ASKED[0], ""), plain.get(_ASKED[1], ""), plain.get(_ASKED[2]))


def keep_asking(project: Project, said: Asking) -> None:
    """Write who asks the public. Raises ``DataError`` where the project cannot be written."""
    contents.keep_fact(project, ASKING, {name: getattr(said, name) for name in _ASKED})


def layers(path: Path) -> dict[str, gpd.GeoDataFrame]:
    """A person's own layers that a project holds: lines and polygons in EPSG:27700."""
    said = contents.facts(path).get(LAYERS)
    rows = said.items() if isinstance(said, dict) else ()
    return {str(name): _drawn(shapes) for name, shapes in rows if isinstance(shapes, list)}


def keep_layers(project: Project, given: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Write the layers in the place of those before, or none. Raises ``DataError`` where it cannot.

    They are lines and polygons in EPSG:27700, kept to the metre.
    """
    plain = {
        name: shapely.to_wkt(frame.geometry.to_numpy(), rounding_precision=0).tolist()
        for name, frame in given.items()
    }
    contents.keep_fact(project, LAYERS, plain)


def _drawn(shapes: list[Any]) -> gpd.GeoDataFrame:
    """The shapes that can be read; anybody may have written the file."""
    read = shapely.from_wkt([str(one) for one in shapes], on_invalid="ignore")
    return gpd.GeoDataFrame(geometry=[one for one in read if one is not None], crs=BNG)


def _fact(db: sqlite3.Connection, name: str, path: Path) -> Any:
    row = db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else contents.as_fact(row[0], path)


def _cells(value: Any) -> dict[str, dict[str, str]]:
    """A fact as cells of text; whatever is none is passed over, as anybody may have written it."""
    rows = value.items() if isinstance(value, dict) else ()
    return {
        str(network): {str(column): str(text) for column, text in row.items()}
        for network, row in rows
        if isinstance(row, dict)
    }
