"""What staff are shared out by: caseload, need or registered patients of each network."""

from fractions import Fraction
from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.columns import in_any_case, refuse_repeated
from boundaries.files.strangers import held_against
from boundaries.files.tables import numerals
from boundaries.files.tables.cells import value
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import table as practice_tables
from pcn_planner.proposal.tables import PlanTables

COUNT = "caseload"
_REMEDY = (
    f"Name a column of the practices that holds counts, or a file with practice_code or area_code, "
    f"and {COUNT}"
)


def of_networks(
    given: "Source | str | None", tables: PlanTables, registrations: pd.DataFrame | None
) -> tuple[dict[str, Fraction], list[str]]:
    """The caseload of each network, exactly, and what has to be said about it.

    Parameters
    ----------
    given
        A column of the practices with counts, or a table with ``practice_code`` or ``area_code``
        and ``caseload``; ``None`` for registered patients.
    tables
        The plan.
    registrations
        ``practice_code``, ``area_code``, ``patients``: needed for a caseload by area, which goes
        to the networks as the area's registered patients do.

    Raises
    ------
    DataError
        There is no such column or file, or a caseload is no number of 0 or more.
    """
    if given is None:
        return _by_practice(tables.practices["patients"], tables), ["Staff by registered patients."]
    if isinstance(given, pd.DataFrame):
        return _of_file(given, tables, registrations)
    column = in_any_case(map(str, tables.practices.columns), str(given))
    if column is not None:
        counts = _counts(tables.practices[column], column)
        return _by_practice(counts, tables), [f"Staff by {column}.", *_unknown(counts)]
    path = Path(given).expanduser()
    if not path.exists():
        raise DataError(f"staff cannot be shared out by {given}", remedy=_REMEDY)
    return _of_file(path, tables, registrations)


def _of_file(
    source: Source, tables: PlanTables, registrations: pd.DataFrame | None
) -> tuple[dict[str, Fraction], list[str]]:
    table, path = practice_tables.read_rows(source), name_of(source)
    refuse_repeated(table.columns, ["practice_code", "area_code", COUNT], path)
    code = next((name for name in ("practice_code", "area_code") if name in table), None)
    if code is None or COUNT not in table:
        raise DataError("the columns of a caseload are missing", source=path, remedy=_REMEDY)
    codes = table[code].astype("str").str.strip()
    if codes.duplicated().any():
        twice = sorted(set(codes[codes.duplicated()]))
        raise DataError(f"a {code} is there twice", rows=twice, source=path, remedy=_REMEDY)
    told = table.attrs.get("notes", [])
    counts = _counts(table[COUNT].set_axis(codes), COUNT, path)
    if code == "practice_code":
        said = _held(counts, list(tables.practices.index), "the plan", path)
        known = counts.reindex(tables.practices.index)
        return _by_practice(known, tables), ["Staff by caseload.", *told, *said, *_unknown(known)]
    if registrations is None:
        raise DataError(
            "a caseload by area needs to be known by network", source=path,
            remedy="Give the patients by practice and area with --registrations",
        )  # fmt: skip
    said = _held(counts, set(registrations["area_code"]), "the registrations", path)
    return _by_area(counts, tables, registrations), ["Staff by caseload of areas.", *told, *said]


def _by_practice(counts: pd.Series, tables: PlanTables) -> dict[str, Fraction]:
    out = {str(key): Fraction(0) for key in tables.networks.index}
    for code, count in counts.dropna().items():
        out[str(tables.assignment[str(code)])] += Fraction(str(count))
    return out


def _by_area(
    counts: pd.Series, tables: PlanTables, registrations: pd.DataFrame
) -> dict[str, Fraction]:
    """Each area's caseload to the networks as its registered patients are."""
    out = {str(key): Fraction(0) for key in tables.networks.index}
    network = registrations["practice_code"].map(tables.assignment).rename("network_id")
    patients = registrations["patients"].groupby([registrations["area_code"], network]).sum()
    whole = patients.groupby(level=0).sum()
    for row in patients.reset_index().to_dict("records"):
        area = row["area_code"]
        if area in counts.index and pd.notna(counts[area]):
            share = Fraction(int(row["patients"]), int(whole[area]))
            out[str(row["network_id"])] += share * Fraction(str(counts[area]))
    return out


def _counts(cells: pd.Series, name: str, source: str = "") -> pd.Series:
    text = cells.astype(object).fillna("").map(value)
    numbers = numerals.counts(text)
    wrong = numbers.index[(text != "") & ~numbers.between(0, 1e12)]
    if len(wrong):
        raise DataError(
            f"some values of {name} are no numbers of 0 or more",
            rows=[f"{code}: {text[code]!r}" for code in wrong], remedy=_REMEDY, source=source,
        )  # fmt: skip
    return numbers


def _held(counts: pd.Series, known: "set[str] | list[str]", among: str, path: str) -> list[str]:
    codes = list(map(str, counts.index))
    return held_against(codes, known, what="codes of the caseload", among=among, source=path)


def _unknown(counts: pd.Series) -> list[str]:
    n = int(counts.isna().sum())
    return [f"Caseload is not known for {n:,} practices, which draw no staff."] if n else []
