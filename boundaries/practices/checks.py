"""What can be wrong with a row of a practice table, found for all rows at once."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from boundaries import crs
from boundaries.errors import ROWS_SHOWN, DataError
from boundaries.files import columns as names
from boundaries.files.tables import numerals, remarks
from boundaries.files.tables.cells import is_nothing
from boundaries.practices import grid_reference, unlikely
from boundaries.words import agreed

TOTAL = "a total in place of a practice code"
HEADER = "the header again in place of a practice code"
REMARK = "a remark in place of a practice code"
SHARED_MOST = 300  #: practices at one place; in England 7 are, and pairs grow with the square
CROWDED = f"a place that more than {SHARED_MOST} practices share"
NEARLY_ALL = 0.8
_CODE, _CODES_SHOWN = "[A-Z][0-9]{5}", 5
_WORDS = 3  #: of a remark at least; codes have one
LIST_SIZE_MAX = 10_000_000
COLUMNS = ["row", "practice_code", "column", "value", "problem", "remedy"]

_SUPPRESSED = r"\*+|~|:|#|\[?[cxz]\]?|(?i:suppressed)|[<≤] ?[0-9]+|[0-9]+ ?- ?[0-9]+"
_INFINITE = r"(?i)[+-]?inf(?:inity)?"
UNPOINTED = "Write 12345 or 12,345 where the point parts thousands, else the whole number"
Case: TypeAlias = tuple[pd.Series | np.ndarray, str, str]


def find(
    table: pd.DataFrame, found: Mapping[str, str], *, accept_places: bool = False
) -> pd.DataFrame:
    """Every value of a practice table that cannot be used.

    Parameters
    ----------
    table
        Text, index `row`.
    found
        Our name -> the table's column; `practice_code`, `list_size` and one pair of
        coordinates at least.
    accept_places
        Pass places that are possible and unlikely: in the sea, or far from all the others.

    Returns
    -------
        Columns `row`, `practice_code`, `column`, `value`, `problem`, `remedy`; one row a
        finding, at most one a row for the code, the list size and the place each.
    """
    code = found["practice_code"]
    parts = [
        code_problems(table, code),
        list_problems(table, code, found["list_size"]),
        place_problems(table, code, found),
    ]
    if not accept_places:
        parts.append(unlikely_places(table, code, found, parts[-1]))
    findings = pd.concat(parts, ignore_index=True)
    strange = findings.loc[findings["problem"].isin([TOTAL, HEADER, REMARK]), "row"]
    alone = findings["row"].isin(set(strange)) & (findings["column"] != code)
    findings = findings[~alone]
    return findings.sort_values("row", kind="stable", ignore_index=True)


def raise_for(findings: pd.DataFrame, source: str, *, leave_out: bool = True) -> None:
    """Raise DataError for a table of findings, unless it is empty.

    ``leave_out`` says whether leaving practices out is a remedy.
    """
    if findings.empty:
        return
    kinds = findings["problem"].value_counts(sort=False)
    count = findings["row"].nunique()
    verb = "row has" if count == 1 else "rows have"
    each = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    what = f"{count} {verb} " + (kinds.index[0] if len(kinds) == 1 else f"faults ({each})")
    rows = [_described(one, alone=len(kinds) == 1) for one in findings.to_dict("records")]
    remedy = _remedy(findings) if leave_out else "; ".join(dict.fromkeys(findings["remedy"]))
    raise DataError(what, rows=rows, remedy=remedy, source=source)


def place_columns(found: Mapping[str, str]) -> tuple[str, str, str]:
    """The pair of columns that says where practices are, and its CRS; metres come first."""
    if "easting" in found and "northing" in found:
        return found["easting"], found["northing"], crs.BNG
    return found["longitude"], found["latitude"], crs.WGS84


def coordinates(
    table: pd.DataFrame, found: Mapping[str, str]
) -> "tuple[pd.Series[float], pd.Series[float]]":
    """The pair of coordinates as numbers, NaN where a cell is none; see `place_columns`."""
    x, y, system = place_columns(found)
    read = numerals.numbers if system == crs.BNG else numerals.degrees
    return read(table[x]), read(table[y])


def code_problems(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """Findings (see `find`) on practice codes: blank, or used more than once."""
    codes = table[column]
    alike = codes.str.casefold()
    plain = names.normalised(column)
    cases: list[Case] = [
        (codes == "", "no practice code", "Fill in the code or delete the row"),
        (codes.map(remarks.is_total), TOTAL, "Delete the row"),
        (codes.map(names.normalised) == plain, HEADER, "Delete the row"),
        (codes.map(_is_remark), REMARK, "Delete the row"),
        (
            codes.duplicated(keep=False),
            "a practice code used more than once",
            "Keep one row a practice (of rows by sex or age, only those for ALL: --where)",
        ),
        (
            alike.duplicated(keep=False) & ~codes.duplicated(keep=False),
            "a practice code that differs from another in nothing but capitals",
            "Keep one row a practice",
        ),
    ]
    return _findings(codes, column, codes, cases)


def strange_codes(codes: pd.Series) -> list[str]:
    """A sentence where a few codes are not like those of nearly all the practices.

    ``codes`` are on the index of rows.
    """
    usual = codes.str.fullmatch(_CODE)
    odd = codes[~usual]
    if odd.empty or usual.mean() < NEARLY_ALL:
        return []
    listed = names.listed([f"{code} (row {row})" for row, code in odd.items()], _CODES_SHOWN)
    some = agreed(f"{len(odd):,} codes are")
    return [f"{some} not of a letter and five digits, as those of the other practices: {listed}."]


def _is_remark(code: str) -> bool:
    return remarks.is_footnote(code) or len(code.split()) >= _WORDS


def list_problems(table: pd.DataFrame, code_column: str, column: str) -> pd.DataFrame:
    """Findings (see `find`) on list sizes: blank, not a whole number, none or too many."""
    cells = table[column]
    size = numerals.numbers(cells)
    correct, pointed = "Correct the value", numerals.is_pointed(cells)
    cases: list[Case] = [
        (is_nothing(cells), "no list size", "Fill in the list size"),
        (cells.str.fullmatch(_INFINITE), "an infinite list size", correct),
        (cells.str.fullmatch(_SUPPRESSED), "a suppressed list size", "Ask for the number itself"),
        (pointed, "a list size with a point before its last three digits", UNPOINTED),
        (size.isna(), "a list size that is not a number", correct),
        (size < 0, "a negative list size", correct),
        (size % 1 != 0, "a list size that is not a whole number", correct),
        (size == 0, "a list of no patients", correct),
        (size > LIST_SIZE_MAX, f"a list size above {LIST_SIZE_MAX:,}", correct),
    ]
    return _findings(table[code_column], column, cells, cases)


def place_problems(table: pd.DataFrame, code_column: str, found: Mapping[str, str]) -> pd.DataFrame:
    """Findings (see `find`) on the pair of coordinates: none, impossible, or mistaken."""
    x_column, y_column, system = place_columns(found)
    x_cells, y_cells = table[x_column], table[y_column]
    x, y = coordinates(table, found)
    nowhere = is_nothing(x_cells) | is_nothing(y_cells) | ((x == 0) & (y == 0))
    cases = [
        _referenced(x_cells, y_cells),
        (nowhere, "no coordinates", "Fill in both coordinates"),
        (x.isna() | y.isna(), "coordinates that are not numbers", "Correct the coordinates"),
        *(_metre_cases(x, y) if system == crs.BNG else _degree_cases(x, y)),
        (_crowded(x, y, 0 if system == crs.BNG else 5), CROWDED, "Give each its own place"),
    ]
    cells = x_cells + ", " + y_cells
    return _findings(table[code_column], f"{x_column}, {y_column}", cells, cases)


def _referenced(x_cells: pd.Series, y_cells: pd.Series) -> Case:
    """Which cells hold a grid reference in letters and figures, and what the first is in metres."""
    x_said, y_said = (cells.str.fullmatch(grid_reference.PATTERN) for cells in (x_cells, y_cells))
    first = next(iter([*x_cells[x_said], *y_cells[y_said]]), "")
    found = grid_reference.metres(first)
    meant = "" if found is None else f" ({first} is {found[0]} and {found[1]})"
    remedy = f"Write eastings and northings in metres{meant}"
    return (x_said | y_said, "a grid reference in place of coordinates", remedy)


def _crowded(x: pd.Series, y: pd.Series, decimals: int) -> "pd.Series[bool]":
    """Which places, to about a metre, more practices share than stand in any one building."""
    at = pd.DataFrame({"x": x.round(decimals), "y": y.round(decimals)})
    return at.groupby(["x", "y"])["x"].transform("size") > SHARED_MOST


def unlikely_places(
    table: pd.DataFrame, code_column: str, found: Mapping[str, str], known: pd.DataFrame
) -> pd.DataFrame:
    """Findings (see `find`) on places that can hardly be meant; rows of `known` are passed over."""
    x_column, y_column, system = place_columns(found)
    rows = table[~table.index.isin(known["row"])]
    if rows.empty:
        return _findings(table[code_column], x_column, table[x_column], [])
    told = unlikely.find(*coordinates(rows, found), system)
    cases = [
        ((told["problem"] == problem) & (told["remedy"] == remedy), str(problem), str(remedy))
        for problem, remedy in sorted(set(map(tuple, told.to_numpy())))
        if problem
    ]
    cells = rows[x_column] + ", " + rows[y_column]
    return _findings(rows[code_column], f"{x_column}, {y_column}", cells, cases)


def _metre_cases(x: pd.Series, y: pd.Series) -> list[Case]:
    (_, east), (_, north) = crs.GRID_EASTING_M, crs.GRID_NORTHING_M
    not_degrees = (x > crs.LONGITUDE_DEG[1]) & (y > crs.LONGITUDE_DEG[1])
    return [
        (
            not_degrees & (x <= east / 1000) & (y <= north / 1000),
            "kilometres in a metre column",
            "Multiply eastings and northings by 1,000",
        ),
        (
            (x.abs() <= 180) & (y.abs() <= 90),
            "degrees in a metre column",
            "Map the columns with --columns longitude=COLUMN and latitude=COLUMN, "
            "or give eastings and northings (EPSG:27700)",
        ),
        (
            ~crs.in_grid(x.to_numpy(), y.to_numpy()),
            "coordinates outside Great Britain's grid",
            "Correct the easting and northing (EPSG:27700, metres)",
        ),
    ]


def _degree_cases(x: pd.Series, y: pd.Series) -> list[Case]:
    return [
        (
            (x.abs() > 180) | (y.abs() > 90),
            "metres in a degree column",
            "Map the columns with --columns easting=COLUMN and northing=COLUMN, "
            "or give longitude and latitude (WGS84, degrees)",
        ),
        (
            crs.in_britain(y.to_numpy(), x.to_numpy()),
            "longitude and latitude the wrong way round",
            "Swap the two columns",
        ),
        (
            ~crs.in_britain(x.to_numpy(), y.to_numpy()),
            "coordinates outside Great Britain",
            "Correct the longitude and latitude (WGS84, degrees)",
        ),
    ]


def _findings(
    codes: pd.Series, column: str, values: pd.Series, cases: Sequence[Case]
) -> pd.DataFrame:
    masks = [np.asarray(mask, dtype=bool) for mask, _, _ in cases] or [np.zeros(len(codes), bool)]
    cases = cases or [(masks[0], "", "")]
    # The first case that holds is the one to report: a blank is also "not a number".
    problem = np.select(masks, [problem for _, problem, _ in cases], default="")
    remedy = np.select(masks, [remedy for _, _, remedy in cases], default="")
    every = pd.DataFrame(
        {
            "row": codes.index,
            "practice_code": codes.to_numpy(),
            "column": column,
            "value": values.to_numpy(),
            "problem": problem,
            "remedy": remedy,
        },
        columns=COLUMNS,
    )
    return every[every["problem"] != ""]


def _described(finding: Mapping[object, object], *, alone: bool) -> str:
    place = f"row {finding['row']} ({finding['practice_code'] or 'no code'})"
    value = f"{finding['column']} {str(finding['value'])!r}"
    return f"{place}: {value}" if alone else f"{place}: {finding['problem']}, {value}"


def _remedy(findings: pd.DataFrame) -> str:
    remedies = "; ".join(dict.fromkeys(findings["remedy"]))
    rows = findings[~findings["problem"].isin([TOTAL, HEADER, REMARK])]
    codes = [code for code in dict.fromkeys(rows["practice_code"]) if _can_be_typed(code)]
    if not codes:
        return remedies
    listed = ",".join(codes) if len(codes) <= ROWS_SHOWN else "CODE,CODE"
    return f"{remedies}; or leave practices out with --exclude {listed}"


def _can_be_typed(code: str) -> bool:
    """Whether a code is more than blanks, marks and control characters."""
    return any(map(str.isalnum, code))
