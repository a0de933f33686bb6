"""Small areas read as the units of a plan: residents for size, a middle for distances."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import crs
from boundaries.areas import grouping
from boundaries.areas.grouping import Units
from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import numerals
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.network_areas import small_area_graph as area_graphs
from boundaries.population import small_areas
from boundaries.practices import checks
from boundaries.practices import rows as table_rows

NOUNS = ("area_code", "area_name", "residents", "easting", "northing")
NEAR_M = 2_000.0  #: from a generalised outline, a middle inside the true one may lie that far
_WITHOUT = "leave both out of the file: distances are then measured from the middle of the land"
_NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, eq=False)
class AreaUnits:
    """Units of a plan that are small areas.

    Parameters
    ----------
    table
        In the form of the practice table: index ``practice_code`` (the area's code), ``name``,
        ``patients`` (residents, above 0), the file's other columns as text, points in EPSG:27700;
        ``attrs["notes"]``.
    polygons
        Same index; (multi)polygons in EPSG:27700 that fit together without gaps or overlaps.
    left_out
        Codes of the file that are in neither.
    """

    table: Units
    polygons: gpd.GeoDataFrame
    left_out: tuple[str, ...] = ()


def read(
    source: Source,
    *,
    group_by: str = "",
    columns: Mapping[str, str] = _NOTHING,
    where: Mapping[str, str] = _NOTHING,
    exclude: Collection[str] = (),
) -> AreaUnits:
    """Read polygons with a code and residents as the units of a plan.

    Parameters
    ----------
    source
        GeoJSON, GeoPackage, shapefile or a GeoDataFrame; ``figures.joined`` adds the columns of
        further tables.
    group_by
        Column that says which larger area each lies in; the units are these.
    columns
        Our name (one of ``NOUNS``) -> the file's column.
    where, exclude
        Column -> value of the areas to keep; codes to leave out.

    Returns
    -------
        Distances are measured from the file's eastings and northings (population-weighted middles,
        say) where it has them, else from the middle of the land. A middle lies in its own area or
        within 2 km of it.

    Raises
    ------
    DataError
        The file cannot be used, or areas have no residents; all are named.
    """
    name = name_of(source)
    areas = small_areas.read(
        source, code_column=columns.get("area_code"), name_column=columns.get("area_name")
    )
    noted = [*_given_notes(source), *areas.attrs["notes"]]
    kept, said = _kept(areas, where, exclude, name)
    found = _columns(kept, columns, name)
    units = _units(kept, found, name)
    polygons = _fitted(kept)
    noted += [*said, *_of_polygons(polygons)]
    if group_by:
        units, polygons = grouping.grouped(units, polygons, _column(units, group_by, name))
        noted += units.attrs["notes"]
    _check_inhabited(units, name)
    units.attrs["notes"] = list(dict.fromkeys(noted))
    left = set(areas.index) - set(kept.index)
    return AreaUnits(units, polygons, tuple(sorted(map(str, left))))


def attributes(areas: gpd.GeoDataFrame) -> pd.DataFrame:
    """The columns of joined areas (``figures.joined``) as text, without their polygons."""
    return pd.DataFrame(areas.drop(columns="geometry")).astype("str")


def suggested(columns: Collection[str]) -> str | None:
    """The column that is known to count residents; ``None`` without one."""
    return names.suggest(columns, ["residents"]).get("residents")


def _given_notes(source: Source) -> list[str]:
    return list(source.attrs.get("notes", [])) if isinstance(source, pd.DataFrame) else []


def _kept(
    areas: gpd.GeoDataFrame, where: Mapping[str, str], exclude: Collection[str], source: str
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The areas that are wanted, in the order of their codes."""
    plain = areas.reset_index()
    plain.index = pd.RangeIndex(1, len(plain) + 1, name="row")
    rows, noted = table_rows.kept(
        plain, {"practice_code": "area_code"}, where, exclude, source, limit=len(plain)
    )
    return areas.loc[sorted(rows["area_code"])], noted


def _columns(areas: gpd.GeoDataFrame, given: Mapping[str, str], source: str) -> dict[str, str]:
    """Our name -> the file's column, for what is not read with the polygons."""
    present = [str(column) for column in areas.columns if column != "geometry"]
    unknown = sorted(set(given) - set(NOUNS))
    if unknown:
        raise DataError(
            f"--columns cannot map {unknown[0]!r} of small areas",
            remedy=f"The names it can map are {', '.join(NOUNS)}",
            source=source,
        )
    nouns = NOUNS[2:]
    said = {noun: column for noun, column in given.items() if noun in nouns}
    found = names.resolve(present, nouns, said, source)
    if "residents" not in found:
        raise DataError(
            "no column says how many residents an area has among "
            f"{names.listed(present) or 'none'}",
            remedy="Add a table of residents by area code with --area-data, or name the column "
            "with --columns residents=COLUMN",
            source=source,
        )
    return found


def _column(units: Units, wanted: str, source: str) -> str:
    found = names.in_any_case([str(name) for name in units.columns], wanted)
    if found is None or found in ("name", "patients", "geometry"):
        others = [str(n) for n in units.columns if n not in ("name", "patients", "geometry")]
        raise DataError(
            f"no column {wanted!r} to group areas by (--group-by)",
            remedy=f"The columns are {names.listed(others)}",
            source=source,
        )
    return found


def _units(areas: gpd.GeoDataFrame, found: Mapping[str, str], source: str) -> Units:
    written = areas[found["residents"]]
    residents = numerals.numbers(written)
    _refuse_pointed(written, source)
    wrong = areas.index[~residents.between(0, checks.LIST_SIZE_MAX)]
    if len(wrong):
        raise DataError(
            f"{len(wrong)} areas have no number of residents",
            rows=[f"{code}: {areas.at[code, found['residents']]!r}" for code in wrong],
            remedy="Complete the column, or leave these areas out with --exclude",
            source=source,
        )
    rest = areas.drop(columns=["geometry", *found.values()])
    apart = {name: f"{name} (file)" for name in rest.columns if name in ("patients", "geometry")}
    table = pd.DataFrame(rest).rename(columns=apart)
    table.insert(1, "patients", residents.round().astype("int64"))
    table.index = pd.Index(areas.index, name="practice_code", dtype="str")
    return gpd.GeoDataFrame(table, geometry=_points(areas, found, source), crs=crs.BNG)


def _points(areas: gpd.GeoDataFrame, found: Mapping[str, str], source: str) -> np.ndarray:
    """Where distances are measured from: the file's own middles, else a point in the land."""
    if not {"easting", "northing"} <= set(found):
        inside = shapely.point_on_surface(np.asarray(areas.geometry.array))
        middles: np.ndarray = shapely.points(np.round(shapely.get_coordinates(inside)))
        return middles
    pair = {noun: found[noun] for noun in ("easting", "northing")}
    table = pd.DataFrame(areas[list(pair.values())]).astype("str").rename_axis("row").reset_index()
    wrong = checks.place_problems(table, "row", pair)
    if len(wrong):
        each = zip(wrong["practice_code"], wrong["problem"], wrong["value"], strict=True)
        raise DataError(
            f"{len(wrong)} areas have no middle in {pair['easting']} and {pair['northing']}",
            rows=[f"{code}: {problem}, {value!r}" for code, problem, value in each],
            remedy=f"Give metres of the British National Grid, or {_WITHOUT}",
            source=source,
        )
    x, y = checks.coordinates(table, pair)
    points: np.ndarray = shapely.points(x.to_numpy(), y.to_numpy())
    _refuse_astray(areas, points, pair, source)
    return points


def _refuse_pointed(written: pd.Series, source: str) -> None:
    wrong = written[numerals.is_pointed(written)]
    if len(wrong):
        raise DataError(
            f"{len(wrong)} areas have residents with a point before the last three digits",
            rows=[f"{code}: {cell!r}" for code, cell in wrong.items()],
            remedy=checks.UNPOINTED,
            source=source,
        )


def _refuse_astray(
    areas: gpd.GeoDataFrame, points: np.ndarray, pair: Mapping[str, str], source: str
) -> None:
    """Refuse middles that are neither in their own area nor near it."""
    away = shapely.distance(points, np.asarray(areas.geometry.array))
    astray = [(code, metres / 1000) for code, metres in zip(areas.index, away, strict=True)
              if metres > NEAR_M]  # fmt: skip
    if astray:
        raise DataError(
            f"{len(astray)} areas have a middle in {pair['easting']} and {pair['northing']} more "
            f"than {NEAR_M / 1000:g} km outside their polygon",
            rows=[f"{code}: {km:,.1f} km" for code, km in astray],
            remedy=f"Correct the columns (they may be swapped), or {_WITHOUT}",
            source=source,
        )


def _fitted(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The units' polygons, fitted together, under the index of the units."""
    cleaned = area_graphs.clean(areas)
    index = pd.Index(areas.index, name="practice_code", dtype="str")
    made = gpd.GeoDataFrame(geometry=cleaned.geometry.to_numpy(), index=index, crs=crs.BNG)
    made.attrs["notes"] = list(cleaned.attrs.get("notes", []))
    return made


def _of_polygons(polygons: gpd.GeoDataFrame) -> list[str]:
    return list(polygons.attrs["notes"])


def _check_inhabited(units: Units, source: str) -> None:
    empty = units.index[units["patients"] <= 0]
    if len(empty):
        raise DataError(
            f"{len(empty)} areas have no residents",
            rows=list(map(str, empty)),
            remedy="Group them with others (--group-by), or leave them out with --exclude",
            source=source,
        )
