"""The demo area: the same bytes every time, sums that agree, a sound map, real faults."""

import gzip
import json
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from python_calamine import CalamineWorkbook

from data import make_demo
from pcn_planner.study import demo

DEMO = make_demo.HERE
BNG = "EPSG:27700"
MEBIBYTE = 2**20


@pytest.fixture(scope="module")
def practices() -> pd.DataFrame:
    return pd.read_csv(DEMO / "practices.csv", dtype={"pcn_code": str}).set_index("practice_code")


@pytest.fixture(scope="module")
def registrations() -> pd.DataFrame:
    return pd.read_csv(DEMO / "gp-reg-pat-prac-lsoa-all.csv.gz")


@pytest.fixture(scope="module")
def small_areas() -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / "lsoa.geojson").set_index("lsoa_code")


@pytest.fixture(scope="module")
def networks(practices: pd.DataFrame) -> pd.DataFrame:
    members = practices[practices["pcn_code"] != "U"].groupby("pcn_code")
    return members.agg(patients=("list_size", "sum"), ccgs=("ccg_code", "nunique"))


def read_polygons(name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(DEMO / name).to_crs(BNG)


def unpacked(path: Path) -> bytes:
    """What the file holds: how tightly gzip packs depends on the zlib at hand, and may."""
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def test_regenerating_gives_the_same_bytes(tmp_path: Path) -> None:
    make_demo.write(tmp_path)
    made, kept = (sorted(p.name for p in folder.iterdir()) for folder in (tmp_path, DEMO))
    assert made == kept
    assert [name for name in kept if unpacked(DEMO / name) != unpacked(tmp_path / name)] == []


def test_packed_files_carry_no_time_and_no_name() -> None:
    head = (DEMO / "gp-reg-pat-prac-lsoa-all.csv.gz").read_bytes()[:8]
    assert head[3] == 0
    assert head[4:8] == bytes(4)


def test_all_files_together_are_small() -> None:
    assert sum(path.stat().st_size for path in DEMO.iterdir()) <= 4 * MEBIBYTE


def test_every_map_says_that_it_is_fictional() -> None:
    for path in DEMO.glob("*.geojson"):
        assert "Fictional" in json.loads(path.read_text())["description"], path.name


def test_lists_are_as_unequal_as_englands(practices: pd.DataFrame) -> None:
    lists = practices["list_size"]
    assert len(lists) == 120
    assert lists.sum() == 900_000
    assert lists.max() == 60_000
    assert lists.min() < 10
    usual = np.log(lists[(lists > 500) & (lists < 50_000)])
    assert usual.std() == pytest.approx(0.6, abs=0.1)
    assert lists.median() == pytest.approx(6_000, abs=500)


def test_up_to_four_practices_share_premises(practices: pd.DataFrame) -> None:
    at_one_point = practices.groupby(["easting", "northing"])
    assert at_one_point.size().max() == 4
    assert (at_one_point["postcode"].nunique() == 1).all()
    assert practices.groupby("postcode")["easting"].nunique().max() == 1


def test_thirty_branches_belong_to_practices(practices: pd.DataFrame) -> None:
    branches = pd.read_csv(DEMO / "branches.csv")
    assert len(branches) == 30
    assert branches["practice_code"].isin(practices.index).all()
    assert (branches["site_code"].str[:6] == branches["practice_code"]).all()
    assert branches["site_code"].is_unique


def test_registrations_sum_to_the_lists(
    practices: pd.DataFrame, registrations: pd.DataFrame
) -> None:
    summed = registrations.groupby("PRACTICE_CODE")["NUMBER_OF_PATIENTS"].sum()
    assert summed.to_dict() == practices["list_size"].to_dict()
    assert (registrations["NUMBER_OF_PATIENTS"] > 0).all()
    assert not registrations.duplicated(["PRACTICE_CODE", "LSOA_CODE"]).any()


def test_registrations_name_known_small_areas_or_none(
    registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> None:
    unknown = registrations[~registrations["LSOA_CODE"].isin(small_areas.index)]
    assert set(unknown["LSOA_CODE"]) == {"NO2011"}
    assert unknown["NUMBER_OF_PATIENTS"].sum() < 200
    assert set(small_areas.index) <= set(registrations["LSOA_CODE"])


def test_catchments_overlap_as_they_do_in_towns(registrations: pd.DataFrame) -> None:
    by_area = registrations.groupby("LSOA_CODE")["NUMBER_OF_PATIENTS"]
    lead_share = by_area.max() / by_area.sum()
    assert 0.35 < lead_share.median() < 0.55  # Pennine Lancashire, April 2020: 0.42
    assert 15 < by_area.size().median() < 30  # there: 23


def test_one_practice_has_patients_everywhere(
    practices: pd.DataFrame, registrations: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> None:
    anywhere = practices.index[practices["practice_name"] == "GP Anywhere"][0]
    reached = registrations[registrations["PRACTICE_CODE"] == anywhere]
    assert len(reached) > 0.99 * len(small_areas)
    assert reached["NUMBER_OF_PATIENTS"].max() < 0.02 * practices.loc[anywhere, "list_size"]


@pytest.mark.parametrize("crs", ["EPSG:4326", BNG])
def test_small_areas_are_a_valid_coverage(small_areas: gpd.GeoDataFrame, crs: str) -> None:
    shapes = small_areas.to_crs(crs).geometry
    assert 540 <= len(shapes) <= 560
    assert shapes.is_valid.all()
    assert set(shapes.geom_type) == {"Polygon"}
    assert shapely.coverage_is_valid(shapes.to_numpy())


def test_outer_rings_run_anticlockwise(small_areas: gpd.GeoDataFrame) -> None:
    assert shapely.is_ccw(shapely.get_exterior_ring(small_areas.geometry.to_numpy())).all()


@pytest.mark.parametrize("name", ["ccg.geojson", "footprints.geojson", "coast.geojson"])
def test_larger_areas_are_the_small_areas_together(name: str) -> None:
    larger = read_polygons(name)
    land = read_polygons("lsoa.geojson").geometry.union_all()
    assert shapely.coverage_is_valid(larger.geometry.to_numpy())
    assert larger.geometry.union_all().symmetric_difference(land).area < 1.0


def test_each_practice_lies_in_its_own_ccg(practices: pd.DataFrame) -> None:
    points = gpd.GeoDataFrame(
        practices[["ccg_code"]].rename(columns={"ccg_code": "own"}),
        geometry=gpd.points_from_xy(practices["easting"], practices["northing"], crs=BNG),
    )
    joined = points.sjoin(read_polygons("ccg.geojson"), predicate="within")
    assert len(joined) == 120
    assert (joined["own"] == joined["ccg_code"]).all()


def test_todays_networks_are_too_small_and_too_large(networks: pd.DataFrame) -> None:
    assert 20 <= len(networks) <= 26
    assert (networks["patients"] < 30_000).sum() >= 3
    assert (networks["patients"] > 50_000).sum() >= 3
    assert networks["patients"].between(30_000, 50_000).mean() > 0.5


def test_one_network_crosses_a_border_and_one_practice_has_none(
    practices: pd.DataFrame, networks: pd.DataFrame
) -> None:
    assert (networks["ccgs"] > 1).sum() == 1
    assert practices.loc[practices["pcn_code"] == "U", "pcn_name"].tolist() == ["Unallocated"]


def test_one_network_has_a_member_beyond_others(practices: pd.DataFrame) -> None:
    at = practices[["easting", "northing"]].to_numpy(dtype=float)
    away = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    own = practices["pcn_code"].to_numpy()
    same = own[:, None] == own[None, :]
    np.fill_diagonal(same, val=False)
    beyond = [
        len(set(own[row < row[mine].min()]) - {own[k]}) >= 2
        for k, (row, mine) in enumerate(zip(away, same, strict=True))
        if mine.any()
    ]
    assert any(beyond)


def test_the_estuary_leaves_a_part_that_needs_the_bridge(practices: pd.DataFrame) -> None:
    middle = read_polygons("ccg.geojson").set_index("ccg_code").loc["Z2B", "geometry"]
    sites = gpd.points_from_xy(practices["easting"], practices["northing"])
    totals = sorted(int(practices["list_size"][sites.within(part)].sum()) for part in middle.geoms)
    assert len(totals) == 2
    assert 50_000 < totals[0] < 60_000  # too many for one network, too few for two


def test_the_island_needs_its_ferry(practices: pd.DataFrame) -> None:
    coast = read_polygons("coast.geojson").geometry.iloc[0]
    island = min(coast.geoms, key=lambda part: part.area)
    sites = gpd.points_from_xy(practices["easting"], practices["northing"])
    on_it = practices[sites.within(island)]
    assert 0 < on_it["list_size"].sum() < 30_000
    ferry = pd.read_csv(DEMO / "links.csv").set_index("reason").loc["Thorsey ferry"]
    assert sum(ferry[end] in on_it.index for end in ("practice_a", "practice_b")) == 1


def test_the_bridge_crosses_the_estuary_inside_one_ccg(practices: pd.DataFrame) -> None:
    bridge = pd.read_csv(DEMO / "links.csv").set_index("reason").loc["Hather Bridge"]
    ends = practices.loc[[bridge["practice_a"], bridge["practice_b"]]]
    assert bridge["action"] == "add"
    assert set(ends["ccg_code"]) == {"Z2B"}
    way = shapely.LineString(ends[["easting", "northing"]].to_numpy())
    assert read_polygons("barriers.geojson").intersects(way).all()


def test_roads_cross_the_estuary_by_the_bridge_alone_and_reach_every_small_area() -> None:
    roads = read_polygons("roads.geojson")
    water = read_polygons("barriers.geojson").geometry.iloc[0]
    assert int(roads.intersects(water).sum()) == 1  # the bridge
    ends = shapely.get_coordinates(roads.geometry.to_numpy()).reshape(-1, 4).round(1)
    graph = nx.Graph((tuple(one[:2]), tuple(one[2:])) for one in ends.tolist())
    assert nx.is_connected(graph)
    assert 540 <= len(graph) <= 560


def test_the_estuary_is_water() -> None:
    land = read_polygons("coast.geojson").geometry.iloc[0]
    water = read_polygons("barriers.geojson").geometry.iloc[0]
    assert water.intersection(land).area < 0.001 * water.area


def test_teams_have_names_and_nurses_and_agree_only_partly(practices: pd.DataFrame) -> None:
    teams = read_polygons("footprints.geojson")
    assert 16 <= len(teams) <= 24
    assert teams["team_name"].is_unique
    assert teams["nurses_wte"].between(2, 25).all()
    sites = gpd.GeoDataFrame(
        practices[["pcn_code"]],
        geometry=gpd.points_from_xy(practices["easting"], practices["northing"], crs=BNG),
    )
    per_network = sites.sjoin(teams, predicate="within").groupby("pcn_code")["team_id"].nunique()
    assert 0.2 < (per_network == 1).mean() < 0.8


def test_the_register_needs_filtering(practices: pd.DataFrame) -> None:
    register = pd.read_csv(DEMO / "epraccur.csv", header=None, dtype=str)
    assert register.shape[1] == 27
    open_practices = register[(register[12] == "A") & (register[25] == "4")]
    assert set(open_practices[0]) == set(practices.index)
    assert len(register) > len(open_practices)


def test_publications_agree_with_the_tidy_table(practices: pd.DataFrame) -> None:
    lists = pd.read_csv(DEMO / "gp-reg-pat-prac-all.csv").set_index("CODE")
    assert lists["NUMBER_OF_PATIENTS"].to_dict() == practices["list_size"].to_dict()
    mapped = pd.read_csv(DEMO / "gp-reg-pat-prac-map.csv").set_index("PRACTICE_CODE")
    assert mapped["PCN_CODE"].to_dict() == practices["pcn_code"].to_dict()
    places = pd.read_csv(DEMO / "postcode_coordinates.csv").set_index("postcode")
    assert (places.loc[practices["postcode"], "easting"].to_numpy() == practices["easting"]).all()


def test_the_workbook_lists_each_membership(practices: pd.DataFrame) -> None:
    book = CalamineWorkbook.from_path(str(DEMO / "epcn.xlsx"))
    assert book.sheet_names == ["PCN Details", "PCN Core Partner Details"]
    rows = book.get_sheet_by_name("PCN Core Partner Details").to_python()[1:]
    member_of = practices.loc[practices["pcn_code"] != "U", "pcn_code"]
    assert {row[0]: row[4] for row in rows} == member_of.to_dict()


def test_no_code_can_be_taken_for_a_real_one(
    practices: pd.DataFrame, small_areas: gpd.GeoDataFrame
) -> None:
    assert practices.index.str.fullmatch(r"Z8\d{4}").all()
    assert practices["postcode"].str.fullmatch(r"ZZ\d{1,2} \d[A-Z]{2}").all()
    assert small_areas.index.str.fullmatch(r"E0199\d{4}").all()


def test_its_practices_and_small_areas_are_known_in_any_file_and_others_are_not(practices) -> None:
    assert demo.all_of_it(practices.index)
    assert demo.all_of_it(["E01990001", "E01990551"])
    assert not demo.all_of_it(["Z80001", "Y00001"])
