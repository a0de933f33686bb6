"""Two columns of one name: neither is taken for the other, and both are named."""

import json

import geopandas as gpd
import pandas as pd
import pytest

from boundaries.adjacency import links
from boundaries.errors import DataError
from boundaries.files import text
from boundaries.files.outlines import shapes
from boundaries.files.tables import headers
from boundaries.journeys import times
from boundaries.practices import table as practices
from boundaries.teams import footprints

HEADER = "practice_code,easting,northing,list_size"
ROW = "P81001,400000,300000,9000"


@pytest.mark.parametrize("name", ["list_size", "List Size", "list_size.1"])
def test_two_columns_of_list_sizes_are_refused_by_name(name, tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text(f"{HEADER},{name}\n{ROW},5\n", encoding="utf-8")
    with pytest.raises(DataError, match="could both be list_size") as caught:
        practices.read(path)
    assert "list_size" in caught.value.what
    chosen = practices.read(
        path, columns={"list_size": "List Size" if " " in name else "list_size (2)"}
    )
    assert list(chosen["patients"]) == [5]


def test_columns_of_one_name_that_nobody_asks_for_are_told(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text(f"{HEADER},imd,imd,Ward,ward\n{ROW},1,2,A,B\n", encoding="utf-8")
    found = practices.read(path)
    said = " ".join(found.attrs["notes"])
    assert "2 columns are called 'imd': they are read as 'imd (1)' and 'imd (2)'" in said
    assert "'Ward' and 'ward' differ in nothing but capitals" in said
    assert {"imd (1)", "imd (2)", "Ward", "ward"} <= set(found.columns)


@pytest.mark.parametrize(
    ("read", "header"),
    [
        (links.read, "practice_a,practice_a,practice_b,action,reason"),
        (links.read, "practice_a,practice_b,action,reason,reason"),
        (times.read, "from_code,to_code,to_code,minutes"),
        (footprints.read, "practice_code,team_id,team_id"),
        (footprints.read, "practice_code,team_id,Team ID"),
    ],
)
def test_every_reader_refuses_two_columns_that_it_needs(read, header, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(f"{header}\n{','.join('abcde'[: header.count(',') + 1])}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"column"):
        read(path)


@pytest.mark.parametrize(
    ("header", "names"),
    [
        (["a", "b", ""], ["a", "b", "column 3"]),
        (["a", "a", "b"], ["a (1)", "a (2)", "b"]),
        (["a", "a.1", "a.2"], ["a (1)", "a (2)", "a (3)"]),
        (["v1.1", "v1.2"], ["v1.1", "v1.2"]),
        (["a", "A"], ["a", "A"]),
    ],
)
def test_names_are_unique_and_none_keeps_a_name_of_several(header, names):
    assert headers.unique_names(header) == names


def test_a_geojson_with_a_name_twice_is_refused(tmp_path):
    path = tmp_path / "areas.geojson"
    point = json.dumps({"type": "Point", "coordinates": [-1.5, 53.5]})
    feature = f'{{"type":"Feature","geometry":{point},"properties":{{"code":"A","code":"B"}}}}'
    path.write_text(f'{{"type":"FeatureCollection","features":[{feature}]}}', encoding="utf-8")
    with pytest.raises(DataError, match="stand twice in one object: code"):
        shapes.read(path)


def test_a_geodataframe_with_two_columns_of_one_name_keeps_the_values_of_both():
    plain = pd.DataFrame([["A", "B"]], columns=["code", "code"])
    given = gpd.GeoDataFrame(plain, geometry=gpd.points_from_xy([-1.5], [53.5]), crs=4326)
    found = shapes.read(given)
    assert list(found[["code (1)", "code (2)"]].iloc[0]) == ["A", "B"]


def test_a_table_in_memory_tells_them_too():
    table = text.text_table(pd.DataFrame([["A", "B"]], columns=["x", "x"]))
    assert table.attrs["notes"] == [
        "2 columns are called 'x': they are read as 'x (1)' and 'x (2)'."
    ]
