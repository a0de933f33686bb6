"""``teams_staff.csv``: how many whole-time equivalents of each role a team has."""

from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.practices import table as practice_tables

NEEDED = ("team_id", "role", "wte")
COST = "annual_cost"
COLUMNS = [*NEEDED, "base", COST]


def read(path: Path) -> pd.DataFrame:
    """Read the posts of teams.

    Parameters
    ----------
    path
        A table with ``team_id``, ``role``, ``wte``, and perhaps ``base`` (where the people start
        from) and ``annual_cost`` (pounds a year for a whole-time equivalent).

    Returns
    -------
    One row for each row of the file: ``COLUMNS``; ``base`` is blank and ``annual_cost`` NaN where
    not given.

    Raises
    ------
    DataError
        A column is missing, a team or role is blank, or a number is none of 0 or more.
    """
    found = pd.DataFrame(practice_tables.read_table(path))
    found.columns = pd.Index([str(column).strip().casefold() for column in found.columns])
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise DataError(
            f"the table of staff has no column {', '.join(missing)}", source=str(path),
            remedy=f"Give {', '.join(COLUMNS)}; base and {COST} may be left out",
        )  # fmt: skip
    text = {name: found[name].astype("str").str.strip() for name in COLUMNS if name in found}
    out = pd.DataFrame(text, index=found.index).reindex(columns=COLUMNS)
    out["base"] = text.get("base", pd.Series("", index=out.index))
    out["wte"], out[COST] = _numbers(out["wte"]), _numbers(out[COST])
    _check(out, text, str(path))
    return out.reset_index(drop=True)


def _numbers(cells: pd.Series) -> pd.Series:
    return pd.to_numeric(cells.astype("str").str.replace(",", ""), errors="coerce").astype(float)


def _check(out: pd.DataFrame, text: dict[str, pd.Series], source: str) -> None:
    blank = (out["team_id"] == "") | (out["role"] == "")
    bad = ~out["wte"].between(0, 1e6)
    written = text.get(COST, pd.Series("", index=out.index))
    cost = (written != "") & ~out[COST].between(0, 1e9)
    wrong = out.index[blank | bad | cost]
    if len(wrong):
        rows = [f"row {at}: {', '.join(series[at] for series in text.values())}" for at in wrong]
        raise DataError(
            "rows of the table of staff cannot be used", rows=rows, source=source,
            remedy="Give each row a team, a role, and numbers of 0 or more",
        )  # fmt: skip
