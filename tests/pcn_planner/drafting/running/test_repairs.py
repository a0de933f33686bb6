"""A repair keeps locked practices in their network, and looks no further than it must."""

from dataclasses import replace

import pytest

from optimise.problem.plan import Result, Status
from optimise.problem.rules import Rules
from optimise.progress import Limits
from optimise.solve import solve
from pcn_planner import pipeline
from pcn_planner.drafting import provenance
from pcn_planner.drafting.draft import apply, lock_practice, move_practice
from pcn_planner.drafting.running import moves_left, nearby, solving
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import today, workbench
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

LIMITS = Limits(gap=0.0, time_s=60.0)
ROW = {f"P{k:02d}": "ABCDEFGH"[k // 3] for k in range(24)}  #: a row of practices, three a network


def laid_out(folder, first=8_000):
    """Eight networks in a row, each practice 2 km from the next, with 8,000 patients."""
    path, size = folder / "practices.csv", dict.fromkeys(ROW, 8_000) | {"P00": first}
    lines = [
        f"{code},{code},{400_000 + 2_000 * k},400000,{size[code]}" for k, code in enumerate(ROW)
    ]
    path.write_text("\n".join(["practice_code,name,easting,northing,patients", *lines]))
    study = pipeline.load(Inputs(path))
    return workbench.lay_out(study, Rules(floor=16_000, ceiling=33_000), sketched=True)


@pytest.fixture(scope="module")
def row(tmp_path_factory):
    return laid_out(tmp_path_factory.mktemp("row"))


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    found = small_study.study(tmp_path_factory.mktemp("study"))
    return workbench.lay_out(found, small_study.RULES, sketched=True)


def edited(networks, code, target):
    """The draft with one practice in another network, and locked there."""
    draft = DraftState(assignment=dict(networks))
    return apply(apply(draft, move_practice(code, target)), lock_practice(code, "agreed"))


MOVES = sorted(
    (code, target)
    for code, own in small_study.NETWORK.items()
    for target in ("AB" if own in "AB" else "CD")
    if target != own
)


@pytest.mark.parametrize(("code", "target"), MOVES)
def test_a_locked_practice_stays_with_its_network_and_not_with_its_id_alone(grid, code, target):
    made = solving.repair(grid, edited(small_study.NETWORK, code, target), limits=LIMITS)
    after = made.plan.assignment
    assert after[code] == target
    if made.verified:
        there = {c for c, network in small_study.NETWORK.items() if network == target}
        there = there & set(grid.study.graph[code]) or there
        patients = grid.study.practices["patients"]
        assert after[max(there, key=lambda c: (patients[c], c))] == target


def test_a_repair_looks_at_the_networks_near_the_edit(row):
    asked = []

    def told(problem, **how):
        asked.append(problem.codes)
        return solve(problem, **how)

    state = apply(edited(ROW, "P03", "A"), move_practice("P04", "A"))
    made = solving.repair(row, state, limits=LIMITS, solve=told)
    assert asked == [tuple(code for code, network in ROW.items() if network in "ABCD")]
    assert made.verified
    assert made.plan.assignment["P03"] == "A"
    far = {code: network for code, network in ROW.items() if network in "EFGH"}
    assert {code: made.plan.assignment[code] for code in far} == far
    assert solving.LEFT_ALONE in made.notes


def test_where_the_networks_near_have_no_plan_all_are_looked_at(row):
    asked = []

    def fails_near(problem, **how):
        asked.append(len(problem.codes))
        return solve(problem, **how) if len(problem) == len(ROW) else Result(Status.NO_PLAN)

    state = apply(edited(ROW, "P03", "A"), move_practice("P04", "A"))
    made = solving.repair(row, state, limits=LIMITS, solve=fails_near)
    assert asked == [12, 24]
    assert made.verified
    assert solving.LEFT_ALONE not in made.notes


def test_an_exception_near_that_no_plan_avoids_lets_the_others_stay(tmp_path):
    bench, asked = laid_out(tmp_path, first=40_000), []
    made = solving.optimise(bench, DraftState(), limits=LIMITS)

    def told(problem, **how):
        asked.append(len(problem.codes))
        return solve(problem, **how)

    begun = DraftState(
        assignment=dict(made.plan.assignment), provenance=provenance.provenance(made, "optimised")
    )
    own = made.plan.assignment["P03"]
    target = next(n for n in (made.plan.assignment[c] for c in ("P04", "P05", "P06")) if n != own)
    state = apply(begun, move_practice("P01", target))
    repaired = solving.repair(bench, state, limits=LIMITS, solve=told)
    assert made.result.exceptions_patients == repaired.result.exceptions_patients == 7_000
    assert len(asked) == 1
    assert asked[0] < len(ROW)
    assert repaired.verified


@pytest.mark.parametrize("rules", [{"fixed": (("P03", "P04"),)}, {"alone": ("P02",)}])
def test_a_lock_asks_nothing_that_another_rule_forbids(row, rules):
    bench = workbench.lay_out(row.study, replace(row.rules, **rules), earlier=row)
    made = solving.repair(bench, edited(ROW, "P03", "A"), limits=LIMITS)
    assert made.plan is not None
    assert made.plan.assignment["P03"] == "A"


def test_two_solves_of_a_repair_share_the_time(row):
    given = []

    def fails_near(problem, limits, **how):
        given.append(limits.time_s)
        return Result(Status.NO_PLAN) if len(problem) < len(ROW) else solve(problem, **how)

    state = apply(edited(ROW, "P03", "A"), move_practice("P04", "A"))
    solving.repair(row, state, limits=LIMITS, solve=fails_near)
    assert given[0] == LIMITS.time_s > given[1] >= solving.LEAST_S


@pytest.mark.parametrize("rules", [Rules(), Rules(networks=(8, 8)), Rules(moves_max=3)])
def test_rules_on_all_networks_together_and_sound_drafts_look_at_all(row, rules):
    state = edited(ROW, "P03", "A")
    findings = workbench.checked(row, state.assignment, row.rules).findings
    bench = replace(row, rules=rules)
    assert findings == ()
    assert nearby.practices(bench, state.assignment, findings) == frozenset(ROW)


def test_who_has_no_network_is_near_those_of_the_neighbours(row):
    placed = {code: network for code, network in ROW.items() if code != "P12"}
    found = workbench.checked(row, placed, row.rules).findings
    near = nearby.practices(row, placed, found)
    assert near == {code for code, network in ROW.items() if network in "BCDEFG"}


SIZES = (4, 4, 9, 9, 3, 9, 3, 9, 3, 3, 9, 9, 3, 3, 2, 8)  #: thousand patients, four a network


@pytest.fixture(scope="module")
def two_rows(tmp_path_factory):
    """Sixteen practices in two rows and four networks of today, nearly as full as they may be."""
    path = tmp_path_factory.mktemp("rows") / "practices.csv"
    lines = [
        f"P{k:02d},P{k:02d},{400_000 + 2_000 * (k % 8)},{400_000 + 2_000 * (k // 8)},{size}000,"
        f"{'ABCD'[k // 4]}"
        for k, size in enumerate(SIZES)
    ]
    path.write_text("\n".join(["practice_code,name,easting,northing,patients,pcn_code", *lines]))
    return pipeline.load(Inputs(path, current="pcn_code"))


@pytest.mark.parametrize(
    ("limit", "code", "target"),
    [({"moves_max": 2}, "P04", "A"), ({"moves_max": 3}, "P10", "D"),
     ({"patients_moved_max": 6_000}, "P04", "A")],
)  # fmt: skip
def test_limits_on_change_count_what_the_draft_has_moved_already(two_rows, limit, code, target):
    rules = Rules(floor=14_000, ceiling=26_500, **limit)
    bench, now = workbench.lay_out(two_rows, rules, sketched=True), today.assignment(two_rows)
    made = solving.repair(bench, edited(now, code, target), limits=LIMITS)
    moved = [c for c, network in made.plan.assignment.items() if network != now[c]]
    assert made.verified
    assert made.plan.assignment[code] == target
    assert len(moved) <= rules.moves_max if rules.moves_max else True
    patients = two_rows.practices["patients"]
    assert patients[moved].sum() <= (rules.patients_moved_max or patients.sum())


def test_limits_that_a_draft_has_broken_stay_as_they_are(two_rows):
    now = today.assignment(two_rows)
    rules = Rules(floor=14_000, ceiling=26_500, moves_max=2, patients_moved_max=4_000)
    problem = workbench.lay_out(two_rows, rules, sketched=True).problem
    left = moves_left.rules_left(problem, rules, {**now, "P04": "A", "P08": "B"})
    assert (left.moves_max, left.patients_moved_max) == (0, 4_000)
    left = moves_left.rules_left(problem, rules, {**now, "P04": "A"})
    assert (left.moves_max, left.patients_moved_max) == (1, 1_000)
    assert moves_left.rules_left(problem, rules, now) == rules
