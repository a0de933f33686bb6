"""Remedies of reasons and findings: each is one change that mends what it is offered for."""

from dataclasses import replace

import pytest

from boundaries.errors import DataError
from optimise.feasibility.reasons import Reason
from optimise.problem.rules import Rules
from pcn_planner.drafting import draft, moves
from pcn_planner.drafting.remedies import of_finding, of_reason
from pcn_planner.drafting.session import Session
from pcn_planner.drafting.state import DraftState
from pcn_planner.papers import facts
from tests.support import small_study


@pytest.fixture
def session(tmp_path) -> Session:
    return small_study.session(tmp_path)


def reason(kind: str, *codes: str) -> Reason:
    return Reason(kind, None, codes, None, "", "")


def labels(*remedies) -> list[str]:
    return [one.label for one in remedies]


def test_a_practice_above_the_ceiling_is_set_apart() -> None:
    first, second = of_reason(reason("above_ceiling", "P1"), Rules(), DraftState())
    assert first.rules.alone == ("P1",)
    assert second.rules.ceiling_soft
    assert second.rules.weights["oversize"] == 1.0


def test_what_is_cut_off_has_its_floor_waived_or_crosses_the_border() -> None:
    rules = Rules(within=("stp", "ccg"))
    waived, crossed = of_reason(reason("cut_off", "P2", "P1"), rules, DraftState())
    assert waived.rules.floor_waived == ("P1", "P2")
    assert crossed.rules.within == ("stp",)
    assert crossed.rules.soft_borders == {"ccg": 1.0}


def test_decisions_that_clash_can_each_be_withdrawn() -> None:
    bond = draft.apply(
        DraftState({"a": "N", "b": "N"}), draft.keep_together(["a", "b"])
    )  # fmt: skip
    rules = Rules(apart=(("a", "b"),), alone=("c",))
    bonded, apart = of_reason(reason("together_and_apart", "a", "b"), rules, bond)
    assert bonded.change == draft.release(["a", "b"], "together")
    assert apart.rules == replace(rules, apart=())


def test_every_remedy_of_a_finding_mends_it(session) -> None:
    session.record(draft.move_practices(["R0C1", "R1C0"], "B"))
    found = {(f.check, f.network_id): f for f in session.proposal.checked.findings}
    below, above = found["band", "A"], found["band", "B"]
    told = of_finding(below, session.stated_rules, session.state)
    assert labels(*told) == ["Waive the floor", "Keep it as it is"]
    for one in told:
        session.set_rules(one.rules)
        assert below.message not in [f.message for f in session.proposal.checked.findings]
        session.undo()
    assert labels(*of_finding(above, session.stated_rules, session.state))[0] == (
        "Make the ceiling soft"
    )


def test_a_link_is_a_change_of_the_draft_and_of_the_neighbours(session) -> None:
    pair = ("R0C0", "R2C0")
    assert not session.bench.study.graph.has_edge(*pair)
    session.record(draft.link(pair, "add", "a footbridge"))
    assert session.bench.study.graph.edges[pair]["reasons"] == ("bridge",)
    assert session.study.links["reason"].tolist() == ["a footbridge"]
    session.record(draft.link(("R0C0", "R0C1"), "remove", "a motorway"))
    assert not session.bench.study.graph.has_edge("R0C0", "R0C1")
    session.undo()
    assert session.bench.study.graph.has_edge("R0C0", "R0C1")
    session.undo()
    assert not session.bench.study.graph.has_edge(*pair)


@pytest.mark.parametrize(
    ("pair", "action", "why", "what"),
    [
        (("R0C0", "R0C0"), "add", "x", "two practices"),
        (("R0C0", "R2C0"), "add", " ", "no reason"),
        (("R0C0", "R0C2"), "add", "x", "cross a hard border"),
    ],
)
def test_a_link_that_means_nothing_is_refused_and_leaves_nothing(
    session, pair, action, why, what
) -> None:
    before = session.state
    with pytest.raises(DataError, match=what):
        session.record(draft.link(pair, action, why))
    assert session.state == before


def test_a_proof_is_of_the_neighbours_it_was_found_with(session) -> None:
    from optimise.progress import Limits
    from pcn_planner.drafting.running import solving

    session.take(solving.optimise(session.bench, session.state, limits=Limits()), "optimised")
    assert session.proposal.proposed
    session.record(draft.link(("R0C0", "R2C0"), "add", "a footbridge"))
    assert not session.proposal.proposed
    session.undo()
    assert session.proposal.proposed


def test_a_group_moves_as_one_change_and_is_priced_as_the_plan_is_judged(session) -> None:
    board = moves.board(session.bench, session.state.assignment)
    group = ("R0C1", "R1C0")
    priced = moves.price_all(board, group, "B")
    before = session.proposal.totals["travel"]
    session.record(draft.move_practices(group, "B"))
    sizes = session.proposal.tables.networks["patients"]
    assert priced.sizes == {"A": sizes["A"], "B": sizes["B"]}
    assert priced.travel_change == pytest.approx(session.proposal.totals["travel"] - before)
    told = {f.message for f in session.proposal.checked.findings}
    assert set(priced.warnings) == told
    session.undo()
    assert session.state.assignment == small_study.NETWORK


def test_one_practice_alone_is_priced_as_a_group_of_one(session) -> None:
    board = moves.board(session.bench, session.state.assignment)
    one, group = moves.price(board, "R1C0", "B"), moves.price_all(board, ["R1C0"], "B")
    assert group.sizes == {"A": one.patients_left, "B": one.patients_joined}
    assert (group.travel_change, group.team_change) == (one.travel_change, one.team_change)
    assert group.warnings == one.warnings


def test_a_group_with_a_locked_practice_moves_not_at_all(session) -> None:
    session.record(draft.lock_practice("R1C0", "premises"))
    with pytest.raises(DataError, match="locked"):
        session.record(draft.move_practices(["R0C1", "R1C0"], "B"))
    assert session.state.assignment == small_study.NETWORK


def test_arrows_lead_to_the_neighbour_in_that_direction(session) -> None:
    bench = session.bench
    assert moves.towards(bench, "R1C0", 1, 0) == "R1C1"
    assert moves.towards(bench, "R1C0", 0, 1) == "R0C0"
    assert moves.towards(bench, "R0C0", 0, 1) is None


def test_decisions_on_conflicts_are_kept_and_taken_back(session) -> None:
    session.record(draft.decide("network_split A", "negotiate", "trust asked"))
    [one] = session.state.decisions.values()
    assert (one.decision, one.comment) == ("negotiate", "trust asked")
    session.record(draft.decide("network_split A", ""))
    assert session.state.decisions == {}
    with pytest.raises(DataError, match="no decision"):
        session.record(draft.decide("network_split A", "ignore"))


def test_a_persons_own_reason_for_a_network_is_kept_and_taken_back(session) -> None:
    session.record(draft.explain("A", " Rural, agreed by the board "))
    assert session.state.reasons == {"A": "Rural, agreed by the board"}
    known = facts.with_reasons(facts.Facts({"B": {"reason": "own"}}), session.state.reasons)
    assert known.get("A", "reason") == "Rural, agreed by the board"
    assert facts.with_reasons(known, {"B": "another"}).get("B", "reason") == "own"
    session.record(draft.explain("A", ""))
    assert session.state.reasons == {}
    with pytest.raises(DataError, match="not in the plan"):
        session.record(draft.explain("Z", "nowhere"))
