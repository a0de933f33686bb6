"""Profiles: rates rebuilt from counts, places that sum to the list, growth as reckoned by hand."""

import math
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.errors import DataError
from pcn_planner.profile import ground, growth, need, profile, residents
from pcn_planner.profile.homes import NOWHERE, Homes
from tests.support import drawn_plan
from tests.support.depth import examples

#: N1 = P1 25,000; N2 = P2 15,000 and P3 25,000; N3 = P4 50,000 and P5 10,000; band 30 to 50
LIVES = pd.DataFrame(
    [("P1", "a", 20_000), ("P1", "b", 4_000), ("P2", "a", 5_000), ("P2", "b", 10_000),
     ("P3", "b", 25_000), ("P4", "c", 60_000)],
    columns=["practice_code", "area_code", "patients"],
)  # fmt: skip


@pytest.fixture(scope="module")
def tables():
    return drawn_plan.plan()


def put(folder, text, name="table.csv"):
    path = folder / name
    path.write_text(text)
    return path


def needs(folder, tables, text):
    counts, said = need.read(put(folder, text), tables.practices.index)
    return need.of_networks(counts, tables).set_index(["network_id", "measure"]), said


def test_a_rate_is_rebuilt_from_counts_and_never_averaged(tables, tmp_path):
    text = (
        "practice_code,copd_numerator,copd_denominator,over_75,imd_score\n"
        "P1,100,20000,2500,20\nP2,10,1000,NA,10\nP3,90,24000,1000,30\nP9,1,1,1,1\nP4,NA,5,,\n"
    )
    found, said = needs(tmp_path, tables, text)
    assert found.loc[("N1", "copd"), "value"] == 100 / 20_000
    assert found.loc[("N2", "copd"), "value"] == (10 + 90) / (1_000 + 24_000)
    assert found.loc[("N2", "over_75"), ["numerator", "denominator"]].tolist() == [1_000, 25_000]
    assert found.loc[("N2", "over_75"), "practices_unknown"] == 1
    assert found.loc[("N2", "imd_score"), "value"] == (10 * 15_000 + 30 * 25_000) / 40_000
    assert math.isnan(found.loc[("N3", "copd"), "value"])
    assert found.loc[("N3", "copd"), "practices_unknown"] == 2
    assert any("P9" in line for line in said)


@settings(max_examples=examples(everyday=25, deep=300), deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 99)), min_size=5, max_size=5))
def test_rates_lie_between_those_of_their_practices(counts):
    tables = drawn_plan.plan()
    table = pd.DataFrame(counts, tables.practices.index, ["x_numerator", "x_denominator"])
    found = need.of_networks(table.astype(float), tables).set_index("network_id")["value"]
    rates = table["x_numerator"] / table["x_denominator"]
    for key, value in found.items():
        own = [rates[c] for c, network in tables.assignment.items() if network == key]
        assert min(own) - 1e-12 <= value <= max(own) + 1e-12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("code,x\nP1,1\n", "columns of need"),
        ("practice_code\nP1\n", "columns of need"),
        ("practice_code,x_numerator\nP1,1\n", "lack a numerator or a denominator"),
        ("practice_code,x\nP1,1\nP1,2\n", "twice"),
        ("practice_code,x\nP1,many\n", "no numbers of 0 or more"),
        ("practice_code,x\nP1,-3\n", "no numbers of 0 or more"),
    ],
)
def test_tables_of_need_that_mean_nothing_are_refused(tables, tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        needs(tmp_path, tables, text)


def test_a_decimal_comma_of_need_is_no_thousand(tables, tmp_path):
    path = put(tmp_path, 'practice_code,imd_score\nP1,"21,5"\nP2,"1234"\n')
    read, _ = need.read(path, tables.practices.index)
    assert read["imd_score"].dropna().tolist() == [21.5, 1_234]


def test_counts_that_can_hardly_be_meant_are_named(tables, tmp_path):
    text = "practice_code,copd_numerator,copd_denominator\nP1,12,10\nP2,0,0\nP3,1,9\n"
    _, said = needs(tmp_path, tables, text)
    assert "The numerator of copd is above its denominator: P1 12 of 10." in said
    assert "copd counts 0 of 0, which adds nothing: P2." in said
    with pytest.raises(DataError, match=r"denominator of 0: P3: 1 of 0"):
        needs(tmp_path, tables, text.replace("P3,1,9", "P3,1,0"))


def test_places_sum_to_the_list_whatever_is_not_known(tables, tmp_path):
    path = put(tmp_path, "area_code,ward,council\na,Abbey,Hather\nb,Brook,Hather\n")
    lookup, said = residents.read_lookup(path, pd.Index(["a", "b", "c"]))
    assert said == ["In no row of the lookup: 1 area where patients live."]
    found = residents.of_networks(LIVES, lookup, tables)
    sums = found.groupby(["network_id", "kind"])["patients"].sum()
    for (key, _), patients in sums.items():
        assert patients == tables.networks["patients"][key]
    wards = found[found["kind"] == "ward"].set_index(["network_id", "place"])["patients"]
    assert wards["N1", "Abbey"] == 20_000
    assert wards["N1", residents.NOT_KNOWN] == 1_000
    assert wards["N3", residents.ELSEWHERE] == 60_000
    assert residents.sentences(found, "council")["N1"] == "25,000 registered, 24,000 live in Hather"
    assert "N3" not in residents.sentences(found, "council")


def test_lists_grow_as_the_people_of_their_areas_do(tables, tmp_path):
    text = "area_code,year,people\na,2026,100\na,2036,200\nb,2026,50\nb,2036,50\n"
    read = growth.interpolated(growth.read(put(tmp_path, text)))
    assert list(read.columns) == list(range(2026, 2037))
    own = pd.Series({"a": "a", "b": "b", "c": "c"})
    found = growth.of_networks(read, LIVES, own, tables)
    rows = found.set_index(["network_id", "year"])
    assert rows.loc[("N1", 2026), "patients"] == 25_000
    assert rows.loc[("N1", 2036), "patients"] == pytest.approx(25_000 * (40_000 + 4_000) / 24_000)
    assert rows.loc[("N2", 2031), "patients"] == pytest.approx(40_000 * (7_500 + 35_000) / 40_000)
    assert math.isnan(rows.loc[("N3", 2036), "patients"])
    assert rows.loc[("N3", 2036), "share_projected"] == 0
    assert growth.leaving(found) == {}


def test_the_year_a_network_leaves_the_band(tables, tmp_path):
    text = "area_code,year,people\na,2026,100\na,2036,300\nb,2026,50\nb,2036,100\n"
    read = growth.interpolated(growth.read(put(tmp_path, text)))
    found = growth.of_networks(read, LIVES, pd.Series({"a": "a", "b": "b"}), tables)
    by_year = {
        year: 40_000 * (5_000 * (1 + 0.2 * k) + 35_000 * (1 + 0.1 * k)) / 40_000
        for k, year in enumerate(range(2026, 2037))
    }
    assert growth.leaving(found) == {"N2": min(y for y, n in by_year.items() if n > 50_000)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("area_code,people\na,1\n", "no column year"),
        ("area_code,year,people\na,soon,1\n", "cannot be used"),
        ("area_code,year,people\na,2026,-1\n", "cannot be used"),
        ("area_code,year,people\na,2026,1\na,2026,2\n", "cannot be used"),
    ],
)
def test_projections_that_mean_nothing_are_refused(tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        growth.read(put(tmp_path, text))


def test_projections_of_other_years_than_the_lists_or_too_short_are_told(tables, tmp_path):
    text = "area_code,year,people\na,2024,100\na,2030,110\nb,2024,50\nb,2030,60\n"
    homes = Homes(LIVES, None)
    found = profile.of_plan(tables, homes, projections=put(tmp_path, text))
    assert "Projections end in 2030: lists of 2034 are not known." in found.notes
    said = found.dated("2026-01-01").notes[-1]
    assert said.startswith("Projections begin in 2024, and the lists are of 2026")
    assert found.dated("2024-04-01").notes == found.dated(None).notes == found.notes


def test_a_whole_profile_in_words_with_projections_by_council(tables, tmp_path):
    files = {
        "needs": put(
            tmp_path, "practice_code,copd_numerator,copd_denominator\nP1,5,100\n", "n.csv"
        ),
        "places": put(tmp_path, "area_code,council\na,Hather\nb,Hather\n", "p.csv"),
        "projections": put(
            tmp_path, "area_code,year,people\nHather,2026,100\nHather,2031,130\n", "g.csv"
        ),
    }
    found = profile.of_plan(tables, Homes(LIVES), **files)
    assert found.sentences("N1") == (
        "copd: 5.0%.",
        "25,000 registered, 24,000 live in Hather.",
        "How widely its patients are spread is not known: it has one practice.",
        "Projected: 32,500 patients in 2031.",
    )
    assert any("own is not known" in line for line in found.notes)
    assert found.sentences("N2")[-1].endswith("outside the band from 2031.")
    (spread,) = found.sentences("N3")  # 50,000 and 10,000 patients 10 km apart
    assert f"{10 * math.sqrt(50 * 10) / 60:.1f} km" in spread
    with pytest.raises(DataError, match="not known where patients live"):
        profile.of_plan(tables, NOWHERE, places=files["places"])


def test_own_places_are_those_that_practices_stand_in(tables, tmp_path):
    corner = (drawn_plan.EAST, drawn_plan.NORTH)
    shapes = gpd.GeoDataFrame(
        geometry=[drawn_plan.square(0, 1), drawn_plan.square(1, 1), drawn_plan.square(0, 0)],
        index=pd.Index(["a", "b", "c"], name="area_code"), crs=tables.practices.crs,
    )  # fmt: skip
    assert corner[0] == shapes.total_bounds[0]
    path = put(tmp_path, "area_code,council\na,Hather\nb,Brook\nc,Hather\n")
    found = profile.of_plan(tables, Homes(LIVES, shapes), places=path)
    assert found.notes == ("Practices that stand in no small area: P5.",)
    rows = found.residents.set_index(["network_id", "place"])
    assert rows["own"]["N1", "Hather"] == "yes"
    assert rows["own"]["N1", "Brook"] == "no"
    said = residents.sentences(found.residents, "council")
    assert said["N1"] == "25,000 registered, 20,000 (80%) live in its own council, Hather"
    assert said["N2"] == "40,000 registered, 35,000 (88%) live in its own council, Brook"


def test_growth_is_held_against_what_the_band_counts(tables, tmp_path):
    weighted = replace(tables, networks=tables.networks.assign(band_patients=[49_000, 45_000, 1]))
    text = "area_code,year,people\na,2026,100\na,2027,110\nb,2026,100\nb,2027,110\n"
    read = growth.interpolated(growth.read(put(tmp_path, text)))
    found = growth.of_networks(read, LIVES, pd.Series({"a": "a", "b": "b"}), weighted)
    rows = found.set_index(["network_id", "year"])
    assert rows.loc[("N1", 2027), "patients"] == pytest.approx(27_500)
    assert growth.leaving(found) == {"N1": 2027}  # 53,900 of what the band counts


def test_practices_of_others_that_stand_between_are_named(tables):
    points = {"P1": (0, 0), "P2": (10, 0), "P3": (5, 0), "P4": (0, 50), "P5": (1, 50)}
    practices = tables.practices.set_geometry(
        [shapely.Point(400_000 + 100 * x, 420_000 + 100 * y) for x, y in points.values()],
        crs=tables.practices.crs,
    )  # fmt: skip
    placed = {"P1": "N1", "P2": "N1", "P3": "N2", "P4": "N3", "P5": "N3"}
    moved = replace(tables, practices=practices, assignment=placed)
    found = ground.of_networks(moved, NOWHERE).set_index("network_id")
    assert found.loc["N1", ["practices_between", "between", "networks_between"]].tolist() == [
        1, "P3", "N2",
    ]  # fmt: skip
    assert found["practices_between"].sum() == 1
    said = ground.sentences(found.reset_index(), "N1", moved)
    assert said[-1] == "1 practice of other networks stands between its own: Surgery P3 (N2)."
