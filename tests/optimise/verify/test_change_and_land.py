"""Checks of approvals, of change and of doughnuts: one obeying and one breaking example each."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimise.problem.rules import Approval, Rules
from optimise.verify.verify import verify

CODES = list("ABCDE")
LISTS = [20_000, 15_000, 30_000, 9_000, 8_000]
PLAN = dict(zip(CODES, "KKLLM", strict=True))  # K 35,000, L 39,000, M 8,000
RING = nx.Graph([("A", "B"), ("B", "C"), ("C", "D"), ("D", "A"), ("E", "A"), ("E", "B")])
RING.add_edges_from([("E", "C"), ("E", "D")])  # E lies inside the ring A, B, C, D


def found(plan, rules, **more):
    practices = pd.DataFrame({"name": CODES, "patients": LISTS}, index=pd.Index(CODES))
    report = verify(plan, practices, RING, rules, **more)
    return {finding.check for finding in report.findings}


def of_today(network, kinds):
    members = tuple(code for code, n in PLAN.items() if n == network)
    return Approval(network, members, kinds)


def test_a_network_approved_below_the_floor_may_stay_or_gain_and_not_lose():
    approved = Rules(approved=(of_today("M", ("size",)),))
    assert found(PLAN, Rules()) == {"band"}
    assert found(PLAN, approved) == set()
    assert found({**PLAN, "D": "M"}, approved) == set()
    small = Rules(approved=(Approval("L", ("C", "D"), ("size",)),), floor=45_000)
    assert "band" in found({**PLAN, "D": "M"}, small)


def test_a_network_approved_above_the_ceiling_may_lose_and_not_gain():
    rules = Rules(ceiling=38_000, floor=8_000)
    approved = replace(rules, approved=(of_today("L", ("size",)),))
    assert found(PLAN, rules) == {"band"}
    assert found(PLAN, approved) == set()
    assert found({**PLAN, "E": "L"}, approved) == {"band"}


def test_an_approved_network_in_pieces_may_stay_and_none_of_its_pieces_be_torn():
    torn = {"A": "K", "C": "K", "B": "L", "D": "L", "E": "M"}
    rules = Rules(floor=1)
    approved = replace(rules, approved=(Approval("K", ("A", "C"), ("pieces",)),))
    assert found(torn, rules) == {"contiguity"}
    assert found(torn, approved) == {"contiguity"}  # L is not approved
    both = (*approved.approved, Approval("L", ("B", "D"), ("pieces",)))
    assert found(torn, replace(rules, approved=both)) == set()


def test_an_approved_network_in_pieces_gains_below_the_floor_alone():
    land = nx.Graph([("A", "E"), ("E", "D"), ("B", "F")])
    lists = pd.Series({**dict(zip(CODES, LISTS, strict=True)), "F": 100})
    practices = pd.DataFrame({"name": lists.index, "patients": lists})
    both = (("K", ("A", "C")), ("L", ("B", "D")))
    kept = tuple(Approval(name, codes, ("pieces", "size")) for name, codes in both)

    def checks(plan, floor):
        rules = Rules(floor=floor, ceiling=60_000, approved=kept)
        return {finding.check for finding in verify(plan, practices, land, rules).findings}

    gained = dict(zip("ACBDFE", "KKLLLM", strict=True))  # L has 24,100 in two pieces
    assert "contiguity" not in checks(gained, 30_000)
    assert "contiguity" in checks({**gained, "E": "L"}, 30_000), "32,100 are in the band"


def test_a_network_round_another_is_found_and_may_be_approved():
    ring = {"A": "K", "B": "K", "C": "K", "D": "K", "E": "M"}
    rules = Rules(floor=1, ceiling=99_000)
    coast = {"A", "B", "C", "D"}
    assert found(ring, rules, outer=coast) == {"no_doughnuts"}
    assert found(ring, rules) == set(), "where the coast is not known nothing is enclosed"
    assert found(ring, rules, outer={*coast, "E"}) == set()
    assert found(ring, replace(rules, no_doughnuts=False), outer=coast) == set()
    kept = Approval("K", ("A", "B", "C", "D"), ("doughnuts",))
    assert found(ring, replace(rules, approved=(kept,)), outer=coast) == set()


@pytest.mark.parametrize(("moves", "patients", "broken"), [
    (1, None, set()), (0, None, {"moves_limited"}),
    (None, 9_000, set()), (None, 8_999, {"moves_limited"}),
])  # fmt: skip
def test_moves_are_counted_under_the_best_names(moves, patients, broken):
    rules = Rules(floor=1, moves_max=moves, patients_moved_max=patients)
    moved = {code: {"K": "1", "L": "2", "M": "3"}[n] for code, n in {**PLAN, "D": "M"}.items()}
    assert found(moved, rules, current=PLAN) == broken


@pytest.mark.parametrize(("patients", "broken"), [(9_000, {"moves_limited"}), (12_000, set())])
def test_limits_on_practices_and_patients_hold_for_the_same_names(patients, broken):
    """One practice moves if A and B go on as the network, few patients if C does; not both."""
    lists = pd.Series({"A": 4_000, "B": 5_000, "C": 12_000})
    practices = pd.DataFrame({"name": lists.index, "patients": lists})
    today = dict.fromkeys("ABC", "K")
    rules = Rules(floor=1, moves_max=1, patients_moved_max=patients)
    plan = {"A": "1", "B": "1", "C": "2"}
    ended = verify(plan, practices, nx.Graph(["AB", "BC"]), rules, current=today)
    assert {finding.check for finding in ended.findings} == broken


def test_practices_that_must_stay_are_together_and_alone():
    rules = Rules(floor=1, ceiling=90_000, stay=("A", "B"))
    assert found(PLAN, rules, current=PLAN) == set()
    assert found({**PLAN, "B": "L"}, rules, current=PLAN) == {"stay"}
    both = replace(rules, stay=("A", "C"))
    assert found({**PLAN, "C": "K"}, both, current=PLAN) == {"stay"}


def names(today: dict[str, str], plan: dict[str, str], stay: list[str]) -> Iterator[set[str]]:
    """Who moves, for every way in which networks of the plan go on as those of today."""
    olds, news = sorted(set(today.values())), sorted(set(plan.values()))
    for chosen in product(["", *news], repeat=len(olds)):
        taken = [new for new in chosen if new]
        on = dict(zip(olds, chosen, strict=True))
        moved = {code for code in today if on[today[code]] != plan[code]}
        if len(set(taken)) == len(taken) and not moved & set(stay):
            yield moved


@given(
    st.lists(st.sampled_from("KLM"), min_size=5, max_size=5),
    st.lists(st.sampled_from("123"), min_size=5, max_size=5),
    st.lists(st.sampled_from(CODES), unique=True, max_size=2),
    st.integers(0, 3),
    st.integers(0, 60).map(lambda thousands: 1_000 * thousands),
)
def test_limits_are_held_under_names_that_let_stay_who_must(old, new, stay, moves, patients):
    today, plan = (dict(zip(CODES, one, strict=True)) for one in (old, new))
    ways = list(names(today, plan, stay))
    rules = Rules(floor=1, stay=tuple(stay))
    for limits in ((moves, None), (None, patients), (moves, patients)):
        asked = replace(rules, moves_max=limits[0], patients_moved_max=limits[1])
        checks = found(plan, asked, current=today)
        assert ("stay" in checks) == (not ways)
        lists = dict(zip(CODES, LISTS, strict=True))
        allowed = any(
            (limits[0] is None or len(one) <= moves)
            and (limits[1] is None or sum(lists[c] for c in one) <= patients)
            for one in ways
        )
        if ways:
            assert ("moves_limited" in checks) == (not allowed)
