"""Shapes as people hand them in: damaged, misplaced, nearly fitting. No plan is lost to one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
import shapely

from boundaries.adjacency import barriers
from boundaries.crs import BNG
from boundaries.errors import DataError
from boundaries.files.outlines import shapes
from boundaries.network_areas import checks as area_checks
from boundaries.teams import footprints
from boundaries.territories import land
from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.proposal.land import network_areas
from pcn_planner.study.inputs import Inputs
from tests.support import random_coverages, small_study
from tests.support.small_study import NETWORK, RULES

WEST, SOUTH = 399_000, 401_000
SQUARE = shapely.box(WEST, SOUTH, WEST + 8_000, SOUTH + 6_000)


def written(path: Path, *shapes: shapely.Geometry, crs: str = BNG, **columns: list[str]) -> Path:
    table = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)
    path.write_text(table.to_crs("EPSG:4326").to_json())
    return path


def raw(path: Path, *geometries: object, **members: object) -> Path:
    features = [{"type": "Feature", "properties": {}, "geometry": one} for one in geometries]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}))
    return path


def polygon(*corners: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(one) for one in corners]]}


def judged(tmp_path: Path, **files: Path) -> pipeline.Proposal:
    table = tmp_path / "practices.csv"
    table.write_text(small_study.table())
    study = pipeline.load(Inputs(table, within=("ccg_code",), **files))
    return pipeline.judge(study, RULES, NETWORK)


SPECK = shapely.box(402_000, 403_000, 402_000.2, 403_000.2)
HOLE = shapely.Polygon(SQUARE.exterior, [SPECK.exterior])


@pytest.mark.parametrize("role", ["outline", "footprints"])
def test_a_hole_of_20_cm_costs_no_file(tmp_path, role) -> None:
    path = written(tmp_path / "hole.geojson", HOLE, team_id=["T1"])
    made = judged(tmp_path, **{role: path})
    assert pipeline.write(made, tmp_path / "out").lost == {}


def test_footprints_that_nearly_share_an_edge_leave_no_slivers(tmp_path) -> None:
    inner = shapely.box(WEST, SOUTH, WEST + 4_000, SOUTH + 6_000)
    askew = shapely.transform(inner, lambda xy: xy + (xy == WEST) * 0.3)
    path = written(tmp_path / "teams.geojson", SQUARE, askew, team_id=["T1", "T2"])
    found = footprints.read(path)
    assert shapely.get_num_geometries(found.areas.geometry.to_numpy()).tolist() == [1, 1]
    assert "slivers" in " ".join(found.notes)
    made = judged(tmp_path, footprints=path)
    assert pipeline.write(made, tmp_path / "out").lost == {}


@pytest.mark.parametrize(
    ("name", "geometry", "words"),
    [
        ("metres", [[401_000, 400_000], [401_000, 407_000]], "eastings and northings"),
        ("swapped", [[53.5, -2.0], [53.6, -2.0]], "the wrong way round"),
        ("paris", [[2.3, 48.8], [2.3, 48.9]], "outside Great Britain"),
    ],
)
def test_a_barrier_elsewhere_is_refused_with_the_likely_cause(
    tmp_path, name, geometry, words
) -> None:
    path = raw(tmp_path / f"{name}.geojson", {"type": "LineString", "coordinates": geometry})
    with pytest.raises(DataError, match=words):
        barriers.read(path)


@pytest.mark.parametrize("srs", [-1, 0], ids=["undefined_metres", "undefined_degrees"])
def test_a_geopackage_of_an_undefined_system_does_not_say_where_it_lies(tmp_path, srs) -> None:
    path = tmp_path / "areas.gpkg"
    gpd.GeoDataFrame({"name": ["a"]}, geometry=[SQUARE], crs=BNG).to_file(path, driver="GPKG")
    with closing(sqlite3.connect(path)) as db, db:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            db.execute(f"update {table} set srs_id = ?", (srs,))
    with pytest.raises(DataError, match="does not say its coordinate reference system"):
        shapes.read(path)


@pytest.mark.parametrize("moved", [(30_000, 0), (0, -150_000)])
def test_footprints_in_which_nobody_is_are_refused_whatever_command_reads_them(
    tmp_path, moved
) -> None:
    there = shapely.affinity.translate(SQUARE, *moved)
    path = written(tmp_path / "teams.geojson", there, team_id=["T1"])
    with pytest.raises(DataError, match=r"no practice lies in the footprint of any team") as said:
        judged(tmp_path, footprints=path)
    assert "teams.geojson" in str(said.value)
    both = written(tmp_path / "teams.geojson", there, SQUARE, team_id=["T1", "T2"])
    assert judged(tmp_path, footprints=both).verified


def test_a_barrier_that_touches_nothing_is_told(tmp_path) -> None:
    far = shapely.LineString([(500_000, 200_000), (500_000, 210_000)])
    near = shapely.LineString([(401_000, 400_000), (401_000, 407_000)])
    made = judged(tmp_path, barriers=written(tmp_path / "rivers.geojson", near, far))
    assert any("1 of 2 barriers touch no land" in note for note in made.notes)


@pytest.mark.parametrize(
    ("name", "geometry"),
    [
        ("the_whole_world", polygon((-180, -90), (180, -90), (180, 90), (-180, 90), (-180, -90))),
        ("out_of_all_bounds", polygon((1e308, 52.6), (-1.9, 52.6), (-1.9, 52.7), (1e308, 52.6))),
        ("a_point", {"type": "Point", "coordinates": [-2.0, 53.5]}),
        ("nothing", None),
    ],
)
def test_outlines_that_are_no_land_are_refused(tmp_path, name, geometry) -> None:
    with pytest.raises(DataError):
        land.read(raw(tmp_path / f"{name}.geojson", geometry))


def test_an_outline_with_one_feature_missing_is_read_with_a_note(tmp_path) -> None:
    sound = polygon((-2.1, 53.4), (-1.8, 53.4), (-1.8, 53.6), (-2.1, 53.6), (-2.1, 53.4))
    line = {"type": "LineString", "coordinates": [[-2, 53.4], [-2, 53.5]]}
    outline = land.read(raw(tmp_path / "outline.geojson", sound, None, line))
    assert len(outline) == 1
    assert len(outline.attrs["notes"]) == 2


@pytest.mark.parametrize("crs", [{"properties": None}, {"properties": {}}, "here", [1]])
def test_a_crs_member_that_says_nothing_is_an_error_in_words(tmp_path, crs) -> None:
    with pytest.raises(DataError, match="crs"):
        land.read(raw(tmp_path / "odd.geojson", polygon((0, 0), (1, 0), (1, 1), (0, 0)), crs=crs))


def test_columns_that_a_geopackage_keeps_for_itself_are_renamed_and_told(tmp_path) -> None:
    names = ["fid", "FID", "geom", "rowid", "network_id", "Network_Name"]
    lines = small_study.table().splitlines()
    rows = [f"{lines[0]},{','.join(names)}", *(f"{line},1,2,3,4,mine,5" for line in lines[1:])]
    table = tmp_path / "practices.csv"
    table.write_text("\n".join(rows))
    made = pipeline.judge(pipeline.load(Inputs(table)), Rules(floor=1, ceiling=99_999), NETWORK)
    assert pipeline.write(made, tmp_path / "out").lost == {}
    layer = pyogrio.read_dataframe(tmp_path / "out" / "plan.gpkg", layer="practices")
    assert set(layer["network_id"]) == set("ABCD")
    assert set(layer["network_id (file)"]) == {"mine"}
    assert len([name for name in layer.columns if "(file" in name]) == len(names)
    assert any("network_id is network_id (file)" in note for note in made.notes)


def test_a_plan_whose_areas_cannot_be_drawn_is_kept(tmp_path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise shapely.errors.GEOSException("side location conflict")

    monkeypatch.setattr(network_areas, "network_areas", broken)
    made = judged(tmp_path)
    out = pipeline.write(made, tmp_path / "out")
    assert {"assignment.csv", "report.json", "networks.csv"} <= {path.name for path in out}
    assert any("could not be drawn" in note for note in made.notes)


def test_small_areas_are_tidied_once_and_then_found_whole(tmp_path) -> None:
    fitted = random_coverages.grid(WEST, SOUTH, 8, 6)
    loose = fitted.set_geometry(fitted.geometry.buffer(0.8, join_style="mitre"))
    path = tmp_path / "areas.geojson"
    path.write_text(loose.to_crs("EPSG:4326").reset_index(names="area_code").to_json())
    made = judged(tmp_path, areas=path)
    assert sum("tidied" in note for note in made.notes) == 1
    checked = area_checks.check(made.tables.areas, made.study.small_areas)
    assert checked["passed"].all()


def test_borders_are_drawn_where_the_networks_end(tmp_path) -> None:
    fitted = random_coverages.grid(WEST, SOUTH, 8, 6).reset_index(names="area_code")
    path = tmp_path / "areas.geojson"
    path.write_text(fitted.to_crs("EPSG:4326").to_json())
    tables = judged(tmp_path, areas=path).tables
    networks = tables.areas.geometry
    west = networks.loc[["A", "B"]].union_all()
    assert tables.borders.geometry["West"].symmetric_difference(west).area < 1
    assert tables.title == "Primary care networks"
