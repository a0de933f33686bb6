"""Maps of neighbourhoods laid over small areas: whole areas, gaps filled, all of it told."""

import geopandas as gpd
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from boundaries.areas import given_maps
from tests.support.depth import examples


def areas(columns: int = 4, rows: int = 2) -> gpd.GeoDataFrame:
    cells = [box(x, y, x + 1, y + 1) for y in range(rows) for x in range(columns)]
    scaled = gpd.GeoSeries(cells, crs="EPSG:27700").scale(1_000, 1_000, origin=(0, 0))
    codes = [f"A{k}" for k in range(len(cells))]
    return gpd.GeoDataFrame(geometry=scaled.to_numpy(), index=codes, crs="EPSG:27700")


def drawn(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    shapes = [box(*(1_000 * side for side in sides)) for sides in boxes.values()]
    return gpd.GeoDataFrame(geometry=shapes, index=list(boxes), crs="EPSG:27700")


def test_a_clean_map_is_taken_as_it_is_without_a_word() -> None:
    found = given_maps.laid(drawn(W=(0, 0, 2, 2), E=(2, 0, 4, 2)), areas())
    assert found.neighbourhood.tolist() == ["W", "W", "E", "E"] * 2
    assert found.notes == ()


def test_an_area_that_is_cut_is_whole_where_most_of_it_lies() -> None:
    found = given_maps.laid(drawn(W=(0, 0, 1.7, 2), E=(1.7, 0, 4, 2)), areas())
    assert found.neighbourhood.tolist() == ["W", "W", "E", "E"] * 2
    assert found.notes == (
        "2 small areas lie in several neighbourhoods of the map and are whole in the one with "
        "most of their land: A1, A5.",
    )


def test_overlaps_are_told() -> None:
    found = given_maps.laid(drawn(W=(0, 0, 2.4, 2), E=(2, 0, 4, 2)), areas())
    assert found.neighbourhood.tolist() == ["W", "W", "E", "E"] * 2
    assert any("where neighbourhoods of the map overlap: A2, A6" in line for line in found.notes)


def test_gaps_go_to_the_neighbour_with_most_border_the_rim_first() -> None:
    found = given_maps.laid(drawn(W=(0, 0, 1, 2), E=(3, 0, 4, 1)), areas())
    assert found.neighbourhood["A1"] == "W"
    assert found.neighbourhood["A2"] in ("E", "W")
    assert (found.neighbourhood != "").all()
    assert any("in gaps of the map" in line for line in found.notes)


def test_areas_that_no_neighbourhood_is_near_stay_without_one() -> None:
    whole = areas()
    apart = whole.loc[["A0", "A3"]]
    found = given_maps.laid(drawn(W=(0, 0, 1, 1)), apart)
    assert found.neighbourhood.to_dict() == {"A0": "W", "A3": ""}
    assert any("none is beside them: A3" in line for line in found.notes)


BOXES = st.tuples(
    st.integers(0, 30), st.integers(0, 10), st.integers(4, 20), st.integers(4, 20)
).map(lambda b: (b[0] / 10, b[1] / 10, (b[0] + b[2]) / 10, (b[1] + b[3]) / 10))


@settings(max_examples=examples(everyday=15, deep=200), deadline=None)
@given(st.lists(BOXES, min_size=1, max_size=4))
def test_every_area_gets_the_neighbourhood_that_plain_shares_say(
    boxes: list[tuple[float, float, float, float]],
) -> None:
    names = {f"N{k}": sides for k, sides in enumerate(boxes)}
    ground, shapes = areas(), drawn(**names)
    found = given_maps.laid(shapes, ground)
    for code, cell in ground.geometry.items():
        parts = {n: cell.intersection(s).area / cell.area for n, s in shapes.geometry.items()}
        best = max(parts.values())
        outside = max(0.0, 1 - sum(parts.values()))
        if best > outside + 1e-6:
            tied = {name for name, share in parts.items() if share > best - 1e-9}
            assert found.neighbourhood[code] in tied
    known = found.neighbourhood != ""
    assert known.all() or not known.any()  # the ground is in one piece
    for name in names:
        told = any(f"most of no small area and are left out: {name}" in n or f", {name}" in n
                   for n in found.notes)  # fmt: skip
        assert told or name in set(found.neighbourhood)
