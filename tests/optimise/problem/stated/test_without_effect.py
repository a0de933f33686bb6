"""Rules and weights that change nothing are told; prices count wherever they are given."""

from dataclasses import replace

import pytest

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from pcn_planner import pipeline
from tests.support import small_study


@pytest.fixture(scope="module")
def notes(tmp_path_factory):
    study = small_study.study(tmp_path_factory.mktemp("idle"))

    def of(**rules):
        asked = Rules(floor=16_000, ceiling=33_000, within=("ccg_code",), **rules)
        return " ".join(pipeline.judge(study, asked, small_study.NETWORK).notes)

    return of


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"weights": {"travel": 1.0, "oversize": 1.0}}, "weight of oversize has no effect"),
        ({"weights": {"travel": 1.0, "borders": 1.0}}, "weight of borders has no effect"),
        ({"weights": {}}, "no criterion has a weight"),
        ({"ceiling_soft": True}, "has no cost"),
        ({"soft_borders": {"team": 0.0}}, "soft border team has no effect: its price is 0"),
        ({"soft_borders": {"team": 1.0}, "weights": {"borders": 0.0}}, "weight of borders is 0"),
        ({"balance_target": 20_000}, "balance has no weight"),
        ({"apart": (("R0C0", "R0C3"),)}, "a hard border parts them already"),
        ({"apart": (("R0C0", "Z9"),)}, "The rule apart names Z9, not in the practice table."),
        ({"floor_waived": ("Z9",)}, "The rule floor_waived names Z9, not"),
    ],
)
def test_what_has_no_effect_is_told(notes, rules, said):
    assert said in notes(**rules)


def test_letting_a_practice_stay_that_is_in_no_network_today_is_told(tmp_path):
    study = small_study.study(tmp_path)
    study = study.with_current(study.current.drop("R0C0"))
    rules = replace(small_study.RULES, stay=("R0C0", "R0C1"))
    said = " ".join(pipeline.judge(study, rules, small_study.NETWORK).notes)
    assert "Letting R0C0 stay has no effect: no network of today has them." in said


def test_what_has_an_effect_is_not(notes):
    rules = {"soft_borders": {"team": 1.0}, "ceiling_soft": True}
    assert "no effect" not in notes(**rules, weights={"travel": 1.0, "oversize": 1.0})


def test_a_price_gives_borders_a_weight_wherever_it_is_given():
    in_file = rules_toml.loads("[soft_borders]\nplace = 5.0\n")
    assert in_file.weights["borders"] == 1.0
    assert rules_toml.loads(rules_toml.dumps(in_file)) == in_file
    assert Rules(soft_borders={"place": 5.0}, weights={"borders": 0.0}).weights == {"borders": 0.0}
    assert "borders" not in Rules(soft_borders={"place": 0.0}).weights


@pytest.mark.parametrize(
    "rules",
    [
        Rules(weights={"travel": 3e10}),
        Rules(weights={"inertia": 1e12}),
        Rules(weights={"count": float("inf")}),
        Rules(soft_borders={"place": 1e9}),
        Rules(floor=0, ceiling=10**12),
        Rules(networks=(1, 10**9)),
    ],
)
def test_absurd_numbers_are_refused_with_their_range(rules):
    with pytest.raises(DataError, match=r"from [01] to"):
        rules_toml.check(rules)


def test_rules_without_weights_price_no_border_either():
    """Patients in exceptions are made fewest first, whatever borders cost."""
    assert not any(Rules(soft_borders={"place": 5.0}).unweighed.weights.values())
    assert Rules().unweighed.weights == {}
