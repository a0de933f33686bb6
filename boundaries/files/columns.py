"""What the columns of NHS and ONS files are called, over the years and after re-export."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

import pandas as pd

from boundaries.errors import DataError

Table = TypeVar("Table", bound=pd.DataFrame)

# Small areas and what is made of them, finest first: a file of output areas often has a column
# for the LSOA beside, hardly ever the other way round.
_SMALL = ("area", "smallarea", "oa", "lsoa", "msoa", "wd", "ward")
_LARGE = ("lad", "ccg", "stp", "sicbl", "subicb", "icb")
_VINTAGES = ("", *(f"{year:02d}" for year in range(29, 0, -1)))


def _of_levels(levels: tuple[str, ...], *endings: str) -> tuple[str, ...]:
    """Column names of these levels, with or without a year: `lsoa11cd`, `lsoacode`, `wd25nm`."""
    return tuple(
        f"{level}{vintage}{ending}"
        for level in levels
        for ending in endings
        for vintage in _VINTAGES
    )


# Our name -> names seen in files, most telling first, without case and punctuation.
ALIASES: dict[str, tuple[str, ...]] = {
    "practice_code": (
        "practicecode",
        "gppracticecode",
        "practiceodscode",
        "odscode",
        "orgcode",
        "organisationcode",
        "gpcode",
        "partnerorganisationcode",
        "code",
    ),
    "practice_name": (
        "practicename",
        "practicenamex",
        "gppracticename",
        "orgname",
        "organisationname",
        "partnername",
        "practice",
        "surgery",
        "areaname",
        "name",
    ),
    "list_size": (
        "listsize",
        "numberofpatients",
        "registeredpatients",
        "totalpatients",
        "allpatients",
        "patients",
        "totalpop",
        "abspop",
    ),
    "easting": ("geometryeasting", "easting", "eastings", "oseast1m", "bnge"),
    "northing": ("geometrynorthing", "northing", "northings", "osnrth1m", "bngn"),
    "longitude": ("geometrylongitude", "longitude", "long", "lon", "lng"),
    "latitude": ("geometrylatitude", "latitude", "lat"),
    "postcode": ("postcode", "practicepostcode", "pcds", "pcd2", "pcd"),
    "sex": ("sex", "gender"),
    "age": ("age", "agegroup5"),
    "org_type": ("type", "orgtype"),
    "extract_date": ("extractdate",),
    "pcn_code": ("pcncode",),
    "pcn_name": ("pcnname", "pcn"),
    "ccg_code": ("ccgcode",),
    "ccg_ons_code": ("onsccgcode", "ccgonscode"),
    "ccg_name": ("ccgname",),
    "stp_code": ("stpcode",),
    "stp_ons_code": ("onsstpcode", "stponscode"),
    "stp_name": ("stpname",),
    "sub_icb_code": ("subicblocationcode", "subicbcode"),
    "sub_icb_ons_code": ("onssubicblocationcode", "subicbonscode"),
    "sub_icb_name": ("subicblocationname", "subicbname"),
    "icb_code": ("icbcode",),
    "icb_ons_code": ("onsicbcode", "icbonscode"),
    "icb_name": ("icbname",),
    "region_code": ("commregioncode", "regioncode"),
    "region_ons_code": ("onscommregioncode", "regiononscode"),
    "region_name": ("commregionname", "regionname"),
    "area_code": (*_of_levels(_SMALL, "cd", "code"), "lsoa", "lsoa11", "lsoa21", "ward"),
    "area_name": (*_of_levels(_SMALL, "nm", "name"), "name"),
    "large_area_code": (*_of_levels(_LARGE, "cd", "code"), "code"),
    "large_area_name": (*_of_levels(_LARGE, "nm", "name"), "name"),
    "residents": (
        "residents",
        "usualresidents",
        "totalresidents",
        "population",
        "totalpopulation",
        "residentpopulation",
        "people",
        "persons",
        "allpersons",
    ),
    "share": ("share", "patientshare", "proportion", "percent", "percentage"),
    "parent_code": ("parentcode", "parentpracticecode", "mainpracticecode"),
    "site_code": ("sitecode", "branchcode"),
    "site_name": ("sitename", "branchname"),
    "from_code": ("fromcode", "fromid", "origincode", "originid", "origin"),
    "to_code": ("tocode", "toid", "destinationcode", "destinationid", "destination"),
    "minutes": ("minutes", "timeminutes", "traveltimeminutes", "durationminutes", "mins"),
    "mode": ("mode", "travelmode", "transportmode"),
}


#: the mark of a column whose name others have too; see ``tables.headers.unique_names``
_REPEATED = re.compile(r" \([1-9]\d?\)$")


def normalised(column: str) -> str:
    """A column name without case, blanks, line breaks and punctuation."""
    return re.sub(r"[^a-z0-9]", "", column.lower())


def in_any_case(columns: Iterable[str], name: str) -> str | None:
    """The column called ``name``, else the only one called so but for capitals; else None."""
    present, wanted = list(columns), name.strip()
    alike = [one for one in present if one.casefold() == wanted.casefold()]
    if wanted in present:
        return wanted
    return alike[0] if len(alike) == 1 else None


def candidates(columns: Iterable[str], noun: str) -> list[str]:
    """The file's columns that carry the most telling known name of `noun`, in file order.

    Columns of one name, which are read as `x (1)` and `x (2)`, carry it both.
    """
    by_name: dict[str, list[str]] = {}
    for column in columns:
        by_name.setdefault(normalised(_REPEATED.sub("", column)), []).append(column)
        if _REPEATED.search(column):
            by_name.setdefault(normalised(column), []).append(column)
    return next((by_name[alias] for alias in ALIASES[noun] if alias in by_name), [])


def repeated(columns: Iterable[str], name: str) -> list[str]:
    """The columns of a file that were called by one name: `x (1)` and `x (2)` for `x`."""
    wanted = normalised(name)
    marked = [one for one in columns if _REPEATED.search(one)]
    alike = [one for one in marked if normalised(_REPEATED.sub("", one)) == wanted]
    return alike if len(alike) > 1 else []


def suggest(columns: Collection[str], nouns: Iterable[str]) -> dict[str, str]:
    """Our name -> the file's column, for each of `nouns` that exactly one column is known for."""
    found = {noun: candidates(columns, noun) for noun in nouns}
    return {noun: hits[0] for noun, hits in found.items() if len(hits) == 1}


def as_said(table: Table, said: Mapping[str, str]) -> Table:
    """The table with our names for the columns that a person has named.

    Other columns that could be taken for the same are called ``NAME (file)``.

    Raises
    ------
    DataError
        The table has no such column.
    """
    present = [str(column) for column in table.columns]
    if missing := sorted(set(said.values()) - set(present)):
        raise DataError(
            f"there is no column {missing[0]!r}", remedy=f"The columns are {listed(present)}"
        )
    new = {column: noun for noun, column in said.items()}
    alike = {name for noun in said for name in (normalised(noun), *ALIASES.get(noun, ()))}
    others = [one for one in present if one not in new and normalised(one) in alike]
    return table.rename(columns={**new, **{one: f"{one} (file)" for one in others}})


def said(
    columns: Iterable[object],
    nouns: Collection[str],
    given: Mapping[str, str],
    source: str = "",
) -> dict[str, str]:
    """Our name -> the file's column, for some of the names that `given` may hold.

    As given, else as `suggest` has it. Raises DataError where a given column is not in the file.
    """
    present = [str(column) for column in columns]
    own = {noun: in_any_case(present, name) or name for noun, name in given.items()}
    own = {noun: name for noun, name in own.items() if noun in nouns}
    _check_given(present, nouns, own, source)
    return suggest(present, nouns) | own


def resolve(
    columns: Collection[str],
    nouns: Collection[str],
    given: Mapping[str, str] | None,
    source: str = "",
) -> dict[str, str]:
    """Our name -> the file's column: as given, else by the known names.

    Parameters
    ----------
    columns
        The file's own column names.
    nouns
        Our names to look for (keys of `ALIASES`); those not found are left out.
    given
        Our name -> the file's column, said by the user; wins over known names. None for a file
        of which nothing can be said, which messages then do not offer.
    source
        The file, for messages.

    Raises
    ------
    DataError
        A given name is not one of `nouns`, a given column is not in the file, or two
        columns of the file carry the same known name.
    """
    own = {noun: in_any_case(columns, name) or name for noun, name in (given or {}).items()}
    _check_given(columns, nouns, own, source)
    for noun in nouns:
        hits = candidates(columns, noun)
        if noun not in own and len(hits) > 1:
            raise DataError(
                f"columns {' and '.join(map(repr, hits))} could both be {noun}",
                remedy="Delete or rename the one that is not meant"
                if given is None
                else f"Say which with --columns {noun}=COLUMN",
                source=source,
            )
    return suggest(columns, nouns) | own


def require(
    found: Mapping[str, str],
    nouns: Iterable[str],
    source: str,
    columns: str = "",
    *,
    named: bool = False,
) -> None:
    """Raise DataError, showing the file's `columns`, unless all `nouns` are in `found`.

    ``named`` where ``--columns`` can say which column of this file holds what.
    """
    missing = [noun for noun in nouns if noun not in found]
    if missing:
        numbers = [name for name in columns.split(", ") if re.fullmatch(r"[0-9]+(\.[0-9]+)?", name)]
        no_names = f", as its first row has values such as {numbers[0]}" if numbers else ""
        raise DataError(
            f"no column for {' and '.join(missing)}"
            + (f" among the columns {columns}{no_names}" if columns else ""),
            remedy="Add a first row with the names of the columns"
            if numbers
            else f"Add it, or name the file's own column with --columns {missing[0]}=COLUMN"
            if named
            else f"Add it, or call the file's own column {missing[0]}",
            source=source,
        )


def refuse_repeated(columns: Iterable[object], names: Iterable[str], source: str = "") -> None:
    """Raise DataError where several columns share one of these names, and none has it exactly.

    ``names`` are columns, or our own names: keys of `ALIASES`.
    """
    if told := told_repeated(list(map(str, columns)), names):
        raise DataError(told, remedy="Delete or rename those that are not meant", source=source)


def told_repeated(columns: Collection[str], names: Iterable[str]) -> str:
    """The message of `refuse_repeated` on the first name that it refuses; blank for none."""
    for name in names:
        alike = repeated(columns, name)
        if name in ALIASES and name not in suggest(columns, [name]):
            alike = candidates(columns, name)
        if alike and in_any_case(columns, name) is None:
            return f"{len(alike)} columns are called {name!r}, read as {listed(map(repr, alike))}"
    return ""


def listed(columns: Iterable[object], most: int = 20) -> str:
    """Column names, codes and the like for a message; a long list is cut after `most`."""
    names = [str(column) for column in columns]
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def _check_given(
    columns: Collection[str], nouns: Collection[str], given: Mapping[str, str], source: str
) -> None:
    for noun, column in given.items():
        if noun not in nouns:
            raise DataError(
                f"--columns cannot map {noun!r}",
                remedy=f"The names it can map are {', '.join(nouns)}",
                source=source,
            )
        if column not in columns:
            raise DataError(
                f"no column {column!r} to read as {noun}",
                remedy=f"The columns are {listed(columns)}",
                source=source,
            )
