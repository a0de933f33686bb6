"""Moves are priced as a recount prices them, and repairs keep what is locked."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.progress import Limits
from optimise.verify import verify
from pcn_planner.drafting import draft, moves
from pcn_planner.drafting.running import locks, solving
from pcn_planner.drafting.session import Session
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import workbench
from tests.support import small_study
from tests.support.depth import examples

CODES = sorted(small_study.NETWORK)
SHORT = Limits(gap=0.0, time_s=60.0)


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    found = small_study.study(tmp_path_factory.mktemp("study"))
    return workbench.lay_out(found, small_study.RULES, sketched=True)


@pytest.fixture
def drafting(tmp_path) -> Session:
    return small_study.session(tmp_path)


def outside_lead(made) -> int:
    return int(made.conflicts.networks["patients_outside_lead"].sum())


def test_a_practice_may_go_to_the_networks_of_its_neighbours(bench) -> None:
    board = moves.board(bench, small_study.NETWORK)
    [move] = moves.neighbour_moves(board, "R1C0")
    assert (move.network_id, move.neighbour) == ("B", True)
    assert (move.patients_joined, move.patients_left) == (33_000, 16_000)
    assert move.legal


def test_a_move_over_the_ceiling_or_out_of_one_piece_is_warned_of(bench) -> None:
    board = moves.board(bench, {**small_study.NETWORK, "R1C0": "B"})
    [move] = moves.neighbour_moves(board, "R0C1")
    assert not move.legal
    assert any("8,000 below the floor" not in w and "above the ceiling" in w for w in move.warnings)
    assert any("below the floor" in warning for warning in move.warnings)


def test_a_move_across_a_border_is_warned_of(bench) -> None:
    move = moves.price(moves.board(bench, small_study.NETWORK), "R0C1", "C")
    assert not move.neighbour
    assert any("crosses the border ccg_code" in warning for warning in move.warnings)


def test_what_is_wrong_already_is_no_reason_against_a_move(bench) -> None:
    split = {**small_study.NETWORK, "R0C0": "B", "R2C1": "A"}
    board = moves.board(bench, split)
    back = moves.price(board, "R2C1", "B")
    assert not any("in 2 pieces" in warning for warning in back.warnings)


def test_a_practice_in_no_network_leaves_none(bench) -> None:
    board = moves.board(bench, {**small_study.NETWORK, "R0C0": ""})
    [move] = moves.neighbour_moves(board, "R0C0")
    assert (move.network_id, move.patients_left, move.patients_joined) == ("A", None, 24_000)


def test_a_network_that_loses_its_last_practice_is_gone(bench) -> None:
    lone = {**small_study.NETWORK, "R0C0": "N01"}
    move = moves.price(moves.board(bench, lone), "R0C0", "A")
    assert move.patients_left == 0
    assert move.legal


GROUPS = st.lists(st.sampled_from(CODES), min_size=2, max_size=3, unique=True).map(tuple)


@settings(max_examples=examples(everyday=4, deep=40))
@given(
    networks=st.lists(st.sampled_from("ABCD"), min_size=12, max_size=12),
    groups=st.tuples(GROUPS, GROUPS, GROUPS),
    alone=st.sampled_from(CODES),
)
def test_no_mend_breaks_a_rule_that_is_whole(bench, networks, groups, alone) -> None:
    draft_now = dict(zip(CODES, networks, strict=True))
    together, apart, fixed = groups
    rules = replace(
        small_study.RULES, floor=1, ceiling=99_999,
        together=(together,), apart=(apart,), fixed=(fixed,), alone=(alone,),
    )  # fmt: skip
    asked = workbench.lay_out(bench.study, rules, earlier=bench)
    was = decisions_broken(asked, draft_now)
    for move in workbench.find_conflicts(asked, draft_now).practice_moves.itertuples():
        now = decisions_broken(asked, {**draft_now, move.practice_code: move.to_network_id})
        assert all(any(check == c and set(p) <= set(q) for c, q in was) for check, p in now)


def decisions_broken(bench, assignment) -> list[tuple[str, tuple[str, ...]]]:
    """The checks of what people asked for that an assignment fails, with the practices."""
    study = bench.study
    found = verify.verify(assignment, study.practices, study.graph, bench.rules, units=study.units)
    return [(f.check, f.practices) for f in found.findings if f.check in moves.DECIDED]


def test_what_is_locked_is_offered_no_move_and_takes_nobody_in(drafting) -> None:
    split = {**small_study.NETWORK, "R1C0": "B", "R2C0": "A", "R2C1": "A"}
    drafting.start_from(split, {}, "a file")
    assert set(drafting.mended().conflicts.practice_moves["practice_code"]) >= {"R2C0"}
    drafting.record(draft.lock_practice("R2C0", "shares its premises"))
    offered = drafting.mended().conflicts
    assert "R2C0" not in set(offered.practice_moves["practice_code"])
    assert "R2C0" not in set(offered.rows["move_practice_code"])
    drafting.record(draft.lock_network("B", "approved"))
    ends = drafting.mended().conflicts.practice_moves[["from_network_id", "to_network_id"]]
    assert "B" not in set(ends.to_numpy().ravel())
    board = moves.board(drafting.bench, split, locks=drafting.locks)
    assert moves.neighbour_moves(board, "R2C0") == ()
    assert all(move.network_id != "B" for c in CODES for move in moves.neighbour_moves(board, c))


def test_a_broken_wish_hides_no_other(bench) -> None:
    rules = replace(small_study.RULES, together=(("R0C0", "R2C0", "R2C1"), ("R0C1", "R1C0")))
    asked = workbench.lay_out(bench.study, rules, earlier=bench)
    board = moves.board(asked, {**small_study.NETWORK, "R2C0": "A"})
    move = moves.price(board, "R1C0", "B")
    assert any("R0C1" in w and "kept together" in w for w in move.warnings)


def test_new_ids_are_free() -> None:
    assert moves.new_network_id([]) == "N01"
    assert moves.new_network_id(["N01", "N02", "A"]) == "N03"


@settings(max_examples=examples(everyday=4, deep=12))
@given(
    networks=st.lists(st.sampled_from("ABCD"), min_size=12, max_size=12),
    code=st.sampled_from(CODES),
    target=st.sampled_from("ABCDE"),
)
def test_a_price_is_the_difference_of_two_whole_counts(bench, networks, code, target) -> None:
    before = dict(zip(CODES, networks, strict=True))
    if before[code] == target:
        return
    after = {**before, code: target}
    move = moves.price(moves.board(bench, before), code, target)
    was, now = workbench.judge(bench, before), workbench.judge(bench, after)
    assert move.travel_change == pytest.approx(now.totals["travel"] - was.totals["travel"])
    assert move.team_change == outside_lead(now) - outside_lead(was)
    assert move.patients_joined == now.tables.networks.loc[target, "patients"]
    fresh = {f.message for f in now.checked.findings} - {f.message for f in was.checked.findings}
    assert set(move.warnings) <= fresh
    assert bool(move.warnings) or now.checked.passed or not was.checked.passed


def test_a_repair_of_a_sound_draft_changes_nothing(drafting) -> None:
    made = solving.repair(drafting.bench, drafting.state, limits=SHORT)
    assert made.plan.assignment == small_study.NETWORK
    assert made.plan.names["A"] == "Alder PCN"
    assert not made.proposed


def test_a_repair_mends_around_a_locked_practice(drafting) -> None:
    drafting.record(draft.move_practice("R1C0", "B"))
    drafting.record(draft.move_practice("R0C1", "B"))
    assert not drafting.proposal.verified
    drafting.record(draft.lock_practice("R0C1", "shares its nurses with R1C1"))
    made = solving.repair(drafting.bench, drafting.state, limits=SHORT)
    assert made.checked.passed
    assert made.plan.assignment["R0C1"] == "B"
    east = {c: n for c, n in small_study.NETWORK.items() if n in "CD"}
    assert {c: made.plan.assignment[c] for c in east} == east


def test_locked_networks_come_out_as_they_went_in(drafting) -> None:
    drafting.record(draft.lock_network("D", "approved"))
    made = solving.optimise(drafting.bench, drafting.state, limits=SHORT)
    assert made.plan.networks["D"] == ("R1C2", "R2C2", "R2C3")
    assert made.verified
    assert made.rules == drafting.rules


def test_locks_that_contradict_each_other_are_told_before_solving(drafting) -> None:
    drafting.record(draft.lock_network("A"))
    drafting.record(draft.keep_together(["R0C0", "R2C1"], "one partnership"))
    made = solving.optimise(drafting.bench, drafting.state, limits=SHORT)
    assert made.plan is None
    assert made.result.reasons


def test_locks_become_rules() -> None:
    state = DraftState(
        assignment={"a": "N1", "b": "N1", "c": "N2", "d": "N3"},
        locked_practices={"a": "", "b": "", "c": ""},
        locked_networks={"N3": ""},
    )
    rules = locks.with_locks(small_study.RULES, state)
    assert rules.fixed == (("d",),)
    assert rules.together == (("a", "b"),)
    assert rules.apart == (("a", "c"),)


def test_a_solve_stopped_at_once_keeps_the_draft_or_says_why(drafting) -> None:
    made = solving.optimise(drafting.bench, drafting.state, limits=SHORT, cancelled=lambda: True)
    if made.plan is None:
        assert made.result.reasons
    else:
        assert set(made.plan.assignment) == set(small_study.NETWORK)
