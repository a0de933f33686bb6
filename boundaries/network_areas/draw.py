"""Network areas: the land that is drawn as a network's own, and how honest the drawing is."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries import coverage
from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.network_areas import compactness, nearest_site
from boundaries.network_areas import numbering as grounds
from boundaries.network_areas import small_area_graph as area_graphs
from boundaries.network_areas.repair import improve, repair
from boundaries.territories import shared_premises
from boundaries.territories.shared_premises import Premises

area_graph = area_graphs.build


class AreaMethod(StrEnum):
    """How network areas were drawn, in ``areas.attrs["method"]``."""

    REGISTRATIONS = "small areas allotted by where patients live"
    IN_PIECES = "small areas allotted by where patients live, scattered networks in pieces"
    PLURALITY = "small areas where most patients are registered, pieces and all"
    NEAREST = "small areas allotted by the nearest surgery"
    TERRITORIES = "territories of the practices joined"
    PLANNED = "small areas that the plan is made of, joined"


_CAVEATS = {
    AreaMethod.REGISTRATIONS: "each small area is allotted whole to one network, so that every "
    "area is one piece{apart} and most patients live inside",
    AreaMethod.IN_PIECES: "each small area is allotted whole to one network; networks whose "
    "practices do not hang together are drawn in pieces, where they have most of the patients",
    AreaMethod.PLURALITY: "each small area is allotted to the network most of its people are "
    "registered with",
    AreaMethod.NEAREST: "each small area is allotted to the network with the nearest surgery, as "
    "far as every area stays one piece{apart}; where patients live is not known",
    AreaMethod.TERRITORIES: "the land nearest to each surgery, joined by network; where patients "
    "live is not known",
    AreaMethod.PLANNED: "exactly the small areas that each is made of",
}
_APART = " (but for land that lies apart: islands, parts of a border unit or of a small area)"


def from_small_areas(
    small_areas: gpd.GeoDataFrame,
    area_network: "pd.Series[str]",
    *,
    patients: pd.DataFrame | None = None,
    patients_bound: int | None = None,
    patients_off_map: int = 0,
    method: AreaMethod = AreaMethod.REGISTRATIONS,
) -> gpd.GeoDataFrame:
    """Join small areas into one clean shape for each network.

    Parameters
    ----------
    small_areas
        Polygons in EPSG:27700, index ``area_code``.
    area_network
        Network id of every small area, index ``area_code``.
    patients
        Patients by small area (rows) and network (columns), unplaced patients in a row of
        their own or not at all; gives ``patients_inside`` and the share in the caveat.
    patients_bound
        The most patients that any whole map, or the map without contiguity, keeps inside.
    patients_off_map
        Patients whose home is known and in none of the small areas: they live outside too.
    method
        How ``area_network`` was made.

    Returns
    -------
    Index ``network_id`` (sorted), column ``small_areas`` (their number), with ``patients`` also
    ``patients_inside`` and ``patients``; shapes without overlaps or gaps between them. ``attrs``:
    ``method``, ``caveat`` (a sentence to print beside the map), ``patients_inside``,
    ``patients_total`` (with ``patients_off_map``), ``patients_bound`` (``None`` where unknown),
    ``notes``.

    Raises
    ------
    DataError
        A small area has no network, or codes are not among the polygons.
    """
    _check_codes(small_areas, area_network)
    fitted = area_graphs.clean(small_areas)
    network = area_network.reindex(fitted.index)
    shapes = np.asarray(fitted.geometry.array)
    groups = pd.Series(range(len(network))).groupby(network.to_numpy(), sort=True)
    made = {str(key): shapely.coverage_union_all(shapes[rows]) for key, rows in groups}
    areas = _frame(made, {"small_areas": groups.size().to_numpy()})
    areas.attrs = _facts(method, fitted.attrs.get("notes", []), areas)
    if patients is None:
        return areas
    areas.attrs["patients_off_map"] = patients_off_map
    return _counted(areas, network, patients, patients_bound)


def from_territories(
    territories: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
    practices: gpd.GeoDataFrame | None = None,
    *,
    premises: Premises | None = None,
) -> gpd.GeoDataFrame:
    """Join the territories of each network's practices.

    Parameters
    ----------
    territories
        One (multi)polygon for each practice, no overlaps, EPSG:27700.
    assignment
        Practice code -> network id, every territory's practice among them.
    practices
        The practices' points. With them the shares of premises that networks share are dealt out so
        that each network's land is as whole as possible (``shared_premises.deal``).
    premises
        The same territories and practices laid out before (``shared_premises.lay_out``), which
        saves doing it for every plan.

    Returns
    -------
    Index ``network_id``, column ``practices`` (their number), ``attrs`` as in
    ``from_small_areas``.

    Raises
    ------
    DataError
        A territory belongs to no network.
    """
    lost = [str(code) for code in territories.index if code not in assignment]
    if lost:
        raise DataError("practices with a territory and no network", rows=lost)
    shapes = np.asarray(territories.geometry.array)
    own = pd.Series([assignment[str(code)] for code in territories.index])
    network = own.to_list()
    if premises is None and practices is not None:
        premises = shared_premises.lay_out(territories, practices)
    if premises is not None:
        shapes, network = shared_premises.deal(premises, assignment)
    groups = pd.Series(range(len(network))).groupby(np.asarray(network, dtype=object), sort=True)
    made = {str(key): coverage.union(shapes[rows]) for key, rows in groups}
    areas = _frame(made, {"practices": own.value_counts().reindex(list(made)).to_numpy()})
    areas.attrs = _facts(AreaMethod.TERRITORIES, territories.attrs.get("notes", []), areas)
    return areas


def from_nearest_sites(
    small_areas: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> gpd.GeoDataFrame:
    """Give small areas to the network of the nearest site, mended so that every area is whole.

    Parameters
    ----------
    small_areas
        Polygons in EPSG:27700, index ``area_code``.
    sites
        Practices, or sites with a column ``practice_code``; points in EPSG:27700.
    assignment
        Practice code -> network id; sites of other practices are left aside.

    Returns
    -------
    As ``from_small_areas``.
    """
    graph = area_graph(small_areas)
    worth = nearest_site.worth(small_areas, sites, assignment)
    homes = nearest_site.homes(small_areas, sites, assignment)
    numbered = grounds.number(graph, worth, homes, None, None)
    labels = improve(numbered.ground, repair(numbered.ground, numbered.ground.best()))
    names = [numbered.networks[k] for k in labels]
    network = pd.Series(names, index=pd.Index(numbered.areas, name="area_code"), dtype="str")
    return from_small_areas(small_areas, network, method=AreaMethod.NEAREST)


def simplify(areas: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Simplify all areas together, so that shared borders stay identical.

    Visvalingam-Whyatt on the whole coverage (``shapely.coverage_simplify``): details up to
    about ``tolerance_m`` squared in size go.
    """
    shapes = shapely.coverage_simplify(np.asarray(areas.geometry.array), tolerance_m)
    simple = areas.set_geometry(gpd.GeoSeries(shapes, areas.index, areas.crs))
    simple.attrs = dict(areas.attrs)
    return simple


def network_patients(
    registrations: pd.DataFrame, assignment: Mapping[str, str], small_areas: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Patients by small area (rows, all of them) and network (columns, all of them).

    Registrations of other practices and outside the small areas are left out: see
    ``boundaries.population.residence`` for the count of both.
    """
    network = registrations["practice_code"].map(dict(assignment))
    known = network.notna() & registrations["area_code"].isin(small_areas.index)
    rows = registrations[known].assign(network_id=network[known])
    sums = rows.groupby(["area_code", "network_id"])["patients"].sum().unstack(fill_value=0)
    columns = sorted(set(assignment.values()))
    table = sums.reindex(index=small_areas.index, columns=columns, fill_value=0)
    return table.astype("int64").rename_axis(index="area_code", columns="network_id")


def _check_codes(small_areas: gpd.GeoDataFrame, area_network: "pd.Series[str]") -> None:
    blank = set(area_network.index[area_network.isna()])
    missing = sorted((set(small_areas.index) - set(area_network.index)) | blank)
    if missing:
        raise DataError(f"{len(missing)} small areas have no network", rows=missing)
    strangers = sorted(set(area_network.index) - set(small_areas.index))
    if strangers:
        raise DataError(f"{len(strangers)} small areas are not among the polygons", rows=strangers)


def _frame(shapes: Mapping[str, Any], columns: Mapping[str, Any]) -> gpd.GeoDataFrame:
    index = pd.Index(list(shapes), name="network_id", dtype="str")
    geometry = gpd.GeoSeries(shapely.normalize(np.array(list(shapes.values()))), index, BNG)
    return gpd.GeoDataFrame(dict(columns), index=index, geometry=geometry)


def _caveat(method: AreaMethod, several: bool) -> str:
    said = _CAVEATS[method].format(apart=_APART if several else "")
    exact = method == AreaMethod.PLANNED
    return f"{said[:1].upper()}{said[1:]}." if exact else f"Indicative: {said}."


def _facts(method: AreaMethod, notes: list[str], areas: gpd.GeoDataFrame) -> dict[str, Any]:
    several = compactness.pieces(np.asarray(areas.geometry.array)) > 1
    return {
        "method": str(method),
        "caveat": _caveat(method, bool(several.any())),
        "patients_inside": None,
        "patients_total": None,
        "patients_off_map": 0,
        "patients_bound": None,
        "notes": list(notes),
    }


def _counted(
    areas: gpd.GeoDataFrame,
    network: "pd.Series[str]",
    patients: pd.DataFrame,
    patients_bound: int | None,
) -> gpd.GeoDataFrame:
    """Add who lives inside, and say so in the caveat."""
    own = patients.reindex(network.index, fill_value=0).groupby(network.to_numpy()).sum()
    square = own.reindex(index=areas.index, columns=areas.index, fill_value=0)
    inside = np.diag(square.to_numpy()).astype("int64")
    total = patients.sum().reindex(areas.index, fill_value=0).astype("int64")
    counted = areas.assign(patients_inside=inside, patients=total)
    off_map = int(areas.attrs["patients_off_map"])
    every = int(patients.to_numpy().sum()) + off_map
    outside = 1 - inside.sum() / every if every else 0.0
    caveat = areas.attrs["caveat"].rstrip(".")
    there = f", {off_map / every:.1%} in none of the small areas" if off_map else ""
    counted.attrs = areas.attrs | {
        "caveat": f"{caveat}; {outside:.1%} of patients live outside their network's area{there}.",
        "patients_inside": int(inside.sum()),
        "patients_total": every,
        "patients_bound": patients_bound,
    }
    return counted
