"""Readers of "Patients Registered at a GP Practice" (NHS Digital, since 2023 NHS England)."""

import calendar
import datetime as dt
import re

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import text as files
from boundaries.files.tables import cells, numerals
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.nhs.list_sizes.everybody import everyone, in_parts
from boundaries.practices import checks as practice_checks

_MONTHS = {
    form.lower(): month
    for month in range(1, 13)
    for form in (calendar.month_name[month], calendar.month_abbr[month])
} | {"sept": 9}
_CODES_SHOWN = 5
_MIDNIGHT = re.compile(r"[ T]0{1,2}:00(:00(\.0+)?)?(Z|\+00:?00)?$")
_BORDERS = (
    "ccg_code",
    "ccg_ons_code",
    "ccg_name",
    "stp_code",
    "stp_ons_code",
    "stp_name",
    "sub_icb_code",
    "sub_icb_ons_code",
    "sub_icb_name",
    "icb_code",
    "icb_ons_code",
    "icb_name",
    "region_code",
    "region_ons_code",
    "region_name",
)
_LISTS = ("practice_code", "list_size", "postcode", *_BORDERS)
_BREAKDOWN = ("sex", "age", "org_type", "extract_date")
_MAP = ("practice_code", "practice_name", "postcode", "pcn_code", "pcn_name", *_BORDERS)


def date(text: str) -> dt.date:
    """A date as the publications spell it.

    `01APR2020`, `01-Sep-20`, `01May2022`, `1 April 2024`, `2026-04-01`, the registers'
    `20191001`, and as Excel writes it in the United Kingdom, the day first: `01/04/2024`.

    Raises
    ------
    DataError
        The text has none of these forms, or is no day of the calendar.
    """
    plain = _MIDNIGHT.sub("", text.strip())
    try:
        if numeric := re.fullmatch(r"(\d{4})([-/.]?)(\d{2})\2(\d{2})", plain):
            return dt.date(int(numeric[1]), int(numeric[3]), int(numeric[4]))
        if slashed := re.fullmatch(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", plain):
            return dt.date(_year(slashed[4]), int(slashed[3]), int(slashed[1]))
        found = re.fullmatch(r"(\d{1,2})[-/ ]?([A-Za-z]{3,9})[-/ ]?(\d{4}|\d{2})", plain)
        if found and found[2].lower() in _MONTHS:
            return dt.date(_year(found[3]), _MONTHS[found[2].lower()], int(found[1]))
    except ValueError:
        pass
    raise DataError(f"{text!r} is not a date", remedy="Write it as 2026-04-01 or 01/04/2026")


def latest_date(cells: pd.Series, source: str = "") -> str:
    """The latest date of a column, in ISO form; ``""`` where every cell is blank.

    Raises
    ------
    DataError
        Cells are no dates: file, column and rows are named.
    """
    return max(iso_dates(cells, source), default="")


def several_dates(cells: pd.Series, codes: pd.Series, source: str = "") -> list[str]:
    """A sentence where a column has several dates: whose rows are not of the latest.

    ``codes`` say, on the same index, whose the rows are.

    Raises
    ------
    DataError
        See ``latest_date``.
    """
    spelt = iso_dates(cells, source)
    if len(spelt) < len(("one", "other")):
        return []
    latest = max(spelt)
    told = []
    for day in sorted(set(spelt) - {latest}):
        whose = list(dict.fromkeys(codes[cells.isin(spelt[day])]))
        told.append(f"{day} for {names.listed(whose, _CODES_SHOWN)}")
    return [
        f"{cells.name} has {len(spelt)} dates: {'; '.join(told)}; {latest} for the others, which "
        "counts as the date of the lists."
    ]


def iso_dates(cells: pd.Series, source: str = "") -> dict[str, list[str]]:
    """The dates of a column in ISO form, and how its cells spell each; see ``latest_date``."""
    wrong: list[str] = []
    known: dict[str, list[str]] = {}
    for row, text in cells[cells != ""].drop_duplicates().items():
        try:
            known.setdefault(date(str(text)).isoformat(), []).append(str(text))
        except DataError:
            wrong.append(f"row {row}: {text!r}")
    if wrong:
        raise DataError(
            f"{cells.name} has values that are no dates",
            rows=wrong,
            remedy="Write dates as 2026-04-01 or 01/04/2026",
            source=source,
        )
    return known


def _year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def read_list_sizes(path: Source) -> pd.DataFrame:
    """List sizes from `gp-reg-pat-prac-all` or a like table, one row a practice.

    Where rows are split by sex or age, the rows for all are taken; where there are none,
    the parts are added up. Rows of other organisations (column `TYPE`) and rows without
    any list size are left out.

    Returns
    -------
        Columns `practice_code`, `list_size` (int64) and, as far as the file has them,
        `postcode` and codes of the borders (`ccg_code`, `sub_icb_code`, ...), as text;
        index `row` of the file. `attrs["notes"]`; `attrs["extract_date"]` in ISO form,
        `""` where the file does not say.

    Raises
    ------
    DataError
        A column is missing, or rows cannot be used: all are named.

    Notes
    -----
    CCG columns are those of the publications to mid-2022, sub-ICB and ICB columns of the
    later ones; each is kept under the name of its time.
    """
    source, table = name_of(path), files.text_table(path)
    found = _resolved(table, (*_LISTS, *_BREAKDOWN), ("practice_code", "list_size"), source)
    rows = everyone(_of_practices(table, found), found, source=source)
    parted = any(noun in found and rows[found[noun]].nunique() > 1 for noun in ("sex", "age"))
    sized = rows[~_without_patients(rows[found["list_size"]], parted)]
    findings = practice_checks.list_problems(sized, found["practice_code"], found["list_size"])
    practice_checks.raise_for(findings, source)
    lists = _one_row_each(sized, found, parted)
    practice_checks.raise_for(practice_checks.code_problems(lists, "practice_code"), source)
    lists.attrs["notes"] = [
        *table.attrs.get("notes", []), *_without_size(rows, sized, found),
        *in_parts(sized, found), *_several_dates(table, found, source),
    ]  # fmt: skip
    lists.attrs["extract_date"] = _extract_date(table, found, source)
    return lists


def read_practice_map(path: Source) -> pd.DataFrame:
    """Practices, networks and borders from `gp-reg-pat-prac-map`, one row a practice.

    Returns
    -------
        Text columns `practice_code`, `practice_name`, `postcode`, `pcn_code`, `pcn_name`
        (both blank for a practice in no network, which the file writes as `U` and
        `Unallocated`) and the borders' codes and names; index `row` of the file;
        `attrs["extract_date"]` in ISO form.

    Raises
    ------
    DataError
        There is no practice code, or a code is used twice.
    """
    source, table = name_of(path), files.text_table(path)
    found = _resolved(table, (*_MAP, "extract_date"), ("practice_code",), source)
    practices = _renamed(table, {noun: found[noun] for noun in _MAP if noun in found})
    practice_checks.raise_for(practice_checks.code_problems(practices, "practice_code"), source)
    practices = without_unallocated(practices)
    practices.attrs["extract_date"] = _extract_date(table, found, source)
    return practices


def without_unallocated(table: pd.DataFrame) -> pd.DataFrame:
    """A table with `pcn_code` and `pcn_name` blank where a practice is in no network."""
    nowhere = pd.Series(False, index=table.index)
    for column, word in (("pcn_code", "u"), ("pcn_name", "unallocated")):
        if column in table:
            nowhere |= table[column].str.lower() == word
    blank = {one: table[one].mask(nowhere, "") for one in ("pcn_code", "pcn_name") if one in table}
    return table.assign(**blank)


def _resolved(
    table: pd.DataFrame, nouns: tuple[str, ...], needed: tuple[str, ...], source: str
) -> dict[str, str]:
    present = [str(column) for column in table.columns]
    found = names.resolve(present, nouns, None, source)
    names.require(found, needed, source, names.listed(present))
    return found


def _of_practices(table: pd.DataFrame, found: dict[str, str]) -> pd.DataFrame:
    """The rows without the totals of CCGs, STPs and regions that some of the files carry."""
    if "org_type" not in found:
        return table
    kinds = table[found["org_type"]].str.upper()
    return table[kinds == "GP"] if (kinds == "GP").any() else table


def _without_patients(sizes: pd.Series, parted: bool) -> pd.Series:
    """Which sizes are blank, or 0 in lists by parts, as a practice may have nobody aged 95."""
    nothing = cells.is_nothing(sizes)
    return nothing | (numerals.numbers(sizes) == 0) if parted else nothing


def _one_row_each(rows: pd.DataFrame, found: dict[str, str], parted: bool) -> pd.DataFrame:
    lists = _renamed(rows, {noun: found[noun] for noun in _LISTS if noun in found})
    lists["list_size"] = numerals.numbers(lists["list_size"]).astype("int64")
    if not parted:
        return lists
    totals = lists.groupby("practice_code", sort=False)["list_size"].transform("sum")
    return lists.assign(list_size=totals).drop_duplicates("practice_code")


def _renamed(table: pd.DataFrame, found: dict[str, str]) -> pd.DataFrame:
    return table[list(found.values())].set_axis(list(found), axis=1)


def _without_size(rows: pd.DataFrame, sized: pd.DataFrame, found: dict[str, str]) -> list[str]:
    gone = sorted(set(rows[found["practice_code"]]) - set(sized[found["practice_code"]]))
    return [f"{len(gone)} practices have no list size: {', '.join(gone)}."] if gone else []


def _extract_date(table: pd.DataFrame, found: dict[str, str], source: str) -> str:
    return latest_date(table[found["extract_date"]], source) if "extract_date" in found else ""


def _several_dates(table: pd.DataFrame, found: dict[str, str], source: str) -> list[str]:
    if "extract_date" not in found:
        return []
    return several_dates(table[found["extract_date"]], table[found["practice_code"]], source)
