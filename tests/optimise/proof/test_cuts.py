"""Cuts: no plan breaks one, and a fractional choice that breaks one is found out."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.candidates.candidate import Candidate
from optimise.problem.problem import NONE
from optimise.proof.cuts import VIOLATION, Cut, limit, separate, strength, strengths
from tests.support.depth import examples


def sets(*members: tuple[int, ...]) -> list[Candidate]:
    return [Candidate(m, NONE, 0, 0) for m in members]


def excess(candidates: list[Candidate], shares: np.ndarray, cut: Cut) -> float:
    held = sum(s * strength(c.members, cut) for c, s in zip(candidates, shares, strict=True))
    return float(held) - limit(cut)


@settings(max_examples=examples(everyday=40, deep=200))
@given(st.lists(st.integers(0, 3), min_size=3, max_size=9), st.data())
def test_no_plan_breaks_any_cut(network_of, data):
    rows = range(len(network_of))
    plan = [tuple(i for i in rows if network_of[i] == k) for k in sorted(set(network_of))]
    size = data.draw(st.sampled_from(range(3, len(network_of) + 1, 2)))
    cut = Cut(tuple(sorted(data.draw(st.permutations(rows))[:size])))
    assert sum(strength(members, cut) for members in plan) <= limit(cut)


@settings(max_examples=examples(everyday=10, deep=50))
@given(
    st.lists(st.sets(st.integers(0, 5), min_size=1), max_size=4),
    st.lists(
        st.tuples(st.sets(st.integers(0, 5), min_size=3), st.integers(0, 3)),
        max_size=4,
    ),
)
def test_all_coefficients_at_once_are_those_one_by_one(members, asked):
    candidates = sets(*map(tuple, members))
    cuts = [Cut(tuple(sorted(rows)), networks) for rows, networks in asked]
    table = strengths(6, candidates, cuts)
    expected = [[strength(c.members, cut) for cut in cuts] for c in candidates]
    assert table.shape == (len(candidates), len(cuts))
    assert table.toarray().tolist() == expected
    assert (table.data > 0).all()


def test_three_pairs_by_halves_break_their_triple():
    candidates, shares = sets((0, 1), (1, 2), (0, 2), (3,)), np.array([0.5, 0.5, 0.5, 1.0])
    assert separate(4, candidates, shares, []) == [Cut((0, 1, 2))]
    assert separate(4, candidates, shares, [Cut((0, 1, 2))]) == []


@pytest.mark.parametrize("size", [5, 7])
def test_a_ring_of_pairs_by_halves_breaks_the_whole_ring(size):
    ring = sets(*(tuple(sorted((i, (i + 1) % size))) for i in range(size)))
    assert separate(size, ring, np.full(size, 0.5), []) == [Cut(tuple(range(size)))]


def test_a_plan_and_an_even_ring_break_nothing():
    ring = sets((0, 1), (1, 2), (2, 3), (0, 3))
    assert separate(4, ring, np.full(4, 0.5), []) == []
    assert separate(4, sets((0, 1), (2, 3)), np.ones(2), []) == []


@st.composite
def fractional(draw) -> tuple[int, list[Candidate], np.ndarray]:
    """A mixture of plans: every practice is covered once, by shares."""
    n = draw(st.integers(3, 8))
    share: dict[tuple[int, ...], float] = {}
    mixed = draw(st.integers(2, 5))
    for _ in range(mixed):
        of = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
        for k in set(of):
            members = tuple(i for i in range(n) if of[i] == k)
            share[members] = share.get(members, 0.0) + 1.0 / mixed
    return n, sets(*sorted(share)), np.array([share[m] for m in sorted(share)])


@settings(max_examples=examples(everyday=12, deep=60))
@given(fractional())
def test_a_mixture_of_plans_breaks_nothing(mixture):
    assert separate(*mixture, []) == []


@settings(max_examples=examples(everyday=20, deep=100))
@given(st.integers(3, 7), st.data())
def test_what_is_found_is_broken_and_what_is_broken_is_found(n, data):
    members = st.sets(st.integers(0, n - 1), min_size=1, max_size=4).map(lambda s: tuple(sorted(s)))
    candidates = sets(*data.draw(st.lists(members, unique=True, min_size=2, max_size=8)))
    shares = np.array([data.draw(st.sampled_from([0.2, 0.4, 0.5])) for _ in candidates])
    covered = np.array(
        [
            sum(s for c, s in zip(candidates, shares, strict=True) if i in c.members)
            for i in range(n)
        ]
    )
    shares = shares / max(1.0, covered.max())
    rest = [1.0 - c / max(1.0, covered.max()) for c in covered]
    for i in range(n):  # each practice is covered once, the rest by itself
        single = next((k for k, c in enumerate(candidates) if c.members == (i,)), None)
        if single is None:
            candidates.append(Candidate((i,), NONE, 0, 0))
            shares = np.append(shares, rest[i])
        else:
            shares[single] += rest[i]
    found = separate(n, candidates, shares, [])
    assert all(
        len(cut.members) % 2 and excess(candidates, shares, cut) > VIOLATION - 1e-6 for cut in found
    )
    triples = [Cut((i, j, k)) for i in range(n) for j in range(i) for k in range(j)]
    if any(excess(candidates, shares, triple) > VIOLATION + 1e-6 for triple in triples):
        assert found
