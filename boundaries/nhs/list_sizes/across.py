"""Registrations in a wide table: a column for each practice, or a column for each small area."""

import re
from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns, heard
from boundaries.files.tables import numerals

_CODE = r"[A-Z]{1,2}[0-9]{2,}"  #: what the code of a practice looks like in a header
AREA = re.compile(r"[EWSN][0-9]{8}|NO[0-9]{4}|CLOSED|EMPTY")
_WHOLE = 1.01  #: what the shares of one practice come to at most, as they are rounded
_WIDE = 3  #: so many columns of figures, one an area, at least
NOUNS = ("practice_code", "area_code", "list_size", "share")


def has_practices(header: Iterable[str], known: Collection[str]) -> bool:
    """Whether a table of small areas has a column for each practice.

    ``known`` are our names of the columns that are recognised, or that a person says.
    """
    present = [str(one) for one in header]
    codes = [one for one in present if re.fullmatch(_CODE, one)]
    alone = "area_code" in known and not {"practice_code", "list_size", "share"} & set(known)
    return alone and len(codes) > max(1, len(present) / 2)


def upright(table: pd.DataFrame) -> pd.DataFrame:
    """Turn such a table into one row a practice and small area; leave any other as it is.

    Parameters
    ----------
    table
        Text, one row a small area.

    Returns
    -------
        Text, the columns `practice_code`, `area_code`, and `list_size` where every figure is
        whole, else `share`; rows keep their index. Every column of figures is one of a practice,
        so that a code of an unusual form is told as unknown later, and not lost here; columns
        of words are left out, and a note says so.
    """
    found = columns.suggest([str(one) for one in table.columns], NOUNS)
    if not has_practices(table.columns, found):
        return table
    return of_practices(table, found["area_code"], str(table.attrs.get("source", "")))


def of_practices(table: pd.DataFrame, area: str, source: str) -> pd.DataFrame:
    """Turn upright, as ``upright`` does, a table of small areas named in the column ``area``.

    Raises
    ------
    DataError
        Cells of practices and small areas are blank.
    """
    rest = [str(one) for one in table.columns if one != area and not _is_nothing(table[one])]
    codes = [one for one in rest if re.fullmatch(_CODE, one) or _is_figures(table[one])]
    words = [one for one in rest if one not in codes]
    if words:
        heard.tell([f"{source}: left out are columns that hold words: {columns.listed(words, 5)}."])
    tidy = table.melt(area, codes, "practice_code", "value", ignore_index=False)
    tidy = tidy.rename(columns={area: "area_code"})[["practice_code", "area_code", "value"]]
    refuse_blank(tidy[tidy["value"] == ""], source)
    figures = numerals.numbers(tidy["value"]).dropna()
    whole = bool((figures % 1 == 0).all())
    made = tidy.rename(columns={"value": "list_size" if whole else "share"})
    made.attrs = dict(table.attrs)
    return made


def refuse_blank(blank: pd.DataFrame, source: str) -> None:
    """Refuse cells that say nothing: columns `practice_code`, `area_code`, `value`, index `row`."""
    if len(blank):
        raise DataError(
            f"{len(blank):,} cells of practices and small areas are blank",
            rows=[f"row {row} ({a}, {b})" for row, a, b, _ in blank.itertuples()],
            remedy="Write 0 where nobody is registered",
            source=source,
        )


def _is_nothing(cells: "pd.Series[str]") -> bool:
    """Whether a column has neither a heading nor a cell, as spreadsheets leave them."""
    return str(cells.name).startswith("column ") and bool((cells == "").all())


def _is_figures(cells: "pd.Series[str]") -> bool:
    said = cells[cells != ""]
    return len(said) > 0 and bool(numerals.numbers(said).notna().all())


def has_areas(
    header: Sequence[str], body: Sequence[Sequence[str]], beside: Collection[str | None]
) -> bool:
    """Whether a table of practices has a column for each area: codes, or shares of one list.

    ``beside`` are the columns that say which practice a row is.
    """
    areas = [at for at, name in enumerate(header) if name and name not in beside]
    rows = [[row[at] if at < len(row) else "" for at in areas] for row in body]
    figures = pd.DataFrame(rows, columns=range(len(areas)), dtype="str").apply(numerals.numbers)
    if len(areas) < _WIDE or figures.isna().any(axis=None):
        return False
    coded = all(AREA.fullmatch(header[at]) for at in areas)
    return coded or bool(((figures >= 0).all(axis=1) & (figures.sum(axis=1) <= _WHOLE)).all())
