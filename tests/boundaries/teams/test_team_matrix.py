"""The team x network matrix and what is read from it."""

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.population import whole_patients
from boundaries.teams import matrix as team_matrix
from boundaries.teams import patients_by_team
from boundaries.teams.footprints import Footprints
from boundaries.teams.matrix import NO_TEAM, UNPLACED, Thresholds
from tests.support.depth import examples

AREAS = [f"E0100000{k}" for k in range(6)]
STRANGERS = ["W01000001", "NO2011", "CLOSED", "EMPTY", "UNPLACED", "E01999999"]
EVERY_OVERLAP = Thresholds(overlap_patients=0, overlap_share=0)


def practices_of(lists: dict[str, int]) -> gpd.GeoDataFrame:
    """Practices 1 km apart on a line, the first at (400500, 300500)."""
    points = shapely.points([(400500 + 1000 * k, 300500) for k in range(len(lists))])
    columns = {"name": list(lists), "patients": np.array(list(lists.values()), dtype="int64")}
    index = pd.Index(list(lists), name="practice_code", dtype="str")
    return gpd.GeoDataFrame(columns, index=index, geometry=points, crs="EPSG:27700")


def teams_of(nurses: dict[str, float]) -> pd.DataFrame:
    index = pd.Index(list(nurses), name="team_id", dtype="str")
    return pd.DataFrame({"name": list(nurses), "nurses_wte": list(nurses.values())}, index=index)


def matrix_of(rows: dict[str, list[int]], networks: list[str]) -> pd.DataFrame:
    full = {**rows, NO_TEAM: [0] * len(networks), UNPLACED: [0] * len(networks)} | rows
    order = [*sorted(set(full) - {NO_TEAM, UNPLACED}), NO_TEAM, UNPLACED]
    index = pd.Index(order, name="team_id", dtype="str")
    columns = pd.Index(networks, name="network_id", dtype="str")
    return pd.DataFrame([full[k] for k in order], index=index, columns=columns)


def area_footprints(area_team: dict[str, str]) -> Footprints:
    teams = teams_of(dict.fromkeys(sorted(set(area_team.values())), 5.0))
    return Footprints(teams, area_team=pd.Series(area_team, dtype="str"))


@st.composite
def worlds(draw):
    """Lists, registrations with strange codes and wrong totals, areas' teams, networks."""
    count = draw(st.integers(1, 6))
    codes = [f"P{k}" for k in range(count)]
    lists = {p: draw(st.integers(1, 300)) for p in codes}
    pairs = draw(
        st.dictionaries(
            st.tuples(st.sampled_from([*codes, "ELSEWHERE"]), st.sampled_from(AREAS + STRANGERS)),
            st.integers(0, 200),
            min_size=1,
        )
    )
    rows = [(p, a, n) for (p, a), n in pairs.items()]
    registrations = pd.DataFrame(rows, columns=["practice_code", "area_code", "patients"])
    area_team = {a: draw(st.sampled_from(["A", "B", "C"])) for a in AREAS[:4]}
    networks = {p: draw(st.sampled_from(["N1", "N2", "N3"])) for p in codes}
    return lists, registrations, area_team, networks


def squares(codes: list[str]) -> gpd.GeoDataFrame:
    boxes = [shapely.box(400000 + 1000 * k, 3e5, 401000 + 1000 * k, 301000) for k in range(99)]
    index = pd.Index(codes, name="area_code", dtype="str")
    return gpd.GeoDataFrame(
        {"name": codes}, index=index, geometry=boxes[: len(codes)], crs="EPSG:27700"
    )


@given(worlds())
@settings(max_examples=examples(everyday=16, deep=80))
def test_columns_sum_to_the_lists_to_the_patient(world):
    lists, registrations, area_team, networks = world
    footprints, practices = area_footprints(area_team), practices_of(lists)
    inside = registrations[registrations["area_code"].isin(AREAS)]
    small_areas = squares(AREAS)
    for homes in (None, registrations) if len(inside) else (None,):
        cells = patients_by_team.build(
            practices, footprints, registrations=homes, small_areas=small_areas
        )
        matrix = team_matrix.build(cells, networks, footprints.teams.index)
        assert matrix.sum().to_dict() == {
            n: sum(lists[p] for p in lists if networks[p] == n) for n in set(networks.values())
        }
        assert cells.groupby("practice_code")["patients"].sum().to_dict() == lists
        assert (cells["patients"] > 0).all()


@given(worlds())
@settings(max_examples=examples(everyday=16, deep=80))
def test_registrations_above_the_list_shrink_in_proportion(world):
    lists, registrations, *_ = world
    fitted = whole_patients.fit_to_lists(registrations, pd.Series(lists))
    for practice, size in lists.items():
        given_rows = registrations[registrations["practice_code"] == practice]
        total = int(given_rows["patients"].sum())
        got = fitted[fitted["practice_code"] == practice].set_index("area_code")["patients"]
        assert got.sum() == min(total, size)
        for row in given_rows.itertuples():
            exact = row.patients * min(total, size) / max(total, 1)
            assert abs(got[row.area_code] - exact) < 1


def test_homes_go_to_teams_and_strange_codes_apart():
    registrations = pd.DataFrame(
        [("P0", AREAS[0], 6), ("P0", "W01000001", 3), ("P0", "CLOSED", 2), ("P0", "NO2011", 1)],
        columns=["practice_code", "area_code", "patients"],
    )
    footprints = area_footprints({AREAS[0]: "A", AREAS[1]: "B"})
    cells = patients_by_team.build(
        practices_of({"P0": 20, "P1": 7}),
        footprints,
        registrations=registrations,
        small_areas=squares(AREAS),
    )
    got = {(r.practice_code, r.area_code, r.team_id): r.patients for r in cells.itertuples()}
    assert got == {
        ("P0", AREAS[0], "A"): 6,
        ("P0", "W01000001", NO_TEAM): 3,
        ("P0", "", UNPLACED): 11,
        ("P1", "", "B"): 7,
    }


def test_a_practice_table_counts_lists_whatever_homes_are_known():
    registrations = pd.DataFrame(
        [("P0", AREAS[0], 20)], columns=["practice_code", "area_code", "patients"]
    )
    footprints = Footprints(teams_of({"A": 1.0}), practice_team=pd.Series({"P0": "A"}))
    cells = patients_by_team.build(
        practices_of({"P0": 20, "P1": 7}), footprints, registrations=registrations
    )
    assert cells["team_id"].tolist() == ["A", NO_TEAM]
    assert cells["patients"].tolist() == [20, 7]


def test_lead_team_is_the_first_of_equals_and_none_where_nobody_has_a_team():
    matrix = matrix_of({"A": [5, 0], "B": [5, 0], UNPLACED: [0, 9]}, ["N1", "N2"])
    assert team_matrix.lead_teams(matrix).to_dict() == {"N1": "A", "N2": NO_TEAM}
    assert team_matrix.outside_lead(matrix).to_dict() == {"N1": 5, "N2": 0}


def test_small_overlaps_are_few_patients_or_a_slight_share_of_both():
    matrix = matrix_of(
        {"A": [40_000, 0], "B": [499, 60_000], "C": [600, 0], "D": [500, 40_000]}, ["N1", "N2"]
    )
    small = team_matrix.small_overlaps(matrix, Thresholds())
    # C has 600 patients, 1.4 % of the network but all of its own; D 500, 1.2 % of both.
    assert small["N1"].to_dict() == {"A": False, "B": True, "C": False, "D": True}
    assert not small["N2"].any()
    counted = team_matrix.counted_overlaps(matrix, Thresholds())
    assert counted["N1"].to_dict() == {"A": True, "B": False, "C": True, "D": False}


def test_a_network_is_described_by_its_teams():
    matrix = matrix_of(
        {"A": [600, 0], "B": [200, 1000], NO_TEAM: [150, 0], UNPLACED: [50, 0]}, ["N1", "N2"]
    )
    teams = teams_of({"A": 12.0, "B": 6.0})
    table = team_matrix.networks(matrix, teams, EVERY_OVERLAP)
    row = table.loc["N1"]
    assert row["patients"] == 1000
    assert (row["lead_team_id"], row["lead_patients"], row["lead_share"]) == ("A", 600, 0.75)
    assert (row["patients_outside_lead"], row["patients_no_team"]) == (200, 150)
    assert row["patients_unplaced"] == 50
    assert row["effective_teams"] == pytest.approx(1 / (0.75**2 + 0.25**2))
    assert row["uncertainty_bits"] == pytest.approx(0.8112781)
    assert row["nurses_wte"] == pytest.approx(12 + 6 * 200 / 1200)
    assert row["wte_per_10k"] == pytest.approx(130)
    assert not table["wte_low"].any()


def test_networks_with_few_nurses_are_flagged_below_the_set_level():
    matrix = matrix_of({"A": [10_000, 0], "B": [0, 10_000]}, ["N1", "N2"])
    level = Thresholds(wte_per_10k=5.0)
    table = team_matrix.networks(matrix, teams_of({"A": 4.9, "B": 5.0}), level)
    assert table["wte_low"].to_dict() == {"N1": True, "N2": False}


def test_nurses_are_unknown_where_a_needed_team_does_not_say():
    matrix = matrix_of({"A": [10_000, 9_000], "B": [3_000, 10]}, ["N1", "N2"])
    table = team_matrix.networks(matrix, teams_of({"A": 4.0, "B": math.nan}), Thresholds())
    assert math.isnan(table.loc["N1", "nurses_wte"])
    assert table.loc["N2", "nurses_wte"] == pytest.approx(4.0 * 9 / 19)


@given(st.lists(st.lists(st.integers(0, 2000), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=examples(everyday=12, deep=60))
def test_tables_equal_a_count_in_plain_loops(rows):
    ids = [f"T{k}" for k in range(len(rows))]
    matrix = matrix_of(dict(zip(ids, rows, strict=True)), ["N1", "N2", "N3"])
    teams = teams_of(dict.fromkeys(ids, 3.0))
    networks = team_matrix.networks(matrix, teams, Thresholds())
    by_team = team_matrix.teams(matrix, teams, Thresholds())
    for k, network in enumerate(matrix.columns):
        column = [row[k] for row in rows]
        total = sum(column)
        row = networks.loc[network]
        assert row["patients_outside_lead"] == total - max(column)
        assert row["teams"] == sum(n > 0 for n in column)
        assert row["teams"] == row["teams_needed"] + row["teams_small"]
        if total:
            shares = [n / total for n in column if n]
            assert row["effective_teams"] == pytest.approx(1 / sum(p * p for p in shares))
            bits = -sum(p * math.log2(p) for p in shares)
            assert row["uncertainty_bits"] == pytest.approx(bits, abs=1e-12)
        else:
            assert math.isnan(row["effective_teams"])
    assert networks["nurses_wte"].sum() == pytest.approx(3.0 * sum(sum(row) > 0 for row in rows))
    for team, row in zip(ids, rows, strict=True):
        led = [n for n in range(3) if networks["lead_team_id"].iloc[n] == team]
        assert by_team.loc[team, "networks"] == sum(n > 0 for n in row)
        assert by_team.loc[team, "networks_led"] == len(led)
        assert by_team.loc[team, "patients_led_by_others"] == sum(row) - sum(row[n] for n in led)
        assert by_team.loc[team, "patients_outside_main"] == sum(row) - max(row)
    assert by_team["mdts"].sum() == networks["teams_needed"].sum()
    assert by_team["patients_led_by_others"].sum() == networks["patients_outside_lead"].sum()
