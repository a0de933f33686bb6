"""Network areas drawn within a moment, for a draft that changes with every click."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely

from boundaries import coverage
from boundaries.network_areas import draw as areas
from boundaries.network_areas import nearest_site
from optimise.network_areas import allocate as allocation
from pcn_planner.proposal import network_areas as drawing
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.study.study import Study

CAVEAT = "Areas are drawn quickly while drafting; the export draws them exactly."


@dataclass(frozen=True)
class Land:
    """What the areas of any plan of a study are drawn on, laid out once.

    ``bare`` is the study without land: tables made from it are cheap, and get their areas here.
    ``ground`` is what is drawn before there is any plan, ``None`` where no land is known.
    """

    study: Study
    bare: Study
    graph: "nx.Graph[str] | None"
    units: "pd.Series[str] | None"
    borders: gpd.GeoDataFrame | None
    outline: gpd.GeoDataFrame | None
    ground: gpd.GeoDataFrame | None


def lay_out(study: Study) -> Land:
    """Prepare a study for sketching."""
    points = study.territories.set_geometry(study.practices.geometry)
    known = study.small_areas if study.homes is not None else None
    outline = drawing.land(study)
    return Land(
        study=study,
        bare=replace(study, small_areas=None, territories=points, outline=None),
        graph=None if known is None else areas.area_graph(known),
        units=None if known is None else drawing.area_units(study, known),
        borders=drawing.border_polygons(study),
        outline=outline,
        ground=_all_territories(study) if outline is None else outline,
    )


def _all_territories(study: Study) -> gpd.GeoDataFrame | None:
    """Where small areas are known, the territories are all their land."""
    if study.small_areas is None:
        return None
    whole = coverage.union(study.territories.geometry.to_numpy())
    return gpd.GeoDataFrame(geometry=[whole], crs=study.territories.crs)


def on_land(land: Land, tables: PlanTables) -> PlanTables:
    """The tables of a plan (made from ``land.bare``) with sketched areas, borders and outline."""
    drawn = network_areas(land, tables.assignment)
    caveats = (str(drawn.attrs["caveat"]), *tables.caveats[1:])
    if land.study.small_areas is not None:
        caveats = (CAVEAT, *caveats)
    return replace(tables, areas=drawn, borders=land.borders, outline=land.outline, caveats=caveats)


def network_areas(land: Land, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """One shape a network, whole and without doughnuts where small areas and homes are known.

    As ``drawing.network_areas``, without the search for the map that keeps most patients
    inside; the same plan always gives the same areas.
    """
    study, small_areas = land.study, land.study.small_areas
    if land.graph is None or study.homes is None or small_areas is None:
        mine = study.territories.loc[study.territories.index.isin(list(assignment))]
        return areas.from_territories(mine, assignment)
    patients = areas.network_patients(study.homes, assignment, small_areas)
    homes = nearest_site.homes(small_areas, drawing.sites(study), assignment)
    found = allocation.allocate(
        land.graph,
        patients,
        homes,
        area_units=land.units,
        network_units=None if land.units is None else drawing.network_units(study, assignment),
        time_limit=0,
    )
    drawn = areas.from_small_areas(small_areas, found.area_network, patients=patients)
    return _with_every_network(drawn, assignment)


def _with_every_network(drawn: gpd.GeoDataFrame, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Networks that got no small area as rows with an empty shape."""
    ids = pd.Index(sorted(set(assignment.values())), name="network_id", dtype="str")
    whole = drawn.reindex(ids) if len(ids) > len(drawn) else drawn
    whole["geometry"] = whole.geometry.where(whole.geometry.notna(), shapely.Polygon())
    whole.attrs = dict(drawn.attrs)
    return whole
