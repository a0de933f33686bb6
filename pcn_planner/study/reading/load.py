"""A study read: every file or table, then territories and neighbours within the borders."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import networkx as nx
import pandas as pd
import shapely

from boundaries.adjacency import barriers as obstacles
from boundaries.adjacency import graph as adjacency
from boundaries.crs import BNG
from boundaries.files import heard
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.network_areas import small_area_graph as area_graphs
from boundaries.nhs import assemble as nhs
from boundaries.population import agreement, registrations, small_areas
from boundaries.population import travel as homes
from boundaries.practices import border_units
from boundaries.teams import footprints as teams
from boundaries.territories import draw as territories
from boundaries.territories import land
from optimise.problem.rules import Rules
from pcn_planner.study import columns as practice_columns
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import Inputs, digests
from pcn_planner.study.planned_words import Words
from pcn_planner.study.reading import branches as branch_sites
from pcn_planner.study.reading import footprint_layers as layers
from pcn_planner.study.reading import journeys, outlines, planned, team_codes
from pcn_planner.study.study import Study

Table = TypeVar("Table", bound=pd.DataFrame)
UNPLACED = (
    "Patients by small area are placed nowhere without the small areas' polygons (--areas): "
    "distances, neighbours and areas are as without them."
)


def load(inputs: Inputs) -> Study:
    """Read every file or table and find neighbours within the borders.

    Raises
    ------
    DataError
        A file cannot be used: which rows, and what to do.
    """
    with planned_words.speaking(Words(inputs.planned)), heard.hearing() as noted:
        study = _loaded(inputs)
    more = heard.untold(noted, _told(study))
    study = replace(study, notes=(*study.notes, *more))
    planned_words.mind(study.words)
    return study


def _told(study: Study) -> list[str]:
    """All notes that a study has already on the files it was read from."""
    prints = () if study.footprints is None else study.footprints.notes
    return [*study.notes, *_notes_of(study.branches), *prints, *study.graph.graph.get("notes", []),
            *(() if study.journeys is None else study.journeys.notes)]  # fmt: skip


def _loaded(inputs: Inputs) -> Study:
    read = planned.read(inputs)
    practices, inputs = read.units, _as_spelt(inputs, read.units)
    study = Study(
        inputs=inputs,
        practices=practices,
        within=(),
        units=border_units.units(practices, inputs.within),
        territories=gpd.GeoDataFrame(geometry=[], crs=BNG),
        graph=nx.Graph(),
        small_areas=read.polygons,
        left_out=read.left_out,
        lists_date=max(read.lists_dates, default=None),
        lists_dates=read.lists_dates,
        notes=read.notes,
    )
    known = journeys.with_journeys(_with_columns(_with_homes(_with_shapes(study))))
    study = _laid_out(known, inputs.within, study.units)
    return replace(study, digests=digests(inputs))


def with_borders(study: Study, within: tuple[str, ...]) -> Study:
    """The same study within other hard borders: territories and neighbours found anew."""
    if within == study.within:
        return study
    with planned_words.speaking(study.words):
        return _laid_out(study, within, border_units.units(study.practices, within))


def with_neighbours(study: Study) -> Study:
    """The same study with its neighbours found anew, after its links were changed."""
    graph = _neighbours(study, study.units, study.territories, study.homes)
    return replace(study, graph=graph)


def _with_shapes(study: Study) -> Study:
    inputs = study.inputs
    branches = _read(nhs.read_branches, inputs.branches)
    if branches is not None:
        branches.attrs["notes"] = [*branches.attrs["notes"], *branch_sites.held(study, branches)]
    outline, barriers = _read(land.read, inputs.outline), _read(obstacles.read, inputs.barriers)
    links = _read(adjacency.read_links, inputs.links)
    edges = _read(adjacency.read_edges, inputs.adjacency)
    noted = [line for one in (outline, barriers, links, edges) for line in _notes_of(one)]
    return replace(
        study,
        branches=branches,
        outline=outline,
        barriers=barriers,
        links=links,
        given_edges=edges,
        footprints=layers.first(study),
        notes=(*study.notes, *noted),
    )


def _read(reader: Callable[[Source], Table], source: Source | None) -> Table | None:
    return None if source is None else reader(source)


def _notes_of(source: Source | None) -> list[str]:
    """What was noted when a table was read, or made in memory, by ``nhs.assemble`` for one."""
    return [] if source is None or isinstance(source, Path) else list(source.attrs.get("notes", []))


def _with_homes(study: Study) -> Study:
    inputs, practices = study.inputs, study.practices
    if inputs.of_areas:
        return study
    areas = _read(lambda given: area_graphs.clean(small_areas.read(given)), inputs.areas)
    known = None
    if inputs.registrations is not None:
        known = registrations.read(inputs.registrations, practices=practices)
        known.attrs["notes"] += agreement.held_against(
            known, practices["patients"], lists_date=study.lists_date,
            source=name_of(inputs.registrations),
        )  # fmt: skip
    noted = [line for table in (areas, known) for line in _notes_of(table)]
    study = replace(study, small_areas=areas, registrations=known, notes=(*study.notes, *noted))
    if areas is None or known is None:
        unplaced = [] if known is None else [UNPLACED]
        return replace(study, notes=(*study.notes, *unplaced))
    travelled = homes.travel_km(practices, known, areas)
    homes.refuse_exchanged(practices, known, areas, travelled)
    return replace(
        study,
        homes=registrations.placed(known, areas)[0],
        travel_km=travelled,
        notes=(
            *study.notes, *homes.notes(known, areas), *homes.far_from_home(practices, travelled),
        ),
    )  # fmt: skip


def _with_columns(study: Study) -> Study:
    inputs, practices = study.inputs, study.practices
    team = None
    if study.footprints is not None:
        prints = layers.fitted(inputs.layer, study.footprints, study)
        study = replace(study, footprints=prints)
        areas = study.small_areas
        team = teams.team_of_practice(prints, practices, small_areas=areas)
    further, noted = layers.read(study)
    told = () if study.footprints is None else study.footprints.notes
    return replace(
        study,
        notes=(*study.notes, *told, *team_codes.notes(study), *noted),
        team=team,
        layers=further,
        current=practice_columns.labels(practices, inputs.current) if inputs.current else None,
        need=practice_columns.scores(practices, inputs.need) if inputs.need else None,
    )


def _laid_out(study: Study, within: tuple[str, ...], units: "pd.Series[str]") -> Study:
    practices = study.practices
    known, own = study.homes, study.small_areas
    if study.inputs.of_areas and own is not None:
        drawn = territories.given(own)
    elif known is not None:
        drawn = territories.from_registrations(practices, known, study.small_areas)
    else:
        outline = outlines.keyed(outlines.land_of(study), practices, within)
        drawn = territories.build(practices, units=units, branches=study.branches, outline=outline)
    if study.barriers is not None:
        idle = obstacles.touching_nothing(study.barriers, drawn)
        drawn.attrs["notes"] = [*drawn.attrs.get("notes", []), *idle]
    graph = _neighbours(study, units, drawn, known)
    return replace(study, within=within, units=units, territories=drawn, graph=graph)


def _neighbours(
    study: Study, units: "pd.Series[str]", drawn: gpd.GeoDataFrame, known: pd.DataFrame | None
) -> "nx.Graph[str]":
    by_hand = _by_hand(study)
    barriers = study.barriers if by_hand.empty else pd.concat([study.barriers, by_hand])
    if study.given_edges is not None:
        return adjacency.from_table(
            study.practices,
            study.given_edges,
            units=units,
            branches=study.branches,
            barriers=barriers,
            links=study.links,
            left_out=study.left_out,
        )
    graph = adjacency.build(
        study.practices,
        drawn,
        units=units,
        branches=study.branches,
        registrations=known,
        barriers=barriers,
        links=study.links,
        left_out=study.left_out,
    )
    idle = [] if by_hand.empty else obstacles.touching_nothing(by_hand, drawn)
    graph.graph["notes"] += idle
    return graph


def _by_hand(study: Study) -> gpd.GeoDataFrame:
    """Barriers that a person drew on the map."""
    index = [f"{k} drawn on the map" for k, _ in enumerate(study.drawn, start=1)]
    lines = [shapely.LineString(line) for line in study.drawn]
    return gpd.GeoDataFrame(geometry=lines, index=index, crs=BNG)


def _as_spelt(inputs: Inputs, practices: gpd.GeoDataFrame) -> Inputs:
    """The inputs with their columns in the capitals of the table."""

    def spelt(name: str | None, option: str) -> str | None:
        return name and str(practice_columns.column(practices, name, option).name)

    return replace(
        inputs,
        within=practice_columns.as_spelt(Rules(within=inputs.within), practices).within,
        team=spelt(inputs.team, "--team"),
        current=spelt(inputs.current, "--current"),
        need=spelt(inputs.need, "--need"),
    )
