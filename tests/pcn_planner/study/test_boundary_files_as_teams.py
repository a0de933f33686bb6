"""Council boundaries as published stand for teams, and every door says by which columns."""

import geopandas as gpd
import pytest
import shapely

from boundaries.crs import BNG
from pcn_planner import pipeline
from pcn_planner.proposal import judging
from pcn_planner.study import arrivals
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

COLUMNS = "lad16cd and are called by lad16nm"


@pytest.fixture
def files(tmp_path):
    practices, councils = tmp_path / "practices.csv", tmp_path / "councils.geojson"
    practices.write_text(small_study.table())
    halves = [shapely.box(3.9e5, 3.9e5, 4.03e5, 4.2e5), shapely.box(4.03e5, 3.9e5, 4.2e5, 4.2e5)]
    names = {"lad16cd": ["E07000001", "E07000002"], "lad16nm": ["West", "East"]}
    gpd.GeoDataFrame(names, geometry=halves, crs=BNG).to_crs(4326).to_file(councils)
    return practices, councils


def test_a_study_has_them_as_teams_and_says_once_how(files):
    practices, councils = files
    study = pipeline.load(Inputs(practices, footprints=councils))
    assert study.team["R0C0"] == "E07000001"
    assert study.footprints.teams["name"].tolist() == ["West", "East"]
    for notes in (study.notes, judging.notes(study)):
        assert sum(COLUMNS in note for note in notes) == 1


def test_the_app_knows_them_by_their_columns(files):
    arrived = arrivals.read(list(files), {}, {}, lambda _: None, lambda: False)
    kinds = dict(zip(arrived.files["file"], arrived.files["recognised as"], strict=True))
    assert kinds["councils.geojson"] == "footprints of teams"
    assert arrived.joined.footprints is not None
