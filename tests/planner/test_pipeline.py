"""From files to a plan and back, on an area small enough to count by hand."""

import dataclasses
import math
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from area_files import CODES, EAST, LISTS, NORTH, TODAY, table, write
from places import BNG, practices_at, registered, tiles

from boundaries import geojson
from boundaries.errors import DataError
from optimise.plan import Plan, Result, Status
from optimise.rules import Rules
from planner import exports, homes, judging, naming, pipeline, practice_columns, report, study
from planner.commands import demo
from planner.inputs import Inputs

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
SIZE = dict(zip(CODES, (size * 1_000 for size in LISTS), strict=True))
PLACE = {code: (k // 2 * 1.0, 1.0 - k % 2) for k, code in enumerate(CODES)}
WITHIN = Rules(within=("ccg_code",))


@pytest.fixture(scope="module")
def area(tmp_path_factory):
    folder = tmp_path_factory.mktemp("area")
    return pipeline.load(
        Inputs(
            write(folder), within=("ccg_code",), current="pcn_code", team="team", need="need",
            lists_date="2021-01-01",
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def proposed(area):
    return pipeline.propose(area, WITHIN)


def travel_of(networks):
    """Patient-kilometres of a plan, in plain loops over the drawn places."""
    return sum(
        min(sum(SIZE[i] * math.dist(PLACE[i], PLACE[h]) for i in codes) for h in codes)
        for codes in networks
    )


def test_the_objective_is_the_travel_counted_by_hand(proposed):
    by_hand = travel_of(proposed.plan.networks.values())
    assert proposed.result.objective == pytest.approx(by_hand, abs=0.05 * len(CODES))
    assert proposed.totals["travel"] == pytest.approx(by_hand)
    assert proposed.result.bound == pytest.approx(proposed.result.objective, abs=0.1)


def test_a_proposal_is_verified_and_its_tables_agree(proposed):
    assert proposed.verified
    assert proposed.status is Status.OPTIMAL
    table = proposed.tables.networks
    assert table["patients"].sum() == sum(SIZE.values())
    assert table["in_band"].all()
    assert table["travel_patient_km"].sum() == pytest.approx(proposed.totals["travel"])
    for key, row in table.iterrows():
        assert row["hub_code"] in proposed.plan.networks[key]


def test_judging_a_proposal_gives_its_figures_again(area, proposed):
    judged = pipeline.judge(area, WITHIN, proposed.plan.assignment, names=proposed.plan.names)
    assert judged.verified
    assert not judged.proposed
    assert judged.totals == proposed.totals
    assert judged.plan == proposed.plan
    assert judged.result.objective == pytest.approx(proposed.totals["travel"])
    pd.testing.assert_frame_equal(judged.tables.networks, proposed.tables.networks)


def test_a_plan_written_is_read_back_the_same(area, proposed, tmp_path):
    paths = pipeline.write(proposed, tmp_path / "out")
    assert all(path.exists() for path in paths)
    plan = exports.read_plan(tmp_path / "out")
    assert plan == proposed.plan
    again = pipeline.judge(area, WITHIN, plan.assignment, names=plan.names)
    assert again.tables.assignment == proposed.tables.assignment
    layer = geojson.read(tmp_path / "out" / "networks.geojson")
    assert sorted(layer.index) == sorted(plan.networks)
    written = pd.read_csv(tmp_path / "out" / "networks.csv", dtype={"network_id": str})
    assert dict(zip(written["network_id"], written["patients"], strict=True)) == {
        key: sum(SIZE[code] for code in codes) for key, codes in plan.networks.items()
    }


def test_the_same_seed_gives_the_same_plan(area, proposed):
    again = pipeline.propose(area, WITHIN)
    assert again.plan == proposed.plan
    assert again.result.objective == proposed.result.objective


def test_rules_within_other_borders_find_neighbours_anew(area, proposed):
    free = pipeline.propose(area, Rules())
    assert free.study.within == ()
    assert any(free.study.graph.has_edge(a, b) for a in CODES[:8] for b in CODES[8:])
    assert not any(area.graph.has_edge(a, b) for a in CODES[:8] for b in CODES[8:])
    assert free.result.objective <= proposed.result.objective


def test_todays_networks_are_judged_with_their_faults(area):
    judged = pipeline.judge(area, WITHIN, dict(zip(CODES, TODAY, strict=True)))
    assert judged.status is None
    assert not judged.verified
    assert "P14" not in judged.tables.assignment
    assert {finding.check for finding in judged.checked.findings} >= {"coverage", "borders"}


def test_change_is_nobody_for_todays_networks_and_names_go_on(area):
    today = {code: key for code, key in zip(CODES, TODAY, strict=True) if key != "U"}
    assert pipeline.judge(area, WITHIN, today).totals["change"] == 0
    kept = pipeline.propose(area, dataclasses.replace(WITHIN, weights={"change": 1.0}))
    names = set(kept.plan.names.values())
    assert {"X1 PCN", "X4 PCN", "X3 PCN (N1)", "X3 PCN (S1)"} == names
    assert len(names) == len(kept.plan.networks)


def test_an_assignment_of_nobody_is_refused(area):
    with pytest.raises(DataError, match="no practice of the table has a network"):
        pipeline.judge(area, WITHIN, {"P01": "U", "Z99": "N1"})


def test_rules_that_contradict_each_other_give_reasons_and_a_report_alone(area, tmp_path):
    rules = dataclasses.replace(WITHIN, together=(("P01", "P14"),))
    made = pipeline.propose(area, rules)
    assert made.status is Status.INFEASIBLE
    assert made.tables is None
    assert any("P14" in reason for reason in made.result.reasons)
    assert pipeline.write(made, tmp_path / "out") == [tmp_path / "out" / "report.json"]


def test_a_cancelled_solve_still_ends_in_something_true(area):
    made = pipeline.propose(area, WITHIN, cancelled=lambda: True)
    assert made.verified or made.status is Status.NO_PLAN


def test_exceptions_that_still_hold_are_kept_when_a_plan_is_judged(area):
    band = Rules(within=("ccg_code",), floor=60_000, ceiling=65_000)
    made = pipeline.propose(area, band)
    assert made.result.exceptions
    again = pipeline.judge(area, band, made.plan.assignment, declared=made.result.exceptions)
    assert again.result.exceptions == made.result.exceptions
    assert again.verified
    row = made.result.exceptions[0]
    moved = made.plan.assignment | {row.practices[0]: "elsewhere"}
    assert (
        row
        not in pipeline.judge(area, band, moved, declared=made.result.exceptions).result.exceptions
    )


@pytest.mark.parametrize(
    ("objective", "bound", "wrong"),
    [(100.0, 100.0, 0), (100.1, None, 0), (102.0, 100.0, 1), (100.0, 120.0, 1), (90.0, 120.0, 2)],
)
def test_figures_that_the_plan_does_not_bear_out_are_found(objective, bound, wrong):
    result = Result(Status.OPTIMAL, Plan({"N1": ("A", "B")}), objective=objective, bound=bound)
    found = judging.wrong_figures(result, {"travel": 100.0}, Rules())
    assert len(found) == wrong


def test_a_plan_of_some_units_is_judged_on_those(area, proposed):
    north = {k: c for k, c in proposed.plan.networks.items() if c[0] <= "P08"}
    part = Result(Status.NO_PLAN, Plan(north))
    rules = dataclasses.replace(
        WITHIN, networks=(9, None), together=(("P01", "P02"), ("P13", "P14"))
    )
    here, cut = judging.without_rest(area, rules, part)
    assert sorted(here.practices.index) == CODES[:8]
    assert (cut.networks, cut.together) == (None, (("P01", "P02"),))
    whole = dataclasses.replace(part, status=Status.FEASIBLE)
    assert judging.without_rest(area, rules, whole) == (area, rules)


def test_travel_from_homes_is_counted_by_hand():
    practices = practices_at([(500, 500), (2_500, 500)], patients=[100, 50])
    areas = tiles(3, 1)
    rows = registered(
        [("A000", "S00_00", 60), ("A000", "S02_00", 30), ("A001", "S01_00", 100),
         ("A001", "E01000001", 20)]
    )  # fmt: skip
    found = homes.travel_km(practices, rows, areas)
    # A000: 60 at its door, 30 at the other's, 10 nowhere: at its own door. A001: all of its list
    # of 50 in the middle, scaled down from 100.
    assert found.loc["A000"].tolist() == pytest.approx([30 * 2.0, 50 * 1.0])
    assert found.loc["A001"].tolist() == pytest.approx([60 * 2.0 + 10 * 2.0, 50 * 1.0])


def test_travel_from_homes_counts_who_lives_nowhere():
    rows = registered([("A000", "NO2011", 7), ("A000", "S00_00", 5), ("A000", "W01000001", 2)])
    (note,) = homes.notes(rows, tiles(1, 1))
    assert note.startswith("9 patients live in none of the small areas: 7 ")
    assert "2 Wales" in note


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("THE SURGERY AT ST. JAMES'S", "The Surgery at St. James's"),
        ("DR A K O'NEILL & PTNRS", "Dr A K O'Neill & Ptnrs"),
        ("GP ANYWHERE (NHS)", "GP Anywhere (NHS)"),
        ("PENNINE-VIEW", "Pennine-View"),
        ("McKenzie House", "McKenzie House"),
        ("", ""),
    ],
)
def test_names_are_made_readable(name, shown):
    assert naming.readable(name) == shown


def test_networks_of_one_name_are_told_apart(tmp_path):
    same = pipeline.load(Inputs(write(tmp_path, practice_name="HIGH STREET"), within=("ccg_code",)))
    names = pipeline.propose(same, WITHIN).plan.names
    assert len(set(names.values())) == len(names)
    assert {"High Street network", "High Street network 2"} <= set(names.values())


def test_names_beside_a_column_of_codes():
    rows = pd.DataFrame(
        {"pcn_code": ["A", "A", "B", "C", "D", "D"], "pcn_name": ["x", "x", "y", "y", "p", "q"]}
    )
    assert naming.names_of_column(rows, "pcn_code") == {"A": "x", "B": "y (B)", "C": "y (C)"}
    assert naming.names_of_column(rows, "pcn") == {}


def test_need_that_is_no_number_names_the_practice():
    rows = table(need="high")
    with pytest.raises(DataError, match="14 practices have a need that is not a number"):
        practice_columns.scores(rows, "need")
    blank = practice_columns.scores(table(need=""), "need")
    assert blank.isna().all()


def test_the_date_of_lists_is_read_from_the_table(tmp_path):
    loaded = pipeline.load(Inputs(write(tmp_path, EXTRACT_DATE="01JAN2021")))
    assert loaded.lists_date == "2021-01-01"
    assert pipeline.load(Inputs(write(tmp_path))).lists_date is None


def outline_in(folder, **codes):
    """Two halves of the area, west and east of the border between commissioners."""
    boxes = [(-1, -1, 3.5, 2), (3.5, -1, 8, 2)]
    from shapely import box

    shapes = [
        box(EAST + a * 1_000, NORTH + b * 1_000, EAST + c * 1_000, NORTH + d * 1_000)
        for a, b, c, d in boxes
    ]
    frame = gpd.GeoDataFrame(codes, geometry=shapes, crs=BNG)
    geojson.write(folder / "outline.geojson", frame)
    return folder / "outline.geojson"


def test_an_outline_with_the_codes_of_the_borders_bounds_each_unit(tmp_path):
    outline = outline_in(tmp_path, label=["North CCG", "South CCG"], code=["N1", "S1"])
    made = pipeline.load(Inputs(write(tmp_path), within=("ccg_code",), outline=outline))
    assert made.territories.attrs["method"] == "cells of the sites within border polygons"
    keyed = study.keyed_outline(made.outline, made.practices, ("ccg_code",))
    assert sorted(keyed.index) == ["N1", "S1"]


def test_an_outline_without_codes_is_the_land(tmp_path):
    outline = outline_in(tmp_path, label=["west", "east"])
    made = pipeline.load(Inputs(write(tmp_path), within=("ccg_code",), outline=outline))
    assert made.territories.attrs["method"] == "cells of the sites within an outline"


def test_links_that_name_practices_left_out_do_nothing(tmp_path):
    links = tmp_path / "links.csv"
    links.write_text("practice_a,practice_b,action,reason\nP01,P14,add,ferry\nP01,P08,add,bus\n")
    made = pipeline.load(Inputs(write(tmp_path), where={"ccg_code": "N1"}, links=links))
    assert made.graph.edges["P01", "P08"]["note"] == "bus"
    assert "P14" in made.left_out


def test_the_demo_area_is_read_with_everything_that_is_known_of_it():
    made = pipeline.load(demo.inputs())
    assert len(made.practices) == 120
    assert set(made.digests) == {
        "practices", "branches", "outline", "barriers", "links", "footprints", "registrations",
        "areas",
    }  # fmt: skip
    assert made.travel_km.shape == (120, 120)
    assert np.isfinite(made.travel_km.to_numpy()).all()
    assert made.team.notna().all()
    bridge = made.graph.edges["Z80042", "Z80070"]
    assert ("bridge" in bridge["reasons"], bridge["note"]) == (True, "Hather Bridge")
    assert demo.ONLINE in made.practices.index


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=f"no real data at {REAL}")
def test_pennine_lancashire_is_planned_beside_the_networks_that_formed():
    source = REAL / "pennine_lancashire_2020" / "practices.csv"
    real = pipeline.load(Inputs(source, exclude=("P81778",), within=("ccg_code",)))
    made = pipeline.propose(real, WITHIN)
    assert (made.status, made.verified) == (Status.OPTIMAL, True)
    assert made.tables.networks["in_band"].all()
    formed = pipeline.judge(real, WITHIN, real.practices["pcn_code"].to_dict())
    assert int(formed.tables.networks["in_band"].sum()) == 10
    assert {f.check for f in formed.checked.findings} == {"band", "contiguity"}
    assert made.totals["travel"] < formed.totals["travel"]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=f"no real data at {REAL}")
def test_conflicts_of_birmingham_are_those_counted_by_hand():
    folder = REAL / "birmingham_solihull_2024"
    real = pipeline.load(
        Inputs(
            folder / "practices.csv", within=("sub_icb_code",), team="locality",
            footprints=folder / "localities.geojson",
        )
    )  # fmt: skip
    rules = Rules(within=("sub_icb_code",))
    made = pipeline.judge(real, rules, real.practices["pcn_code"].to_dict())
    found = made.conflicts
    assert int((found.networks["teams"] > 1).sum()) == 17
    assert int(found.practices["apart"].sum()) == 32
    assert list(found.practices.index[found.practices["team_id"] == ""]) == ["M91642"]
    assert report.build(made)["conflicts"]["rows"] == len(found.rows)
