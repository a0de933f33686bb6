"""Small areas as units of a plan: read, joined with tables, grouped, and refused with reasons."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry import box

from boundaries.areas import figures, units
from boundaries.errors import DataError
from tests.support import small_areas_planned as small


def joined(**columns: list[object]) -> gpd.GeoDataFrame:
    return figures.joined(small.polygons(), [small.table().assign(**columns)])


def test_residents_are_the_size_and_polygons_fit_together() -> None:
    found = units.read(joined())
    assert found.table["patients"].tolist() == small.RESIDENTS
    assert list(found.table.index) == small.CODES
    assert found.table["council"].tolist() == small.table()["council"].tolist()
    assert shapely.coverage_is_valid(found.polygons.geometry.to_numpy())
    assert found.polygons.geometry.contains(found.table.geometry).all()


def test_names_of_areas_come_from_a_table_where_the_polygons_have_codes_alone() -> None:
    called = [f"Hather {code}" for code in small.CODES]
    assert units.read(joined(lsoa21nm=called)).table["name"].tolist() == called
    wards = small.table()["ward"].tolist()
    assert units.read(joined(ward_name=wards)).table["name"].tolist() == small.CODES
    some = [*called[:-1], ""]
    assert units.read(joined(lsoa21nm=some)).table["name"].tolist() == [*some[:-1], "E011"]


def test_groups_add_up_residents_and_have_their_middle_where_these_live() -> None:
    found = units.read(joined(), group_by="MSOA")
    sizes = small.table().groupby("msoa")["residents"].sum()
    assert found.table["patients"].to_dict() == sizes.to_dict()
    assert found.polygons.geometry.area.round().tolist() == [3_000_000.0] * 4
    own = units.read(joined()).table
    first = own[small.table()["msoa"].eq("M1").to_numpy()]
    middle = (first.geometry.y * first["patients"]).sum() / first["patients"].sum()
    assert found.table.geometry["M1"].y == pytest.approx(middle, abs=1)


def test_a_group_in_several_wards_counts_where_most_live_and_that_is_told() -> None:
    found = units.read(joined(), group_by="msoa")
    by_hand = small.table().groupby(["msoa", "ward"])["residents"].sum().reset_index()
    most = by_hand.sort_values(["msoa", "residents"], ascending=[True, False])
    expected = most.drop_duplicates("msoa").set_index("msoa")["ward"].to_dict()
    assert found.table["ward"].to_dict() == expected
    assert any("several values of ward" in line for line in found.table.attrs["notes"])
    assert not any("several values of council" in line for line in found.table.attrs["notes"])


def test_given_middles_are_measured_from() -> None:
    x, y = middles()
    found = units.read(joined(easting=x, northing=y))
    assert [(p.x, p.y) for p in found.table.geometry] == list(zip(x, y, strict=True))


def middles() -> tuple[list[int], list[int]]:
    """A place in each square that is not the middle of its land."""
    up, across = zip(*(divmod(k, small.COLUMNS) for k in range(small.NUMBER)), strict=True)
    return [400_100 + 1_000 * k for k in across], [400_200 + 1_000 * k for k in up]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda x, y: (x / 1_000, y / 1_000), "12 areas have no middle.*kilometres in a metre"),
        (lambda x, y: (x * 0 - 2.01, y * 0 + 53.6), "12 areas have no middle.*degrees in a metre"),
        (lambda x, y: (x * 0, y * 0), "12 areas have no middle.*no coordinates"),
        (lambda x, y: (x, y + 50_000), "12 areas have a middle.*more than 2 km outside.*E000: 49"),
        (lambda x, y: (x * 1e9, y), "12 areas have no middle.*outside Great Britain's grid"),
    ],
)
def test_middles_that_are_not_of_their_areas_are_refused(change: Any, what: str) -> None:
    x, y = change(*map(pd.Series, middles()))
    with pytest.raises(DataError, match=what) as told:
        units.read(joined(easting=x, northing=y))
    assert "leave both out of the file" in str(told.value)


def test_a_middle_just_outside_a_generalised_outline_is_taken() -> None:
    x, y = middles()
    found = units.read(joined(easting=[x[0] - 1_500, *x[1:]], northing=y))
    assert found.table.geometry["E000"].x == x[0] - 1_500


def test_residents_with_a_point_before_three_digits_are_refused_not_read_as_few() -> None:
    with pytest.raises(DataError, match=r"1 area has residents with a point.*E000: '5.000'"):
        units.read(joined(residents=["5.000", *small.RESIDENTS[1:]]))


def test_overlapping_areas_are_fitted_and_told() -> None:
    shapes = [box(0, 0, 1_010, 1_000), box(1_000, 0, 2_000, 1_000)]
    drawn = gpd.GeoDataFrame(
        {"area_code": ["A", "B"], "residents": [10, 20]},
        geometry=[shapely.affinity.translate(s, 400_000, 400_000) for s in shapes],
        crs="EPSG:27700",
    )
    found = units.read(drawn)
    assert shapely.coverage_is_valid(found.polygons.geometry.to_numpy())
    assert any("overlapped or did not fit" in line for line in found.table.attrs["notes"])


def test_where_and_exclude_choose_areas() -> None:
    found = units.read(joined(), where={"council": "West"}, exclude=[small.WEST[0]])
    assert set(found.table.index) == set(small.WEST[1:])
    assert small.WEST[0] in found.left_out


@pytest.mark.parametrize(
    ("columns", "what"),
    [
        ({"residents": ["", *small.RESIDENTS[1:]]}, "1 area has no number of residents"),
        ({"residents": [0, *small.RESIDENTS[1:]]}, "1 area has no residents"),
        ({"residents": [-5, *small.RESIDENTS[1:]]}, "1 area has no number of residents"),
    ],
)
def test_areas_without_residents_are_named(columns: dict[str, list[object]], what: str) -> None:
    with pytest.raises(DataError, match=what) as told:
        units.read(joined(**columns))
    assert small.CODES[0] in str(told.value)


def test_without_a_column_of_residents_the_way_to_give_one_is_said() -> None:
    with pytest.raises(DataError, match="--area-data"):
        units.read(small.polygons())


def test_an_unknown_column_to_group_by_is_refused() -> None:
    with pytest.raises(DataError, match="no column 'place' to group areas by"):
        units.read(joined(), group_by="place")


def test_an_area_without_a_group_is_named() -> None:
    with pytest.raises(DataError, match=r"1 area has no msoa.*E000"):
        units.read(joined(msoa=["", *small.table()["msoa"][1:]]), group_by="msoa")


def test_groups_that_differ_in_capitals_alone_are_questioned() -> None:
    mixed = [small.table()["msoa"].iloc[0].lower(), *small.table()["msoa"][1:]]
    with pytest.raises(DataError, match="values of msoa differ in nothing but capitals"):
        units.read(joined(msoa=mixed), group_by="msoa")


def test_a_table_with_an_area_twice_is_refused(tmp_path: Path) -> None:
    twice = tmp_path / "twice.csv"
    pd.concat([small.table(), small.table().head(1)]).to_csv(twice, index=False)
    with pytest.raises(DataError, match=r"in the table twice.*E000"):
        figures.joined(small.polygons(), [twice])


def test_rows_of_other_areas_are_counted_and_columns_known_twice_told() -> None:
    more = pd.concat([small.table(), pd.DataFrame({"lsoa21cd": ["X9"], "residents": [4]})])
    found = figures.joined(small.polygons(), [more, small.table()])
    notes = " ".join(found.attrs["notes"])
    assert "X9" in notes
    assert "residents, council, ward, msoa are known already" in notes
