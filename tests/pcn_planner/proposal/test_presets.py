"""Presets: weights under a name, for the app, the command line and notebooks alike."""

import pytest

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from pcn_planner.api.planning import rules_of
from pcn_planner.commands.asking.rule_options import Wishes
from pcn_planner.proposal import presets
from tests.support import small_study


@pytest.mark.parametrize("name", presets.PRESETS)
def test_every_preset_is_weights_that_rules_take_and_is_known_by_them(name) -> None:
    weights = presets.weights(name)
    rules_toml.check(Rules(weights=weights))
    assert presets.chosen(weights) == name
    assert presets.chosen({**weights, "mix": 1.0}) is None
    assert presets.PRESETS[name].demo.startswith("Demo area: ")


def test_weights_beside_a_preset_change_single_ones() -> None:
    given = Wishes(preset="whole-teams", weights=["alignment=2"]).given["weights"]
    assert given == {**presets.weights("whole-teams"), "alignment": 2.0}
    assert Wishes(preset="little-change").given["weights"] == presets.weights("little-change")


def test_a_notebook_names_a_preset(tmp_path) -> None:
    study = small_study.study(tmp_path)
    assert rules_of(study, None, {"weights": "even-sizes"}).weights == presets.weights("even-sizes")


def test_a_preset_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(DataError, match="little-change, short-journeys"):
        presets.weights("cheap")
