"""Small areas as a graph: who borders on whom, and on what lies outside."""

from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely

from boundaries import coverage
from boundaries.errors import DataError

BORDER_MIN_M = 1.0  #: a shorter border is a corner
SLIVER_M = 1.0  #: narrower gaps between areas are faults of drawing
GAP_M = 5.0  #: once areas have to be fitted together, narrower gaps are closed too
_FRAME_M = 1_000.0


def clean(small_areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Small areas that fit together vertex for vertex.

    Areas that already do are returned as they are. Others are noded and snapped together, each
    overlap and each gap under 5 m given to the neighbour with most border on it
    (``shapely.coverage_clean``);
    ``attrs["notes"]`` then says how much land changed hands.

    Raises
    ------
    DataError
        An area has no land of its own left, because others cover all of it.
    """
    shapes = np.asarray(small_areas.geometry.array)
    if shapely.coverage_is_valid(shapes) and not _has_slivers(shapes):
        return small_areas
    made = shapely.coverage_clean(shapes, gap_width=GAP_M, snapping_distance=SLIVER_M)
    lost = small_areas.index[shapely.area(made) <= 0]
    if len(lost):
        raise DataError(
            f"{len(lost)} small areas are covered by others",
            rows=[str(code) for code in lost],
            remedy="Give polygons of one kind and year that do not overlap",
        )
    changed = float(shapely.area(shapely.symmetric_difference(shapes, made)).sum())
    cleaned = small_areas.set_geometry(gpd.GeoSeries(made, small_areas.index, small_areas.crs))
    note = f"Small areas overlapped or did not fit; {changed:,.0f} m² were tidied."
    cleaned.attrs = {**small_areas.attrs, "notes": [*small_areas.attrs.get("notes", []), note]}
    return cleaned


def _has_slivers(shapes: "np.ndarray[Any, Any]") -> bool:
    """Whether a narrow gap runs between two areas (a notch in one area is its own affair)."""
    loose = shapely.coverage_invalid_edges(shapes, gap_width=SLIVER_M)
    loose = loose[~shapely.is_empty(loose)]
    pairs = shapely.STRtree(loose).query(loose, predicate="dwithin", distance=SLIVER_M)
    return bool((pairs[0] != pairs[1]).any())


def build(small_areas: gpd.GeoDataFrame) -> "nx.Graph[str]":
    """Rook adjacency of small areas.

    Parameters
    ----------
    small_areas
        Polygons in EPSG:27700, index ``area_code``.

    Returns
    -------
    Nodes in the order of the index, with ``outside_m`` (metres of border on no other area) and
    ``faces`` (what that border lies on: 0 all round, 1, 2, ... gaps inside); edges with
    ``border_m`` of at least 1 m.
    """
    shapes = np.asarray(clean(small_areas).geometry.array)
    codes = [str(code) for code in small_areas.index]
    faces = _faces(shapes)
    borders = coverage.shared(coverage.segments(np.concatenate([shapes, faces])))
    borders = borders[(borders["border_m"] >= BORDER_MIN_M) & (borders["a"] < len(codes))]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(codes)
    land = borders[borders["b"] < len(codes)]
    for a, b, border_m in land.itertuples(index=False):
        graph.add_edge(codes[a], codes[b], border_m=float(border_m))
    _add_outside(graph, codes, borders[borders["b"] >= len(codes)])
    return graph


def _add_outside(graph: "nx.Graph[str]", codes: list[str], shores: pd.DataFrame) -> None:
    for code in codes:
        graph.nodes[code].update(outside_m=0.0, faces=())
    for a, b, border_m in shores.itertuples(index=False):
        node = graph.nodes[codes[a]]
        node["outside_m"] += float(border_m)
        node["faces"] += (int(b) - len(codes),)


def _faces(shapes: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """What is not land within a frame: first the part that reaches the frame, then the gaps."""
    land = shapely.coverage_union_all(shapes)
    left, bottom, right, top = shapely.bounds(land)
    frame = shapely.box(left - _FRAME_M, bottom - _FRAME_M, right + _FRAME_M, top + _FRAME_M)
    parts = shapely.get_parts(shapely.difference(frame, land))
    order = np.argsort(shapely.bounds(parts)[:, 0], kind="stable")
    return np.asarray(parts[order])
