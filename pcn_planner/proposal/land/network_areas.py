"""The land drawn for each network, from the best that a study knows."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely

from boundaries import coverage
from boundaries.crs import BNG
from boundaries.network_areas import draw as areas
from boundaries.network_areas import nearest_site
from boundaries.network_areas.draw import AreaMethod
from boundaries.population import registrations
from boundaries.population.whole_patients import NOT_A_PLACE
from boundaries.practices import border_units
from boundaries.practices.border_units import WHOLE
from boundaries.territories import land as territory_land
from boundaries.territories import shared_premises
from boundaries.territories.shared_premises import Premises
from optimise.network_areas import allocate as allocation
from optimise.network_areas.allocate import Allocation
from pcn_planner.kept import by_owner
from pcn_planner.proposal.land import in_pieces, scattered
from pcn_planner.study.reading import outlines
from pcn_planner.study.study import Study

#: Limits of the allotment of small areas. Its rounds end in seconds, with the same map everywhere;
#: the time limit is for cases that nobody has met yet.
ROUNDS, TIME_LIMIT_S = 3, 600.0
GAP = 0.002  #: of the patients inside; closing the rest changes a map little and takes minutes


def network_areas(study: Study, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """One shape a network: by where patients live, else by the nearest site, else territories.

    ``attrs["caveat"]`` says how it was drawn, ``attrs["notes"]`` what was odd,
    ``attrs["in_pieces"]`` which networks hang together and are drawn in pieces.
    """
    return in_pieces.told(study, _networks_drawn(study, assignment), assignment)


def _networks_drawn(study: Study, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    if study.inputs.of_areas:
        return _planned(study, assignment)
    if study.small_areas is None:
        known = study.territories.loc[study.territories.index.isin(list(assignment))]
        return areas.from_territories(known, assignment, study.practices)
    if study.homes is None:
        return areas.from_nearest_sites(study.small_areas, sites(study), assignment)
    return _by_homes(study, study.homes, study.small_areas, assignment)


def _planned(study: Study, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Areas where small areas are planned: each network has the small areas that it is made of."""
    mine = study.territories.loc[study.territories.index.isin(list(assignment))]
    network = pd.Series(assignment, dtype="str").reindex(mine.index)
    return areas.from_small_areas(mine, network, method=AreaMethod.PLANNED)


def border_polygons(study: Study) -> gpd.GeoDataFrame | None:
    """The outline of each border unit, ``None`` without borders."""
    if study.units.eq(WHOLE).all():
        return None
    outline = outlines.keyed(study.outline, study.practices, study.within)
    if outline is not None and not pd.api.types.is_integer_dtype(outline.index.dtype):
        return outline.to_crs(BNG)
    return study.territories[["geometry"]].dissolve(study.units)


def land(study: Study) -> gpd.GeoDataFrame | None:
    """The outline as one shape, ``None`` where none is given."""
    if study.outline is None:
        return None
    whole = shapely.union_all(shapely.make_valid(study.outline.to_crs(BNG).geometry.to_numpy()))
    return gpd.GeoDataFrame(geometry=[whole], crs=BNG)


def sites(study: Study) -> gpd.GeoDataFrame:
    """Main and branch sites: column ``practice_code``, points in EPSG:27700."""
    geometry = study.practices.geometry.to_numpy()
    main = gpd.GeoDataFrame({"practice_code": study.practices.index}, geometry=geometry, crs=BNG)
    if study.branches is None:
        return main
    return pd.concat([main, study.branches[["practice_code", "geometry"]]], ignore_index=True)


def _by_homes(
    study: Study,
    homes: pd.DataFrame,
    small_areas: gpd.GeoDataFrame,
    assignment: Mapping[str, str],
) -> gpd.GeoDataFrame:
    patients = areas.network_patients(homes, assignment, small_areas)
    apart = scattered.find(study.graph, assignment)
    near = nearest_site.worth(small_areas, sites(study), assignment)
    fixed = scattered.own_areas(patients, near, apart)
    found = _allotted(study, patients.drop(index=fixed.index, columns=apart), fixed, assignment)
    network = fixed if found is None else pd.concat([fixed, found.area_network])
    drawn = areas.from_small_areas(
        small_areas,
        network.rename_axis("area_code"),
        patients=patients,
        patients_bound=None if found is None or apart else found.patients_bound,
        patients_off_map=_off_map(study, assignment),
        method=AreaMethod.IN_PIECES if apart else AreaMethod.REGISTRATIONS,
    )
    told = [*scattered.note(apart), *(f"{note}." for note in (found.notes if found else ()))]
    drawn.attrs["notes"] = [*drawn.attrs["notes"], *told]
    drawn.attrs["stretches"] = {} if found is None else found.stretches
    return _every_network(drawn, assignment)


def _allotted(
    study: Study, patients: pd.DataFrame, fixed: "pd.Series[str]", assignment: Mapping[str, str]
) -> Allocation | None:
    """The small areas that are not fixed dealt among the networks that hang together."""
    small_areas = study.small_areas
    if small_areas is None or patients.empty:
        return None
    mine = {code: key for code, key in assignment.items() if key in patients.columns}
    doors = nearest_site.homes(small_areas, sites(study), mine)
    units = area_units(study, small_areas)
    return allocation.allocate(
        scattered.without(areas.area_graph(small_areas), fixed.index),
        patients,
        {key: [code for code in held if code not in fixed.index] for key, held in doors.items()},
        area_units=units,
        network_units=None if units is None else network_units(study, mine),
        gap=GAP,
        rounds=ROUNDS,
        time_limit=TIME_LIMIT_S,
    )


def _off_map(study: Study, assignment: Mapping[str, str]) -> int:
    """Patients of the plan's practices whose home is known and in none of the small areas."""
    sums = _off_map_by_practice(study)
    return int(sums[sums.index.isin(list(assignment))].sum())


@by_owner
def _off_map_by_practice(study: Study) -> "pd.Series[int]":
    if study.registrations is None or study.small_areas is None:
        return pd.Series(dtype="int64")
    _, elsewhere = registrations.placed(study.registrations, study.small_areas)
    somewhere = elsewhere[~elsewhere["area_code"].str.fullmatch(NOT_A_PLACE)]
    return somewhere.groupby("practice_code")["patients"].sum()


def area_units(study: Study, small_areas: gpd.GeoDataFrame) -> "pd.Series[str] | None":
    """Border unit of every small area, where anything says it; areas outside all have ``""``.

    The areas' own border columns say it, named as in the practice table, else the outline with one
    polygon a unit: an area lies where a point inside it lies.
    """
    if not study.within:
        return None
    if set(study.within) <= set(small_areas.columns):
        return border_units.units(small_areas, study.within)
    outline = outlines.keyed(study.outline, study.practices, study.within)
    if outline is None or pd.api.types.is_integer_dtype(outline.index.dtype):
        return None
    keys = territory_land.plot_keys(study.units, list(outline.index.map(str)))
    if keys is None:
        return None
    polygons = outline[["geometry"]].set_axis(outline.index.map(str))
    lies_in = _areas_within(small_areas, polygons)
    unit_of = dict(zip(keys, study.units, strict=True))
    return lies_in.map(unit_of).reindex(small_areas.index).fillna("")


def _areas_within(small_areas: gpd.GeoDataFrame, polygons: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Area code -> index of the polygon that holds a point inside it."""
    inside = small_areas[["geometry"]].assign(geometry=small_areas.representative_point())
    keyed = polygons.rename_axis("plot").reset_index()
    joined: pd.Series[str] = gpd.sjoin(inside, keyed, predicate="intersects")["plot"]
    return joined[~joined.index.duplicated()].astype("str")


def network_units(study: Study, assignment: Mapping[str, str]) -> dict[str, set[str]]:
    """Network id -> border units of its practices."""
    found: dict[str, set[str]] = {}
    for code, network in assignment.items():
        found.setdefault(network, set()).add(str(study.units[code]))
    return found


def _every_network(drawn: gpd.GeoDataFrame, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Networks without any area as rows with an empty shape, so that none is forgotten."""
    wanted = pd.Index(sorted(set(assignment.values())), name="network_id", dtype="str")
    missing = wanted.difference(drawn.index)
    if missing.empty:
        return drawn
    whole = drawn.reindex(wanted)
    counts = whole.columns.drop("geometry")
    whole[counts] = whole[counts].fillna(0).astype("int64")
    whole["geometry"] = whole.geometry.where(whole.geometry.notna(), shapely.Polygon())
    whole.attrs = dict(drawn.attrs)
    return whole


SKETCHED = "Areas are drawn quickly while drafting; the export draws them exactly."


@dataclass(frozen=True)
class Land:
    """What the areas of any plan of a study are sketched on, laid out once.

    ``ground`` is what is drawn before there is any plan, ``None`` where no land is known.
    """

    study: Study
    graph: "nx.Graph[str] | None"
    units: "pd.Series[str] | None"
    borders: gpd.GeoDataFrame | None
    outline: gpd.GeoDataFrame | None
    ground: gpd.GeoDataFrame | None


def lay_out(study: Study) -> Land:
    """Prepare a study for sketching."""
    known = study.small_areas if study.homes is not None else None
    outline = land(study)
    return Land(
        study=study,
        graph=None if known is None else areas.area_graph(known),
        units=None if known is None else area_units(study, known),
        borders=border_polygons(study),
        outline=outline,
        ground=_all_territories(study) if outline is None else outline,
    )


def _all_territories(study: Study) -> gpd.GeoDataFrame | None:
    """All territories as one shape, where small areas are known; else ``None``."""
    if study.small_areas is None:
        return None
    whole = coverage.union(study.territories.geometry.to_numpy())
    return gpd.GeoDataFrame(geometry=[whole], crs=study.territories.crs)


@dataclass(frozen=True)
class AreasDrawn:
    """The areas of a plan with what lies around them; EPSG:27700.

    ``borders`` and ``outline`` are ``None`` where there are none; ``caveats`` say how it was
    drawn.
    """

    areas: gpd.GeoDataFrame
    borders: gpd.GeoDataFrame | None
    outline: gpd.GeoDataFrame | None
    caveats: tuple[str, ...]


def exactly(study: Study, assignment: Mapping[str, str]) -> AreasDrawn:
    """The areas of a plan as they are exported."""
    drawn = network_areas(study, assignment)
    borders = borders_where_networks_end(study, drawn, assignment)
    return AreasDrawn(drawn, borders, land(study), (str(drawn.attrs.get("caveat", "")),))


def borders_where_networks_end(
    study: Study, drawn: gpd.GeoDataFrame, assignment: Mapping[str, str]
) -> gpd.GeoDataFrame | None:
    """The outline of each border unit's networks, so that line and areas never disagree.

    Where a network has practices in several units, the units' own outlines (``border_polygons``).
    """
    held = network_units(study, assignment)
    if study.units.eq(WHOLE).all():
        return None
    if any(len(units) > 1 for units in held.values()) or drawn.geometry.is_empty.all():
        return border_polygons(study)
    unit = pd.Series({network: min(units) for network, units in held.items()})
    return drawn[["geometry"]].dissolve(unit.reindex(drawn.index).rename("unit").to_numpy())


def not_drawn(assignment: Mapping[str, str], reason: str) -> AreasDrawn:
    """Every network with an empty shape, where a fault kept the areas from being drawn."""
    ids = pd.Index(sorted(set(assignment.values())), name="network_id", dtype="str")
    empty = gpd.GeoDataFrame(geometry=[shapely.Polygon()] * len(ids), index=ids, crs=BNG)
    caveat = f"The network areas could not be drawn ({reason})."
    empty.attrs = {"caveat": caveat, "notes": [caveat]}
    return AreasDrawn(empty, None, None, (caveat,))


def sketched(ground: Land, assignment: Mapping[str, str]) -> AreasDrawn:
    """The areas of a plan as they are shown while drafting, with a line that says so."""
    drawn = sketch(ground, assignment)
    caveats: tuple[str, ...] = (str(drawn.attrs.get("caveat", "")),)
    if ground.study.small_areas is not None and not ground.study.inputs.of_areas:
        caveats = (SKETCHED, *caveats)
    borders = borders_where_networks_end(ground.study, drawn, assignment)
    return AreasDrawn(drawn, borders, ground.outline, caveats)


def sketch(land: Land, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """One shape a network, whole and without doughnuts where small areas and homes are known.

    As ``network_areas``, without the search for the map that keeps most patients
    inside; the same plan always gives the same areas.
    """
    return in_pieces.told(land.study, _sketch(land, assignment), assignment)


@by_owner
def _premises(study: Study) -> Premises:
    return shared_premises.lay_out(study.territories, study.practices)


def _sketch(land: Land, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    study, small_areas = land.study, land.study.small_areas
    if study.inputs.of_areas:
        return _planned(study, assignment)
    if land.graph is None or study.homes is None or small_areas is None:
        mine = study.territories.loc[study.territories.index.isin(list(assignment))]
        laid_out = _premises(study) if len(mine) == len(study.territories) else None
        return areas.from_territories(mine, assignment, study.practices, premises=laid_out)
    patients = areas.network_patients(study.homes, assignment, small_areas)
    homes = nearest_site.homes(small_areas, sites(study), assignment)
    found = allocation.allocate(
        land.graph,
        patients,
        homes,
        area_units=land.units,
        network_units=None if land.units is None else network_units(study, assignment),
        time_limit=0,
    )
    drawn = areas.from_small_areas(
        small_areas,
        found.area_network,
        patients=patients,
        patients_off_map=_off_map(study, assignment),
    )
    drawn.attrs["stretches"] = found.stretches
    return _every_network(drawn, assignment)
