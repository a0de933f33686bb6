"""The linear programme: optimal duals, and those in the middle of all that are."""

import numpy as np
import pytest

from optimise.proof.pricing.master import Master


def two_practices(*costs: float) -> Master:
    """Two practices, alone at the first two costs, or together at the third."""
    master = Master(np.ones(2), np.ones(2))
    rows = [[0], [1], [0, 1]]
    master.add_columns(np.array(costs), rows, np.ones(4))
    return master


def test_central_duals_share_what_a_network_is_worth():
    master = two_practices(10.0, 10.0, 12.0)
    assert master.solve().value == pytest.approx(12.0)
    assert master.solve().duals.max() == pytest.approx(10.0)  # a corner: 10 and 2
    assert master.central_duals() == pytest.approx([6.0, 6.0], abs=0.1)


def test_central_duals_are_optimal():
    master = two_practices(3.0, 4.0, 9.0)
    value = master.solve().value
    assert master.central_duals() == pytest.approx([3.0, 4.0], abs=1e-3)
    assert master.central_duals().sum() == pytest.approx(value, abs=1e-3)


def test_duals_of_the_corner_serve_where_no_central_ones_are_met():
    master = Master(np.ones(1), np.ones(1))
    master.add_columns(np.array([2.0]), [[0]], np.ones(1))
    assert master.solve().duals == pytest.approx(master.central_duals(), abs=1e-3)
