"""How whole and how compact network areas are, and which practices stand apart.

Every measure is a plain function of shapes or points in EPSG:27700; formula and source stand in
its docstring.
"""

from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Floats = NDArray[np.float64]
NARROW_M = 5.0  #: as wide a gap between small areas is closed when they are fitted together
FILLED_MIN_M2 = 1.0  #: a hole in which others have less land than this is empty


def polsby_popper(shapes: Shapes) -> Floats:
    """Area against the circle of the same perimeter: 4 pi A / P^2, 1 for a circle.

    Polsby and Popper 1991, "The third criterion: compactness as a procedural safeguard against
    partisan gerrymandering", Yale Law & Policy Review 9. Falls with the detail of coastlines and
    of the drawing: compare areas drawn alike.
    """
    perimeter = shapely.length(shapes)
    return _ratio(4 * np.pi * shapely.area(shapes), perimeter**2)


def reock(shapes: Shapes) -> Floats:
    """Area against the smallest circle round the shape: A / A(circle), 1 for a circle.

    Reock 1961, "A note: measuring compactness as a requirement of legislative apportionment",
    Midwest Journal of Political Science 5.
    """
    radius = shapely.minimum_bounding_radius(shapes)
    return _ratio(shapely.area(shapes), np.pi * radius**2)


def hull_ratio(shapes: Shapes) -> Floats:
    """Area against the convex hull: A / A(hull), 1 for a convex shape.

    Niemi, Grofman, Carlucci and Hofeller 1990, "Measuring compactness and the role of a
    compactness standard in a test for partisan and racial gerrymandering", Journal of Politics 52.
    """
    return _ratio(shapely.area(shapes), shapely.area(shapely.convex_hull(shapes)))


def pieces(shapes: Shapes) -> NDArray[np.int64]:
    """Number of separate parts; parts that touch in a point only are separate."""
    return np.asarray(shapely.get_num_geometries(shapes), dtype=np.int64)


def doughnuts(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """Holes of areas in which other networks have land ("no doughnuts": Pulse, HSJ 2019).

    Returns
    -------
    One row a hole: ``network_id``, ``filled_by`` (ids joined by ", "), ``filled_m2``. Land
    narrower than 5 m is a fault of drawing and fills nothing.
    """
    rows = []
    shapes = np.asarray(areas.geometry.array)
    tree = shapely.STRtree(shapes)
    for network, shape in zip(areas.index, shapes, strict=True):
        for hole in _holes(shape):
            near = np.sort(tree.query(hole, predicate="intersects"))
            inside_m2 = _wide_m2(shapely.intersection(shapes[near], hole))
            filled = {str(areas.index[i]): m2 for i, m2 in zip(near, inside_m2, strict=True)}
            others = {n: m2 for n, m2 in filled.items() if m2 >= FILLED_MIN_M2 and n != network}
            if others:
                rows.append((str(network), ", ".join(others), float(sum(others.values()))))
    return pd.DataFrame(rows, columns=["network_id", "filled_by", "filled_m2"])


def measures(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """All measures of the shapes themselves.

    Returns
    -------
    Index ``network_id``; ``area_km2``, ``perimeter_km``, ``pieces``, ``doughnuts`` (holes filled
    by others), ``polsby_popper``, ``reock``, ``hull_ratio``.
    """
    shapes = np.asarray(areas.geometry.array)
    holes = doughnuts(areas).groupby("network_id").size()
    return pd.DataFrame(
        {
            "area_km2": shapely.area(shapes) / 1e6,
            "perimeter_km": shapely.length(shapes) / 1e3,
            "pieces": pieces(shapes),
            "doughnuts": holes.reindex(areas.index, fill_value=0).to_numpy(),
            "polsby_popper": polsby_popper(shapes),
            "reock": reock(shapes),
            "hull_ratio": hull_ratio(shapes),
        },
        index=areas.index,
    )


def patient_distance_km(points: gpd.GeoDataFrame, patients: pd.DataFrame) -> "pd.Series[float]":
    """Mean distance of each network's patients from the middle of them all.

    sum of p_i |x_i - m| / sum of p_i with m = sum of p_i x_i / sum of p_i: the patient-weighted
    form of the distance to the centroid (Hess et al. 1965, "Nonpartisan political redistricting
    by computer", Operations Research 13, which squares it).

    Parameters
    ----------
    points
        Where patients are counted: points, or small areas (a point inside each is taken).
    patients
        Patients by point (rows, same index) and network (columns).
    """
    at = shapely.get_coordinates(shapely.point_on_surface(np.asarray(points.geometry.array)))
    weight = patients.reindex(points.index, fill_value=0).to_numpy(dtype=float)
    total = np.where(weight.sum(axis=0) > 0, weight.sum(axis=0), np.nan)
    middle = (weight.T @ at) / total[:, None]
    metres = np.hypot(*(at[:, None, :] - middle[None, :, :]).transpose(2, 0, 1))
    mean = np.nansum(weight * metres, axis=0) / total
    return pd.Series(mean / 1e3, index=patients.columns, name="patient_distance_km")


def cut_edges(graph: "nx.Graph[Any]", labels: Mapping[str, str]) -> pd.DataFrame:
    """Neighbours that the plan parts: edges between different networks.

    The discrete perimeter of DeFord, Duchin and Solomon 2021, "Recombination: a family of
    Markov chains for redistricting", Harvard Data Science Review 3.

    Parameters
    ----------
    graph
        Practices or small areas, ``border_m`` on the edges where known.
    labels
        Network id of each node.

    Returns
    -------
    Index ``network_id``: ``cut_edges``, ``border_km`` (of those edges), ``inner_edges``. Each
    cut edge counts for both networks.
    """
    rows = [
        (labels[here], labels[here] != labels[there], float(data.get("border_m", 0.0)))
        for a, b, data in graph.edges(data=True)
        for here, there in ((a, b), (b, a))
    ]
    table = pd.DataFrame(rows, columns=["network_id", "cut", "border_m"])
    cut, kept = table[table["cut"]].groupby("network_id"), table[~table["cut"].astype(bool)]
    index = pd.Index(sorted(set(labels.values())), name="network_id", dtype="str")
    return pd.DataFrame(
        {
            "cut_edges": cut.size().reindex(index, fill_value=0),
            "border_km": cut["border_m"].sum().reindex(index, fill_value=0.0) / 1e3,
            "inner_edges": kept.groupby("network_id").size().reindex(index, fill_value=0) // 2,
        }
    )


def _holes(shape: Any) -> list[Any]:
    parts = shapely.get_parts(shape)
    return [shapely.polygons(ring) for part in parts for ring in part.interiors]


def _wide_m2(shapes: Shapes) -> Floats:
    """Area of the parts that are somewhere wider than ``NARROW_M``."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    wide = ~shapely.is_empty(shapely.buffer(parts, -NARROW_M / 2))
    area = shapely.area(parts[wide])
    return np.bincount(owner[wide], weights=area, minlength=len(shapes)).astype(float)


def _ratio(part: Floats, whole: Floats) -> Floats:
    """Part of the whole; 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
