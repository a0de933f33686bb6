"""Small areas put together to larger ones: LSOAs to MSOAs, by a column that names the larger."""

from typing import TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.files.tables.cells import question_case

#: Index area code; ``name``, ``patients``, text columns; points in EPSG:27700.
Units: TypeAlias = gpd.GeoDataFrame
SHOWN = 5


def grouped(
    units: Units, polygons: gpd.GeoDataFrame, column: str
) -> tuple[Units, gpd.GeoDataFrame]:
    """Units and polygons, one for each value of a column.

    Parameters
    ----------
    units, polygons
        Units and polygons of the small areas, in one order; the polygons fit together.
    column
        Which larger area each lies in; ``NAMEcd`` or ``NAME_code`` takes its names from
        ``NAMEnm`` or ``NAME_name``.

    Returns
    -------
        Residents are added up, and the point is the middle of where they live. Every other column
        has the value where most residents live; ``attrs["notes"]`` names groups with several
        values.

    Raises
    ------
    DataError
        An area has no value, or two values differ in nothing but capitals.
    """
    blank = units.index[units[column] == ""]
    if len(blank):
        raise DataError(
            f"{len(blank)} areas have no {column} to group them by",
            rows=list(map(str, blank)),
            remedy="Complete the column, or leave them out with --exclude",
        )
    question_case(units[column], f"values of {column}")
    key = units[column].rename("practice_code")
    rest = [str(name) for name in units.columns.drop(["name", "patients", "geometry", column])]
    table = pd.DataFrame({"patients": units.groupby(key.to_numpy())["patients"].sum()})
    notes = []
    for name in rest:
        table[name], split = _mostly(units, key, name)
        notes += _said(name, split, units, column)
    table.insert(0, "name", _names(table, column))
    made = gpd.GeoDataFrame(table, geometry=_middles(units, key, table.index), crs=BNG)
    made.index = made.index.astype("str").rename("practice_code")
    made.attrs["notes"] = [f"{len(units):,} small areas make {len(made):,} by {column}.", *notes]
    return made, _dissolved(polygons, key, made.index)


def _mostly(units: Units, key: "pd.Series[str]", name: str) -> tuple["pd.Series[str]", list[str]]:
    """Each group's value of a column, by most residents; and the groups with several values."""
    sums = units.groupby([key.to_numpy(), units[name].to_numpy()])["patients"].sum()
    most = sums.reset_index(name="n").sort_values(["level_0", "n", "level_1"],
                                                  ascending=[True, False, True])  # fmt: skip
    first = most.drop_duplicates("level_0").set_index("level_0")["level_1"]
    several = most.loc[most["level_0"].duplicated(), "level_0"]
    return first, sorted(set(several))


def _said(name: str, split: list[str], units: Units, column: str) -> list[str]:
    """A note on groups with several values of a column, unless its values are smaller places."""
    if not split or units[name].nunique() > units[column].nunique():
        return []
    more = f" and {len(split) - SHOWN} more" if len(split) > SHOWN else ""
    return [
        f"{len(split)} groups have several values of {name} and count where most of their "
        f"residents live: {', '.join(split[:SHOWN])}{more}."
    ]


def _names(table: pd.DataFrame, column: str) -> list[str]:
    stem, lower = column, column.lower()
    for ending, other in (("code", "name"), ("cd", "nm")):
        if lower.endswith(ending):
            wanted = stem[: -len(ending)].lower() + other
            beside = [name for name in table.columns if str(name).lower() == wanted]
            if beside:
                return [str(one) for one in table[beside[0]]]
    return [str(one) for one in table.index]


def _middles(units: Units, key: "pd.Series[str]", index: "pd.Index[str]") -> np.ndarray:
    """The middle of where the residents of each group live, in whole metres."""
    residents = np.maximum(units["patients"].to_numpy(float), 1e-6)
    x, y = units.geometry.x.to_numpy(), units.geometry.y.to_numpy()
    sums = pd.DataFrame({"n": residents, "x": x * residents, "y": y * residents})
    sums = sums.groupby(key.to_numpy()).sum().reindex(index)
    middle = sums[["x", "y"]].div(sums["n"], axis=0).round()
    points: np.ndarray = shapely.points(middle.to_numpy())
    return points


def _dissolved(
    polygons: gpd.GeoDataFrame, key: "pd.Series[str]", index: "pd.Index[str]"
) -> gpd.GeoDataFrame:
    shapes = np.asarray(polygons.geometry.array)
    rows = pd.Series(range(len(key))).groupby(key.to_numpy())
    made = [shapely.coverage_union_all(shapes[rows.get_group(code).to_numpy()]) for code in index]
    return gpd.GeoDataFrame(geometry=made, index=index, crs=BNG)
