"""Made-up areas of any size for benchmarks and tests, all fictional.

The demo area is the same machinery with a setting of its own (``data.demo_area``).
"""

from collections.abc import Callable

import numpy as np
import shapely
from shapely import MultiPolygon

from data.building import Area, build
from data.draws import Floats, stream, whole_shares
from data.ground.coast import blob, land_without
from data.ground.setting import Setting
from data.ground.tessellation import Town
from data.nhs import names

MEAN_LIST = 7_500
RESIDENTS_PER_SMALL_AREA = 1_600
PATIENTS_PER_KM2 = 600.0


def area(
    n_practices: int, *, n_small_areas: int | None = None, seed: int = 0, n_units: int = 1
) -> Area:
    """A made-up area of the given size, the same for the same arguments.

    Parameters
    ----------
    n_practices
        25 to 4,000; lists follow England's distribution with a mean of 7,500.
    n_small_areas
        About how many small areas; by default one to 1,600 patients.
    seed
        Another seed, another area.
    n_units
        Border units ("CCGs") to divide it into, side by side from west to east.
    """
    patients = MEAN_LIST * n_practices
    rng = stream(seed, "land")
    land = land_without(
        [blob(float(np.sqrt(patients / PATIENTS_PER_KM2 / np.pi)) * 1e3, rng)], None
    )
    land = shapely.transform(land, lambda xy: xy + 400_000.0)
    codes = [f"Z{k + 1:02d}" for k in range(n_units)]
    return build(
        Setting(
            land=land,
            towns=_random_towns(land, patients, rng),
            practices=n_practices,
            small_areas=n_small_areas or patients // RESIDENTS_PER_SMALL_AREA,
            patients=patients,
            unit_of=_strips(land, codes),
            units={code: f"NHS Made-up {code} CCG" for code in codes},
            premises=(3,) * (n_practices // 60) + (2,) * (n_practices // 15),
            branches=n_practices // 4,
            seed=seed,
        )
    )


def _random_towns(land: MultiPolygon, patients: int, rng: np.random.Generator) -> tuple[Town, ...]:
    """Towns whose sizes fall as one over their rank (Zipf), strewn over the land."""
    n = max(2, patients // 60_000)
    west, south, east, north = land.bounds
    spots = rng.random((60 * n, 2)) * [east - west, north - south] + [west, south]
    inside = np.round(spots[shapely.contains_xy(land, spots[:, 0], spots[:, 1])][:n])
    sizes = whole_shares(1.0 / (np.arange(n) + 2.0), patients)
    return tuple(
        Town(name, x, y, float(size), 350.0 + 3.0 * float(size) ** 0.5, float(rng.random()))
        for name, (x, y), size in zip(names.towns(n, rng), inside, sizes, strict=True)
    )


def _strips(land: MultiPolygon, codes: list[str]) -> Callable[[Floats], list[str]]:
    west, _, east, _ = land.bounds

    def unit_of(points: Floats) -> list[str]:
        strip = ((points[:, 0] - west) / (east - west) * len(codes)).astype(int)
        return [codes[k] for k in strip.clip(0, len(codes) - 1)]

    return unit_of
