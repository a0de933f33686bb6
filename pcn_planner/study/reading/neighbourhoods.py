"""Neighbourhoods as a layer that networks are held against, and maps of them that people drew."""

from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from boundaries.areas import given_maps
from boundaries.errors import DataError
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.tables.in_memory import Source
from boundaries.teams import footprints as teams
from boundaries.teams.footprints import Footprints
from pcn_planner import safe_text

LAYERS = ("neighbourhoods", "neighbourhood")  #: names of a footprint layer that is one of these
GPKG, NETWORKS, METADATA = "plan.gpkg", "networks", "metadata"


def is_named_so(layer: str) -> bool:
    """Whether a footprint layer is called neighbourhoods."""
    return layer.casefold() in LAYERS


def of_plan(source: Source) -> Source:
    """The neighbourhoods of a plan's folder or ``plan.gpkg`` as footprints; else the source.

    Raises ``DataError`` where a folder holds no plan.
    """
    if not isinstance(source, Path):
        return source
    path = source / GPKG if source.is_dir() else source
    if source.is_dir() and not path.is_file():
        raise DataError(
            f"the folder holds no {GPKG}",
            remedy="Name the folder of a plan, or a file of footprints",
            source=str(source),
        )
    if not path.is_file() or path.suffix.lower() != ".gpkg" or not _is_plan(path):
        return path
    try:
        drawn = pyogrio.read_dataframe(path, layer=NETWORKS)
    except (RuntimeError, UnicodeError):
        return path  # whoever reads the file says what is wrong
    if not {"network_id", "name"} <= set(drawn):
        return path
    told = safe_text.restore(pd.DataFrame(drawn[["network_id", "name"]]))
    named = drawn[["geometry"]].assign(team_id=told["network_id"], name=told["name"])
    named.attrs["source"] = str(path)
    made: Source = named
    return made


def _is_plan(path: Path) -> bool:
    try:
        return {NETWORKS, METADATA} <= {str(name) for name in pyogrio.list_layers(path)[:, 0]}
    except (RuntimeError, UnicodeError):  # whoever reads the file says what is wrong
        return False


def whole(prints: Footprints, small_areas: gpd.GeoDataFrame | None) -> Footprints:
    """Neighbourhoods that leave no small area out: those in gaps go to the one beside them."""
    if prints.areas is None or small_areas is None or prints.practice_team is not None:
        return prints
    laid = given_maps.laid(prints.areas, small_areas)
    known = laid.neighbourhood[laid.neighbourhood != ""].rename("team_id")
    return replace(prints, area_team=known, notes=(*prints.notes, *laid.notes))


def is_map(path: Path) -> bool:
    """Whether an assignment is given as a map and not as a table or a plan's folder."""
    return path.is_file() and shape_files.holds_shapes(path)


def assigned(
    path: Path, small_areas: gpd.GeoDataFrame
) -> tuple[dict[str, str], dict[str, str], tuple[str, ...]]:
    """Area code -> neighbourhood of a map, their names, and what was mended."""
    prints = teams.read(of_plan(path))
    if prints.areas is None:
        raise DataError("the map has no polygons", source=str(path))
    laid = given_maps.laid(prints.areas, small_areas)
    found = {str(code): name for code, name in laid.neighbourhood.items() if name}
    names = {str(key): str(name) for key, name in prints.teams["name"].items() if name != key}
    return found, names, (*(f"{line.rstrip('.')}." for line in prints.notes), *laid.notes)
