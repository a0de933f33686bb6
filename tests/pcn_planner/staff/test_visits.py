"""Visit travel: kilometres reckoned by hand, shortest against all ways, bases that are nowhere."""

import itertools
import math

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.crs import BNG
from boundaries.errors import DataError
from pcn_planner.papers import change
from pcn_planner.profile.homes import Homes
from pcn_planner.staff import bases, caseload, check, posts, staff, visits
from tests.support import drawn_plan
from tests.support.depth import examples

HEAD = "team_id,role,wte,base,easting,northing\n"


@pytest.fixture(scope="module")
def tables():
    out = drawn_plan.plan()
    out.networks["lead_team_id"] = ["T1", "T1", "T2"]
    out.practices["postcode"] = ["ZZ1 1AA", "ZZ2 2BB", "ZZ2 2BB", "ZZ4 4DD", "ZZ5 5EE"]
    return out


@pytest.fixture(scope="module")
def homes():
    """Half of P1's patients live in the west of its square, all of P4's and P5's in the south."""
    lives = pd.DataFrame(
        [("P1", "w", 12_500), ("P2", "w", 15_000), ("P4", "s", 50_000), ("P5", "s", 10_000)],
        columns=["practice_code", "area_code", "patients"],
    )
    west = shapely.box(400_000, 430_000, 404_000, 440_000)
    south = shapely.box(400_000, 420_000, 420_000, 430_000)
    shapes = gpd.GeoDataFrame(
        {"name": ["West", "South"]}, pd.Index(["w", "s"], name="area_code"),
        geometry=[west, south], crs=BNG,
    )  # fmt: skip
    return Homes(lives, shapes)


def read(folder, rows):
    path = folder / "staff.csv"
    path.write_text(HEAD + rows)
    return posts.read(path)


def test_kilometres_by_home_and_by_list_by_hand(tables, homes, tmp_path):
    given = read(tmp_path, "T1,nurse,1,P1,,\nT2,nurse,1,depot,405000,425000\n")
    places, lost = bases.places(given, tables.practices, homes.small_areas)
    assert lost == []
    found = visits.kilometres(places, tables, homes)
    assert found[visits.LIST].loc["P1", "N1"] == 0
    assert found[visits.LIST].loc["P1", "N2"] == 10
    assert found[visits.LIST].loc["depot", "N3"] == 10_000 * 10 / 60_000
    # P1 lies 3 km east of the middle of the west; half of its patients are at the practice
    assert found[visits.HOME].loc["P1", "N1"] == pytest.approx(0.5 * 3)
    # P3 has no homes: its patients are 10 km away at their practice
    assert found[visits.HOME].loc["P1", "N2"] == pytest.approx((15 * 3 + 25 * 10) / 40)
    assert found[visits.HOME].loc["depot", "N3"] == pytest.approx(5)


def test_a_base_is_a_place_given_a_practice_a_postcode_or_an_area(tables, homes, tmp_path):
    rows = (
        "T1,nurse,1,P1,,\nT1,nurse,1,zz22bb,,\nT1,nurse,1,S,,\nT1,nurse,1,Moon,,\nT1,nurse,1,,,\n"
    )
    given = read(tmp_path, rows + "T1,nurse,1,Hut,400000,420000\n")
    places, said = bases.places(given, tables.practices, homes.small_areas)
    assert {base: (p.x, p.y) for base, p in places.items()} == {
        "Hut": (400_000, 420_000), "P1": (405_000, 435_000), "zz22bb": (415_000, 435_000),
        "S": (410_000, 425_000),
    }  # fmt: skip
    assert "Moon" in said[0]
    assert said[1] == "1 WTE have no base."


def test_staff_tell_how_far_they_go_and_nothing_where_that_is_not_known(tables, homes, tmp_path):
    given = read(tmp_path, "T1,nurse,6.5,P1,,\nT2,nurse,6,P4,,\n")
    weights, _ = caseload.of_networks(None, tables, None)
    found = staff.planned(given, tables, weights, homes=homes)
    assert found.visits["wte"].sum() == found.moves["wte"].sum() == 12.5
    by_network = visits.of_networks(found.visits).set_index("network_id")
    assert by_network.loc["N1", visits.LIST] == 0
    assert by_network.loc["N3", visits.LIST] == pytest.approx(10 * 10 / 60)
    assert any("km to patients' homes and" in line for line in found.sentences)
    bare = staff.planned(read(tmp_path, "T1,nurse,6.5,Moon,,\nT2,nurse,6,,,\n"), tables, weights)
    assert bare.visits[[visits.HOME, visits.LIST]].isna().all(axis=None)
    assert not any("km to" in line for line in bare.sentences)
    assert any("Moon" in line for line in bare.notes)


@settings(max_examples=examples(everyday=20, deep=200), deadline=None)
@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=3), st.data(),
)  # fmt: skip
def test_no_other_way_of_sending_posts_out_is_shorter(wte, data):
    steps = sum(wte)
    cut = data.draw(st.integers(0, steps))
    asked = {key: n for key, n in {"A": cut, "B": steps - cut}.items() if n}
    names = [f"b{k}" for k in range(len(wte))]
    cell = st.integers(0, 9).map(float)
    km = pd.DataFrame(
        [[data.draw(cell) for _ in "AB"] for _ in names], names, ["A", "B"], dtype=float
    )
    offered = visits._offered(dict(zip(names, map(float, wte), strict=True)), steps)
    assert offered == dict(zip(names, wte, strict=True))
    sent = visits._shortest(offered, asked, km)
    length = sum(n * km.loc[pair] for pair, n in sent.items())
    units = [base for base, n in offered.items() for _ in range(n)]
    ends = [key for key, n in asked.items() for _ in range(n)]
    ways = {tuple(one) for one in itertools.permutations(ends)} if steps <= 6 else [ends]
    best = min(sum(km.loc[b, e] for b, e in zip(units, way, strict=True)) for way in ways)
    assert length <= best + 1e-9
    if steps <= 6:
        assert length == pytest.approx(best)


def test_posts_sent_out_that_are_not_those_allotted_are_found():
    moves = pd.DataFrame([("T1", "nurse", "N1", 2.0, False)], columns=staff.MOVES)
    sent = pd.DataFrame([("T1", "nurse", "b", "N1", 1.5, 1.0, math.nan)], columns=visits.COLUMNS)
    assert check.visit_findings(sent, moves) == [
        "T1, nurse, N1: 2 WTE are allotted, and 1.5 sent out."
    ]


@pytest.mark.parametrize(
    "rows",
    ["T1,nurse,1,A,1,\n", "T1,nurse,1,,1,2\n", "T1,nurse,1,A,1,2\nT1,nurse,1,A,3,4\n"],
    ids=["half a place", "a place without a name", "two places"],
)
def test_places_of_bases_that_mean_nothing_are_refused(tmp_path, rows):
    with pytest.raises(DataError, match="two places, one coordinate alone, or no name"):
        read(tmp_path, rows)
    with pytest.raises(DataError, match="cannot be used"):
        read(tmp_path, "T1,nurse,1,A,-5,9e9\n")


def test_a_column_that_is_known_of_no_network_is_on_no_paper():
    rows = [("N1", 2.0, None, 3.14), ("N2", 1.0, None, None)]
    of_networks = pd.DataFrame(rows, columns=visits.OF_NETWORK).astype({visits.HOME: float})
    heading, said = change._visits(of_networks)
    assert heading.text == "Visits to practices, straight lines from bases of staff, one way"
    assert (said.header, said.rows) == (
        ("Network", "WTE", "Practices, km"), (("N1", "2.0", "3.1"), ("N2", "1.0", "not known"))
    )  # fmt: skip
    assert change._visits(of_networks.assign(**{visits.LIST: None})) == []
