"""The practices of a made-up area and their branches: codes, names, postcodes, points."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.draws import Floats, Whole, shuffled, stream
from data.ground.setting import BNG, Setting, chief_town, nearest_town
from data.nhs import names, people
from data.nhs.people import Ground

BRANCH_LIST_MIN = 6_000
FIRST_PRACTICE = 80_001


def practices(
    setting: Setting, small_areas: gpd.GeoDataFrame, ground: Ground
) -> tuple[gpd.GeoDataFrame, Whole]:
    """The practices in the order of their codes, and the small area each is in."""
    rng = stream(setting.seed, "practices")
    given = sorted(setting.given, key=lambda one: -one.patients)
    usual = people.list_sizes(
        setting.practices - len(given),
        setting.patients - sum(one.patients for one in given),
        tiny=setting.tiny,
    )
    lists = np.append(np.array([one.patients for one in given], dtype=np.int64), usual)
    town_centre = {k: _centre(setting, ground, one.town) for k, one in enumerate(given)}
    homes = people.place(ground, lists, rng, given=town_centre)
    homes = people.share_premises(
        ground, homes, lists, groups=setting.premises, seed_order=shuffled(rng, len(lists))
    )
    called = [one.name for one in given] + names.practices(len(usual), rng)
    order = np.lexsort([homes, nearest_town(setting, ground.points[homes]), ground.unit[homes]])
    table = _practice_table(setting, small_areas, homes[order], lists[order])
    return table.assign(name=[called[k] for k in order])[table.columns], homes[order]


def _centre(setting: Setting, ground: Ground, town: str) -> int:
    place = next(one for one in setting.towns if one.name == town)
    away = np.hypot(ground.points[:, 0] - place.x, ground.points[:, 1] - place.y)
    return int(np.argmin(np.round(away)))


def _practice_table(
    setting: Setting, small_areas: gpd.GeoDataFrame, homes: Whole, lists: Whole
) -> gpd.GeoDataFrame:
    points = inner_points(small_areas)[homes]
    unit = small_areas["ccg_code"].to_numpy()[homes]
    table = gpd.GeoDataFrame(
        {
            "name": "",
            "patients": lists,
            "postcode": _postcodes(setting, points),
            "ccg_code": unit,
            "ccg_name": [setting.units[code] for code in unit],
            "stp_code": setting.system[0],
            "stp_name": setting.system[1],
        },
        geometry=shapely.points(points),
        crs=BNG,
    )
    return table.set_index(codes("Z", FIRST_PRACTICE, len(table), "practice_code"))


def _postcodes(setting: Setting, points: Floats, *, start: int = 0) -> list[str]:
    districts = (chief_town(setting, points) + 1).tolist()
    return names.postcodes(districts, [(x, y) for x, y in points.tolist()], start=start)


def branches(
    setting: Setting, practices: gpd.GeoDataFrame, homes: Whole, ground: Ground
) -> tuple[gpd.GeoDataFrame, list[list[int]]]:
    """The branch sites, and the small areas of each practice's premises, main site first."""
    rng = stream(setting.seed, "branches")
    counts = _branch_counts(setting, practices, rng)
    found = people.branch_sites(ground, homes, counts, rng)
    sites = [[int(home)] for home in homes]
    rows = []
    for practice, area in found:
        sites[practice].append(area)
        code = f"{practices.index[practice]}{len(sites[practice]) - 1:03d}"
        rows.append((code, practices.index[practice], area))
    return _branch_table(setting, rows, ground), sites


def _branch_counts(
    setting: Setting, practices: gpd.GeoDataFrame, rng: np.random.Generator
) -> dict[int, int]:
    known = {one.name: one for one in setting.given}
    counts = {k: known[name].branches for k, name in enumerate(practices["name"]) if name in known}
    large = practices["patients"].to_numpy() >= BRANCH_LIST_MIN
    left = setting.branches - sum(counts.values())
    usual = [int(k) for k in shuffled(rng, len(practices)) if large[k] and int(k) not in counts]
    counts |= dict.fromkeys(usual[: max(left, 0)], 1)
    return dict(sorted(counts.items()))


def _branch_table(
    setting: Setting, rows: list[tuple[str, str, int]], ground: Ground
) -> gpd.GeoDataFrame:
    points = ground.points[[area for *_, area in rows]].reshape(-1, 2)
    called = names.practices(len(rows), stream(setting.seed, "branch names"))
    table = gpd.GeoDataFrame(
        {
            "practice_code": [practice for _, practice, _ in rows],
            "name": [f"{name.rsplit(' ', 1)[0]} Branch Surgery" for name in called],
            "postcode": _postcodes(setting, points, start=100),
        },
        geometry=shapely.points(points),
        crs=BNG,
    )
    return table.set_index(pd.Index([code for code, *_ in rows], name="site_code", dtype="str"))


def inner_points(small_areas: gpd.GeoDataFrame) -> Floats:
    """The point inside each small area at which its residents are taken to live (n, 2)."""
    found: Floats = small_areas[["x", "y"]].to_numpy()
    return found


def codes(start: str, first: int, n: int, name: str) -> pd.Index:
    """An index of codes that count up from the first."""
    return pd.Index([f"{start}{first + k}" for k in range(n)], name=name, dtype="str")
