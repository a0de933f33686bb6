"""Places that can be read and can hardly be meant: in the sea, or far from all the others."""

from collections.abc import Mapping
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from boundaries import crs

APART_M = 60_000.0  #: the Isles of Scilly are nearer to the next surgery than this
FEW = 0.1  #: of the practices; more than that are a place of their own
ASTRAY = "a place far from most practices"
SEA, FAR = "a place in the sea", "a place far from all other practices"
FAR_FROM_ALL, FAR_FROM_OWN = "a place far from all practices", "a place far from its practice"
AWAY_M = 10_000.0  #: from its practice, where a site's axes may be exchanged
MEANT = "Correct the coordinates, or say that the places are meant with --accept-places"
#: Great Britain with some 15 km of water around it, by hand: longitude and latitude, degrees.
_BRITAIN = (
    (-6.7, 49.75), (-5.1, 49.8), (-3.6, 50.05), (-2.4, 50.35), (-1.3, 50.42), (0.3, 50.58),
    (1.1, 50.75), (1.65, 51.05), (1.65, 51.45), (1.6, 51.8), (1.95, 52.2), (2.0, 52.75),
    (1.5, 53.1), (0.6, 53.25), (0.3, 53.6), (0.15, 54.15), (-0.3, 54.6), (-1.0, 54.95),
    (-1.3, 55.5), (-1.4, 55.85), (-1.8, 56.05), (-2.3, 56.3), (-1.9, 57.0), (-1.55, 57.5),
    (-1.7, 57.85), (-0.4, 60.1), (-0.4, 60.95), (-1.5, 61.0), (-2.3, 60.0), (-3.6, 59.5),
    (-5.2, 58.8), (-6.4, 58.75), (-8.9, 57.9), (-8.0, 56.7), (-6.9, 55.5), (-5.9, 55.15),
    (-5.3, 54.55), (-4.95, 54.4), (-4.9, 54.0), (-4.75, 53.55), (-4.95, 53.2), (-4.95, 52.65),
    (-4.6, 52.35), (-5.55, 52.0), (-5.45, 51.5), (-4.75, 51.3), (-4.85, 51.0), (-5.3, 50.65),
    (-5.95, 50.25), (-6.7, 50.1),
)  # fmt: skip
Floats: TypeAlias = np.ndarray[Any, np.dtype[np.floating[Any]]]


def find(x: "pd.Series[float]", y: "pd.Series[float]", system: str) -> pd.DataFrame:
    """Which of some places are unlikely, and the likely cause.

    Parameters
    ----------
    x, y
        Coordinates in ``system``, one index; all of them possible.
    system
        ``crs.BNG`` (metres) or ``crs.WGS84`` (degrees).

    Returns
    -------
        Columns ``problem``, ``remedy``, both ``""`` for likely places; the same index.
    """
    here = _metres(x.to_numpy(np.float64), y.to_numpy(np.float64), system)
    alone = _alone(here)
    at_sea = _at_sea(here)
    problem = np.select([at_sea, alone], [SEA, FAR], default="")
    causes = _causes(here, x, y, system, problem != "")
    if at_sea.all() and not (system == crs.WGS84 and all(causes)):
        problem = np.where(alone, FAR, "")  # an area that is made up; see ``all_at_sea``
    astray = (problem == "") & ~_among_most(here)
    exchanged = _causes(here, x, y, system, astray)
    mistaken = astray & (np.array(exchanged, dtype=object) != "")
    problem = np.where(mistaken, ASTRAY, problem)
    causes = [one or other for one, other in zip(exchanged, causes, strict=True)]
    remedy = np.where(problem == "", "", [f"{cause}{MEANT}" for cause in causes])
    return pd.DataFrame({"problem": problem, "remedy": remedy}, index=x.index)


def beside(
    sites: gpd.GeoSeries, owners: "pd.Series[str]", practices: gpd.GeoSeries
) -> pd.DataFrame:
    """Which sites of practices are unlikely: in the sea, far from all, or with axes exchanged.

    Parameters
    ----------
    sites, practices
        Points, EPSG:27700; practices that are all in the sea are of an area that is made up.
    owners
        The practice of each site, which exchanged axes would put it beside.

    Returns
    -------
        Columns ``problem`` and ``cause``, the likely cause as a sentence, both ``""`` where
        there is none; the index of ``sites``.
    """
    here, there = (
        np.asarray(shapely.get_coordinates(one.to_numpy()), float) for one in (sites, practices)
    )
    near, _ = shapely.STRtree(shapely.points(there)).query(
        shapely.points(here), predicate="dwithin", distance=APART_M
    )
    far = ~np.isin(np.arange(len(here)), near)
    at_sea = _at_sea(here) & ~_at_sea(there).all()
    own = np.asarray(shapely.get_coordinates(practices[owners].to_numpy()), float)
    away, turned = (np.hypot(*(one - own).T) for one in (here, here[:, ::-1]))
    exchanged = (away > AWAY_M) & (turned < FEW * away)
    problem = np.select([at_sea, far, exchanged], [SEA, FAR_FROM_ALL, FAR_FROM_OWN], default="")
    every = np.concatenate([here, there])
    odd = np.concatenate([problem != "", np.zeros(len(there), dtype=bool)])
    x, y = pd.Series(every[:, 0]), pd.Series(every[:, 1])
    causes = _causes(every, x, y, crs.BNG, odd)[: len(here)]
    return pd.DataFrame({"problem": problem, "cause": causes}, index=sites.index)


def all_at_sea(places: gpd.GeoSeries) -> list[str]:
    """A sentence where all places (EPSG:27700) are in the sea, as those of made-up areas may be."""
    if not _at_sea(np.asarray(shapely.get_coordinates(places.to_numpy()), float)).all():
        return []
    return [
        "All practices stand in the sea: the area is made up, or its eastings and northings are "
        "swapped or of another grid."
    ]


def _metres(x: Floats, y: Floats, system: str) -> Floats:
    return np.asarray(shapely.get_coordinates(crs.points(x, y, system).to_numpy()), float)


def _at_sea(metres: Floats) -> NDArray[np.bool_]:
    lon, lat = np.array(_BRITAIN, dtype=np.float64).T
    land = shapely.Polygon(_metres(lon, lat, crs.WGS84))
    return np.asarray(~shapely.contains_xy(land, metres[:, 0], metres[:, 1]), bool)


def _alone(metres: Floats) -> NDArray[np.bool_]:
    """Whether a practice and its few neighbours stand apart from all the others."""
    size = _companions(metres)
    return np.asarray((size < len(size) * FEW) | ((size == 1) & (len(size) > 2)), bool)


def _among_most(metres: Floats) -> NDArray[np.bool_]:
    """Whether a practice stands among more than half of all practices; all do if nobody does."""
    most = 2 * _companions(metres) > len(metres)
    return np.asarray(most | ~most.any(), bool)


def _companions(metres: Floats) -> NDArray[np.int64]:
    """How many practices can be reached from each by steps of `APART_M` at most, itself too."""
    points = shapely.points(metres)
    a, b = shapely.STRtree(points).query(points, predicate="dwithin", distance=APART_M)
    links = coo_array((np.ones(len(a)), (a, b)), shape=(len(points), len(points)))
    _, label = connected_components(links, directed=False)
    return np.asarray(np.bincount(label)[label], np.int64)


def _causes(
    here: Floats, x: "pd.Series[float]", y: "pd.Series[float]", system: str, odd: NDArray[np.bool_]
) -> list[str]:
    """What would put an odd place among the others, as a sentence; blank where nothing does."""
    mistakes: Mapping[str, Floats] = {"Easting and northing look swapped. ": here[:, ::-1]}
    if system == crs.WGS84:
        there = _metres(-x.to_numpy(np.float64), y.to_numpy(np.float64), system)
        mistakes = {"The longitude looks as if its sign were lost. ": there}
    good = shapely.STRtree(shapely.points(here[~odd])) if (~odd).any() else None
    told = np.full(len(here), "", dtype=object)
    for sentence, places in mistakes.items():
        if good is None:
            likely = ~_at_sea(places)
        else:
            near = good.query(shapely.points(places), predicate="dwithin", distance=APART_M)
            likely = np.isin(np.arange(len(here)), near[0])
        told[odd & likely & (told == "")] = sentence
    return [str(text) for text in told]
