"""From a setting to the tables of a made-up area, step by step."""

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Polygon

from data.draws import Floats, Whole, normal, stream, whole_shares
from data.ground.setting import BNG, Setting, nearest_town
from data.ground.tessellation import pieces, shared_edges, tile
from data.nhs import registrations, surgeries, todays_networks
from data.nhs.people import Ground
from data.nhs.surgeries import codes, inner_points

FIRST_AREA = 1_990_001


@dataclass(frozen=True)
class Area:
    """The tables of one made-up area, each in EPSG:27700 and sorted by its code.

    Attributes
    ----------
    practices
        Index ``practice_code``; ``name, patients, postcode, ccg_code, ccg_name, stp_code,
        stp_name, pcn_code, pcn_name, deprivation_score`` (text but for patients), points.
    branches
        Index ``site_code``; ``practice_code, name, postcode``, points.
    small_areas
        Index ``area_code``; ``name, residents, ccg_code, deprivation_score, team_id``, inner
        point ``x, y``; polygons that form a valid coverage.
    registrations
        ``practice_code, area_code, patients``; sums to the lists exactly.
    footprints
        Index ``team_id``; ``team_name, nurses_wte``, polygons.
    """

    practices: gpd.GeoDataFrame
    branches: gpd.GeoDataFrame
    small_areas: gpd.GeoDataFrame
    registrations: pd.DataFrame
    footprints: gpd.GeoDataFrame
    setting: Setting = field(repr=False)


def build(setting: Setting) -> Area:
    """The tables of the area that the setting describes."""
    points, polygons = tile(
        setting.land, setting.towns, setting.small_areas, rural=setting.rural, seed=setting.seed
    )
    small_areas = _small_areas(setting, points, polygons)
    points = inner_points(small_areas)
    ground = _ground(setting, small_areas, points)
    practices, homes = surgeries.practices(setting, small_areas, ground)
    branches, sites = surgeries.branches(setting, practices, homes, ground)
    patients = _patients(setting, practices, sites, ground)
    practices["deprivation_score"] = _scores(patients, small_areas)
    practices = practices.join(todays_networks.draw(setting, practices, ground, homes))
    footprints, team = todays_networks.teams(setting, practices, small_areas, patients, ground)
    return Area(
        practices=practices,
        branches=branches,
        small_areas=small_areas.assign(team_id=team),
        registrations=registrations.tidy(patients, practices.index, small_areas.index),
        footprints=footprints,
        setting=setting,
    )


def _small_areas(setting: Setting, points: Floats, polygons: list[Polygon]) -> gpd.GeoDataFrame:
    rng = stream(setting.seed, "residents")
    town = nearest_town(setting, points)
    centre = np.array([(t.x, t.y) for t in setting.towns])[town]
    out = points - centre
    ring = np.floor(np.hypot(out[:, 0], out[:, 1]) / 1_500.0)
    turn = np.round(np.arctan2(out[:, 1], out[:, 0]), 9)
    order = np.lexsort([turn, ring, town])
    residents = whole_shares(
        np.clip(1.0 + 0.16 * normal(rng, len(points)), 0.65, 1.7), setting.patients
    )
    table = gpd.GeoDataFrame(
        {
            "name": _area_names(setting, town[order]),
            "residents": residents,
            "ccg_code": setting.unit_of(points[order]),
            "deprivation_score": _deprivation(setting, points, town, rng)[order],
            "x": points[order, 0],
            "y": points[order, 1],
        },
        geometry=np.array(polygons, dtype=object)[order],
        crs=BNG,
    )
    return table.set_index(codes("E0", FIRST_AREA, len(table), "area_code"))


def _area_names(setting: Setting, town: Whole) -> list[str]:
    """ONS-like names: five areas share a number and differ by letter (Alderby 003C)."""
    seen: dict[int, int] = {}
    out = []
    for k in town.tolist():
        number = seen[k] = seen.get(k, -1) + 1
        out.append(f"{setting.towns[k].name} {number // 5 + 1:03d}{'ABCDE'[number % 5]}")
    return out


def _deprivation(setting: Setting, points: Floats, town: Whole, rng: np.random.Generator) -> Floats:
    """A score like the index of multiple deprivation: about 20, above 50 in poor inner towns."""
    near = np.array([(t.x, t.y, t.spread_m, t.need) for t in setting.towns])[town]
    out = np.hypot(points[:, 0] - near[:, 0], points[:, 1] - near[:, 1])
    score = 10.0 + 42.0 * near[:, 3] * np.exp(-out / (2.5 * near[:, 2]))
    found: Floats = np.round((score * np.exp(0.3 * normal(rng, len(points)))).clip(2.0, 85.0), 1)
    return found


def _ground(setting: Setting, small_areas: gpd.GeoDataFrame, points: Floats) -> Ground:
    edges = shared_edges(small_areas.geometry.to_numpy())
    unit = pd.factorize(small_areas["ccg_code"], sort=True)[0].astype(np.int64)
    return Ground(
        points=points,
        residents=small_areas["residents"].to_numpy(),
        unit=unit,
        zone=pieces(unit, edges),
        landmass=pieces(np.zeros(len(unit), dtype=np.int64), edges),
        edges=edges,
        water=setting.water,
    )


def _patients(
    setting: Setting, practices: gpd.GeoDataFrame, sites: list[list[int]], ground: Ground
) -> Whole:
    anywhere = {one.name for one in setting.given if one.anywhere}
    return registrations.draw(
        ground,
        sites,
        practices["patients"].to_numpy(),
        stream(setting.seed, "registrations"),
        anywhere=[k for k, name in enumerate(practices["name"]) if name in anywhere],
    )


def _scores(patients: Whole, small_areas: gpd.GeoDataFrame) -> list[str]:
    """Each practice's deprivation: its patients' mean, as text like every other input column."""
    mean = patients @ small_areas["deprivation_score"].to_numpy() / patients.sum(axis=1)
    return [f"{value:.1f}" for value in np.round(mean, 6)]
