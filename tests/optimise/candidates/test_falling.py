"""Rows by falling worth, held against NumPy's stable sort."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimise.candidates.compiled import entry
from optimise.candidates.falling import falling
from tests.support.depth import examples


@entry
def sorted_rows(rows, worth):
    return falling(rows, worth)


@settings(max_examples=examples(everyday=60, deep=600))
@given(st.data())
def test_rows_fall_and_equal_ones_stay_as_they_were(data):
    of = st.one_of(st.sampled_from([-np.inf, -0.0, 0.0, 1.0, np.inf]), st.floats(-9, 9))
    worth = np.array(data.draw(st.lists(of, min_size=1, max_size=70)))
    some = st.lists(st.sampled_from(range(worth.size)), unique=True)
    rows = np.array(data.draw(some), np.int64)
    expected = rows[np.argsort(-worth[rows], kind="stable")]
    assert sorted_rows(rows, worth).tolist() == expected.tolist()
