"""How lists will grow by projections of the people of each area, and who leaves the band when."""

import numpy as np
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.tables import numerals
from boundaries.files.tables.cells import value
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import table as practice_tables
from pcn_planner.proposal.tables import ABOVE, BELOW, IN_BAND, PlanTables

AFTER_YEARS = (5, 10)
COLUMNS = ["network_id", "year", "patients", "status", "share_projected"]
_NEEDED = ("area_code", "year", "people")
_REMEDY = "Give area_code, year, people: one row an area and year, the first year that of the lists"


def read(source: Source) -> pd.DataFrame:
    """Read projections of people by area.

    Returns
    -------
    Index ``area_code``, a column of people for each year (int, ascending); ``attrs["notes"]``.

    Raises
    ------
    DataError
        A column is missing, a year or number is none, or an area has a year twice.
    """
    table = practice_tables.read_rows(source)
    names.refuse_repeated(table.columns, _NEEDED, name_of(source))
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise DataError(
            f"the projections have no column {', '.join(missing)}", source=name_of(source),
            remedy=_REMEDY,
        )  # fmt: skip
    out = pd.DataFrame({"area_code": table["area_code"].astype("str").str.strip()})
    for name in ("year", "people"):
        out[name] = numerals.counts(table[name].astype(object).fillna("").map(value))
    wrong = out.index[~out["year"].between(1900, 2200) | ~out["people"].between(0, 1e9)]
    twice = out.index[out.duplicated(["area_code", "year"])]
    if len(wrong) or len(twice):
        rows = [f"row {at}: {', '.join(map(str, table.loc[at, list(_NEEDED)]))}"
                for at in (*wrong, *twice)]  # fmt: skip
        raise DataError(
            "some projections cannot be used", rows=rows, source=name_of(source), remedy=_REMEDY
        )
    made = out.astype({"year": int}).pivot(index="area_code", columns="year", values="people")
    made.attrs["notes"] = table.attrs.get("notes", [])
    return made


def of_networks(
    projections: pd.DataFrame, lives: pd.DataFrame, places: pd.Series, tables: PlanTables
) -> pd.DataFrame:
    """Projected lists of every network, for every year that the projections have.

    Each patient's area grows as its people do from the first year; a network's list grows as its
    patients whose area is projected do together.

    Parameters
    ----------
    projections
        See ``read``.
    lives
        ``practice_code``, ``area_code``, ``patients`` of the plan's practices.
    places
        Index ``area_code``: the area of the projections that a small area lies in.
    tables
        The plan.

    Returns
    -------
    ``COLUMNS``: ``patients`` (registered; NaN where no area of the network is projected),
    ``status`` of what the band counts, which grows alike, ``share_projected`` of the
    registrations.
    """
    factors = projections.div(projections.iloc[:, 0].where(projections.iloc[:, 0] > 0), axis=0)
    at = lives["area_code"].map(places)
    network = lives["practice_code"].map(tables.assignment)
    grown = factors.reindex(at).set_axis(lives.index)
    known = grown.notna().all(axis=1)
    by_network = grown[known].mul(lives["patients"][known], axis=0).groupby(network[known]).sum()
    base = lives["patients"][known].groupby(network[known]).sum()
    every = lives["patients"].groupby(network).sum()
    share = base.reindex(every.index, fill_value=0) / every
    rows = []
    for key, listed, size in zip(
        tables.networks.index.astype(str), tables.networks["patients"], tables.band_sizes,
        strict=True,
    ):  # fmt: skip
        for year in map(int, projections.columns):
            whole = base.get(key, 0)
            factor = by_network[year][key] / whole if whole else float("nan")
            status = _status(size * factor, tables)
            rows.append((key, year, listed * factor, status, float(share.get(key, 0.0))))
    return pd.DataFrame(rows, columns=COLUMNS)


def leaving(growth: pd.DataFrame) -> dict[str, int]:
    """Network -> the first year in which it is outside the band, of those in it at first."""
    out = {}
    for key, rows in growth.sort_values("year").groupby("network_id"):
        outside = rows[rows["status"].isin([BELOW, ABOVE])]
        if rows["status"].iloc[0] == IN_BAND and len(outside):
            out[str(key)] = int(outside["year"].iloc[0])
    return out


def interpolated(projections: pd.DataFrame) -> pd.DataFrame:
    """The projections with every year from first to last, on a straight line between two years."""
    known = [int(year) for year in projections.columns]
    years = list(range(known[0], known[-1] + 1))
    every = [np.interp(years, known, row) for row in projections.to_numpy(float)]
    return pd.DataFrame(every, index=projections.index, columns=years)


def _status(people: float, tables: PlanTables) -> str:
    if people != people:
        return ""
    rounded = round(people)
    return BELOW if rounded < tables.floor else ABOVE if rounded > tables.ceiling else IN_BAND
