"""Need of each network from counts of its practices: rates are rebuilt, never averaged."""

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.columns import listed
from boundaries.files.strangers import held_against
from boundaries.files.tables import numerals
from boundaries.files.tables.cells import value
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import table as practice_tables
from pcn_planner.proposal.tables import PlanTables

SHOWN = 5
OVER, UNDER, SCORE = "_numerator", "_denominator", "_score"
COLUMNS = [
    "network_id", "measure", "kind", "numerator", "denominator", "value", "practices_unknown",
]  # fmt: skip
_REMEDY = (
    f"Give practice_code and counts: NAME{OVER} with NAME{UNDER} for a rate, NAME for a count of "
    f"patients, NAME{SCORE} for a score such as deprivation"
)


def read(source: Source, practices: pd.Index) -> tuple[pd.DataFrame, list[str]]:
    """Read need by practice.

    Returns
    -------
    Index as ``practices``, one column of numbers for each column of the file (NaN unknown), and
    what was left out, a sentence each.

    Raises
    ------
    DataError
        There is no column ``practice_code`` or none of need, a practice is there twice, a value
        is no number of 0 or more, or a rate lacks one of its two columns.
    """
    table = practice_tables.read_rows(source)
    names.refuse_repeated(table.columns, ["practice_code"], name_of(source))
    if "practice_code" not in table or len(table.columns) == 1:
        raise DataError("the columns of need are missing", source=name_of(source), remedy=_REMEDY)
    codes = table["practice_code"].astype("str").str.strip()
    twice = sorted(set(codes[codes.duplicated()]))
    alone = sorted(_alone(list(map(str, table.columns))))
    if twice or alone:
        raise DataError(
            "practices are there twice" if twice else "rates lack a numerator or a denominator",
            rows=twice or alone, source=name_of(source), remedy=_REMEDY,
        )  # fmt: skip
    cells = table.drop(columns="practice_code").set_axis(codes)
    said = held_against(
        codes, list(practices), what="practice codes of the need", among="the plan",
        source=name_of(source),
    )  # fmt: skip
    numbers = pd.DataFrame({str(name): _numbers(cells[name], source) for name in cells})
    said += _rates_told(numbers, name_of(source))
    return numbers.reindex(practices), [*table.attrs.get("notes", []), *said]


def of_networks(need: pd.DataFrame, tables: PlanTables) -> pd.DataFrame:
    """One row a network and measure.

    Returns
    -------
    ``COLUMNS``. A ``rate`` is the sum of numerators over the sum of denominators, a ``count`` the
    sum of counts with its share of registered patients as ``value``, a ``score`` the mean over
    registered patients. Only practices whose figures are known are counted, in both sums;
    ``practices_unknown`` says how many are not; without any known the figures are NaN.
    """
    patients = tables.practices["patients"].astype(float)
    out = []
    for measure, kind, over, under in _measures(need, patients):
        both = over.notna() & under.notna()
        for key, at in _members(tables).items():
            known = both[at]
            top, base = over[at][known].sum(), under[at][known].sum()
            none = not known.any()
            rate = float("nan") if none or not base else top / base
            sums = (float("nan"), float("nan")) if none else (top, base)
            out.append((key, measure, kind, *sums, rate, int((~known).sum())))
    return pd.DataFrame(out, columns=COLUMNS)


def _measures(
    need: pd.DataFrame, patients: pd.Series
) -> list[tuple[str, str, pd.Series, pd.Series]]:
    """Name, kind, what is summed above and what is summed below of every measure."""
    out = []
    for column in map(str, need.columns):
        if column.endswith(OVER):
            name = column.removesuffix(OVER)
            out.append((name, "rate", need[column], need[name + UNDER]))
        elif column.endswith(SCORE):
            out.append((column, "score", need[column] * patients, patients))
        elif not column.endswith(UNDER):
            out.append((column, "count", need[column], patients))
    return out


def _members(tables: PlanTables) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {str(key): [] for key in tables.networks.index}
    for code in map(str, tables.practices.index):
        out[str(tables.assignment[code])].append(code)
    return out


def _rates_told(need: pd.DataFrame, source: str) -> list[str]:
    """Sentences on rates that can hardly be meant; DataError where one is of nobody."""
    said = []
    for over in (name for name in map(str, need.columns) if name.endswith(OVER)):
        measure = over.removesuffix(OVER)
        top, base = need[over], need[measure + UNDER]
        nobody, above = need.index[(top > 0) & (base == 0)], need.index[(top > base) & (base > 0)]
        empty = need.index[(top == 0) & (base == 0)]
        if len(nobody):
            raise DataError(
                f"some {measure} have a numerator above 0 and a denominator of 0", source=source,
                rows=[f"{code}: {top[code]:g} of 0" for code in nobody],
                remedy="Correct the counts, or leave both blank where they are not known",
            )  # fmt: skip
        if len(above):
            told = listed([f"{code} {top[code]:g} of {base[code]:g}" for code in above], SHOWN)
            said.append(f"The numerator of {measure} is above its denominator: {told}.")
        if len(empty):
            said.append(
                f"{measure} counts 0 of 0, which adds nothing: {listed(list(empty), SHOWN)}."
            )
    return said


def _alone(columns: list[str]) -> set[str]:
    over = {name.removesuffix(OVER) for name in columns if name.endswith(OVER)}
    under = {name.removesuffix(UNDER) for name in columns if name.endswith(UNDER)}
    return over ^ under


def _numbers(cells: pd.Series, source: Source) -> pd.Series:
    text = cells.astype(object).fillna("").map(value)
    numbers = numerals.numbers(text)
    wrong = numbers.index[(text != "") & ~numbers.between(0, 1e12)]
    if len(wrong):
        raise DataError(
            f"some values of {cells.name} are no numbers of 0 or more", source=name_of(source),
            rows=[f"{code}: {text[code]!r}" for code in wrong], remedy=_REMEDY,
        )  # fmt: skip
    return numbers
