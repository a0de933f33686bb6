"""Readers of "Patients Registered at a GP Practice" (NHS Digital, since 2023 NHS England)."""

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import text as files
from boundaries.practices import checks as practice_checks

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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

    `01APR2020`, `01-Sep-20`, `01May2022`, `2026-04-01` and the registers' `20191001`.

    Raises
    ------
    DataError
        None of these, or no day of the calendar.
    """
    found = re.fullmatch(r"(\d{1,2})-?([A-Za-z]{3})-?(\d{4}|\d{2})", text.strip())
    numeric = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text.strip().removesuffix(" 00:00:00"))
    try:
        if numeric:
            year, month, day = (int(part) for part in numeric.groups())
            return dt.date(year, month, day)
        if found and found[2].lower() in _MONTHS:
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return dt.date(year, _MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        pass
    raise DataError(f"{text!r} is not a date", remedy="Write it as 2026-04-01")


def read_list_sizes(path: Path) -> pd.DataFrame:
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
    source, table = str(path), files.text_table(path)
    found = _resolved(table, (*_LISTS, *_BREAKDOWN), ("practice_code", "list_size"), source)
    rows = everyone(_of_practices(table, found), found)
    parted = any(noun in found and rows[found[noun]].nunique() > 1 for noun in ("sex", "age"))
    sized = rows[~_without_patients(rows[found["list_size"]], parted)]
    findings = practice_checks.list_problems(sized, found["practice_code"], found["list_size"])
    practice_checks.raise_for(findings, source)
    lists = _one_row_each(sized, found, parted)
    practice_checks.raise_for(practice_checks.code_problems(lists, "practice_code"), source)
    lists.attrs["notes"] = _without_size(rows, sized, found)
    lists.attrs["extract_date"] = _extract_date(table, found)
    return lists


def read_practice_map(path: Path) -> pd.DataFrame:
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
    source, table = str(path), files.text_table(path)
    found = _resolved(table, (*_MAP, "extract_date"), ("practice_code",), source)
    practices = _renamed(table, {noun: found[noun] for noun in _MAP if noun in found})
    practice_checks.raise_for(practice_checks.code_problems(practices, "practice_code"), source)
    practices = without_unallocated(practices)
    practices.attrs["extract_date"] = _extract_date(table, found)
    return practices


def without_unallocated(table: pd.DataFrame) -> pd.DataFrame:
    """A table with `pcn_code` and `pcn_name` blank where a practice is in no network."""
    nowhere = pd.Series(False, index=table.index)
    for column, word in (("pcn_code", "u"), ("pcn_name", "unallocated")):
        if column in table:
            nowhere |= table[column].str.lower() == word
    blank = {one: table[one].mask(nowhere, "") for one in ("pcn_code", "pcn_name") if one in table}
    return table.assign(**blank)


def everyone(table: pd.DataFrame, found: Mapping[str, str]) -> pd.DataFrame:
    """The rows for all sexes and ages, where there are such rows beside the parts."""
    for noun in ("sex", "age"):
        if noun in found:
            everyone = table[found[noun]].str.upper().isin(["ALL", "ALL AGES", "PERSONS"])
            table = table[everyone] if everyone.any() else table
    return table


def _resolved(
    table: pd.DataFrame, nouns: tuple[str, ...], needed: tuple[str, ...], source: str
) -> dict[str, str]:
    present = [str(column) for column in table.columns]
    found = names.resolve(present, nouns, {}, source)
    names.require(found, needed, source, names.listed(present))
    return found


def _of_practices(table: pd.DataFrame, found: dict[str, str]) -> pd.DataFrame:
    """Without the totals of CCGs, STPs and regions that some of the files carry."""
    if "org_type" not in found:
        return table
    kinds = table[found["org_type"]].str.upper()
    return table[kinds == "GP"] if (kinds == "GP").any() else table


def _without_patients(sizes: pd.Series, parted: bool) -> pd.Series:
    """Blank sizes; of lists in parts also zero, as a practice may have nobody aged 95."""
    nothing = practice_checks.is_nothing(sizes)
    return nothing | (practice_checks.numbers(sizes) == 0) if parted else nothing


def _one_row_each(rows: pd.DataFrame, found: dict[str, str], parted: bool) -> pd.DataFrame:
    lists = _renamed(rows, {noun: found[noun] for noun in _LISTS if noun in found})
    lists["list_size"] = practice_checks.numbers(lists["list_size"]).astype("int64")
    if not parted:
        return lists
    totals = lists.groupby("practice_code", sort=False)["list_size"].transform("sum")
    return lists.assign(list_size=totals).drop_duplicates("practice_code")


def _renamed(table: pd.DataFrame, found: dict[str, str]) -> pd.DataFrame:
    return table[list(found.values())].set_axis(list(found), axis=1)


def _without_size(rows: pd.DataFrame, sized: pd.DataFrame, found: dict[str, str]) -> list[str]:
    gone = sorted(set(rows[found["practice_code"]]) - set(sized[found["practice_code"]]))
    return [f"{len(gone)} practices have no list size: {', '.join(gone)}."] if gone else []


def _extract_date(table: pd.DataFrame, found: dict[str, str]) -> str:
    if "extract_date" not in found:
        return ""
    latest = max(date(text) for text in table[found["extract_date"]].unique() if text)
    return latest.isoformat()
