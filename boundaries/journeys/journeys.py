"""Minutes from where patients are to every practice, with a stated rule where none are given."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from boundaries.errors import DataError
from boundaries.journeys import times

Floats = NDArray[np.float64]
GIVEN, ITSELF, BACK, STRAIGHT = 0, 1, 2, 3  #: what a time rests on
RULES = {
    BACK: "the time of the way back",
    STRAIGHT: "the straight line at the median speed of the times given",
}
REACH_MIN = (20, 30, 45)  #: minutes within which patients are counted
KPH = (1.0, 200.0)  #: straight-line speeds in the median; others are no minutes


@dataclass(frozen=True, eq=False)
class Journeys:
    """Where patients start, and how long each start is from each practice.

    Parameters
    ----------
    starts
        Codes of small areas and practices.
    practices
        Practice codes, in the order of the practice table.
    patients
        Patients of each practice at each start (practices, starts).
    minutes
        From each start to each practice (starts, practices); never unknown.
    rests_on
        The same shape: ``GIVEN``, ``ITSELF``, or which of ``RULES`` stands in for a time.
    kph
        Speed in a straight line that the rule ``STRAIGHT`` uses.
    mode
        The mode that was taken out of several; blank where the table has none.
    by_home
        Whether patients start at home where that is known.
    notes
        What was noted in reading.
    """

    starts: tuple[str, ...]
    practices: tuple[str, ...]
    patients: csr_array
    minutes: Floats
    rests_on: NDArray[np.uint8]
    kph: float
    mode: str = ""
    by_home: bool = False
    notes: tuple[str, ...] = ()

    @cached_property
    def patient_minutes(self) -> pd.DataFrame:
        """Minutes of all patients of a practice together: hubs as rows, practices as columns."""
        codes = list(self.practices)
        return pd.DataFrame((self.patients @ self.minutes).T, codes, codes)

    def within(self, limit_min: float, hub: str, members: Sequence[str]) -> float:
        """Patients of some practices who are at most so many minutes from the hub."""
        rows = self._rows(members)
        near = self.minutes[:, self._row[hub]] <= limit_min
        return float((self.patients[rows] @ near.astype(float)).sum())

    def by_rule(self, hub: str, members: Sequence[str]) -> float:
        """Patients of some practices whose time to the hub a rule stands in for."""
        ruled = self.rests_on[:, self._row[hub]] >= BACK
        return float((self.patients[self._rows(members)] @ ruled.astype(float)).sum())

    def at(self, practice: str) -> dict[str, float]:
        """Start -> patients of a practice who start there."""
        row = self.patients[[self._row[practice]]].tocoo()
        return {self.starts[k]: float(n) for k, n in zip(row.col, row.data, strict=True) if n}

    def time(self, start: str, practice: str) -> float:
        """Minutes from a start to a practice."""
        return float(self.minutes[self._start[start], self._row[practice]])

    def missing(self, units: "pd.Series[str]") -> pd.DataFrame:
        """Pairs without a time that a network inside one border unit could use.

        Parameters
        ----------
        units
            Border unit of each practice.

        Returns
        -------
        ``from_code, to_code, minutes, rule``, in the order of the codes.
        """
        labels, _ = pd.factorize(units.reindex(list(self.practices)))
        inside = np.eye(labels.max() + 1)[labels]
        used = (self.patients.T @ inside)[:, labels] > 0
        rows, columns = np.nonzero((self.rests_on >= BACK) & used)
        table = pd.DataFrame(
            {
                "from_code": np.array(self.starts, dtype=object)[rows],
                "to_code": np.array(self.practices, dtype=object)[columns],
                "minutes": self.minutes[rows, columns],
                "rule": pd.Series(self.rests_on[rows, columns]).map(RULES).to_numpy(),
            }
        )
        return table.sort_values(times.PAIR, ignore_index=True)

    def _rows(self, members: Sequence[str]) -> list[int]:
        return [self._row[code] for code in members]

    @cached_property
    def _row(self) -> dict[str, int]:
        return {code: k for k, code in enumerate(self.practices)}

    @cached_property
    def _start(self) -> dict[str, int]:
        return {code: k for k, code in enumerate(self.starts)}


def build(
    table: pd.DataFrame,
    practices: gpd.GeoDataFrame,
    homes: csr_array | None = None,
    small_areas: gpd.GeoDataFrame | None = None,
) -> Journeys:
    """Journeys of a table of times.

    Where the table has times from small areas, patients start at home (``homes``), and at their
    practice where that is not known; else all start at their practice. A missing time is that of
    the way back where that is given, else that of the straight line at the median speed of the
    times given; from a practice to itself it is 0.

    Parameters
    ----------
    table
        As ``times.read`` returns it.
    practices
        Index practice code; ``patients``, points in EPSG:27700.
    homes
        Patients of each practice in each small area (practices, small areas).
    small_areas
        Index area code; polygons in EPSG:27700.

    Raises
    ------
    DataError
        Times from small areas and no registrations, no time that a speed follows from, or times
        that cannot be minutes.
    """
    codes = [str(code) for code in practices.index]
    areas = [] if small_areas is None else [str(code) for code in small_areas.index]
    known = times.held(table, [*codes, *areas], codes) if areas else _by_practice(table, codes)
    by_home = bool(known["from_code"].isin(areas).any())
    counts = practices["patients"].to_numpy(float)
    if by_home and homes is not None:
        lived = np.flatnonzero(np.asarray(homes.sum(axis=0)) > 0)
        starts = [*(areas[k] for k in lived), *codes]
        patients = _at_home(homes[:, lived].toarray(), counts)
        places = np.concatenate([_xy(small_areas)[lived], _xy(practices)])
    else:
        starts, patients = codes, csr_array(np.diag(counts))
        places = _xy(practices)
    known = known[known["from_code"].isin(starts)]
    minutes, rests_on = _given(known, starts, codes)
    km = _distance_km(places, _xy(practices))
    kph = _speed(km, minutes)
    _fill(minutes, rests_on, km, kph, len(starts) - len(codes))
    return Journeys(
        tuple(starts), tuple(codes), patients, minutes, rests_on, kph,
        str(table.attrs.get("mode", "")), by_home,
        tuple(known.attrs.get("notes", [])) or tuple(table.attrs.get("notes", [])),
    )  # fmt: skip


def _by_practice(table: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    if not table["from_code"].isin(codes).any() and table["to_code"].isin(codes).any():
        raise DataError(
            "the times do not start at practices of the study",
            rows=[f"{a} to {b}" for a, b in table[times.PAIR].head(times.SHOWN).to_numpy()],
            remedy="For times from small areas give --registrations and --areas too",
        )
    return times.held(table, codes, codes)


def _at_home(homes: Floats, counts: Floats) -> csr_array:
    """Patients at home, then patients at their practice where their home is not known."""
    return csr_array(np.concatenate([homes, np.diag(counts - homes.sum(axis=1))], axis=1))


def _given(
    table: pd.DataFrame, starts: Sequence[str], codes: Sequence[str]
) -> tuple[Floats, NDArray[np.uint8]]:
    minutes = np.full((len(starts), len(codes)), np.nan)
    rows = pd.Index(starts).get_indexer(pd.Index(table["from_code"]))
    columns = pd.Index(codes).get_indexer(pd.Index(table["to_code"]))
    minutes[rows, columns] = table["minutes"].to_numpy()
    return minutes, np.zeros(minutes.shape, np.uint8)


def _speed(km: Floats, minutes: Floats) -> float:
    """The median speed in a straight line of the times given. Raises DataError for an odd one."""
    told = (minutes > 0) & (km > 0)
    if not told.any():
        raise DataError(
            "no time is above 0 between two places, so no speed follows",
            remedy="Give the minutes between practices",
        )
    kph = float(np.median(km[told] / minutes[told]) * 60.0)
    least, most = KPH
    if not least <= kph <= most:
        raise DataError(
            f"the times come to {kph:,.1f} km an hour in a straight line, in the median",
            remedy="Give minutes: not seconds, hours or kilometres",
        )
    return kph


def _fill(minutes: Floats, rests_on: NDArray[np.uint8], km: Floats, kph: float, areas: int) -> None:
    """Put the rules in the place of missing times; practices are the rows after the areas."""
    own, why = minutes[areas:], rests_on[areas:]
    here = np.isnan(own) & np.eye(len(own), dtype=bool)
    own[here], why[here] = 0.0, ITSELF
    back = np.isnan(own) & ~np.isnan(own.T)
    own[back], why[back] = own.T[back], BACK
    left = np.isnan(minutes)
    minutes[left], rests_on[left] = km[left] / kph * 60.0, STRAIGHT


def _xy(places: gpd.GeoDataFrame) -> Floats:
    points = shapely.centroid(places.geometry.to_numpy())
    return np.asarray(shapely.get_coordinates(points), dtype=float)


def _distance_km(here: Floats, there: Floats) -> Floats:
    step = here[:, None, :] - there[None, :, :]
    return np.asarray(np.hypot(step[..., 0], step[..., 1]) / 1000.0)
