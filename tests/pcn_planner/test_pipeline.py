"""From files to a plan and back, on an area small enough to count by hand."""

import dataclasses
import math

import pandas as pd
import pytest

from benchmarks.real_data import ABSENT, REAL
from boundaries.errors import DataError
from boundaries.files.outlines import shapes
from optimise.problem.plan import Plan, Result, Status
from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.files import exports, report
from pcn_planner.proposal import judging, today, workbench
from pcn_planner.proposal.land.network_areas import SKETCHED
from pcn_planner.study.inputs import Inputs
from tests.support.area_files import CODES, LISTS, TODAY, write

SIZE = dict(zip(CODES, (size * 1_000 for size in LISTS), strict=True))
PLACE = {code: (k // 2 * 1.0, 1.0 - k % 2) for k, code in enumerate(CODES)}
WITHIN = Rules(within=("ccg_code",), weights={"travel": 1.0})


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
    layer = shapes.read(tmp_path / "out" / "networks.geojson")
    assert sorted(layer["network_id"]) == sorted(plan.networks)
    written = pd.read_csv(tmp_path / "out" / "networks.csv", dtype={"network_id": str})
    assert dict(zip(written["network_id"], written["patients"], strict=True)) == {
        key: sum(SIZE[code] for code in codes) for key, codes in plan.networks.items()
    }


def test_the_same_seed_gives_the_same_plan(area, proposed):
    again = pipeline.propose(area, WITHIN)
    assert again.plan == proposed.plan
    assert again.result.objective == proposed.result.objective


def test_rules_within_other_borders_find_neighbours_anew(area, proposed):
    free = pipeline.propose(area, Rules(weights={"travel": 1.0}))
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
    # X3 lies on both sides of the border and goes on once: 13,000 of it stay in the south, so
    # that the north keeps the 20,000 of X2.
    assert kept.totals["change"] == 22_000 + 19_000
    assert sorted(kept.plan.names.values()) == ["X1 PCN", "X2 PCN", "X3 PCN", "X4 PCN"]


def test_an_assignment_of_nobody_is_refused(area):
    with pytest.raises(DataError, match="no practice of the table has a network"):
        pipeline.judge(area, WITHIN, {"P01": "U", "Z99": "N1"})
    with pytest.raises(DataError, match=r"1 practice code of the assignment .* capitals"):
        pipeline.judge(area, WITHIN, {"p01": "N1"})


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
def test_figures_that_the_plan_does_not_bear_out_are_found(area, objective, bound, wrong):
    result = Result(Status.OPTIMAL, Plan({"N1": ("A", "B")}), objective=objective, bound=bound)
    asked = judging.freeze(area, Rules(weights={"travel": 1.0}))
    found = judging.wrong_figures(result, {"travel": 100.0}, asked)
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


def test_networks_of_one_name_are_told_apart(tmp_path):
    same = pipeline.load(Inputs(write(tmp_path, practice_name="HIGH STREET"), within=("ccg_code",)))
    names = pipeline.propose(same, WITHIN).plan.names
    assert len(set(names.values())) == len(names)
    assert {"High Street network", "High Street network 2"} <= set(names.values())


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_pennine_lancashire_is_planned_beside_the_networks_that_formed():
    source = REAL / "pennine_lancashire_2020" / "practices.csv"
    real = pipeline.load(Inputs(source, exclude=("P81778",), within=("ccg_code",)))
    made = pipeline.propose(real, WITHIN)
    assert (made.status, made.verified) == (Status.OPTIMAL, True)
    assert made.tables.networks["in_band"].all()
    formed = pipeline.judge(real, WITHIN, real.practices["pcn_code"].to_dict())
    assert int(formed.tables.networks["in_band"].sum()) == 10
    assert {f.check for f in formed.checked.findings} == {"band", "contiguity", "no_doughnuts"}
    assert made.totals["travel"] < formed.totals["travel"]


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason=ABSENT)
def test_conflicts_of_birmingham_are_those_counted_by_hand():
    folder = REAL / "birmingham_solihull_2024"
    real = pipeline.load(
        Inputs(
            folder / "practices.csv", within=("sub_icb_code",), team="locality",
            footprints=folder / "localities.geojson",
        )
    )  # fmt: skip
    rules = Rules(within=("sub_icb_code",), weights={"travel": 1.0})
    made = pipeline.judge(real, rules, real.practices["pcn_code"].to_dict())
    found = made.conflicts
    assert int((found.networks["teams"] > 1).sum()) == 17
    assert int(found.practices["apart"].sum()) == 32
    assert list(found.practices.index[found.practices["team_id"] == ""]) == ["M91642"]
    assert report.build(made)["conflicts"]["rows"] == len(found.rows)


def test_areas_that_were_sketched_are_drawn_exactly_when_they_are_written(demo_study, tmp_path):
    bench = workbench.lay_out(demo_study, Rules(within=("ccg_code",)), sketched=True)
    made = workbench.judge(bench, today.assignment(demo_study))
    assert SKETCHED in made.tables.caveats
    exact = pipeline.judge(demo_study, bench.rules, today.assignment(demo_study))
    for name, one in (("sketched", made), ("exact", exact)):
        pipeline.write(one, tmp_path / name)
    written = [
        (tmp_path / name / "networks.geojson").read_bytes() for name in ("sketched", "exact")
    ]
    assert written[0] == written[1]
    assert SKETCHED not in (tmp_path / "sketched" / report.NAME).read_text(encoding="utf-8")
