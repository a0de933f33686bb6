"""Territories: the land that is drawn as a practice's own, one (multi)polygon each."""

from enum import StrEnum
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries import coverage
from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.practices import border_units, sites
from boundaries.practices.border_units import WHOLE
from boundaries.territories import land, leading_practice, shared_premises, tessellation


class TerritoryMethod(StrEnum):
    """How territories were drawn, in ``territories.attrs["method"]``."""

    HULL = "cells of the sites within a hull"
    OUTLINE = "cells of the sites within an outline"
    BORDERS = "cells of the sites within border polygons"
    REGISTRATIONS = "small areas where the practice has most patients"
    GIVEN = "small areas that are planned themselves"


def build(
    practices: gpd.GeoDataFrame,
    *,
    units: "pd.Series[str] | None" = None,
    branches: gpd.GeoDataFrame | None = None,
    outline: gpd.GeoDataFrame | None = None,
) -> gpd.GeoDataFrame:
    """Divide the land among practices by nearness to their sites.

    A territory is the union of the cells of all sites of the practice. Practices at one
    premises share its cell in equal angles. With a polygon for each border unit, a main site
    outside its own unit's polygon is drawn from the nearest point of it and a branch there not
    at all; with an outline the same at its rim; with neither the land is a hull round the
    sites of each unit.

    Parameters
    ----------
    practices
        The practice table, points in EPSG:27700.
    units
        Border unit of each practice (``border_units.units``).
    branches
        Branch sites, points in EPSG:27700, column ``practice_code``.
    outline
        Polygons in any CRS: one for each unit, the index holding the unit's code, or any
        number with a plain number index that together are the land. Without units they are
        the land whatever their index.

    Returns
    -------
    GeoDataFrame, same index, no overlaps, ``attrs["method"]`` a ``TerritoryMethod``,
    ``attrs["notes"]`` a sentence on practices that lie off their land.

    Raises
    ------
    DataError
        The polygons carry codes, but not that of every unit, a polygon has no area, or no
        practice lies on its land.
    """
    units = border_units.units(practices, ()) if units is None else units
    where = sites.table(practices, branches)
    method, lands, keys = _lands(where, units, outline)
    _check_lands(lands)
    lots, placed = tessellation.make(where.assign(plot=where["practice_code"].map(keys)), lands)
    frame = _frame(shared_premises.divide(lots, placed).reindex(practices.index), method)
    frame.attrs["notes"] = _moved_notes(placed)
    return frame


def from_registrations(
    practices: gpd.GeoDataFrame, registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Give each small area to the practice with most of the registered patients who live there.

    Ties go to the first practice by code, areas without patients to the nearest practice. A
    practice that leads nowhere has part of the small area its main site stands in
    (``leading_practice.divide``), so that none is without land.

    Parameters
    ----------
    practices
        The practice table, points in EPSG:27700.
    registrations
        Columns ``practice_code``, ``area_code``, ``patients``; rows of other practices and of
        other areas are left aside.
    small_areas
        Polygons in EPSG:27700, index ``area_code``.

    Returns
    -------
    GeoDataFrame, same index as ``practices``, no overlaps, ``attrs["method"]`` a
    ``TerritoryMethod``, ``attrs["notes"]`` sentences on practices and areas without patients.

    Raises
    ------
    DataError
        The registrations have no patient of these practices in these areas.
    """
    lead = leading_practice.leaders(practices, registrations, small_areas)
    inside = registrations["area_code"].isin(small_areas.index)
    theirs = registrations[inside & registrations["practice_code"].isin(practices.index)]
    if theirs.empty:
        raise DataError(
            "no patient of these practices is registered in these small areas",
            remedy="Check that the area codes of registrations and polygons are of one vintage",
        )
    shapes = leading_practice.divide(practices, lead, small_areas).reindex(practices.index)
    frame = _frame(shapes, TerritoryMethod.REGISTRATIONS)
    frame.attrs["notes"] = _notes(practices.index, lead, set(theirs["area_code"]))
    return frame


def given(polygons: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Small areas that are the units of a plan: each is its own land.

    Parameters
    ----------
    polygons
        EPSG:27700, without gaps and overlaps, index the areas' codes.

    Returns
    -------
    As ``from_registrations``.
    """
    return _frame(polygons.geometry, TerritoryMethod.GIVEN)


def _notes(codes: "pd.Index[str]", lead: "pd.Series[str]", lived_in: set[str]) -> list[str]:
    nowhere = sorted(set(codes) - set(lead))
    empty = len(set(lead.index) - lived_in)
    one = len(nowhere) == 1
    theirs = "has part of the one it stands" if one else "have part of the one they stand"
    notes = [
        f"{len(nowhere)} practices {'leads' if one else 'lead'} in no small area and {theirs} in:"
        f" {', '.join(nowhere)}.",
        f"{empty} small areas without registered patients are with the nearest practice.",
    ]
    return [note for note, count in zip(notes, (len(nowhere), empty), strict=True) if count]


def _frame(shapes: "pd.Series[Any]", method: TerritoryMethod) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(geometry=gpd.GeoSeries(shapes, crs=BNG))
    frame.attrs["method"] = str(method)
    return frame


def _moved_notes(placed: pd.DataFrame) -> list[str]:
    main = placed[placed["main"]]
    off = sorted(main["practice_code"][main["moved"]])
    if len(off) == len(main):
        raise DataError(
            "no practice lies on the land of the outline",
            rows=off,
            remedy="Give the outline of the same area",
        )
    note = (
        f"{len(off)} practices lie outside the polygon they belong to and are drawn from the"
        f" nearest point of it: {', '.join(off)}."
    )
    return [note] if off else []


def _lands(
    where: pd.DataFrame, units: "pd.Series[str]", outline: gpd.GeoDataFrame | None
) -> "tuple[TerritoryMethod, pd.Series[Any], pd.Series[str]]":
    """How the land is known, the land of each plot, and the plot of each practice."""
    whole = pd.Series(WHOLE, index=units.index, dtype="str")
    if outline is None:
        xy = where.groupby(where["practice_code"].map(units))[["x", "y"]]
        hulls = [land.hull(rows.to_numpy()) for _, rows in xy]
        return TerritoryMethod.HULL, pd.Series({WHOLE: land.joined(hulls)}), whole
    polygons = land.in_metres(outline)
    keys = land.plot_keys(units, list(polygons.index))
    if keys is not None:
        return TerritoryMethod.BORDERS, polygons[polygons.index.isin(keys)], keys
    if not (units.eq(WHOLE).all() or pd.api.types.is_integer_dtype(outline.index.dtype)):
        raise _unit_without_polygon(units, polygons)
    return TerritoryMethod.OUTLINE, pd.Series({WHOLE: coverage.union(polygons.to_numpy())}), whole


def _unit_without_polygon(units: "pd.Series[str]", polygons: "pd.Series[Any]") -> DataError:
    missing = sorted(set(units) - set(polygons.index))
    return DataError(
        f"{len(missing)} border units have no polygon in the outline",
        rows=missing,
        remedy="Give one polygon for each unit with the unit's code, or polygons without codes "
        "that together are the land",
    )


def _check_lands(lands: "pd.Series[Any]") -> None:
    empty = [str(key) for key, shape in lands.items() if shape is None or shape.area == 0]
    if empty or lands.index.has_duplicates:
        twice = lands.index[lands.index.duplicated()].unique()
        raise DataError(
            "polygons of the outline cannot be used",
            rows=[f"{key} has no area" for key in empty] + [f"{key} occurs twice" for key in twice],
            remedy="Give one polygon with an area for each unit",
        )
