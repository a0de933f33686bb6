"""``teams_staff.csv``: how many whole-time equivalents of each role a team has."""

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import numerals
from boundaries.files.tables.cells import question_case
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import table as practice_tables

NEEDED = ("team_id", "role", "wte")
COST = "annual_cost"
PLACE = ("easting", "northing")
#: column -> the most that it may be
NUMBERS = {"wte": 1e6, COST: 1e9, PLACE[0]: 7e5, PLACE[1]: 1.3e6}
COLUMNS = [*NEEDED, "base", COST, *PLACE]


def read(source: Source) -> pd.DataFrame:
    """Read the posts of teams.

    Parameters
    ----------
    source
        A table with ``team_id``, ``role``, ``wte``, and perhaps ``base`` (where the people start
        from), ``annual_cost`` (pounds a year for a whole-time equivalent), ``easting`` and
        ``northing`` of the base (metres, EPSG:27700).

    Returns
    -------
    One row for each row of the file: ``COLUMNS``; ``base`` is blank, and numbers are NaN, where
    not given; ``attrs["notes"]``.

    Raises
    ------
    DataError
        A column is missing, a team or role is blank, a number is none of 0 or more, a base has
        two places, or two teams, roles or bases differ in nothing but capitals.
    """
    found = practice_tables.read_rows(source)
    found.columns = pd.Index([str(column).strip().casefold() for column in found.columns])
    names.refuse_repeated(found.columns, COLUMNS, name_of(source))
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise DataError(
            f"the table of staff has no column {', '.join(missing)}", source=name_of(source),
            remedy=f"Give {', '.join(COLUMNS)}; those after wte may be left out",
        )  # fmt: skip
    text = {name: found[name].astype("str").str.strip() for name in COLUMNS if name in found}
    out = pd.DataFrame(text, index=found.index).reindex(columns=COLUMNS)
    out["base"] = text.get("base", pd.Series("", index=out.index))
    for name in NUMBERS:
        out[name] = numerals.numbers(out[name])
    _check(out, text, name_of(source))
    made = out.reset_index(drop=True)
    made.attrs["notes"] = found.attrs.get("notes", [])
    return made


def _check(out: pd.DataFrame, text: dict[str, pd.Series], source: str) -> None:
    wrong = (out["team_id"] == "") | (out["role"] == "") | out["wte"].isna()
    for name, most in NUMBERS.items():
        if name in text:
            wrong |= (text[name] != "") & ~out[name].between(0, most)
    if wrong.any():
        raise DataError(
            "rows of the table of staff cannot be used", source=source,
            rows=[f"row {at}: {', '.join(series[at] for series in text.values())}"
                  for at in out.index[wrong]],
            remedy="Give each row a team, a role, and numbers of 0 or more; places in metres of "
            "the British National Grid",
        )  # fmt: skip
    for name in ("team_id", "role", "base"):
        question_case(out[name], f"values of {name}", source)
    _check_places(out[out[list(PLACE)].notna().any(axis=1)], source)


def _check_places(given: pd.DataFrame, source: str) -> None:
    """Each base that has a place has both coordinates, a name, and the same ones in every row."""
    whole = given[(given["base"] != "") & given[list(PLACE)].notna().all(axis=1)]
    each = whole.drop_duplicates(["base", *PLACE])
    twice = each.loc[each["base"].duplicated(keep=False), "base"]
    odd = sorted({*twice, *given.loc[given.index.difference(whole.index), "team_id"]})
    if odd:
        raise DataError(
            "bases of staff have two places, one coordinate alone, or no name",
            rows=odd, source=source,
            remedy="Give each base one name, one easting and one northing",
        )  # fmt: skip
