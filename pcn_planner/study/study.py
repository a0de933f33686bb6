"""A study: everything that is known of an area before anything is proposed for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.journeys.journeys import Journeys
from boundaries.teams import patients_by_team
from boundaries.teams.footprints import Footprints
from boundaries.territories.outside import touching_outside
from optimise.problem.travel_unit import KM, MINUTES, TravelUnit
from pcn_planner.study import demo, planned_words
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.layers import Layer
from pcn_planner.study.planned_words import Words, texts_of

Line = tuple[tuple[int, int], ...]  #: eastings and northings, whole metres


@dataclass(frozen=True, eq=False)
class Study:
    """One area: its tables, borders, territories and neighbours. All geometry in EPSG:27700.

    Parameters
    ----------
    practices, branches, small_areas, footprints, barriers, links
        As the modules of ``boundaries`` read them.
    drawn
        Lines that nobody crosses either, drawn by a person on the map -> what each is.
    registrations
        Registrations of these practices, also of patients whose home is in no small area.
    homes
        Registrations of the patients who live in a small area of the study.
    outline
        Land, or one polygon a border unit, as in the file.
    within, units, territories, graph
        Hard borders, and what follows from them (``with_borders``).
    given_edges
        Table of edges that replaces the neighbours found.
    left_out
        Practice codes of the file that are not in the study.
    layers
        Further layers of footprints by name.
    team, current, need
        One value a practice where known: community team, network today, need score.
    travel_km
        Patient-kilometres from patients' homes, hubs as rows; see
        ``boundaries.population.travel.travel_km``.
    journeys
        Travel times, where they are given or found on roads: travel then counts minutes.
    lists_date
        Date of the list sizes, ISO; the latest where practices are of different dates.
    lists_dates
        All dates of the list sizes, ascending.
    digests
        What a file is for -> SHA-256 of its content.
    notes
        Sentences on what was done at the door.
    """

    inputs: Inputs
    practices: gpd.GeoDataFrame
    within: tuple[str, ...]
    units: "pd.Series[str]"
    territories: gpd.GeoDataFrame
    graph: "nx.Graph[str]"
    branches: gpd.GeoDataFrame | None = None
    registrations: pd.DataFrame | None = None
    homes: pd.DataFrame | None = None
    small_areas: gpd.GeoDataFrame | None = None
    footprints: Footprints | None = None
    layers: Mapping[str, Layer] = field(default_factory=dict)
    outline: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
    drawn: Mapping[Line, str] = field(default_factory=dict)
    links: pd.DataFrame | None = None
    given_edges: pd.DataFrame | None = None
    left_out: tuple[str, ...] = ()
    team: pd.Series | None = None
    current: pd.Series | None = None
    need: pd.Series | None = None
    travel_km: pd.DataFrame | None = None
    journeys: Journeys | None = None
    lists_date: str | None = None
    lists_dates: tuple[str, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """How many practices with how many patients, and what else is known, in one line."""
        patients = int(self.practices["patients"].sum())
        text = f"study of {len(self.practices):,} practices with {patients:,} patients"
        known = {
            "registrations": self.registrations, "small areas": self.small_areas,
            "community teams": self.footprints, "networks of today": self.current,
            "travel times": self.journeys,
        }  # fmt: skip
        there = [name for name, one in known.items() if one is not None]
        return planned_words.said("; ".join([text, *there]), self.inputs.planned)

    @cached_property
    def attributions(self) -> tuple[str, ...]:
        """The lines that stand beside everything made of this; the demo area owes nobody any."""
        if self.inputs.attribution is None and demo.all_of_it(self.practices.index):
            return (demo.FICTIONAL,)
        return self.inputs.attributions

    @cached_property
    def outer(self) -> frozenset[str]:
        """Practices whose land touches the outside of their border unit: nobody encloses it."""
        return touching_outside(self.territories, self.units)

    @cached_property
    def words(self) -> Words:
        """What is planned, and the names of this area that no sentence may change."""
        words = Words(self.inputs.planned)
        if not self.inputs.of_areas:
            return words
        prints = [self.footprints, *(layer.footprints for layer in self.layers.values())]
        tables = [self.practices, *(one.teams for one in prints if one is not None)]
        files = [one for one in self.inputs.files.values() if isinstance(one, Path)]
        called = [self.inputs.title, *self.inputs.layers, self.inputs.layer]
        called += [name for path in files for name in (path.name, path.stem)]
        return words.knowing([*called, *chain.from_iterable(map(texts_of, tables))])

    @cached_property
    def _cells(self) -> pd.DataFrame | None:
        if self.footprints is None:
            return None
        return patients_by_team.build(
            self.practices,
            self.footprints,
            registrations=self.registrations,
            small_areas=self.small_areas,
        )

    @cached_property
    def team_patients(self) -> pd.DataFrame | None:
        """Patients by practice and team, counted as conflicts are; ``None`` without teams."""
        return None if self._cells is None else patients_by_team.by_team(self._cells)

    @property
    def team_layers(self) -> dict[str, pd.DataFrame] | None:
        """``team_patients`` of every layer of footprints by name; ``None`` without teams."""
        if self.team_patients is None:
            return None
        rest = {name: layer.team_patients for name, layer in self.layers.items()}
        return {self.inputs.layer: self.team_patients, **rest}

    @cached_property
    def counted(self) -> str:
        """How patients of teams are counted, ``by home`` or ``by list``; blank without teams."""
        return "" if self._cells is None else patients_by_team.counted(self._cells)

    def with_current(self, current: pd.Series) -> "Study":
        """The study with other networks of today; what was counted of the rest stays counted."""
        other, own = replace(self, current=current), {one.name for one in fields(self)}
        vars(other).update({name: value for name, value in vars(self).items() if name not in own})
        return other

    @property
    def travel_minutes(self) -> pd.DataFrame | None:
        """Patient-minutes, hubs as rows; ``None`` where travel is counted in straight lines."""
        return None if self.journeys is None else self.journeys.patient_minutes

    @property
    def travel_unit(self) -> TravelUnit:
        """The unit that travel is counted in."""
        return KM if self.journeys is None else MINUTES

    @property
    def run_from(self) -> pd.Series | None:
        """The team that runs each practice today, where that is known apart from footprints."""
        if self.inputs.team is None or self.inputs.footprints is None:
            return None
        teams: pd.Series = self.practices[self.inputs.team]
        return teams
