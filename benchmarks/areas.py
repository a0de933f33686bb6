"""The areas that every tool divides: real ones where the data is at hand, made-up ones anywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import networkx as nx
import pandas as pd

from benchmarks.real_data import REAL
from boundaries.adjacency import graph as adjacency
from boundaries.practices import border_units
from boundaries.territories import draw as territories
from data import synthetic
from optimise.problem import problem
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from pcn_planner.study import demo
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.reading import load as studies
from pcn_planner.study.study import Study

WITHIN = ("ccg_code",)
ENGLAND = REAL / "national" / "england_practices_2021-01.csv.gz"
CCG_OUTLINE = REAL / "national" / "boundaries_ccg_2020-04_500m.geojson"
BIRMINGHAM = REAL / "birmingham_solihull_2024"
CCGS = {
    "00Q": "Blackburn with Darwen",
    "01A": "East Lancashire",
    "15E": "Birmingham and Solihull",
    "36L": "South West London",
    "93C": "North Central London",
    "72Q": "South East London",
}
SIZES = (25, 50, 100, 200, 400)  #: practices of the made-up areas
RELOCK, RELOCKED = "relock", 40  #: the area solved again with one lock more; its practices
TINY = 10
TRAVEL = {"travel": 1.0}  #: the one criterion that every tool can be given


@dataclass(frozen=True)
class Area:
    """One area as every tool is given it: the same neighbours, the same costs.

    Parameters
    ----------
    practices
        Index ``practice_code``; ``patients``, points in EPSG:27700.
    graph, units
        Neighbours, and the border unit of each practice.
    travel_km
        Patient-kilometres from homes, hubs as rows; practice to practice where ``None``.
    team, current
        Community team and network today, where the rules weigh them.
    """

    name: str
    practices: gpd.GeoDataFrame
    graph: "nx.Graph[str]"
    units: "pd.Series[str]"
    rules: Rules = field(default_factory=lambda: Rules(weights=TRAVEL))
    travel_km: pd.DataFrame | None = None
    team: pd.Series | pd.DataFrame | None = None
    current: pd.Series | None = None

    def problem(self) -> Problem:
        """The arrays that costs are counted from."""
        return problem.build(
            self.practices,
            self.graph,
            self.rules,
            units=self.units,
            team=self.team,
            current=self.current,
            travel_km=self.travel_km,
        )


@dataclass(frozen=True)
class Source:
    """Something to be made when it is wanted; ``missing`` is the data that is not there.

    ``heavy`` ones are left out for the compact model, which meets its limit on smaller areas.
    """

    key: str
    make: Callable[[], Any]
    missing: Path | None = None
    heavy: bool = False


def tiny() -> Area:
    """Ten practices of a made-up area: what compiled code is warmed up on."""
    whole = made_up(25)
    near = nx.bfs_tree(whole.graph, min(whole.graph)).nodes
    codes = sorted(list(near)[:TINY])
    return replace(
        whole,
        name="tiny",
        practices=whole.practices.loc[codes],
        graph=whole.graph.subgraph(codes).copy(),
        units=whole.units.loc[codes],
    )


def made_up(n_practices: int) -> Area:
    """A made-up area of one border unit; distances from practice to practice."""
    drawn = synthetic.area(n_practices)
    units = border_units.units(drawn.practices, WITHIN)
    land = territories.build(drawn.practices, units=units, branches=drawn.branches)
    graph = adjacency.build(drawn.practices, land, units=units, branches=drawn.branches)
    return Area(f"made up, n = {n_practices}", drawn.practices, graph, units)


def of_study(name: str, study: Study, rules: Rules) -> Area:
    """A study as an area; homes count where the study knows them."""
    return Area(
        name,
        study.practices,
        study.graph,
        study.units,
        rules,
        study.travel_km,
        study.team_patients if rules.weights.get("alignment") else None,
        study.current if rules.weights.get("change") else None,
    )


def demo_area() -> Area:
    """The demo area with its borders, barriers, links and patients' homes."""
    return of_study("demo", studies.load(demo.inputs()), Rules(within=WITHIN, weights=TRAVEL))


def ccg(code: str) -> Area:
    """One CCG of January 2021; neighbours by the land nearest to each practice."""
    inputs = Inputs(ENGLAND, where={"ccg_code": code}, within=WITHIN, outline=CCG_OUTLINE)
    return of_study(
        f"{code} {CCGS[code]}", studies.load(inputs), Rules(within=WITHIN, weights=TRAVEL)
    )


def birmingham_study() -> Study:
    """Birmingham and Solihull 2024 with its localities as teams and small areas."""
    return studies.load(
        Inputs(
            BIRMINGHAM / "practices.csv",
            footprints=BIRMINGHAM / "localities.geojson",
            areas=BIRMINGHAM / "lsoa21.geojson",
            team="locality",
            current="pcn_code",
        )
    )


def birmingham(criterion: str, weight: float) -> Area:
    """Birmingham and Solihull 2024 with a second criterion beside travel."""
    rules = Rules(weights={**TRAVEL, criterion: weight})
    name = f"Birmingham and Solihull 2024, {criterion} = {weight:g}"
    return of_study(name, birmingham_study(), rules)


def compared() -> Iterator[Source]:
    """The areas that this tool and its peers divide."""
    yield Source("demo", demo_area)
    for code in CCGS:
        yield Source(code, partial(ccg, code), _missing(ENGLAND))
    for n in SIZES:
        yield Source(f"n{n}", partial(made_up, n), heavy=n > 100)


def alone() -> Iterator[Source]:
    """What only this tool is asked: two criteria at once, and one lock more."""
    for criterion, weight in (("alignment", 0.5), ("change", 1.0)):
        yield Source(criterion, partial(birmingham, criterion, weight), _missing(BIRMINGHAM))
    yield Source(RELOCK, partial(made_up, RELOCKED))


def _missing(path: Path) -> Path | None:
    return None if path.exists() else path
