"""The demo area: a fictional corner of Doggerland, the land under today's North Sea.

One system of three CCGs round the winding estuary of the Hather, an island, a city at the bridge,
an empty north-west. No place, practice, code or person in it is real.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pandas as pd
import shapely
from shapely import MultiPolygon, Polygon

from data.building import Area, build
from data.draws import Floats, stream
from data.ground.coast import channel, island, land_without
from data.ground.setting import Given, Setting
from data.ground.tessellation import Town
from data.nhs import names

SEED = 2021
ORIGIN = np.array([590_000.0, 400_000.0])
WEST, MIDDLE, COAST = "Z1A", "Z2B", "Z3C"
UNITS = {
    WEST: "NHS Wold and South Shore CCG",
    MIDDLE: "NHS Hathermouth CCG",
    COAST: "NHS Brackwick Coast CCG",
}
SYSTEM = ("QZZ", "Hather and the Dogger Coast (fictional)")

# Kilometres from the origin, clockwise from the north-west: first the land border, then the sea.
SHORE = [
    (36.0, 38.2), (36.4, 36.0), (39.2, 34.8), (40.0, 32.4), (42.6, 31.6), (41.0, 30.4),
    (42.9, 28.2), (40.2, 26.8), (38.6, 24.0), (40.6, 22.6), (41.8, 19.6), (43.0, 14.8),
    (40.2, 12.4), (39.4, 9.6), (36.2, 9.4), (35.4, 6.4), (33.0, 6.8), (32.4, 3.6), (28.6, 4.6),
    (25.4, 1.6), (22.0, 4.4), (18.4, 3.8), (16.0, 5.2), (13.4, 1.6), (8.0, 0.6), (4.0, 3.2),
    (1.0, 11.0), (2.5, 18.0), (0.5, 24.0), (2.0, 31.0), (0.6, 37.0), (5.0, 40.2), (9.4, 42.0),
    (14.0, 39.4), (18.0, 41.6), (22.4, 40.0), (24.4, 41.4), (28.0, 38.6), (32.0, 39.8),
]  # fmt: skip
ISLE = [(46.0, 28.2), (48.2, 28.8), (49.2, 31.0), (48.6, 33.4), (46.9, 34.2), (45.8, 31.4)]
# The estuary from the sea to its head, and its half-width in metres.
HATHER = [
    (44.5, 18.5), (40.0, 17.0), (36.0, 15.2), (32.5, 16.6), (30.0, 19.0), (26.5, 18.8),
    (24.0, 16.6), (21.0, 17.6), (19.5, 20.0), (16.5, 20.6), (14.0, 18.6), (10.5, 18.0),
]  # fmt: skip
HATHER_HALF_WIDTH_M = [2_100, 1_500, 1_050, 800, 620, 480, 380, 260, 210, 170, 130, 70]
BRIDGE = (21.0, 17.6)
TOWNS = (
    ("Hathermouth", 20.6, 22.2, 186_000, 1_500, 0.95),
    ("Southquay", 22.6, 14.8, 31_000, 1_000, 0.75),
    ("Wyke Sands", 37.6, 20.8, 34_000, 850, 0.60),
    ("Stanwold", 8.0, 10.5, 88_000, 1_150, 0.45),
    ("Eskerton", 6.5, 24.5, 66_000, 1_000, 0.65),
    ("Saltreach", 32.0, 7.0, 54_000, 950, 0.70),
    ("Calderby", 17.5, 6.5, 28_000, 800, 0.25),
    ("Upper Wold", 7.0, 34.5, 7_000, 700, 0.15),
    ("Netherpool", 28.0, 32.0, 88_000, 1_150, 0.80),
    ("Brackwick", 39.6, 29.6, 60_000, 950, 0.70),
    ("Fenholt", 20.0, 32.5, 26_000, 800, 0.20),
    ("Kelderby", 33.6, 37.0, 18_000, 700, 0.30),
    ("Thorsey Harbour", 47.2, 30.4, 15_500, 750, 0.55),
)
VILLAGES, VILLAGE_PEOPLE = 46, (1_400, 5_200)
# Hardly anyone lives north-west of this line from south-west to north-east, in kilometres.
EMPTY_CORNER = Polygon([(-1, 28), (14, 29.5), (17, 45), (-1, 45)])
GIVEN = (
    Given("Stanwold Health Partnership", 60_000, "Stanwold", branches=5),
    Given("GP Anywhere", 24_500, "Hathermouth", anywhere=True),
)
# Where the middle CCG ends: its corners in kilometres, well outside the sea.
MIDDLE_RING = [
    (13.6, 27.5), (13.2, 22.0), (14.6, 17.0), (16.0, 13.2), (22.0, 12.0), (28.0, 13.4),
    (35.0, 12.4), (44.0, 13.2), (52.0, 16.0), (44.0, 24.3), (38.0, 25.2), (32.0, 25.6),
    (26.0, 26.8), (19.0, 28.0),
]  # fmt: skip
WEST_LINE = [(14.5, 45.0), (15.0, 37.0), (13.2, 32.0), (13.6, 27.5)]


def _metres(points: Sequence[Sequence[float]] | Floats) -> Floats:
    found: Floats = np.round(np.asarray(points) * 1_000.0 + ORIGIN)
    return found


@cache
def water() -> Polygon:
    """The estuary of the Hather from its head to the open sea, EPSG:27700."""
    rng = stream(SEED, "estuary")
    return channel(_metres(HATHER), np.array(HATHER_HALF_WIDTH_M, dtype=np.float64), rng)


def unit_of(points: Floats) -> list[str]:
    """The CCG code of each point (n, 2)."""
    middle = Polygon(_metres(MIDDLE_RING))
    west = Polygon(
        _metres([*WEST_LINE, *MIDDLE_RING[:7], (35.0, -9.0), (-9.0, -9.0), (-9.0, 45.0)])
    )
    south = Polygon(_metres([(-9, -9), (60, -9), (60, 13.2), (16, 16.9), (-9, 16.9)]))
    inside = [
        shapely.contains_xy(ring, points[:, 0], points[:, 1]) for ring in (middle, west, south)
    ]
    found: list[str] = np.where(
        inside[0], MIDDLE, np.where(inside[1] | inside[2], WEST, COAST)
    ).tolist()
    return found


def villages(land: MultiPolygon) -> tuple[Town, ...]:
    """Villages strewn over the land, few of them in the empty north-west."""
    rng = stream(SEED, "villages")
    spots = np.round(rng.random((VILLAGES * 4, 2)) * [44.0, 42.0], 3)
    kept = rng.random(len(spots)) < np.where(
        shapely.contains_xy(EMPTY_CORNER, spots[:, 0], spots[:, 1]), 0.25, 1.0
    )
    points = _metres(spots[kept])
    points = points[shapely.contains_xy(land, points[:, 0], points[:, 1])][:VILLAGES]
    low, high = VILLAGE_PEOPLE
    people = np.round(low + (high - low) * rng.random(len(points)) ** 2)
    need = np.round(0.4 * rng.random(len(points)), 3)
    return tuple(
        Town(name, x, y, size, 380.0, poor)
        for name, (x, y), size, poor in zip(
            names.towns(len(points), rng), points.tolist(), people.tolist(), need, strict=True
        )
    )


def setting() -> Setting:
    """The demo area before anyone lives there."""
    rng = stream(SEED, "land")
    raw = [island(_metres(SHORE), rng, step_m=90.0), island(_metres(ISLE), rng, step_m=90.0)]
    land = land_without(raw, water())
    towns = tuple(Town(n, *_metres([(x, y)])[0].tolist(), *rest) for n, x, y, *rest in TOWNS)
    return Setting(
        land=land,
        towns=towns + villages(land),
        practices=120,
        small_areas=552,
        patients=900_000,
        unit_of=unit_of,
        units=UNITS,
        system=SYSTEM,
        rural=0.045,
        water=water(),
        given=GIVEN,
        tiny=(9, 240, 1_150),
        premises=(4, 3, 3, 2, 2, 2, 2, 2, 2),
        branches=30,
        seed=SEED,
    )


@cache
def area() -> Area:
    """All tables of the demo area."""
    return build(setting())


def links(demo: Area) -> pd.DataFrame:
    """The bridge and the ferry: ``practice_a, practice_b, action, reason``."""
    practices = demo.practices
    north, south = _banks(demo)
    isle = practices.index[
        shapely.within(
            practices.geometry, shapely.box(*_metres([(44.5, 27.0), (51.0, 36.0)]).ravel())
        )
    ]
    harbour = practices.index[(practices["ccg_code"] == COAST) & ~practices.index.isin(isle)]
    bridge = shapely.Point(*_metres([BRIDGE])[0])
    ends = [practices.geometry[side].distance(bridge).idxmin() for side in (north, south)]
    ferry = _nearest_pair(practices, isle, harbour)
    rows = [(*sorted(ends), "add", "Hather Bridge"), (*sorted(ferry), "add", "Thorsey ferry")]
    return pd.DataFrame(rows, columns=["practice_a", "practice_b", "action", "reason"])


def _banks(demo: Area) -> tuple[pd.Index, pd.Index]:
    """The middle CCG's practices north and south of the estuary."""
    inside = demo.practices[demo.practices["ccg_code"] == MIDDLE]
    line = shapely.LineString(_metres(HATHER)[::-1])
    ring = Polygon([*line.coords, *_metres([(60, 60), (-9, 60)])])
    north = shapely.within(inside.geometry, ring)
    return inside.index[north], inside.index[~north]


def _nearest_pair(practices: pd.DataFrame, some: pd.Index, others: pd.Index) -> tuple[str, str]:
    pairs = [
        (round(practices.geometry[a].distance(practices.geometry[b])), a, b)
        for a in some
        for b in others
    ]
    return min(pairs)[1:]
