"""Conflict rows of a plan that can be counted by hand."""

import geopandas as gpd
import networkx as nx
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings

from boundaries.errors import DataError
from boundaries.teams import conflicts
from boundaries.teams.footprints import Footprints
from boundaries.teams.matrix import Thresholds
from boundaries.teams.practice_moves import MoveLimits
from tests.support.depth import examples
from tests.support.team_shapes import areas_of, box
from tests.support.team_worlds import World, worlds

PLACES = {"P1": (0.5, 5000), "P2": (1.5, 4000), "P3": (2.5, 6000), "P4": (3.5, 3000),
          "P5": (4.5, 300), "P6": (9.5, 700)}  # fmt: skip
NETWORKS = {"P1": "N1", "P2": "N1", "P3": "N1", "P4": "N2", "P5": "N1", "P6": "N2"}


def practices() -> gpd.GeoDataFrame:
    """Six practices on a line: P1 P2 in team A; P3 P4 P5 in team B; P6 outside both.

    ::

        |--- A ----|------ B -------|
        P1:N1 P2:N1 P3:N1 P4:N2 P5:N1        P6:N2
        5000  4000  6000  3000  300          700
    """
    index = pd.Index(list(PLACES), name="practice_code", dtype="str")
    where = shapely.points([(400_000 + 1000 * x, 300_500) for x, _ in PLACES.values()])
    columns = {
        "name": [f"{c} Surgery" for c in PLACES],
        "patients": [n for _, n in PLACES.values()],
    }
    return gpd.GeoDataFrame(columns, index=index, geometry=where, crs="EPSG:27700")


def teams() -> Footprints:
    return areas_of({"A": box(0, 0, 2, 1), "B": box(2, 0, 5, 1)})


def line() -> "nx.Graph[str]":
    return nx.path_graph(list(PLACES))


def find(**changes) -> conflicts.Conflicts:
    asked = {"practices": practices(), "assignment": NETWORKS, "footprints": teams()}
    return conflicts.find(**{**asked, **changes})


def test_conflicts_are_counted_both_ways_ranked_and_named():
    rows = find().rows
    columns = ["rank", "kind", "network_ids", "team_ids", "practices", "patients", "patients_small"]
    assert [tuple(row) for row in rows[columns].to_numpy()] == [
        (1, "network_split", "N1", "A;B", "P3", 6300, 0),
        (2, "team_split", "N1", "B", "P3", 6300, 0),
        (3, "practice_apart", "N1", "A;B", "P3", 6000, 0),
        (4, "practice_apart", "N1", "A;B", "P5", 0, 300),
    ]
    assert rows["small"].tolist() == [False, False, False, True]
    assert rows["practice_names"].iloc[0] == "P3 Surgery"
    assert rows.geometry.iloc[0].equals(shapely.MultiPoint([(402_500, 300_500)]))
    assert rows.crs == "EPSG:27700"


def test_networks_teams_and_practices_are_described():
    found = find()
    assert found.networks["lead_team_id"].to_dict() == {"N1": "A", "N2": "B"}
    assert found.networks["patients_no_team"].to_dict() == {"N1": 0, "N2": 700}
    assert found.teams["mdts"].to_dict() == {"A": 1, "B": 2}
    assert found.practices["team_id"].to_dict() == {
        "P1": "A", "P2": "A", "P3": "B", "P4": "B", "P5": "B", "P6": ""
    }  # fmt: skip
    assert found.practices["apart"].to_dict() == {p: p in ("P3", "P5") for p in PLACES}
    assert conflicts.misaligned_patients(found.matrix) == 6300
    assert found.method == "19,000 patients counted by list"


def test_the_best_practice_move_is_priced_in_size_and_travel():
    row = find(graph=line()).rows.iloc[0]
    assert (row["move_practice_code"], row["move_to_network_id"]) == ("P3", "N2")
    assert (row["move_removes"], row["move_removes_plan"]) == (6000, 6000)
    assert (row["move_from_patients_after"], row["move_to_patients_after"]) == (9300, 9700)
    # N1: from hub P2 with 11,900 patient-km to hub P1 with 5,200; N2: from 4,200 to 7,900.
    assert row["move_patient_km_change"] == pytest.approx(-3000)


def test_a_move_below_the_floor_gives_way_to_a_smaller_legal_one():
    row = find(graph=line(), limits=MoveLimits(floor=10_000)).rows.iloc[0]
    assert (row["move_practice_code"], row["move_removes"]) == ("P5", 300)


def test_a_move_over_a_border_is_no_mend():
    units = dict.fromkeys(PLACES, "east") | {"P1": "west", "P2": "west", "P3": "west"}
    row = find(graph=line(), limits=MoveLimits(units=units)).rows.iloc[0]
    assert (row["move_practice_code"], row["move_removes"]) == ("P5", 300)


def test_the_best_team_edge_is_priced_in_both_teams_patients():
    row = find(graph=line()).rows.iloc[0]
    assert (row["edge_place"], row["edge_place_code"]) == ("practice", "P3")
    assert (row["edge_from_team_id"], row["edge_to_team_id"]) == ("B", "A")
    assert (row["edge_removes"], row["edge_removes_plan"]) == (6000, 6000)
    assert (row["edge_from_team_patients_after"], row["edge_to_team_patients_after"]) == (
        3300,
        15_000,
    )


def test_practices_apart_from_the_team_that_runs_them():
    run_from = pd.Series({"P1": "B", "P2": "A", "P3": "B", "P6": "A"})
    rows = find(run_from=run_from).rows
    apart = rows[rows["kind"] == "practice_apart"]
    # P5 is not said and so measured by its network's lead team; P6 stands outside every team.
    assert apart["practices"].tolist() == ["P1", "P5"]
    assert apart["team_ids"].tolist() == ["B;A", "A;B"]


def test_a_level_of_overlap_decides_what_is_small():
    rows = find(thresholds=Thresholds(overlap_patients=7000)).rows
    assert rows["small"].all()
    assert rows["patients"].sum() == 0
    assert rows["patients_small"].tolist() == [6300, 6300, 6000, 300]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"assignment": {**NETWORKS, "P9": "N1"}}, "P9"),
        ({"assignment": {p: n for p, n in NETWORKS.items() if p != "P2"}}, "P2"),
        ({"assignment": {**NETWORKS, "P2": ""}}, "P2"),
        ({"run_from": pd.Series({"P1": "Z"})}, "P1: Z"),
    ],
)
def test_what_does_not_fit_together_is_refused(changes, words):
    with pytest.raises(DataError) as error:
        find(**changes)
    assert words in str(error.value)
    assert error.value.remedy


def test_where_nobody_has_a_team_there_is_no_conflict():
    found = find(footprints=areas_of({"A": box(50, 50, 51, 51)}), graph=line())
    assert found.rows.empty
    assert set(found.networks["lead_team_id"]) == {""}
    assert found.networks["teams_needed"].sum() == 0
    assert found.matrix.loc[""].sum() == 19_000
    assert list(conflicts.to_table(found).columns) == list(conflicts.to_table(find()).columns)


def test_the_table_is_plain_and_is_read_back_the_same(tmp_path):
    table = conflicts.to_table(find(graph=line()))
    table.to_csv(tmp_path / "conflicts.csv", index=False)
    back = pd.read_csv(tmp_path / "conflicts.csv", keep_default_na=False)
    assert back["practices"].tolist() == ["P3", "P3", "P3", "P5"]
    assert back["move_removes"].tolist() == [6000, 6000, 6000, 300]
    assert back["edge_removes"].tolist() == ["6000", "6000", "6000", ""]
    assert "geometry" not in back


def test_rows_can_be_written_for_a_map(tmp_path):
    rows = find(graph=line()).rows
    rows.to_file(tmp_path / "conflicts.gpkg", layer="conflicts")
    back = gpd.read_file(tmp_path / "conflicts.gpkg", layer="conflicts")
    assert back["kind"].tolist() == rows["kind"].tolist()


@given(worlds)
@settings(max_examples=examples(everyday=4, deep=15))
def test_both_sides_count_the_same_patients(world: World):
    found = world.find()
    totals = found.rows.groupby("kind")[["patients", "patients_small"]].sum().sum(axis=1)
    outside = conflicts.misaligned_patients(found.matrix)
    assert totals.get("network_split", 0) == totals.get("team_split", 0) == outside
    assert found.rows["rank"].tolist() == list(range(1, len(found.rows) + 1))
    assert found.rows["patients"].is_monotonic_decreasing
    before = world.practices.copy()
    again = world.find()
    pd.testing.assert_frame_equal(pd.DataFrame(found.rows), pd.DataFrame(again.rows))
    pd.testing.assert_frame_equal(pd.DataFrame(before), pd.DataFrame(world.practices))
