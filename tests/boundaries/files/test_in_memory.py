"""Tables given in memory are read like the files that hold them."""

import geopandas as gpd
import pandas as pd
import pytest

from boundaries.adjacency import barriers, edge_table, links
from boundaries.errors import DataError
from boundaries.files import text
from boundaries.files.outlines import shapes
from boundaries.nhs import assemble as nhs
from boundaries.population import registrations, small_areas
from boundaries.practices import table as practices
from boundaries.teams import footprints
from tests.support.locations import DEMO

AS_TEXT = {"dtype": str, "keep_default_na": False}


def _table(name, **options):
    return pd.read_csv(DEMO / name, **options)


@pytest.mark.parametrize("options", [AS_TEXT, {}], ids=["text", "as pandas guesses"])
@pytest.mark.parametrize(
    ("read", "name"),
    [
        (practices.read, "practices.csv"),
        (nhs.read_branches, "branches.csv"),
        (links.read, "links.csv"),
        (registrations.read, "gp-reg-pat-prac-lsoa-all.csv.gz"),
    ],
)
def test_a_table_is_read_like_its_file(read, name, options):
    from_file, from_table = read(DEMO / name), read(_table(name, **options))
    assert list(from_table.columns) == list(from_file.columns)
    for column in from_file.columns.drop("deprivation_score", errors="ignore"):  # 21.0 becomes 21
        assert from_table[column].tolist() == from_file[column].tolist()
    # Where a table comes from is told of either in its own way.
    assert {**from_table.attrs, "source": ""} == {**from_file.attrs, "source": ""}


@pytest.mark.parametrize(
    ("read", "name"),
    [
        (small_areas.read, "lsoa.geojson"),
        (barriers.read, "barriers.geojson"),
        (shapes.read, "ccg.geojson"),
    ],
)
def test_shapes_are_read_like_their_file(read, name):
    pd.testing.assert_frame_equal(read(gpd.read_file(DEMO / name)), read(DEMO / name))


def test_teams_are_read_like_their_file_whatever_the_geometry_is_called():
    given = gpd.read_file(DEMO / "footprints.geojson").rename_geometry("ground").to_crs(27700)
    made, known = footprints.read(given), footprints.read(DEMO / "footprints.geojson")
    pd.testing.assert_frame_equal(made.teams, known.teams)
    assert made.areas.geom_equals_exact(known.areas, 1e-6).all()


def test_a_table_of_teams_and_a_table_of_edges_are_read_too():
    given = pd.DataFrame({"practice_code": ["A", "B"], "team_id": ["T1", None]})
    assert footprints.read(given).practice_team.to_dict() == {"A": "T1"}
    edges = edge_table.read(pd.DataFrame({"practice_a": ["A"], "practice_b": ["B"]}))
    assert edges["reason"].tolist() == ["given"]


def test_practices_assembled_elsewhere_are_read_again_the_same():
    once = practices.read(DEMO / "practices.csv")
    twice = practices.read(once)
    for column in ("name", "patients", "ccg_code"):
        assert twice[column].equals(once[column])
    assert (twice.index == once.index).all()
    assert twice.geom_equals(once).all()


def test_codes_in_the_index_are_a_column():
    table = pd.DataFrame({"n": [1.0, None, 2.5]}, index=pd.Index(["A", "B", "C"], name="code"))
    read = text.text_table(table)
    assert read.to_dict("list") == {"code": ["A", "B", "C"], "n": ["1", "", "2.5"]}
    assert read.index.tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("read", "given", "words"),
    [
        (practices.read, pd.DataFrame({"a": []}), "the DataFrame given: has no rows"),
        (small_areas.read, pd.DataFrame({"a": [1]}), "holds no shapes"),
        (small_areas.read, gpd.GeoDataFrame({"a": [1]}), "no geometry column"),
        (
            small_areas.read,
            gpd.GeoDataFrame({"lsoa": ["E1"]}, geometry=gpd.points_from_xy([1], [2])),
            "does not say its coordinate reference system",
        ),
    ],
    ids=["empty", "no shapes", "no geometry", "no crs"],
)
def test_what_cannot_be_used_is_said(read, given, words):
    with pytest.raises(DataError, match=words):
        read(given)
