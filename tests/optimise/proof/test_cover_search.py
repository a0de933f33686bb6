"""The search for the cheapest cover, held against every plan out of the same candidates."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.candidates.area import Span
from optimise.candidates.candidate import Candidate
from optimise.problem.problem import NONE
from optimise.proof.cover_search import Cover, cheapest_cover
from tests.support.depth import examples
from tests.support.plans import plans

FAR = 2**40  #: quanta, more than any plan here costs


def searched(candidates: list[Candidate], sizes: list[int], **asked) -> Cover:
    given = {
        "excess": np.zeros(len(candidates), np.int64), "span": Span(1, len(sizes)), "price": 0,
        "bound": 0, "below": FAR, "tries": 10**7, "stop": np.zeros(1, np.int64),
        "place_km": np.column_stack([np.arange(len(sizes)), np.zeros(len(sizes))]),
    }  # fmt: skip
    given |= asked
    where, excess, span = (given.pop(name) for name in ("place_km", "excess", "span"))
    return cheapest_cover(where, candidates, excess, span, sizes=np.array(sizes), **given)


def spends(plan, figure: str, most: int | None) -> bool:
    return most is None or sum(getattr(c, figure) for c in plan) <= most


@st.composite
def choices(draw) -> tuple[list[Candidate], list[int], Span]:
    """Candidates of up to seven practices, some with names, costs, exceptions and moves."""
    n = draw(st.integers(1, 7))
    members = st.sets(st.integers(0, n - 1), min_size=1, max_size=3).map(lambda s: tuple(sorted(s)))
    names, excused = st.sampled_from([NONE, NONE, 0, 70]), st.sampled_from([0, 0, 3])
    moves, moved = st.sampled_from([0, 0, 1, 2]), st.sampled_from([0, 0, 4, 9])
    one = st.builds(Candidate, members, names, st.integers(0, 20), excused, moves, moved)
    drawn = draw(st.lists(one, max_size=40, unique_by=lambda c: (c.members, c.label)))
    span = Span(
        draw(st.sampled_from([1, 1, 2, 3])),
        draw(st.sampled_from([n, n, 3, 2])),
        draw(st.sampled_from([None, None, 0, 3, 6])),
        draw(st.sampled_from([None, None, 1, 2])),
        draw(st.sampled_from([None, None, None, 9])),
    )
    return drawn, draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), span


@settings(max_examples=examples(everyday=40, deep=300))
@given(choices(), st.data())
def test_the_cheapest_cover_is_that_of_all_plans(asked, data):
    candidates, sizes, span = asked
    price, below = data.draw(st.sampled_from([0, 2])), data.draw(st.sampled_from([FAR, 30, 20]))

    def cost(plan) -> int:
        return sum(c.cost + price * c.exceptions for c in plan)

    kept = [
        plan
        for plan in plans(candidates, len(sizes))
        if span.networks_min <= len(plan) <= span.networks_max
        and spends(plan, "exceptions", span.exceptions_max)
        and spends(plan, "moves", span.moves_max)
        and spends(plan, "moved", span.moved_max)
    ]
    best = min((cost(plan) for plan in kept if cost(plan) < below), default=None)
    excess = [data.draw(st.integers(0, cost([c]))) for c in candidates]
    places = np.array([[data.draw(st.integers(0, 3)), 0] for _ in sizes], float)
    found = searched(
        candidates, sizes, span=span, price=price, below=below, place_km=places,
        excess=np.array(excess, np.int64),
    )  # fmt: skip
    assert found.whole
    assert (cost(found.chosen) if found.chosen else None) == best
    assert not found.chosen or list(found.chosen) in [sorted(plan) for plan in kept]


def test_a_search_cut_off_does_not_claim_to_have_seen_all():
    pairs = [Candidate((i, j), NONE, 1, 0) for i in range(8) for j in range(i + 1, 8)]
    assert searched(pairs, [1] * 8).whole
    assert not searched(pairs, [1] * 8, tries=5).whole


def test_more_practices_than_one_word_of_bits_holds():
    pairs = [Candidate((i, i + 1), NONE, i, 0) for i in range(149)]
    found = searched(pairs, [1] * 150)
    assert found.whole
    assert [c.members for c in found.chosen] == [(i, i + 1) for i in range(0, 150, 2)]
