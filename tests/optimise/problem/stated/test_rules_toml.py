"""Rules in TOML: what is written is read back, what means nothing is refused."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.errors import DataError
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml

# TOML holds Unicode scalar values: everything but surrogates, quotes and line ends included.
text = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=8)
text = text.filter(lambda one: one.strip())
group = st.lists(text, min_size=1, max_size=4).map(tuple)
groups = st.lists(group, max_size=3).map(tuple)
patients = st.integers(0, 10_000_000)
price = st.floats(0, 1e9, allow_nan=False)
number = st.none() | st.integers(1, 2_000)
weights = st.dictionaries(st.sampled_from(sorted(CRITERIA)), price)

any_rules = st.builds(
    Rules,
    floor=patients,
    ceiling=patients,
    ceiling_soft=st.booleans(),
    oversize_slack=patients,
    within=group,
    soft_borders=st.dictionaries(text, price, max_size=3),
    networks=st.none() | st.tuples(number, number),
    together=groups,
    apart=groups,
    fixed=groups,
    alone=group,
    floor_waived=group,
    weights=weights,
    balance_target=patients,
)


@given(any_rules)
def test_rules_are_read_back_as_they_were_written(rules):
    assert rules_toml.loads(rules_toml.dumps(rules)) == rules


@given(any_rules)
def test_the_plain_form_is_what_toml_holds(rules):
    assert tomllib.loads(rules_toml.dumps(rules)) == rules_toml.to_dict(rules)


def test_rules_survive_a_file(tmp_path):
    rules = Rules(within=("stp_code", "ccg_code"), networks=(3, None), together=(("A", "B"),))
    rules_toml.write(tmp_path / "rules.toml", rules)
    assert rules_toml.read(tmp_path / "rules.toml") == rules


def test_what_is_absent_keeps_its_default():
    assert rules_toml.loads("floor = 20000") == Rules(floor=20_000)
    assert rules_toml.loads("") == Rules()


def test_the_number_of_networks_may_be_open_at_either_end():
    assert rules_toml.loads("networks = { least = 4 }").networks == (4, None)
    assert rules_toml.loads("networks = { most = 6 }").networks == (None, 6)


@pytest.mark.parametrize(
    ("document", "named"),
    [
        ("floor = ", "TOML"),
        ("flor = 3", "flor"),
        ("floor = '30000'", "floor"),
        ("floor = 30000.5", "floor"),
        ("floor = true", "floor"),
        ("ceiling_soft = 1", "ceiling_soft"),
        ("within = 'ccg_code'", "within"),
        ("within = ['']", "within"),
        ("together = ['A', 'B']", "together"),
        ("networks = 4", "networks"),
        ("networks = { about = 4 }", "networks"),
        ("weights = { travel = 'much' }", "weights"),
        ("weights = 1", "weights"),
    ],
)
def test_a_document_that_cannot_be_read_names_the_rule(document, named):
    with pytest.raises(DataError, match=named) as refused:
        rules_toml.loads(document, "rules.toml")
    assert refused.value.source == "rules.toml"
    assert refused.value.remedy


def test_a_file_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(DataError, match=r"absent\.toml"):
        rules_toml.read(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("rules", "named"),
    [
        (Rules(floor=50_000, ceiling=30_000), "upside down"),
        (Rules(floor=-1), "floor"),
        (Rules(oversize_slack=-1), "oversize_slack"),
        (Rules(floor=0, ceiling=0), "ceiling"),
        (Rules(networks=(0, 3)), "networks"),
        (Rules(networks=(5, 3)), "at least 5, at most 3"),
        (Rules(weights={"travle": 1.0}), "travle"),
        (Rules(weights={"exceptions": 1.0}), "exceptions"),
        (Rules(weights={"travel": -1.0}), "travel"),
        (Rules(weights={"travel": float("nan")}), "travel"),
        (Rules(soft_borders={"ccg_code": -2.0}), "ccg_code"),
        (Rules(within=("ccg_code",), soft_borders={"ccg_code": 2.0}), "both hard and soft"),
        (Rules(together=(("A",),)), "together"),
        (Rules(apart=(("A", "A"),)), "apart"),
        (Rules(fixed=((),)), "fixed"),
    ],
)
def test_rules_that_mean_nothing_are_refused_with_a_remedy(rules, named):
    with pytest.raises(DataError, match=named) as refused:
        rules_toml.check(rules)
    assert refused.value.remedy


def test_sound_rules_pass():
    rules_toml.check(Rules())
    rules_toml.check(Rules(floor=0, networks=(None, 3), soft_borders={"lad": 0.0}))
