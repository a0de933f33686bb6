"""Whether registrations and polygons speak of the same small areas of the same census."""

import re
from collections.abc import Iterable

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files.columns import normalised

# LSOAs that changed in 2021 got codes above the last of 2011 (ONS, LSOA 2011 to LSOA 2021
# best-fit lookup); those that did not keep theirs.
LSOA_2011_LAST, LSOA_2021_LAST = 33_768, 35_999
_CHANCE_MAX = 0.001
_COVERAGE_MIN = 0.9


def check(patients: pd.Series, small_areas: gpd.GeoDataFrame, area_column: str = "") -> None:
    """Raise DataError if registrations and polygons are of different censuses.

    Parameters
    ----------
    patients
        Index `area_code`: patients registered from there, wherever it is.
    small_areas
        `small_areas.read`.
    area_column
        The registrations' column of codes, as the file names it (`lsoa21cd`).

    Notes
    -----
    A column named for its census settles it. Otherwise the codes do: 2021 polygons whose
    new codes nobody is registered from, while their old ones are in use, or codes new in
    2021 beside 2011 polygons that nobody is registered from. Areas in which no LSOA
    changed in 2021 have the same codes in both and pass.
    """
    known, polygons = _lsoas(patients.index), _lsoas(small_areas.index)
    empty = sorted(polygons - known)
    if not known or not empty or not polygons & known:
        return
    census = _census(area_column) or ("2021" if _new(known) else "2011")
    stated = _census(str(small_areas.attrs.get("code_column", "")))
    if census == "2011" and _new(polygons) and _unlikely(polygons, known):
        _refuse("2011", "2021", empty)
    if census == "2021" and not _new(polygons) and stated != "2021" and _new(known - polygons):
        used = len(polygons & known) / len(polygons)
        if stated == "2011" or used >= _COVERAGE_MIN:
            _refuse("2021", "2011", empty)


def _unlikely(polygons: set[str], known: set[str]) -> bool:
    """True if chance does not explain that no polygon with a new code has patients."""
    new = _new(polygons)
    old = polygons - new
    used = len(old & known) / len(old) if old else 1.0
    return not new & known and (1 - used) ** len(new) < _CHANCE_MAX


def _refuse(registered: str, drawn: str, empty: list[str]) -> None:
    raise DataError(
        f"the registrations use the LSOAs of {registered}, the polygons are those of {drawn}: "
        f"{len(empty)} polygons have no patients",
        rows=empty,
        remedy=f"Give the LSOA polygons of {registered}, or registrations by the LSOAs of {drawn}",
    )


def _census(column: str) -> str:
    found = re.search(r"lsoa(01|11|21)", normalised(column))
    return f"20{found[1]}" if found else ""


def _lsoas(codes: Iterable[str]) -> set[str]:
    return {code for code in codes if re.fullmatch(r"E01\d{6}", code)}


def _new(codes: Iterable[str]) -> set[str]:
    """Codes that the census of 2021 brought."""
    return {code for code in codes if LSOA_2011_LAST < int(code[3:]) <= LSOA_2021_LAST}
