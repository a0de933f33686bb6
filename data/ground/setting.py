"""What a made-up area is like before anyone lives there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from shapely import MultiPolygon, Polygon

from data.draws import Floats, Whole
from data.ground.tessellation import Town

BNG = "EPSG:27700"
CHIEF_TOWN_PEOPLE = 15_000.0


@dataclass(frozen=True)
class Given:
    """A practice with a story: its list, the town it is in, branches, patients from anywhere."""

    name: str
    patients: int
    town: str
    branches: int = 0
    anywhere: bool = False


@dataclass(frozen=True)
class Setting:
    """What a made-up area is like before anyone lives there; lengths in metres, EPSG:27700."""

    land: MultiPolygon
    towns: tuple[Town, ...]
    practices: int
    small_areas: int
    patients: int
    unit_of: Callable[[Floats], list[str]]
    units: Mapping[str, str]
    system: tuple[str, str] = ("QZZ", "Anywhere")
    rural: float = 0.2
    water: Polygon | None = None
    given: tuple[Given, ...] = ()
    tiny: tuple[int, ...] = ()
    premises: tuple[int, ...] = ()
    branches: int = 0
    faults: bool = True
    seed: int = 0


def nearest_town(setting: Setting, points: Floats, *, least: float = 0.0) -> Whole:
    """The town (by position) each point (n, 2) belongs to: the nearest, large ones reaching
    further, of those with at least so many people.
    """
    pull = [
        np.hypot(points[:, 0] - town.x, points[:, 1] - town.y)
        / (town.people**0.3 if town.people >= least else 1e-3)
        for town in setting.towns
    ]
    found: Whole = np.argmin(np.round(np.array(pull), 6), axis=0)
    return found


def chief_town(setting: Setting, points: Floats) -> Whole:
    """The town each point looks to, villages left out: what networks are named after."""
    return nearest_town(setting, points, least=CHIEF_TOWN_PEOPLE)
