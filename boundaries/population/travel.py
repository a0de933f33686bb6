"""Travel measured from where patients live instead of from where their practice stands."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from boundaries.errors import DataError
from boundaries.population import registrations as registration_tables
from boundaries.population.whole_patients import fit_to_lists

_HUBS_AT_ONCE = 512  # keeps the distances held at once small for a nation
_M_IN_KM = 1000.0
EXCHANGED_KM = 5.0  #: on the mean from a practice to its patients, before anything is questioned
FAR_KM = 40.0  #: patients of a surgery are a few kilometres from it; of an online one anywhere
_SHOWN = 5


def travel_km(
    practices: gpd.GeoDataFrame, registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Patient-kilometres of each practice's patients to each practice's main site.

    Patients are counted at the centroid of their small area, in straight lines; those whose home
    is in no small area of the study, and lists that exceed the registrations, at their practice.

    Parameters
    ----------
    practices, small_areas
        EPSG:27700.
    registrations
        Columns ``practice_code``, ``area_code``, ``patients``.

    Returns
    -------
    Hubs as rows, practices as columns, both in the order of ``practices``.
    """
    return to_places(practices.geometry, practices, registrations, small_areas)


def far_from_home(practices: gpd.GeoDataFrame, travelled_km: pd.DataFrame) -> list[str]:
    """A sentence on practices that are farther than `FAR_KM` from their patients, on the mean.

    Parameters
    ----------
    practices
        ``patients``, index practice code.
    travelled_km
        See ``travel_km``.

    Raises
    ------
    DataError
        Most practices are so far: places or areas are wrong.
    """
    own = np.diag(travelled_km.to_numpy()) / practices["patients"].to_numpy(float)
    far = pd.Series(own, practices.index)[own > FAR_KM]
    rows = [f"{code} {km:.0f} km" for code, km in far.items()]
    if 2 * len(far) > len(practices):
        raise DataError(
            f"most practices stand more than {FAR_KM:.0f} km from where their patients live",
            rows=rows,
            remedy="Look whether eastings and northings are exchanged, and whether areas and "
            "registrations are those of these practices",
        )
    more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    some = "1 practice stands" if len(far) == 1 else f"{len(far):,} practices stand"
    told = f"{some} more than {FAR_KM:.0f} km from where its patients live, on the mean: "
    told = told if len(far) == 1 else told.replace(" its ", " their ")
    return [f"{told}{', '.join(rows[:_SHOWN])}{more}."] if rows else []


def refuse_exchanged(
    practices: gpd.GeoDataFrame,
    registrations: pd.DataFrame,
    small_areas: gpd.GeoDataFrame,
    travelled_km: pd.DataFrame,
) -> None:
    """Raise DataError where patients live near their practices once the axes are exchanged.

    Places exchanged near the line where eastings are northings (Manchester, Lancashire) are not
    far from where they should be, and stay in Great Britain.
    """
    patients = practices["patients"].to_numpy(float)
    own = float(np.median(np.diag(travelled_km.to_numpy()) / patients))
    if own < EXCHANGED_KM:
        return
    counts = at_home(practices, registrations, small_areas).tocoo()
    homes = _xy(shapely.centroid(small_areas.geometry.to_numpy()))[counts.col, ::-1]
    away = np.linalg.norm(homes - _xy(practices.geometry)[counts.row], axis=1) / _M_IN_KM
    total = np.bincount(counts.row, counts.data * away, minlength=len(practices))
    otherwise = float(np.median(total / patients))
    if otherwise < own / 4:
        raise DataError(
            f"patients live {own:.0f} km from their practices, and {otherwise:.1f} km once "
            "eastings and northings are exchanged",
            remedy="Exchange them, in the places of the practices or in the small areas",
        )


def to_places(
    places: gpd.GeoSeries,
    practices: gpd.GeoDataFrame,
    registrations: pd.DataFrame,
    small_areas: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Patient-kilometres to any places (points, EPSG:27700), which are the rows."""
    counts = at_home(practices, registrations, small_areas)
    unplaced = practices["patients"].to_numpy(float) - counts.sum(axis=1)
    sites = _xy(practices.geometry)
    homes = _xy(shapely.centroid(small_areas.geometry.to_numpy()))
    goals = _xy(places)
    rows = [
        (counts @ _distance_km(homes, some)).T + _distance_km(some, sites) * unplaced
        for some in np.array_split(goals, max(1, len(goals) // _HUBS_AT_ONCE))
    ]
    return pd.DataFrame(np.concatenate(rows), places.index, practices.index)


def at_home(
    practices: gpd.GeoDataFrame, registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> csr_array:
    """Patients of each practice (rows) in each small area (columns), no more than its list."""
    placed, _ = registration_tables.placed(registrations, small_areas)
    fitted = fit_to_lists(placed, practices["patients"])
    return _counts(fitted, practices.index, small_areas.index)


def to_places_by_list(places: gpd.GeoSeries, practices: gpd.GeoDataFrame) -> pd.DataFrame:
    """Patient-kilometres to any places with all patients counted at their practice."""
    km = _distance_km(_xy(places), _xy(practices.geometry))
    return pd.DataFrame(km * practices["patients"].to_numpy(float), places.index, practices.index)


def notes(registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame) -> list[str]:
    """Sentences on patients whose home is in no small area, by kind."""
    _, elsewhere = registration_tables.placed(registrations, small_areas)
    summary = registration_tables.unplaced_summary(elsewhere)
    if summary.empty:
        return []
    kinds = ", ".join(f"{row.patients:,} {kind}" for kind, row in summary.iterrows())
    total = int(summary["patients"].sum())
    return [f"{total:,} patients live in none of the small areas: {kinds}."]


def _counts(placed: pd.DataFrame, practices: "pd.Index[str]", areas: "pd.Index[str]") -> csr_array:
    rows = practices.get_indexer(pd.Index(placed["practice_code"]))
    columns = areas.get_indexer(pd.Index(placed["area_code"]))
    shape = (len(practices), len(areas))
    return csr_array((placed["patients"].to_numpy(float), (rows, columns)), shape=shape)


def _xy(points: object) -> NDArray[np.float64]:
    return np.asarray(shapely.get_coordinates(points), dtype=float)


def _distance_km(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    step = here[:, None, :] - there[None, :, :]
    return np.asarray(np.hypot(step[..., 0], step[..., 1]) / _M_IN_KM)
