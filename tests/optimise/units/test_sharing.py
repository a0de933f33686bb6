"""A time limit is shared out so that every unit has its least, whatever the others take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimise.units.tasks import SPARED_S, share_out

SIZES = st.lists(st.integers(1, 400), min_size=1, max_size=30)


@given(SIZES, st.floats(0, 1_000))
def test_units_that_take_all_they_may_end_with_the_limit(sizes, seconds):
    elapsed = 0.0
    for size, share in zip(sizes, share_out(sizes, seconds), strict=True):
        own = share.seconds(elapsed)
        assert own >= min(SPARED_S * size, seconds * size / sum(sizes)) * (1 - 1e-9)
        elapsed += own
    assert elapsed == pytest.approx(seconds, abs=1e-6)


@given(SIZES, st.floats(1, 1_000))
def test_what_units_leave_over_is_the_last_ones(sizes, seconds):
    assert share_out(sizes, seconds)[-1].seconds(0.0) == pytest.approx(seconds)


@given(SIZES, st.integers(1, 8))
def test_side_by_side_units_that_begin_late_still_have_their_least(sizes, jobs):
    for size, share in zip(sizes, share_out(sizes, 60.0, jobs), strict=True):
        assert 0 < share.seconds(60.0) <= SPARED_S * size
        assert share.latest <= 60.0
