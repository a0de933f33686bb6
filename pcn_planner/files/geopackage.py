"""The plan as one GeoPackage in British National Grid, styled for QGIS."""

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd
import pyogrio
import shapely
from pyogrio.errors import DataSourceError

from boundaries.adjacency import graph as adjacency
from boundaries.files.outlines import geojson
from pcn_planner import safe_text
from pcn_planner.files import area_columns, column_names, qgis_styles
from pcn_planner.proposal.tables import PlanTables


def write(path: Path, tables: PlanTables, colours: Mapping[Any, str]) -> None:
    """Write ``plan.gpkg``: what is known of the plan, a layer a kind, EPSG:27700.

    Layers ``networks``, ``practices`` (or ``areas``, where these are planned), ``adjacency``
    (lines with reasons), ``conflicts``, ``footprints``, ``borders``, ``barriers`` and ``land``
    where the plan has them; tables ``metadata`` (key, value) and ``layer_styles``. ``colours``
    network id -> fill. Text that a spreadsheet would run, where the layers are copied into one,
    is disarmed as in CSV. Raises OSError where the disk fails.
    """
    layers = layers_of(tables)
    styles = _styles(tables, colours)
    table = qgis_styles.style_table({name: styles[name]() for name in layers})
    with _failing_as_files_do(path):
        for name, frame in layers.items():
            named = column_names.in_geopackage(frame)
            plain = safe_text.neutralise(_plain(frame).rename(columns=named))
            pyogrio.write_dataframe(plain, path, layer=name, **_geometry(frame))
        metadata = safe_text.neutralise(metadata_table(tables))
        pyogrio.write_dataframe(metadata, path, layer="metadata")
        pyogrio.write_dataframe(
            table, path, layer=qgis_styles.LAYER_STYLES, layer_options={"FID": "id"}
        )


@contextmanager
def _failing_as_files_do(path: Path) -> Iterator[None]:
    """Raise OSError where GDAL fails: it does not say whether the disk is full or broken."""
    try:
        yield
    except DataSourceError as error:
        raise OSError(errno.EIO, f"{error}; the disk may be full", str(path)) from error


def layers_of(tables: PlanTables) -> dict[str, gpd.GeoDataFrame]:
    """The layers by name, ids as text columns."""
    networks = area_columns.in_files(network_layer(tables), tables.planned)
    out = {"networks": networks, tables.planned: unit_layer(tables)}
    if tables.graph is not None:
        out["adjacency"] = area_columns.in_files(adjacency_layer(tables), tables.planned)
    rows = tables.every_conflict
    if isinstance(rows, gpd.GeoDataFrame) and len(rows):
        out["conflicts"] = rows.reset_index(drop=True)
    if (drawn := _footprints(tables)) is not None:
        out["footprints"] = drawn
    for level, areas in tables.tier_areas.items():
        out[level_layer(level)] = _geometry_last(areas.reset_index(names=level))
    if tables.borders is not None:
        out["borders"] = _geometry_last(tables.borders.reset_index(names="unit"))
    if tables.barriers is not None:
        out["barriers"] = _geometry_last(tables.barriers.reset_index(drop=True))
    if tables.outline is not None:
        out["land"] = _geometry_last(tables.outline.reset_index(drop=True))
    return out


def _footprints(tables: PlanTables) -> gpd.GeoDataFrame | None:
    """Polygons of the teams of every layer, with a column that names it where there are several."""
    every = {tables.layer: tables.footprints, **tables.layers}
    parts = []
    for name, prints in every.items():
        if prints is None or prints.areas is None:
            continue
        shapes = gpd.GeoDataFrame(geometry=prints.areas.geometry)
        named = shapes.join(prints.teams).reset_index(names="team_id")
        parts.append(named.assign(layer=name) if tables.layers else named)
    if not parts:
        return None
    return _geometry_last(pd.concat(parts, ignore_index=True))


def level_layer(level: str) -> str:
    """The layer of a level beside the networks: ``team_id`` stands in ``level_team``."""
    return f"level_{level.removesuffix('_id')}"


def network_layer(tables: PlanTables) -> gpd.GeoDataFrame:
    """Network areas with the network table and what ``areas`` says beside it."""
    fresh = [name for name in tables.areas.columns if name not in tables.networks]
    joined = tables.areas[fresh].join(tables.networks)
    joined.index = joined.index.astype(str)
    return _geometry_last(joined.sort_index().reset_index(names="network_id"))


def practice_layer(tables: PlanTables) -> gpd.GeoDataFrame:
    """Practices with every input column, their network and its name."""
    network = tables.network_of
    names = network.map(tables.networks["name"].to_dict())
    taken = {*tables.tiers, *(column_names.AREAS_OURS if tables.of_areas else ())}
    columns = column_names.in_exports(tables.practices, taken)
    given = tables.practices.rename(columns=columns)
    levels = {name: network.index.map(of).fillna("") for name, of in tables.tiers.items()}
    out = given.assign(network_id=network, network_name=names, **levels)
    return _geometry_last(out.sort_index().reset_index(names="practice_code"))


def unit_layer(tables: PlanTables) -> gpd.GeoDataFrame:
    """Practices as they are exported; or the small areas that are planned, as polygons.

    Their columns are then ``area_code`` and ``residents``, and the place that distances are
    measured from.
    """
    layer = practice_layer(tables)
    if tables.unit_areas is None:
        return layer
    codes, at = layer["practice_code"], layer.geometry
    shapes = tables.unit_areas.geometry.reindex(codes).to_numpy()
    middle = dict(zip(area_columns.MIDDLE, (at.x.round(), at.y.round()), strict=True))
    drawn = layer.assign(**middle).set_geometry(gpd.GeoSeries(shapes, layer.index, at.crs))
    return _geometry_last(area_columns.in_files(drawn, tables.planned, area_columns.OWN))


def adjacency_layer(tables: PlanTables) -> gpd.GeoDataFrame:
    """Neighbour links as lines between practices, with their reasons and measures."""
    table, at = adjacency.to_table(tables.graph or nx.Graph()), tables.practices.geometry
    ends = zip(table["practice_a"], table["practice_b"], strict=True)
    lines = [shapely.LineString([at[a], at[b]]) for a, b in ends]
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(lines, table.index, crs=at.crs))


def metadata_table(tables: PlanTables) -> pd.DataFrame:
    """Title, facts, caveats and attribution as rows of ``key`` and ``value``, both text."""
    rows = [("title", tables.title), *_flat(tables.metadata)]
    rows += [("caveat", line) for line in tables.caveats]
    rows += [("attribution", line) for line in tables.attribution]
    return pd.DataFrame(rows, columns=["key", "value"], dtype=str)


def _flat(facts: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    out = []
    for key, value in facts.items():
        if isinstance(value, Mapping):
            out += _flat(value, f"{prefix}{key}.")
        else:
            out.append((f"{prefix}{key}", geojson.text(value)))
    return out


def _styles(tables: PlanTables, colours: Mapping[Any, str]) -> dict[str, Callable[[], str]]:
    size = area_columns.named("patients", tables.planned)
    shown = tables.networks["name"].sort_index().items()
    names = {safe_text.code(str(key)): safe_text.code(str(name)) for key, name in shown}
    colours = {safe_text.code(str(key)): colour for key, colour in colours.items()}
    return {
        "networks": lambda: qgis_styles.networks(names, colours, size),
        "practices": lambda: qgis_styles.practices(names, colours),
        "areas": lambda: qgis_styles.areas(names, colours),
        "adjacency": qgis_styles.adjacency,
        "conflicts": qgis_styles.conflicts,
        "footprints": qgis_styles.footprints,
        "borders": qgis_styles.borders,
        "barriers": lambda: qgis_styles.barriers(of_areas=_areas_alone(tables.barriers)),
        "land": qgis_styles.land,
        **{level_layer(level): qgis_styles.footprints for level in tables.tier_areas},
    }


def _areas_alone(shapes: gpd.GeoDataFrame | None) -> bool:
    return shapes is not None and bool((shapely.get_dimensions(shapes.geometry) == 2).all())


def _plain(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Lists and other objects as text, since a GeoPackage has no such columns."""
    out = frame.copy()
    for name in out.columns.drop(out.geometry.name):
        if out[name].dtype == object:
            out[name] = [None if value is None else geojson.text(value) for value in out[name]]
    return out


def _geometry(frame: gpd.GeoDataFrame) -> dict[str, Any]:
    """One geometry type for a layer: multipolygons where any shape is an area."""
    kinds = set(frame.geom_type.dropna())
    if kinds <= {"Polygon", "MultiPolygon"}:
        return {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    if kinds <= {"Point", "MultiPoint"} and len(kinds) > 1:
        return {"geometry_type": "MultiPoint", "promote_to_multi": True}
    return {}


def _geometry_last(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    name = frame.geometry.name
    return frame[[*frame.columns.drop(name), name]]
