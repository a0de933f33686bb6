"""Rows for everybody beside rows by sex or age: known by their word, or by their sum."""

import re
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import cells, numerals

_WORDS = frozenset({
    "all", "allages", "allage", "allsexes", "allgenders", "allpersons", "allpeople",
    "allpatients", "both", "bothsexes", "bothgenders", "everybody", "everyone", "femaleandmale",
    "maleandfemale", "malesandfemales", "person", "persons", "people", "t", "tot", "total",
    "totals",
})  # fmt: skip
_ONE_SEX = frozenset({
    "m", "male", "males", "man", "men", "boys", "1", "f", "female", "females", "woman", "women",
    "girls", "2",
})  # fmt: skip
_SAID = "everybody"  #: in the ``attrs`` of rows: sentences on who was taken for everybody
_PARTS_LEAST = 2
_SOME = 0.1  #: of the practices, at which no sum comes out by chance


def is_everybody(text: pd.Series) -> "pd.Series[bool]":
    """Which cells of a column of sexes or ages say that their row is of everybody."""
    known = {one: names.normalised(str(one)) in _WORDS for one in text.unique()}
    return text.map(known).astype(bool)


def everyone(
    table: pd.DataFrame, found: Mapping[str, str], key: tuple[str, ...] = ("practice_code",),
    source: str = "",
) -> pd.DataFrame:  # fmt: skip
    """The rows for all sexes and ages, where there are such rows beside the parts.

    They are known by a word for everybody, or, whatever they are called, by their patients:
    those of all the other rows together, at every practice. ``key`` says what one row is of (our
    names). Where it has no row for all, its parts stay.

    Raises
    ------
    DataError
        All rows are of one sex, or a kind of row is the sum of the others at some practices
        only.
    """
    said = []
    for noun in ("sex", "age"):
        if noun in found:
            table, told = _with_words(table, found, noun, source)
            said += told
            whole = is_everybody(table[found[noun]])
            if whole.any():
                here = pd.MultiIndex.from_frame(table[[found[one] for one in key]])
                table = table[whole | ~here.isin(here[whole])]
    _refuse_one_sex(table, found, source)
    if said:
        table = table.assign()
        table.attrs[_SAID] = said
    return table


def in_parts(rows: pd.DataFrame, found: Mapping[str, str]) -> list[str]:
    """Sentences on who was taken for everybody, and on parts that stand in; see ``everyone``."""
    notes = list(rows.attrs.get(_SAID, []))
    for noun in ("sex", "age"):
        if noun in found:
            whole = is_everybody(rows[found[noun]])
            if whole.any() and not whole.all():
                notes += [
                    f"{int((~whole).sum()):,} rows by {noun} are added up, as there is no row for "
                    "all beside them."
                ]
    return notes


def sums_of_others(sums: pd.DataFrame, kinds: Collection[str]) -> "dict[str, pd.Series[bool]]":
    """Whether a column is the sum of all the other columns, row by row, for each of ``kinds``.

    ``sums`` are numbers or nothing. Rows in which fewer than two others have somebody, or the
    column itself has nobody, say nothing and are left out; so are columns without other rows.
    """
    total, filled = sums.sum(axis=1), (sums > 0).sum(axis=1)
    found = {}
    for kind in kinds:
        own = sums[kind]
        told = (own > 0) & (filled > _PARTS_LEAST)
        if told.any():
            alike = np.isclose(own[told], (total - own)[told], rtol=0, atol=1e-6)
            found[kind] = pd.Series(alike, index=own.index[told])
    return found


def _with_words(
    table: pd.DataFrame, found: Mapping[str, str], noun: str, source: str
) -> tuple[pd.DataFrame, list[str]]:
    """The table with ``ALL`` for what sums the other rows up, and a sentence that says so."""
    column, size = found[noun], found.get("list_size", found.get("share"))
    if size is None or is_everybody(table[column]).any():
        return table, []
    sums = _by_kind(table, found["practice_code"], column, size)
    kinds = [str(kind) for kind in sums.columns]
    named = [kind for kind in kinds if _may_be_everybody(kind, noun, kinds)]
    for kind, fits in sums_of_others(sums, named).items():
        if fits.all():
            some = f"at each of {len(fits):,} practices" if len(fits) > 1 else "at the practice"
            note = f"{column} = {kind} counts as everybody: it is the sum of the other rows {some}."
            return table.assign(**{column: table[column].replace(kind, "ALL")}), [note]
        if fits.mean() >= _SOME:
            raise _of_some(sums, kind, fits, column, source)
    return table, []


def _by_kind(table: pd.DataFrame, code: str, column: str, size: str) -> pd.DataFrame:
    """Patients by practice (rows) and kind (columns), of practices whose cells are numbers."""
    patients = numerals.numbers(table[size]).mask(cells.is_nothing(table[size]), 0)
    broken = set(table.loc[patients.isna(), code])
    kept = ~table[code].isin(broken)
    sums = patients[kept].groupby([table.loc[kept, code], table.loc[kept, column]]).sum()
    return sums.unstack().drop(columns="", errors="ignore")


def _may_be_everybody(kind: str, noun: str, kinds: Collection[str]) -> bool:
    """Whether a name leaves open that it is of everybody: no sex, and no age but from 0 on."""
    if noun == "sex":
        return names.normalised(kind) not in _ONE_SEX
    ages = _ages(kind)
    if not ages:
        return True
    highest = max((age for one in kinds if one != kind for age in _ages(one)), default=0)
    return ages[0] == 0 and kind.strip() != "0" and (len(ages) == 1 or ages[-1] >= highest)


def _ages(kind: str) -> list[int]:
    return [int(one) for one in re.findall(r"[0-9]+", kind)]


def _of_some(
    sums: pd.DataFrame, kind: str, fits: "pd.Series[bool]", column: str, source: str
) -> DataError:
    astray = sums.loc[fits.index[~fits]]
    others = astray.sum(axis=1) - astray[kind]
    rows = [
        f"{code}: {own:,.10g} in {kind}, {rest:,.10g} in the others"
        for code, own, rest in zip(astray.index, astray[kind], others, strict=True)
    ]
    return DataError(
        f"{column} = {kind} is the sum of the other rows at {int(fits.sum()):,} of {len(fits):,} "
        "practices, and not at the others",
        rows=rows,
        remedy=f"Correct these rows; or write ALL for {kind} if it is everybody, or delete its "
        "rows",
        source=source,
    )


def _refuse_one_sex(table: pd.DataFrame, found: Mapping[str, str], source: str) -> None:
    if "sex" not in found:
        return
    kinds = set(table[found["sex"]].str.upper()) - {""}
    if len(kinds) == 1 and not is_everybody(table[found["sex"]]).any():
        raise DataError(
            f"all rows are of one sex ({found['sex']} = {kinds.pop()})",
            remedy="Give the rows for all patients, or those of both sexes",
            source=source,
        )
