"""Weights as people write them, with fractions that whole cost units round away."""

import pytest

from tests.support.area_files import pcn, write


@pytest.mark.parametrize(
    "weights", ["travel=1,balance=0.333", "balance=0.0033", "travel=0.1234567,count=33.33"]
)
def test_a_plan_under_a_weight_with_fractions_is_verified(tmp_path, weights):
    result = pcn("plan", write(tmp_path), "--weights", weights, "--out", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "checks passed" in result.output
