"""Readers of places: coordinates of postcodes, and branch sites."""

from collections.abc import Mapping
from typing import TypeAlias

import geopandas as gpd
import pandas as pd

from boundaries import crs
from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import text as files
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import checks as practice_checks
from boundaries.practices import closed
from boundaries.words import agreed

Branches: TypeAlias = gpd.GeoDataFrame

_PLACES = ("easting", "northing", "longitude", "latitude")
_BRANCH = (
    "practice_code",
    "parent_code",
    "site_code",
    "site_name",
    "practice_name",
    "postcode",
    "org_type",
    *_PLACES,
)
# A branch has its practice's six characters and three more.
_SITE_OF_PRACTICE = r"([A-Z][0-9]{5})[0-9]{3}"
_NOTHING: Mapping[str, str] = {}


def postcode(text: pd.Series) -> pd.Series:
    """Postcodes as printed: capitals, one blank before the last three characters."""
    plain = text.str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    return (plain.str[:-3] + " " + plain.str[-3:]).where(plain.str.len() > 3, plain)


def read_postcodes(path: Source) -> pd.DataFrame:
    """Coordinates of postcodes, from ONSPD, Code-Point Open or any table with a header.

    Returns
    -------
        Index `postcode` (see `postcode`), columns `easting`, `northing` (metres,
        EPSG:27700, NaN for a postcode without a place) and the file's other columns as
        text.

    Raises
    ------
    DataError
        A column is missing, a place is impossible, or a postcode has two places.
    """
    source, table = name_of(path), files.text_table(path)
    present = [str(column) for column in table.columns]
    found = names.resolve(present, ("postcode", *_PLACES), None, source)
    names.require(found, ("postcode",), source, names.listed(present))
    _require_pair(found, source)
    places = _places(table, found, found["postcode"], source)
    used = set(found.values())
    others = table[[column for column in present if column not in used]]
    joined = pd.concat([places, others], axis=1).set_axis(
        pd.Index(postcode(table[found["postcode"]]), name="postcode"), axis=0
    )
    return _without_repeats(joined, source)


def read_branches(
    source: Source,
    *,
    postcodes: pd.DataFrame | None = None,
    columns: Mapping[str, str] = _NOTHING,
) -> Branches:
    """Branch sites and the practices they belong to.

    The practice is the column for the parent (`parent_code`, or `practice_code` beside a
    `site_code`); in a file with one code a site, it is the first six of its nine
    characters. Sites with another code belong to nobody that the file names: they are
    left out and listed in `attrs["notes"]`. Of a file with a column that says `Branch`
    in some rows, only those rows are read. Sites that are marked as closed are left out and
    listed, too.

    Parameters
    ----------
    source
        The table: a file or a DataFrame.
    postcodes
        `read_postcodes`, used where the file has no coordinates.
    columns
        Our name -> the file's column.

    Returns
    -------
        Columns `practice_code`, `site_code`, `name`; points in EPSG:27700; index 0, 1...

    Raises
    ------
    DataError
        A column is missing, or a site has no place, or two places or practices.
    """
    called, table = name_of(source), files.text_table(source)
    present = [str(column) for column in table.columns]
    found = names.resolve(present, _BRANCH, columns or None, called)
    if "site_code" not in found and "practice_code" not in found:
        names.require(found, ("site_code",), called, names.listed(present))
    code = found.get("site_code", found.get("practice_code", ""))
    rows, shut = closed.without_closed(_only_branches(table, found), code)
    sites = _sites(rows, found)
    known = sites["practice_code"] != ""
    placed = _site_places(rows[known], found, postcodes, called)
    _refuse_two_places(sites[known].join(placed), called)
    points = crs.points(placed["easting"].to_numpy(), placed["northing"].to_numpy(), crs.BNG)
    branches = gpd.GeoDataFrame(sites[known].reset_index(drop=True), geometry=points, crs=crs.BNG)
    branches.attrs["notes"] = [*table.attrs.get("notes", []), *shut, *_orphans(sites[~known])]
    return branches


def _require_pair(found: Mapping[str, str], source: str) -> None:
    if not ({"easting", "northing"} <= set(found) or {"longitude", "latitude"} <= set(found)):
        names.require(found, ("easting", "northing"), source)


def _places(table: pd.DataFrame, found: Mapping[str, str], label: str, source: str) -> pd.DataFrame:
    """Columns `easting` and `northing` in metres, NaN where the table has nothing."""
    _, _, system = practice_checks.place_columns(found)
    findings = practice_checks.place_problems(table, label, found)
    wrong = findings[findings["problem"] != "no coordinates"]
    practice_checks.raise_for(wrong, source, leave_out=False)
    without = table.index.isin(findings["row"])
    x, y = (one.mask(without) for one in practice_checks.coordinates(table, found))
    if system == crs.WGS84:
        points = crs.points(x.to_numpy(), y.to_numpy(), system)
        x, y = (pd.Series(one.to_numpy(), table.index) for one in (points.x, points.y))
    return pd.DataFrame({"easting": x, "northing": y}, index=table.index)


def _without_repeats(places: pd.DataFrame, source: str) -> pd.DataFrame:
    """One row a postcode; repeats at the same place are one."""
    once = places[~places.reset_index().duplicated(["postcode", "easting", "northing"]).to_numpy()]
    twice = once.index[once.index.duplicated()].unique()
    if len(twice):
        raise DataError(
            f"{len(twice)} postcodes have more than one place",
            rows=sorted(twice),
            remedy="Keep one row a postcode",
            source=source,
        )
    return once


def _only_branches(table: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    if "org_type" not in found:
        return table
    branch = table[found["org_type"]].str.lower() == "branch"
    return table[branch] if branch.any() else table


def _sites(table: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    code = table[found.get("practice_code", found.get("site_code", ""))]
    site = table[found["site_code"]] if "site_code" in found else code
    if "parent_code" in found:
        parent = table[found["parent_code"]]
    elif "site_code" in found and "practice_code" in found:
        parent = code
    else:
        parent = site.str.extract(f"^{_SITE_OF_PRACTICE}$", expand=False).fillna("")
    label = found.get("site_name", found.get("practice_name"))
    name = table[label] if label else site
    return pd.DataFrame({"practice_code": parent, "site_code": site, "name": name})


def _site_places(
    table: pd.DataFrame,
    found: Mapping[str, str],
    postcodes: pd.DataFrame | None,
    source: str,
) -> pd.DataFrame:
    code = found.get("site_code", found.get("practice_code", ""))
    if postcodes is not None and "easting" not in found and "longitude" not in found:
        names.require(found, ("postcode",), source)
        places = postcodes[["easting", "northing"]].reindex(postcode(table[found["postcode"]]))
        places.index = table.index
    else:
        _require_pair(found, source)
        places = _places(table, found, code, source)
    lost = places["easting"].isna()
    if lost.any():
        raise DataError(
            f"{int(lost.sum())} sites have no coordinates",
            rows=[f"row {row} ({one})" for row, one in table.loc[lost, code].items()],
            remedy="Fill in the coordinates, or add the postcode to the postcode table",
            source=source,
        )
    return places


def _refuse_two_places(sites: pd.DataFrame, source: str) -> None:
    """Raise DataError where one site's code stands at two places, or is two practices'."""
    own = sites[(sites["site_code"] != "") & (sites["site_code"] != sites["practice_code"])]
    once = own.drop_duplicates(["site_code", "practice_code", "easting", "northing"])
    twice = once[once["site_code"].duplicated(keep=False)]
    if len(twice):
        raise DataError(
            agreed(f"{twice['site_code'].nunique()} sites have two places or two practices"),
            rows=[
                f"row {row} ({site} of {practice}): {x:.0f}, {y:.0f}"
                for row, site, practice, x, y in zip(
                    twice.index, twice["site_code"], twice["practice_code"], twice["easting"],
                    twice["northing"], strict=True,
                )
            ],
            remedy="Keep one row a site, or give each site its own code",
            source=source,
        )  # fmt: skip


def _orphans(sites: pd.DataFrame) -> list[str]:
    if sites.empty:
        return []
    listed = (sites["site_code"] + " (" + sites["name"] + ")").str.cat(sep=", ")
    return [f"{len(sites)} sites left out, as their code names no practice: {listed}."]
