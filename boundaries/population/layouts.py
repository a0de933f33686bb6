"""Registrations in the layouts that they are published in, made one."""

from collections.abc import Mapping

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import numerals
from boundaries.nhs.list_sizes import across
from boundaries.nhs.list_sizes.everybody import everyone, in_parts
from boundaries.nhs.list_sizes.lists import iso_dates, latest_date
from boundaries.population import sums
from boundaries.practices import checks as practice_checks

_NOUNS = ("practice_code", "area_code", "list_size", "share", "sex", "age", "extract_date")
_WHOLE = 1.5  #: the most that shares of a practice sum to; percentages sum to about 100
_BESIDE = ("practice_name", "postcode", "org_type", *_NOUNS)


def tidy_table(
    table: pd.DataFrame, columns: Mapping[str, str], source: str
) -> tuple[pd.DataFrame, str, bool]:
    """One row a practice and small area, whatever the layout of the table.

    Parameters
    ----------
    table
        Text, index `row`.
    columns
        Our name -> the table's column.
    source
        The file, for messages.

    Returns
    -------
        Columns `practice_code`, `area_code`, `value` (a number); the table's column of
        areas, `""` in a wide table; whether the values are shares of the practice's list.

    Raises
    ------
    DataError
        See `registrations.read`.
    """
    present = [str(column) for column in table.columns]
    found = names.resolve(present, _NOUNS, columns or None, source)
    area_column = found.get("area_code", "")
    if across.has_practices(present, found):
        table = across.of_practices(table, area_column, source)
        found = names.resolve(list(table.columns), _NOUNS, None, source)
    names.require(found, ("practice_code",), source, names.listed(present))
    if "area_code" not in found and not {"list_size", "share"} & set(found):
        return _tidy_of_wide(table, found["practice_code"], source)
    values = ("list_size",) if "list_size" in found or "share" not in found else ("share",)
    if "area_code" in found and values[0] not in found:
        _refuse_unnamed(present, source)
    names.require(found, ("area_code", *values), source, names.listed(present))
    _one_extract(table, found, source)
    rows = everyone(table, found, ("practice_code", "area_code"), source)
    rows, totals = sums.without_totals(rows, found["practice_code"], found["area_code"])
    wanted = {"practice_code": "practice_code", "area_code": "area_code", values[0]: "value"}
    tidy = pd.DataFrame({ours: rows[found[noun]] for noun, ours in wanted.items()})
    _check_pairs(tidy, source, rows[[found[noun] for noun in ("sex", "age") if noun in found]])
    is_share = values == ("share",)
    tidy["value"] = _values(tidy, is_share=is_share, source=source)
    said = _percents_as_shares(tidy, found["share"], rows[found["share"]]) if is_share else []
    tidy.attrs["notes"] = [*in_parts(rows, found), *totals, *said]
    tidy.attrs["extract_date"] = _extract_date(rows, found, source)
    return tidy, area_column, is_share


def _tidy_of_wide(table: pd.DataFrame, down: str, source: str) -> tuple[pd.DataFrame, str, bool]:
    """A table of practices, named in the column ``down``, with a column for each small area."""
    present = [str(column) for column in table.columns]
    beside = set(names.suggest(present, _BESIDE).values())
    others = [one for one in present if one not in beside and not one.startswith("column ")]
    cells = pd.DataFrame({one: numerals.numbers(table[one]) for one in others})
    said = table[others] != ""
    if not others or cells.isna().all(axis=0).any():
        names.require({}, ("area_code",), source, names.listed(present))
    _refuse_cells(table[others].where(cells.isna() & said, ""), table[down], source)
    tidy = table.melt(down, others, "area_code", "value", ignore_index=False)
    tidy = tidy.rename(columns={down: "practice_code"})[["practice_code", "area_code", "value"]]
    across.refuse_blank(tidy[tidy["value"] == ""], source)
    tidy, totals = sums.without_totals(tidy, "practice_code", "area_code", "value")
    _check_pairs(tidy, source)
    is_share = bool((cells % 1 != 0).any(axis=None))
    tidy["value"] = _values(tidy, is_share=is_share, source=source)
    tidy.attrs["notes"] = totals
    return tidy, "", is_share


def _refuse_cells(odd: pd.DataFrame, practices: pd.Series, source: str) -> None:
    """Refuse what is written in place of a number of patients, ``""`` where nothing is odd."""
    rows = [
        f"row {row} ({practice}, {area}): {cell!r}"
        for row, practice, cells in zip(odd.index, practices, odd.to_numpy(), strict=True)
        for area, cell in zip(odd.columns, cells, strict=True)
        if cell != ""
    ]
    if rows:
        raise DataError(
            f"{len(rows)} cells are no numbers of patients", rows=rows, source=source,
            remedy="Ask for the numbers themselves, or write 0 where nobody is registered",
        )  # fmt: skip


def _refuse_unnamed(present: list[str], source: str) -> None:
    raise DataError(
        f"no column says how many patients there are among the columns {names.listed(present)}",
        remedy="Name the one that does patients (or share) in the file's first row, and delete "
        "those of other dates",
        source=source,
    )


def _percents_as_shares(tidy: pd.DataFrame, column: str, written: pd.Series) -> list[str]:
    """Divide a column of percentages by 100, unless it holds shares after all, which is told."""
    if not names.normalised(column).startswith("percent") or written.str.endswith("%").any():
        return []
    if tidy.groupby("practice_code")["value"].sum().max() > _WHOLE:
        tidy["value"] /= 100
        return []
    return [f"{column} adds up to about 1 a practice: it is read as shares, not as percentages."]


def _values(tidy: pd.DataFrame, *, is_share: bool, source: str) -> pd.Series:
    """Counts or shares as numbers."""
    if is_share:
        percent = tidy["value"].str.endswith("%")
        shares = numerals.numbers(tidy["value"].str.removesuffix("%").str.strip())
        shares = shares.where(~percent, shares / 100)
        bad = tidy[~shares.between(0, 100)]
        rows = [f"{a} at {b}: {c!r}" for a, b, c in bad.itertuples(index=False)]
        if rows:
            raise DataError(
                f"{len(rows)} shares are not numbers from 0 to 1", rows=rows, source=source,
                remedy="Write shares such as 0.25, or 25%",
            )  # fmt: skip
        return shares
    findings = practice_checks.list_problems(tidy, "practice_code", "value")
    findings = findings[findings["problem"] != "a list of no patients"]
    in_words = {
        name: findings[name].str.replace("list size", "number of patients")
        for name in ("problem", "remedy")
    }
    practice_checks.raise_for(findings.assign(**in_words), source, leave_out=False)
    return numerals.numbers(tidy["value"])


def _one_extract(table: pd.DataFrame, found: Mapping[str, str], source: str) -> None:
    """Refuse rows of several dates, and dates that are none; blank ones count as a date."""
    if "extract_date" not in found:
        return
    cells = table[found["extract_date"]]
    blank = ["no date"] if (cells == "").any() else []
    dates = [*(texts[0] for texts in iso_dates(cells, source).values()), *blank]
    if len(dates) > 1:
        raise DataError(
            f"holds {len(dates)} extracts ({', '.join(dates[:5])})",
            remedy="Keep the rows of one date",
            source=source,
        )


def _extract_date(rows: pd.DataFrame, found: Mapping[str, str], source: str) -> str:
    return latest_date(rows[found["extract_date"]], source) if "extract_date" in found else ""


def _check_pairs(tidy: pd.DataFrame, source: str, parts: pd.DataFrame | None = None) -> None:
    """Refuse a practice and small area (and sex and age, in ``parts``) that are there twice."""
    keys = tidy[["practice_code", "area_code"]]
    keys = keys if parts is None else pd.concat([keys, parts], axis=1)
    twice = tidy[keys.duplicated(keep=False)]
    twice = twice[twice["area_code"] != ""]
    if len(twice):
        pairs = twice[["practice_code", "area_code"]].itertuples()
        raise DataError(
            f"{len(twice)} rows are for a practice and small area that are there already",
            rows=[f"row {row} ({practice}, {area})" for row, practice, area in pairs],
            remedy="Keep one row a pair",
            source=source,
        )
