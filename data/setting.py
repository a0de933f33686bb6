"""What a made-up area is like before anyone lives there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shapely import MultiPolygon, Polygon

from data.draws import Floats
from data.tessellation import Town

BNG = "EPSG:27700"


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
