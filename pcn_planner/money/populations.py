"""The populations that payments follow: registered, adjusted, contractor-weighted, and beds."""

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.strangers import held_against
from boundaries.files.tables import numerals
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import table as practice_tables

#: column of ours -> names it has in files, first the plain one
POPULATIONS = {
    "registered": ("registered", "list_size", "patients"),
    "adjusted": ("adjusted", "adjusted_population", "pcn_adjusted_population"),
    "weighted": ("weighted", "weighted_list_size", "contractor_weighted_population"),
    "care_home_beds": ("care_home_beds", "beds"),
}
MOST = 1e9  #: patients or beds; more is a slip of the pen


def read(source: Source | None) -> pd.DataFrame | None:
    """The rows of a table of populations; messages of it name its file.

    Raises
    ------
    DataError
        The file cannot be opened or holds no table.
    """
    if source is None:
        return None
    rows = practice_tables.read_rows(source)
    rows.attrs["source"] = name_of(source)
    return rows


def of_practices(practices: pd.DataFrame, table: pd.DataFrame | None = None) -> pd.DataFrame:
    """The populations of each practice, as far as they are known.

    Parameters
    ----------
    practices
        Index ``practice_code``; ``patients``, and perhaps columns of ``POPULATIONS``.
    table
        ``practice_code`` and columns of ``POPULATIONS``; they win over those of ``practices``.

    Returns
    -------
    Same index, one column for each of ``POPULATIONS``: numbers, NaN where unknown. An unknown
    population stays unknown; the registered list never stands in for it. ``attrs["notes"]``
    says whose rows of the table are left out.

    Raises
    ------
    DataError
        A population is no number of 0 or more, a practice is in the table twice, or none of
        them is in the plan.
    """
    given = _by_code(table) if table is not None else pd.DataFrame(index=practices.index)
    what = "practice codes of the table of populations"
    said = held_against(
        map(str, given.index), practices.index, what=what, among="the plan",
        source=str(given.attrs.get("source", "")),
    )  # fmt: skip
    out = pd.DataFrame(index=practices.index)
    for name, spellings in POPULATIONS.items():
        known = _numbers(practices, spellings)
        more = _numbers(given, spellings).reindex(practices.index)
        out[name] = more.where(more.notna(), known)
    out.attrs["notes"] = [] if table is None else [*table.attrs.get("notes", []), *said]
    return out


def unknown(populations: pd.DataFrame) -> list[str]:
    """One sentence for each population that some practices lack."""
    counts = {name: int(populations[name].isna().sum()) for name in populations}
    return [
        f"{str(name).replace('_', ' ')}: not known for {n:,} of {len(populations):,} practices"
        for name, n in counts.items()
        if n
    ]


def _by_code(table: pd.DataFrame) -> pd.DataFrame:
    every = [name for spelt in POPULATIONS.values() for name in spelt]
    source = str(table.attrs.get("source", ""))
    names.refuse_repeated(
        table.columns, ["practice_code", *every], source or "the table of populations"
    )
    if "practice_code" not in table:
        raise DataError(
            "the table of populations has no column practice_code",
            source=source,
            remedy="Give practice_code and any of adjusted, weighted, care_home_beds",
        )
    if not set(every) & {str(column).casefold() for column in table}:
        raise DataError(
            "the table of populations has no column of any population",
            source=source,
            rows=[str(column) for column in table],
            remedy="Give practice_code and any of adjusted, weighted, care_home_beds",
        )
    codes = table["practice_code"].astype("str").str.strip()
    twice = codes[codes.duplicated()]
    if len(twice):
        raise DataError(
            "practices are in the table of populations twice", rows=sorted(set(twice)),
            remedy="Keep one row a practice", source=source,
        )  # fmt: skip
    out = table.set_axis(codes)
    out.attrs = dict(table.attrs)
    return out


def _numbers(table: pd.DataFrame, spellings: tuple[str, ...]) -> "pd.Series[float]":
    found = {str(column).casefold(): column for column in table.columns}
    named = [found[name] for name in spellings if name in found]
    if not named:
        return pd.Series(float("nan"), index=table.index)
    cells = table[named[0]].astype(object).fillna("").astype("str").str.strip()
    numbers = numerals.counts(cells)
    blank = cells == ""
    wrong = table.index[~blank & ~numbers.between(0, MOST)]
    if len(wrong):
        raise DataError(
            f"{len(wrong)} practices have a value of {named[0]} that is no number of 0 or more",
            rows=[f"{code}: {cells[code]!r}" for code in wrong],
            remedy="Correct the values, without a point between thousands, or leave them blank "
            "where they are not known",
            source=str(table.attrs.get("source", "")),
        )
    return numbers
