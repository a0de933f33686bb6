"""Today's networks, with the faults that real ones have, and the community teams' footprints."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from data.draws import Whole, stream
from data.ground.divisions import halve_until, joined_up
from data.ground.setting import BNG, Setting, chief_town
from data.nhs.names import distinguished
from data.nhs.people import Ground

NETWORK_MEAN, TEAM_MEAN, TEAM_LEAST = 39_000, 45_000, 18_000
FLOOR = 30_000
PATIENTS_PER_NURSE = 4_300
UNALLOCATED = "U"
FAR_MAX_M = 15_000.0


def draw(
    setting: Setting, practices: gpd.GeoDataFrame, ground: Ground, homes: Whole
) -> pd.DataFrame:
    """``pcn_code`` and ``pcn_name`` of each practice as things stand today.

    Most networks are sound; with ``setting.faults`` one is in two pieces, one reaches over a
    border, one practice is unallocated, and some are too small or too large.
    """
    rng = stream(setting.seed, "networks")
    points = ground.points[homes]
    patients = practices["patients"].to_numpy()
    apart = np.isin(practices["name"], [one.name for one in setting.given])
    zone = _zones_joined(ground, homes, patients)
    labels = np.full(len(homes), -1, dtype=np.int64)
    for one in np.unique(zone):
        rows = np.flatnonzero((zone == one) & ~apart)
        k = max(1, round(int(patients[rows].sum()) / NETWORK_MEAN))
        labels[rows] = halve_until(points[rows], patients[rows], k, rng) + labels.max() + 1
    labels[apart] = labels.max() + 1 + np.arange(int(apart.sum()))
    if setting.faults:
        labels = _faulty(labels, points, patients, ground.unit[homes], apart)
    return _named(setting, practices, labels, points)


def _zones_joined(ground: Ground, homes: Whole, patients: Whole) -> Whole:
    """Zones, with one too small for a network joined to the nearest of its border unit."""
    zone, points = ground.zone[homes].copy(), ground.points[homes]
    for small in np.unique(zone):
        inside = zone == small
        others = np.flatnonzero(~inside & (ground.unit[homes] == ground.unit[homes][inside][0]))
        if patients[inside].sum() < FLOOR and len(others):
            out = points[others] - points[inside].mean(axis=0)
            zone[inside] = zone[others[np.argmin(np.round(np.hypot(out[:, 0], out[:, 1])))]]
    return zone


def _faulty(
    labels: Whole, points: np.ndarray, patients: Whole, unit: Whole, apart: np.ndarray
) -> Whole:
    """The labels after three things that happen: a far member, a border crossed, one left out."""
    labels = labels.copy()
    away = np.round(np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1)))
    usual = ~apart & (patients > 3_000) & (patients < 12_000)
    far = _far_member(labels, away, usual, unit)
    labels[far[0]] = labels[far[1]]
    if len(np.unique(unit)) > 1:
        over = _over_border(away, usual & (labels != labels[far[1]]), unit)
        labels[over[0]] = labels[over[1]]
        usual[over[0]] = False
    taken = (labels == labels[far[1]]) | ~usual
    size = np.bincount(labels, weights=patients)[labels]
    labels[int(np.argmax(np.where(taken, -1, size)))] = -1
    return labels


def _far_member(labels: Whole, away: np.ndarray, usual: np.ndarray, unit: Whole) -> tuple[int, int]:
    """A practice and a network it will join: the third nearest of its border unit."""
    best = (0.0, 0, 0)
    for k in np.flatnonzero(usual):
        others = np.flatnonzero((unit == unit[k]) & usual & (labels != labels[k]))
        others = others[np.argsort(away[k, others], kind="stable")]
        firsts = np.sort(np.unique(labels[others], return_index=True)[1])
        if len(firsts) > 2 and away[k, others[firsts[2]]] < FAR_MAX_M:
            member = int(others[firsts[2]])
            best = max(best, (float(away[k, member]), int(k), member))
    return best[1], best[2]


def _over_border(away: np.ndarray, usual: np.ndarray, unit: Whole) -> tuple[int, int]:
    """The practice nearest to one of another border unit, whose network it joins."""
    other = (unit[:, None] != unit[None, :]) & usual[:, None] & usual[None, :]
    row, column = np.unravel_index(np.argmin(np.where(other, away, np.inf)), away.shape)
    return int(row), int(column)


def _named(
    setting: Setting, practices: gpd.GeoDataFrame, labels: Whole, points: np.ndarray
) -> pd.DataFrame:
    found = [n for n in np.unique(labels) if n >= 0]
    middles = np.array([points[labels == n].mean(axis=0) for n in found])
    called = distinguished([_town(setting, xy) for xy in middles], middles)
    code = {n: f"UZ{k + 1:04d}" for k, n in enumerate(found)} | {-1: UNALLOCATED}
    name = {n: f"{town} PCN" for n, town in zip(found, called, strict=True)} | {-1: "Unallocated"}
    apart = np.flatnonzero(practices["name"].isin([one.name for one in setting.given]))
    name |= {labels[k]: f"{practices['name'].iloc[k]} PCN" for k in apart}
    return pd.DataFrame(
        {"pcn_code": [code[n] for n in labels], "pcn_name": [name[n] for n in labels]},
        index=practices.index,
    )


def _town(setting: Setting, xy: np.ndarray) -> str:
    return setting.towns[int(chief_town(setting, xy[None, :])[0])].name


def teams(
    setting: Setting,
    practices: gpd.GeoDataFrame,
    small_areas: gpd.GeoDataFrame,
    patients: Whole,
    ground: Ground,
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Community teams: their footprints, and the team of each small area.

    In the first border unit the teams are older than the networks and cut across them; in the
    others they follow today's networks where most patients of a small area belong.
    """
    rng = stream(setting.seed, "teams")
    label = _lead_network(practices, patients)
    for k, zone in enumerate(np.unique(ground.zone)):
        rows = np.flatnonzero(ground.zone == zone)
        if ground.unit[rows[0]] == 0:
            n = max(1, round(int(ground.residents[rows].sum()) / TEAM_MEAN))
            cut = halve_until(ground.points[rows][:, ::-1], ground.residents[rows], n, rng)
            label[rows] = cut + 10_000 * (k + 1)
    label = joined_up(label, ground.residents, ground.edges, least=TEAM_LEAST)
    label = np.unique(label, return_inverse=True)[1]
    return _team_table(setting, small_areas, label, rng), [f"T{k + 1:02d}" for k in label]


def _lead_network(practices: gpd.GeoDataFrame, patients: Whole) -> Whole:
    """The network with the most patients in each small area."""
    code = practices["pcn_code"].to_numpy()
    found = np.unique(code[code != UNALLOCATED])
    totals = [patients[code == one].sum(axis=0) for one in found]
    lead: Whole = np.argmax(np.array(totals), axis=0).astype(np.int64)
    return lead


def _team_table(
    setting: Setting, small_areas: gpd.GeoDataFrame, label: Whole, rng: np.random.Generator
) -> gpd.GeoDataFrame:
    n = int(label.max()) + 1
    shapes = [shapely.union_all(small_areas.geometry.to_numpy()[label == k]) for k in range(n)]
    middles = np.array([small_areas.loc[label == k, ["x", "y"]].mean() for k in range(n)])
    called = distinguished([_town(setting, xy) for xy in middles], middles)
    residents = np.bincount(label, weights=small_areas["residents"])
    nurses = np.round(residents / PATIENTS_PER_NURSE * (0.75 + 0.45 * rng.random(n)), 1)
    table = gpd.GeoDataFrame(
        {"team_name": [f"{town} Community Team" for town in called], "nurses_wte": nurses},
        geometry=shapes,
        crs=BNG,
    )
    return table.set_index(
        pd.Index([f"T{k + 1:02d}" for k in range(n)], name="team_id", dtype="str")
    )
