"""Where the bases of staff are: coordinates given beside them, practices, postcodes, areas."""

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.crs import BNG
from boundaries.files.columns import in_any_case


def places(
    posts: pd.DataFrame, practices: gpd.GeoDataFrame, small_areas: gpd.GeoDataFrame | None
) -> tuple[gpd.GeoSeries, list[str]]:
    """The place of each base, and which are not found.

    Parameters
    ----------
    posts
        See ``posts.read``.
    practices, small_areas
        EPSG:27700. A base is the code of a practice, the postcode of one, or the code of a small
        area (its middle), unless the table of staff has coordinates for it.

    Returns
    -------
    Index base, points; bases that are nowhere to be found are missing, and named in a sentence.
    """
    asked = sorted(set(posts["base"]) - {""})
    known = _known(practices, small_areas) | _given(posts)
    found = {base: known[_key(base)] for base in asked if _key(base) in known}
    missing = [base for base in asked if base not in found]
    points = gpd.GeoSeries(list(found.values()), index=list(found), crs=BNG)
    return points, _said(posts, missing)


def _said(posts: pd.DataFrame, missing: list[str]) -> list[str]:
    out = []
    if missing:
        out.append(
            f"Bases that are no practice, postcode or small area, so that travel from them is not "
            f"known: {', '.join(missing)}."
        )
    blank = float(posts.loc[posts["base"] == "", "wte"].sum())
    if blank and len(set(posts["base"])) > 1:
        out.append(f"{blank:g} WTE have no base.")
    return out


def _known(
    practices: gpd.GeoDataFrame, small_areas: gpd.GeoDataFrame | None
) -> dict[str, shapely.Point]:
    """Key of a place -> its point; a practice's code wins over postcodes, these over areas."""
    out: dict[str, shapely.Point] = {}
    if small_areas is not None:
        middles = shapely.centroid(small_areas.geometry.to_numpy())
        out |= dict(zip(map(_key, small_areas.index), middles, strict=True))
    column = in_any_case(map(str, practices.columns), "postcode")
    for names in ([practices[column]] if column else []), [practices.index]:
        for cells in names:
            out |= dict(zip(map(_key, cells), practices.geometry, strict=True))
    return out


def _given(posts: pd.DataFrame) -> dict[str, shapely.Point]:
    rows = posts[posts["easting"].notna() & posts["northing"].notna()]
    points = shapely.points(rows[["easting", "northing"]].to_numpy(float))
    return dict(zip(map(_key, rows["base"]), points, strict=True))


def _key(text: object) -> str:
    return str(text).replace(" ", "").casefold()
