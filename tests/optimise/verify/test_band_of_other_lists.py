"""The band on another list than the registered one: counted, declared and refused."""

from dataclasses import replace

import networkx as nx
import pandas as pd
import pytest

from boundaries.errors import DataError
from optimise.problem import sizes
from optimise.problem.rules import Rules
from optimise.verify.verify import verify

RULES = Rules(floor=30_000, ceiling=50_000, size="weighted")


def pair(weighted: object) -> tuple[pd.DataFrame, "nx.Graph[str]"]:
    """Two neighbours of 20,000 registered patients each."""
    table = pd.DataFrame(
        {"patients": [20_000, 20_000], "weighted": weighted},
        index=pd.Index(["A", "B"], name="practice_code"),
    )
    return table, nx.Graph([("A", "B")])


def band_of(weighted: object, rules: Rules = RULES) -> list[str]:
    found = verify({"A": "N1", "B": "N1"}, *pair(weighted), rules).findings
    return [finding.message for finding in found if finding.check == "band"]


def test_the_band_is_held_against_the_column_that_is_named():
    assert band_of(["24,999.6", "25000.4"]) == []
    (message,) = band_of(["25,001", "25000"])
    assert "50,001 patients (weighted), 1 above the ceiling" in message
    assert band_of(["25,001", "25000"], replace(RULES, size="")) == []


def test_a_decimal_comma_is_read_alike_by_the_band_and_its_check():
    practices, _ = pair(["24999,6", "25000,4"])
    assert sizes.of(practices, "weighted").tolist() == [25_000, 25_000]
    assert band_of(["24999,6", "25000,4"]) == []
    (message,) = band_of(["25 001", "25000"])
    assert "50,001 patients (weighted), 1 above the ceiling" in message


@pytest.mark.parametrize("cell", ["", "many", "0", "-4", "nan", "inf", "1e300", "9.000"])
def test_a_figure_that_is_no_number_of_patients_is_refused_by_code(cell):
    practices, _ = pair(["20000", cell])
    with pytest.raises(DataError, match="1 practice has no number above 0 as weighted") as error:
        sizes.of(practices, "weighted")
    assert list(error.value.rows) == [f"B: {cell!r}"]


def test_a_column_that_is_not_there_is_named_by_both_sides():
    practices, graph = pair(["1", "2"])
    for ask in (
        lambda: sizes.of(practices, "adjusted"),
        lambda: verify({"A": "N1", "B": "N1"}, practices, graph, replace(RULES, size="adjusted")),
    ):
        with pytest.raises(DataError, match="adjusted"):
            ask()


def test_broken_figures_are_rounded_and_said_to_be():
    practices, _ = pair(["24,999.6", "25000"])
    assert sizes.of(practices, "weighted").tolist() == [25_000, 25_000]
    assert sizes.is_rounded(practices, "weighted")
    assert not sizes.is_rounded(practices, "")
