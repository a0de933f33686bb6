"""What single columns of the practice table mean: networks today, teams, need, dates."""

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.nhs import assemble as nhs
from boundaries.teams.footprints import Footprints
from optimise.verify.case import is_unallocated

_DATES = ("extract_date", "list_date")


def column(practices: pd.DataFrame, name: str, option: str) -> pd.Series:
    """A column of the practice table; DataError names the option that asked for it."""
    if name not in practices.columns:
        others = [str(c) for c in practices.columns if c not in ("name", "patients", "geometry")]
        raise DataError(
            f"the practice table has no column {name!r} for {option}",
            remedy=f"Name one of its columns: {', '.join(others) or 'it has none to name'}",
        )
    return practices[name]


def labels(practices: pd.DataFrame, name: str, option: str = "--current") -> pd.Series:
    """Networks of a column, blank where a practice is in none."""
    labels = column(practices, name, option).astype("str").str.strip()
    return labels.mask(labels.map(is_unallocated), "")


def scores(practices: pd.DataFrame, name: str) -> pd.Series:
    """Numbers of a column, NaN where blank; DataError names the practices whose is none."""
    cells = column(practices, name, "--need").astype("str").str.strip()
    scores = pd.to_numeric(cells, errors="coerce")
    wrong = scores.isna() & (cells != "")
    if wrong.any():
        raise DataError(
            f"{int(wrong.sum())} practices have a {name} that is not a number",
            rows=[f"{code}: {cells[code]!r}" for code in practices.index[wrong]],
            remedy="Correct the values, or leave them blank where they are not known",
        )
    return scores


def teams(labels: pd.Series) -> Footprints:
    """Footprints from a column of the practice table; blank means no team."""
    text = labels.astype("str").str.strip()
    known = text[~text.map(is_unallocated)].rename("team_id")
    ids = pd.Index(sorted(set(known)), name="team_id", dtype="str")
    table = pd.DataFrame({"name": ids, "nurses_wte": float("nan")}, index=ids)
    return Footprints(table, practice_team=known)


def lists_date(practices: gpd.GeoDataFrame) -> str | None:
    """Date of the list sizes (ISO), where the table has a column for it; the latest of several."""
    named = [c for c in practices.columns if str(c).casefold() in _DATES]
    dates = {nhs.date(text) for c in named[:1] for text in set(practices[c]) if text}
    return max(dates).isoformat() if dates else None
