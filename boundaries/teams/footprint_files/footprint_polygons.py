"""Reading teams from polygons: rows of a team joined, shapes repaired, overlaps settled."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.outlines import clean_shapes
from boundaries.files.outlines import shapes as shape_files
from boundaries.files.outlines.rounding import polygonal
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.teams.footprint_files import footprint_tables
from boundaries.unallocated import is_unallocated

SLIVER_M = 1.0  #: parts narrower than this are faults of drawing
OVERLAP_M2 = 1.0  #: overlaps below this are rounding of coordinates, mended without a note


def read(
    shapes_source: Source, given: Mapping[str, str]
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, tuple[str, ...]]:
    """Teams, their polygons and notes from a file of shapes; see ``footprints.read``."""
    source = name_of(shapes_source)
    shapes = shape_files.read(shapes_source, layer="footprints")
    attributes = pd.DataFrame(shapes.drop(columns="geometry"))
    found = footprint_tables.recognise(attributes.columns, given, source, keyed=False)
    ids = attributes[found["team_id"]].rename("team_id")
    shapes, ids, left_out = _of_teams(shapes, ids, source)
    _check_shapes(shapes, ids, source)
    teams = footprint_tables.team_table(attributes.loc[ids.index], found, ids, source)
    placed = clean_shapes.on_grid(shapes, clean_shapes.names(shapes, ids), source)
    mended, repaired = _mended(placed)
    joined = mended.dissolve(by=ids).rename_axis("team_id").sort_index()
    areas, overlaps = without_overlaps(joined, source)
    noted = (
        *footprint_tables.ons_note(attributes.columns, found),
        *footprint_tables.names_note(attributes, found, ids),
    )
    return teams, areas, (*noted, *left_out, *_repair_notes(ids[repaired]), *overlaps)


def _of_teams(
    shapes: gpd.GeoDataFrame, ids: pd.Series, source: str
) -> tuple[gpd.GeoDataFrame, pd.Series, tuple[str, ...]]:
    """The features of teams and their ids, without ground that is marked as nobody's; a note."""
    nobodys = (ids != "") & ids.map(is_unallocated)
    if not nobodys.any():
        return shapes, ids, ()
    if nobodys.all():
        raise DataError(
            f"all features are marked as no team's ({names.listed(sorted(set(ids)))})",
            remedy="Give each team's polygon its own id",
            source=source,
        )
    count = f"{nobodys.sum()} feature{' is' if nobodys.sum() == 1 else 's are'}"
    called = names.listed(sorted(set(ids[nobodys])))
    told = f"{count} marked as no team's ({called}) and left out: nobody works there."
    return shapes[~nobodys], ids[~nobodys], (told,)


def _check_shapes(shapes: gpd.GeoDataFrame, ids: pd.Series, source: str) -> None:
    no_polygon = ~shapes.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"])
    bad = no_polygon | shapes.is_empty | (ids == "")
    kinds = shapes.geom_type.fillna("no shape").mask(shapes.is_empty, "empty")
    remedy = "Draw each team as a polygon and give it an id"
    _refuse(bad, ids, "are not a polygon with a team's id", kinds, (remedy, source))


def _refuse(
    bad: pd.Series, ids: pd.Series, fault: str, details: pd.Series, end: tuple[str, str]
) -> None:
    if bad.any():
        raise DataError(
            f"{bad.sum()} features {fault}",
            rows=[
                f"feature {row} ({ids[row] or 'no id'}): {details[row]}" for row in ids[bad].index
            ],
            remedy=end[0],
            source=end[1],
        )


def _mended(shapes: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """The geometry alone, all of it valid polygons; and which shapes were not valid before."""
    faulty = ~shapes.is_valid | (shapes.geom_type == "GeometryCollection")
    valid = shapes.geometry.make_valid().where(faulty, shapes.geometry)
    return gpd.GeoDataFrame(geometry=valid.map(polygonal), crs=shapes.crs), faulty


def _repair_notes(ids: pd.Series) -> tuple[str, ...]:
    if ids.empty:
        return ()
    return (f"{len(ids)} invalid polygons were repaired: {', '.join(sorted(set(ids)))}",)


def without_overlaps(
    areas: gpd.GeoDataFrame, source: str = ""
) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    """Polygons, index ``team_id``, of which no two share ground, and notes of what was cut.

    The smaller polygon keeps the ground, the first id of equals: a small footprint drawn on a
    larger one is taken to be meant.

    Raises
    ------
    DataError
        A team has no ground left.
    """
    order = areas.assign(m2=areas.area).sort_values("m2", kind="stable").index
    kept = areas.geometry.copy()
    notes: list[str] = []
    slivers_m2 = 0.0
    for place, team in enumerate(order):
        earlier = [one for one in order[:place] if kept[one].intersects(kept[team])]
        for other in earlier:
            shared_m2 = kept[team].intersection(kept[other]).area
            if shared_m2 > OVERLAP_M2:
                notes.append(
                    f"{shared_m2 / 1e6:.3f} km2 of {team} lie in {other}, which keeps them"
                )
            if shared_m2 > 0:
                rest = polygonal(kept[team].difference(kept[other]))
                kept[team] = without_slivers(rest)
                slivers_m2 += rest.area - kept[team].area
        _check_ground(kept[team], team, source)
    if slivers_m2 > 0:
        notes.append(
            f"{slivers_m2:,.1f} m² of slivers under {SLIVER_M:g} m wide, left where footprints "
            "nearly share a border, are dropped"
        )
    return gpd.GeoDataFrame(geometry=kept, crs=areas.crs), tuple(notes)


def without_slivers(shape: shapely.Geometry) -> shapely.Geometry:
    """A (multi)polygon without the parts that are nowhere as wide as ``SLIVER_M``."""
    parts = shapely.get_parts(shape)
    wide = ~shapely.is_empty(shapely.buffer(parts, -SLIVER_M / 2))
    return shape if wide.all() else shapely.union_all(parts[wide])


def _check_ground(shape: shapely.Geometry, team: str, source: str) -> None:
    if shape.is_empty or shape.area <= OVERLAP_M2:
        raise DataError(
            f"team {team} has no ground of its own: its shape has no surface, or smaller "
            "footprints cover it",
            remedy="Draw it again, or remove the polygon that is drawn twice",
            source=source,
        )
