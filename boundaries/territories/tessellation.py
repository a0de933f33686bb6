"""Cells: land divided among points by nearness, as one noded piece of linework.

All lines (Voronoi ridges, the rim of the land, barriers) are noded together and turned into
faces, and every face goes to the nearest point. So neighbouring cells share identical vertices
(a coverage in the sense of ``shapely.coverage_is_valid``), whatever the shape of the land.
A face cut off from its own point, across an estuary or round a bay, goes to the neighbour it
shares most border with.

Source: Aurenhammer F. Voronoi diagrams: a survey of a fundamental geometric data structure.
ACM Computing Surveys 1991;23:345-405.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from boundaries import coverage
from boundaries.practices import sites

Shapes = NDArray[np.object_]
CLIP_M = 0.01  # lines pass the rim by so much, so that noding meets it


@dataclass(frozen=True)
class Plot:
    """Land and the points that divide it.

    ``land`` is a valid (multi)polygon; ``points`` (n, 2) in metres, at least one, lie in or on
    it, more than a metre apart.
    """

    land: Any
    points: NDArray[np.float64]


@dataclass(frozen=True)
class Faces:
    """Polygons that overlap nowhere, the plot and the point each belongs to.

    ``point`` counts through the points of all plots in order; ``held`` says whether the face
    can be reached from its point without leaving the plot or crossing a barrier.
    """

    polygons: Shapes
    plot: NDArray[np.int64]
    point: NDArray[np.int64]
    held: NDArray[np.bool_]


def tessellate(plots: Sequence[Plot], *, lines: Sequence[Any] = (), water: Any = None) -> Faces:
    """Divide the land of each plot among its points by nearness.

    Parameters
    ----------
    plots
        Where land overlaps the earlier plot has it.
    lines
        Further lines to cut faces along: rays of wedges, barriers.
    water
        A (multi)polygon that belongs to nobody.
    """
    rims = [plot.land for plot in plots] + ([] if water is None else [water])
    work = [*shapely.boundary(rims), *_ridges(plots), *lines]
    polygons = shapely.get_parts(shapely.polygonize([shapely.union_all(work)]))
    inside = shapely.point_on_surface(polygons)
    plot = _plot_of(inside, plots, water)
    dry = plot >= 0
    point = _nearest(inside[dry], plot[dry], plots)
    return Faces(polygons[dry], plot[dry], point, np.ones(len(point), dtype=bool))


def tessellate_each(plots: Sequence[Plot], *, lines: Any = None, water: Any = None) -> Faces:
    """Divide the land of each plot by itself: land may overlap between plots.

    Parameters
    ----------
    plots, water
        As for ``tessellate``.
    lines
        Barriers, as one (multi)line.
    """
    found, first = [], 0
    for k, plot in enumerate(plots):
        room = shapely.buffer(plot.land, CLIP_M)
        local = [] if lines is None else [shapely.intersection(lines, room)]
        wet = None if water is None else shapely.intersection(water, room)
        faces = tessellate([plot], lines=local, water=wet)
        found.append((faces.polygons, faces.plot + k, faces.point + first, faces.held))
        first += len(plot.points)
    return Faces(*(np.concatenate(column) for column in zip(*found, strict=True)))


def borders(faces: Faces) -> pd.DataFrame:
    """Segments shared by two faces of one plot, as ``coverage.segments`` gives them."""
    return coverage.segments(faces.polygons, faces.plot)


def reassign(faces: Faces, points: NDArray[np.float64], pieces: pd.DataFrame) -> Faces:
    """Give faces that are cut off from their point to the neighbour along the longest border.

    Parameters
    ----------
    faces
        As ``tessellate`` returns them.
    points
        Coordinates of the points of all plots, shape (n, 2).
    pieces
        Segments as ``borders`` returns them, without those along a barrier.

    Returns
    -------
    Faces, with ``held`` false for land that no point can reach.
    """
    seeds = _seeds(faces, points)
    same = pieces[faces.point[pieces["a"]] == faces.point[pieces["b"]]]
    group = coverage.groups(len(faces.polygons), same)
    held = np.isin(group, group[seeds])
    return _adopt(replace(faces, held=held), pieces)


def _ridges(plots: Sequence[Plot]) -> Iterator[Any]:
    for plot in plots:
        if len(plot.points) > 1:
            yield shapely.intersection(
                shapely.voronoi_polygons(
                    shapely.multipoints(plot.points), extend_to=plot.land, only_edges=True
                ),
                shapely.buffer(plot.land, CLIP_M),
            )


def _plot_of(inside: Shapes, plots: Sequence[Plot], water: Any) -> NDArray[np.int64]:
    """Plot that holds each point, -1 where none does or water."""
    tree = shapely.STRtree(inside)
    plot, face = tree.query([plot.land for plot in plots], predicate="intersects")
    found = np.full(len(inside), len(plots), dtype=np.int64)
    np.minimum.at(found, face, plot)
    found[found == len(plots)] = -1
    if water is not None:
        found[tree.query(water, predicate="intersects")] = -1
    return found


def _nearest(inside: Shapes, plot: NDArray[np.int64], plots: Sequence[Plot]) -> NDArray[np.int64]:
    first = np.cumsum([0, *(len(plot.points) for plot in plots)])
    point = np.zeros(len(inside), dtype=np.int64)
    order = np.argsort(plot, kind="stable")
    ends = np.searchsorted(plot[order], np.arange(len(plots) + 1))
    for k in np.unique(plot):
        rows = order[ends[k] : ends[k + 1]]
        near = shapely.STRtree(shapely.points(plots[k].points)).nearest(inside[rows])
        point[rows] = first[k] + near
    return point


def _seeds(faces: Faces, points: NDArray[np.float64]) -> NDArray[np.int64]:
    """The face that holds each point, or the nearest of its own."""
    away = shapely.distance(faces.polygons, shapely.points(points[faces.point]))
    order = np.lexsort((away, faces.point))
    _, first = np.unique(faces.point[order], return_index=True)
    return order[first]


def _adopt(faces: Faces, pieces: pd.DataFrame) -> Faces:
    point, held = faces.point.copy(), faces.held.copy()
    both = pd.concat([pieces, pieces.rename(columns={"a": "b", "b": "a"})], ignore_index=True)
    while True:
        rim = both[held[both["a"]] & ~held[both["b"]]]
        if rim.empty:
            return replace(faces, point=point, held=held)
        offers = rim.assign(point=point[rim["a"]]).groupby(["b", "point"], as_index=False)
        total = pd.DataFrame(offers["border_m"].sum())
        best = total.sort_values(["b", "border_m", "point"], ascending=[True, False, True])
        best = best.drop_duplicates("b")
        point[best["b"]], held[best["b"]] = best["point"], True


def make(where: pd.DataFrame, lands: "pd.Series[Any]") -> tuple[list[Plot], pd.DataFrame]:
    """Put the sites of each plot on its land.

    A main site off the land is moved to the nearest point of it, a branch there is left out.

    Parameters
    ----------
    where
        Sites (``sites.table``) with a column ``plot``.
    lands
        One valid (multi)polygon a plot, index as in ``plot``.

    Returns
    -------
    The plots, and the sites with the columns ``point``, the number of their premises, counted
    through all plots in order, and ``moved``.
    """
    keys, plot = np.unique(where["plot"].to_numpy(dtype=object), return_inverse=True)
    where = _on_land(where.assign(plot=plot), list(lands[list(keys)]))
    xy = where[["x", "y"]].to_numpy()
    spot = pd.DataFrame({"plot": where["plot"], "premises": sites.premises(xy)})
    _, first, point = np.unique(spot.to_numpy(), axis=0, return_index=True, return_inverse=True)
    owner = where["plot"].to_numpy()[first]
    lots = [Plot(lands[key], xy[first[owner == k]]) for k, key in enumerate(keys)]
    return lots, where.assign(point=point)


def points(plots: list[Plot]) -> NDArray[np.float64]:
    """Coordinates of the points of all plots in order, shape (n, 2)."""
    return np.concatenate([plot.points for plot in plots])


def _on_land(where: pd.DataFrame, lands: list[Any]) -> pd.DataFrame:
    xy, plot = where[["x", "y"]].to_numpy(copy=True), where["plot"].to_numpy()
    point, keep = shapely.points(xy), np.ones(len(where), dtype=bool)
    for k, land in enumerate(lands):
        shapely.prepare(land)
        rows = np.flatnonzero(plot == k)
        off = rows[~shapely.intersects(land, point[rows])]
        keep[off] = where["main"].to_numpy()[off]
        xy[off] = shapely.get_coordinates(
            shapely.get_point(shapely.shortest_line(land, point[off]), 0)
        )
    moved = (xy != where[["x", "y"]].to_numpy()).any(axis=1)
    return where.assign(x=xy[:, 0], y=xy[:, 1], moved=moved)[keep]
