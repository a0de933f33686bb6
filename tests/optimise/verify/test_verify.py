"""Every check with an example that obeys and one that breaks; all against the oracle."""

from dataclasses import replace

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.real_data import REAL
from boundaries.errors import DataError
from boundaries.practices.table import read
from optimise.problem.plan import Cause, ExceptionRow, Plan
from optimise.problem.rules import Rules
from optimise.verify.verify import CHECKS, Report, verify
from tests.support.oracles import (
    all_known,
    best_partition,
    exception_patients,
    hub_cost,
    is_kept,
    is_legal,
    number_allowed,
)
from tests.support.strategies import Area, areas

NAMES = (
    "coverage",
    "band",
    "contiguity",
    "borders",
    "no_doughnuts",
    "teams_inside",
    "exceptions_declared",
    "number_of_networks",
    "together",
    "same_premises",
    "apart",
    "fixed",
    "alone",
    "stay",
    "moves_limited",
    "travel_times",
)
PENNINE = REAL / "pennine_lancashire_2020" / "practices.csv"
TODAY = {"A": "N1", "B": "N1", "C": "N2", "D": "N2", "E": "N3", "F": "N4"}


def town() -> tuple[pd.DataFrame, nx.Graph]:
    """Six practices; C-D-E lie beyond the border of B, F is an island of one large practice.

    ::

        A 20k - B 15k | C 25k - D 12k - E 35k     F 60k
              X       |           Y                 Y
    """
    practices = pd.DataFrame(
        {
            "name": ["High Street", "Mill Lane", "Quay", "Church Road", "Park", "Island"],
            "patients": [20_000, 15_000, 25_000, 12_000, 35_000, 60_000],
            "ccg_code": ["X", "X", "Y", "Y", "Y", "Y"],
        },
        index=pd.Index(list("ABCDEF"), name="practice_code"),
    )
    graph = nx.Graph([("A", "B"), ("C", "D"), ("D", "E")])
    graph.add_node("F")
    return practices, graph


ISLAND = ExceptionRow("N4", ("F",), 60_000, 10_000, Cause.SINGLE_PRACTICE, "too large")
RULES = Rules(within=("ccg_code",))


def check(assignment=TODAY, rules=RULES, declared=(ISLAND,), **kwargs) -> Report:
    practices, graph = town()
    return verify(assignment, practices, graph, rules, declared=declared, **kwargs)


def failed(report: Report) -> set[str]:
    return {finding.check for finding in report.findings}


def only(report: Report):
    [finding] = report.findings
    return finding


def test_a_sound_plan_passes_every_check():
    report = check()
    assert report.passed
    assert [c.name for c in report.checks] == list(NAMES)
    assert report.to_dict()["passed"] is True


def test_names_are_stable_and_every_check_says_what_it_checks():
    assert tuple(check.__name__ for check, _ in CHECKS) == NAMES
    assert all(check.__doc__ and version >= 1 for check, version in CHECKS)


@pytest.mark.parametrize("label", ["", "  ", "U", "Unallocated", None, float("nan"), pd.NA])
def test_practices_without_a_network_are_not_covered(label):
    finding = only(check({**TODAY, "D": label}, rules=replace(RULES, floor=10_000)))
    assert (finding.check, finding.practices, finding.patients) == ("coverage", ("D",), 12_000)
    said = "1 practice with 12,000 patients is in no network: Church Road (D)"
    assert finding.message.startswith(said)


def test_a_practice_missing_from_the_assignment_is_not_covered():
    without = {code: network for code, network in TODAY.items() if code != "F"}
    finding = only(check(without, declared=()))
    assert (finding.check, finding.practices, finding.patients) == ("coverage", ("F",), 60_000)


def test_a_practice_from_elsewhere_is_found():
    finding = only(check({**TODAY, "Z99999": "N1"}))
    assert (finding.check, finding.practices, finding.patients) == ("coverage", ("Z99999",), None)
    assert finding.message == "1 practice of the assignment is not in the practice table: Z99999"


def test_below_the_floor():
    assert check(rules=replace(RULES, floor=35_000)).passed
    finding, park = check(rules=replace(RULES, floor=35_001)).findings
    assert (park.network_id, park.patients) == ("N3", 1)
    assert (finding.check, finding.network_id, finding.patients) == ("band", "N1", 1)
    assert "35,000 patients, 1 below the floor of 35,001" in finding.message


def test_above_the_ceiling():
    assert check(rules=replace(RULES, ceiling=50_000)).passed
    finding = only(check(rules=RULES, declared=()))
    assert (finding.check, finding.network_id, finding.patients) == ("band", "N4", 10_000)


def test_a_waived_floor_excuses_a_network_of_listed_practices_only():
    small = replace(RULES, floor=36_000, floor_waived=("A", "B"))
    assert {f.network_id for f in check(rules=small).findings} == {"N3"}
    half = replace(small, floor_waived=("A", "E"))
    assert {f.network_id for f in check(rules=half).findings} == {"N1"}


def test_a_soft_ceiling_excuses_up_to_the_slack():
    soft = replace(RULES, ceiling_soft=True, oversize_slack=10_000)
    assert check(rules=soft, declared=()).passed
    assert failed(check(rules=replace(soft, oversize_slack=9_999), declared=())) == {"band"}


def test_no_declaration_excuses_more_than_the_slack_unless_fixed():
    merged = {**TODAY, "E": "N2"}
    row = ExceptionRow("N2", ("C", "D", "E"), 72_000, 22_000, Cause.ABOVE_CEILING, "")
    finding = only(check(merged, declared=(ISLAND, row)))
    assert (finding.check, finding.patients) == ("band", 22_000)
    assert finding.message.endswith(
        "; no exception may have more than 60,000, 10,000 above the ceiling of 50,000"
    )
    assert check(merged, replace(RULES, fixed=(("C", "D", "E"),)), (ISLAND, row)).passed
    assert check(merged, replace(RULES, oversize_slack=22_000), (ISLAND, row)).passed


def test_networks_fixed_or_set_apart_need_no_excuse_of_the_band():
    rules = replace(RULES, floor=36_000, fixed=(("A", "B"),), alone=("E", "F"))
    assert check(rules=rules, declared=()).passed


def test_two_pieces_are_named_with_the_patients_outside_the_larger():
    split = {**TODAY, "D": "N3", "E": "N2"}
    rules = replace(RULES, floor=0, ceiling=60_000)
    finding = only(check(split, rules, declared=()))
    assert (finding.check, finding.network_id, finding.patients) == ("contiguity", "N2", 25_000)
    assert "2 pieces: Park (E) with 35,000 patients; Quay (C) with 25,000" in finding.message
    assert check(split, replace(rules, fixed=(("C", "E"),)), declared=()).passed


def test_a_practice_missing_from_the_graph_touches_nobody():
    practices, graph = town()
    graph.remove_node("A")
    finding = only(verify(TODAY, practices, graph, RULES, declared=(ISLAND,)))
    assert (finding.check, finding.practices) == ("contiguity", ("A", "B"))


def test_a_crossed_border_is_named_with_the_patients_of_each_side():
    practices, graph = town()
    graph.add_edge("B", "C")
    crossing = {**TODAY, "B": "N2", "A": "N1"}
    rules = replace(RULES, floor=20_000, ceiling=60_000)
    finding = only(verify(crossing, practices, graph, rules))
    assert (finding.check, finding.network_id, finding.patients) == ("borders", "N2", 15_000)
    assert "border ccg_code: Y: 37,000 patients of Quay (C), Church Road (D)" in finding.message
    assert verify(crossing, practices, graph, replace(rules, within=())).passed


def test_border_units_stand_in_where_the_table_has_no_such_column():
    practices, graph = town()
    graph.add_edge("B", "C")
    rules = Rules(floor=20_000, ceiling=60_000)
    units = practices["ccg_code"].rename("unit")
    report = verify({**TODAY, "B": "N2"}, practices, graph, rules, units=units)
    assert failed(report) == {"borders"}


def test_an_unknown_border_column_names_those_there_are():
    with pytest.raises(DataError, match=r"no border column icb_code.*ccg_code"):
        check(rules=Rules(within=("icb_code",)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"network_id": "N9"}, "no such network"),
        ({"practices": ("E", "F")}, "its practices are Island"),
        ({"list_size": 61_000}, "its list size is 60,000"),
        ({"patients": 9_000}, "it is +10,000 outside the band, not +9,000"),
    ],
)
def test_a_declaration_has_to_be_true(change, says):
    report = check(declared=(ISLAND, replace(ISLAND, **change)))
    assert failed(report) == {"exceptions_declared"}
    assert says in only(report).message


def test_a_network_inside_the_band_is_no_exception():
    row = ExceptionRow("N1", ("A", "B"), 35_000, 5_000, Cause.FIXED, "")
    assert "inside the band" in only(check(declared=(ISLAND, row))).message


@pytest.mark.parametrize(
    ("networks", "passes"),
    [((4, 4), True), ((None, 4), True), ((4, None), True), ((5, None), False), ((None, 3), False)],
)
def test_number_of_networks(networks, passes):
    report = check(rules=replace(RULES, networks=networks))
    assert failed(report) == (set() if passes else {"number_of_networks"})


def test_together():
    assert check(rules=replace(RULES, together=(("A", "B"), ("C", "D")))).passed
    finding = only(check(rules=replace(RULES, together=(("C", "D", "E"),))))
    assert (finding.check, finding.patients) == ("together", 35_000)
    assert "N2: Quay (C), Church Road (D); N3: Park (E)" in finding.message


def test_together_is_not_kept_by_leaving_all_of_them_out():
    gone = {**TODAY, "A": "", "B": ""}
    report = check(gone, rules=replace(RULES, together=(("A", "B"),)))
    assert failed(report) == {"coverage", "together"}


def test_apart():
    assert check(rules=replace(RULES, apart=(("A", "C", "E"),))).passed
    finding = only(check(rules=replace(RULES, apart=(("A", "C", "D"),))))
    assert (finding.check, finding.network_id, finding.patients) == ("apart", "N2", 37_000)


def test_fixed():
    assert check(rules=replace(RULES, fixed=(("B", "A"),))).passed
    finding = only(check(rules=replace(RULES, fixed=(("C",),))))
    assert (finding.check, finding.practices, finding.patients) == ("fixed", ("D",), 12_000)


def test_alone():
    assert check(rules=replace(RULES, alone=("E", "F"))).passed
    finding = only(check(rules=replace(RULES, alone=("C",))))
    assert (finding.check, finding.network_id) == ("alone", "N2")
    assert "with Church Road (D) in N2" in finding.message


def test_rules_about_practices_that_are_not_there_are_not_kept():
    rules = replace(
        RULES, together=(("A", "Z"),), fixed=(("Z",),), alone=("Z",), apart=(("A", "Z"),)
    )
    assert failed(check(rules=rules)) == {"together", "fixed", "alone"}


def test_todays_networks_with_numbers_for_codes_are_read_as_text():
    practices, graph = town()
    today = pd.Series([1, 1, 2, 2, 3, 4], index=practices.index)
    report = verify(today, practices, graph, RULES)
    assert {f.network_id for f in report.findings} == {"4"}


@pytest.mark.real_data
@pytest.mark.skipif(not PENNINE.exists(), reason=f"no open data at {PENNINE}")
def test_the_thirteen_networks_of_pennine_lancashire_break_the_band_three_times():
    practices = read(PENNINE, exclude=("P81778",))
    rules = Rules(within=("ccg_code",))
    report = verify(practices["pcn_code"], practices, nx.Graph(), rules)
    findings = [f for f in report.findings if f.check != "contiguity"]
    assert [(f.check, f.network_id, f.patients) for f in findings] == [
        ("band", "U08086", 4_882),
        ("band", "U31823", 593),
        ("band", "U48502", 3_503),
    ]


def declared_exceptions(area: Area, plan: Plan) -> list[ExceptionRow]:
    patients, rules = area.practices["patients"], area.rules
    rows = []
    for network_id, codes in plan.networks.items():
        size = int(patients[list(codes)].sum())
        off = min(0, size - rules.floor) + max(0, size - rules.ceiling)
        if off:
            rows.append(ExceptionRow(network_id, codes, size, off, Cause.ABOVE_CEILING, ""))
    return rows


@given(areas(), st.data())
def test_agrees_with_the_plain_statement_of_the_rules_on_any_plan(area: Area, data: st.DataObject):
    codes, rules = list(area.practices.index), area.rules
    labels = data.draw(st.lists(st.sampled_from("123"), min_size=len(codes), max_size=len(codes)))
    plan = Plan.from_assignment(dict(zip(codes, labels, strict=True)))
    patients, units = area.practices["patients"].to_dict(), area.units.to_dict()
    networks = [frozenset(codes) for codes in plan.networks.values()]
    legal = (
        all_known(rules, codes)
        and number_allowed(len(networks), rules)
        and all(is_legal(s, area.graph, rules, units) for s in networks)
        and all(exception_patients(s, patients, rules) is not None for s in networks)
    )
    declared = declared_exceptions(area, plan)
    report = verify(plan.assignment, area.practices, area.graph, rules, declared=declared)
    assert report.passed == legal


@given(areas())
def test_needs_a_declaration_exactly_where_exceptions_are_counted(area: Area):
    codes = list(area.practices.index)
    patients = area.practices["patients"].to_dict()
    plan = Plan.from_assignment({code: code for code in codes})
    report = verify(plan.assignment, area.practices, area.graph, area.rules)
    outside = {f.network_id for f in report.findings if f.check == "band"}
    assert outside == {
        code for code in codes if exception_patients(frozenset([code]), patients, area.rules)
    }


@given(areas(most=6))
def test_passes_the_best_plan_there_is(area: Area):
    best = best_partition(
        area.practices, area.graph, area.rules, hub_cost(area.prices), units=area.units.to_dict()
    )
    if best is None:
        return
    plan = Plan({f"N{k}": tuple(sorted(group)) for k, group in enumerate(best.networks)})
    declared = declared_exceptions(area, plan)
    report = verify(plan.assignment, area.practices, area.graph, area.rules, declared=declared)
    assert report.passed, report.findings


def test_kept_networks_are_recognised_by_the_oracle():
    assert is_kept(frozenset("AB"), Rules(fixed=(("B", "A"),)))
    assert not is_kept(frozenset("AB"), Rules(alone=("A", "B")))
