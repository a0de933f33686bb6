"""Everything of several levels at once, on areas of at most nine practices, against every plan.

Footprint layers, teams inside large networks and a band on another list are asked together of the
networks; places are then made of them, and held against every division of the networks.
"""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise import tiers
from optimise.problem import criteria, problem
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from optimise.solve import solve
from optimise.verify.nesting import nesting
from tests.support.depth import examples
from tests.support.oracles import is_connected, partitions, subsets
from tests.support.priced_areas import Costs, Priced, priced_areas, timed_areas
from tests.support.proven import assert_best_of_all

BANDS = st.sampled_from([(10_000, 80_000), (20_000, 40_000), (25_000, 75_000)])
PLACES = st.sampled_from([(40_000, 160_000), (60_000, 200_000), (30_000, 120_000)])
UNIT = 0.1  #: patient-kilometres or minutes in one cost unit


def asked(area: Priced, teams: tuple[int, int]) -> Priced:
    """The band on the weighted list, with room above the ceiling and teams asked for there."""
    rules = replace(area.rules, size="weighted", team_band=teams, ceiling_soft=True,
                    oversize_slack=40_000)  # fmt: skip
    return replace(area, rules=rules)


def units_of(
    area: Priced, networks: dict[str, tuple[str, ...]]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Networks as units, each at its hub, and their travel to each other's hub."""
    whole = replace(area, rules=Rules(size="weighted", weights={})).problem()
    rows = {name: whole.rows(codes) for name, codes in networks.items()}
    hubs = {name: whole.codes[criteria.hub(whole, own)] for name, own in rows.items()}
    travel = tiers.to_hubs(whole, [whole.row[h] for h in hubs.values()], list(rows.values()))
    index = pd.Index(networks, name="practice_code", dtype=str)
    sums = {n: [int(area.practices[n][list(c)].sum()) for c in networks.values()]
            for n in ("patients", "weighted")}  # fmt: skip
    places = area.practices.geometry.loc[list(hubs.values())].to_numpy()
    table = gpd.GeoDataFrame({"name": index, **sums}, index=index, geometry=places,
                             crs=area.practices.crs)  # fmt: skip
    return table, pd.DataFrame(travel, index, index)


def every_place(names, graph, size, travel, band):
    """Least travel over every division of the networks into connected sets of the band."""
    worth = {
        s: min(sum(travel.loc[hub, n] for n in s) for hub in s)
        for s in subsets(sorted(names))
        if band[0] <= sum(size[n] for n in s) <= band[1] and is_connected(s, graph)
    }
    starting = {name: [s for s in worth if min(s) == name] for name in names}
    return min(
        (sum(worth[s] for s in p) for p in partitions(sorted(names), starting)), default=None
    )


def assert_places(
    area: Priced, networks: dict[str, tuple[str, ...]], band: tuple[int, int]
) -> None:
    table, travel = units_of(area, networks)
    unit_of = {code: name for name, codes in networks.items() for code in codes}
    graph = tiers.graph_of_units(area.graph, unit_of)
    rules = Rules(floor=band[0], ceiling=band[1], size="weighted", oversize_slack=0,
                  no_doughnuts=False, weights={"travel": 1.0})  # fmt: skip
    timed = {"travel_km" if area.travel_minutes is None else "travel_minutes": travel}
    found = solve(problem.build(table, graph, rules, **timed))
    size = {n: int(w) for n, w in table["weighted"].items()}
    best = every_place(sorted(networks), graph, size, travel, band)
    if best is None:
        assert found.plan is None or found.exceptions_patients
        return
    assert found.status is Status.OPTIMAL
    assert found.exceptions_patients == 0
    assert abs(found.objective - best) <= UNIT * len(networks)
    parent = {code: found.plan.assignment[name] for code, name in unit_of.items()}
    wider = area.graph.copy()
    counted = {c: int(w) for c, w in area.practices["weighted"].items()}
    assert nesting(unit_of, parent, counted, wider, band) == ()


@settings(max_examples=examples(everyday=4, deep=300))
@given(st.one_of(priced_areas(most=examples(everyday=6, deep=9)),
                 timed_areas(most=examples(everyday=6, deep=9))), BANDS, PLACES)  # fmt: skip
def test_layers_teams_a_weighted_band_and_places_are_the_best_there_are(area, teams, band):
    whole = asked(area, teams)
    result = assert_best_of_all(whole)
    if result.status is not Status.OPTIMAL:
        return
    networks = dict(result.plan.networks)
    together = all(is_connected(frozenset(codes), area.graph) for codes in networks.values())
    assert Costs(whole).exceptions(networks.values()) == result.exceptions_patients
    if together:
        assert_places(whole, networks, band)
