"""Whose land touches the outside of its border unit."""

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.territories.outside import touching_outside


def squares(size: int) -> gpd.GeoDataFrame:
    """A chessboard of one-kilometre squares; the code of each is its column and row."""
    cells = {f"{x}{y}": shapely.box(x, y, x + 1, y + 1) for x in range(size) for y in range(size)}
    board = gpd.GeoSeries(cells).scale(1000, 1000, origin=(0, 0))
    return gpd.GeoDataFrame(geometry=board, crs="EPSG:27700")


def test_the_rim_of_a_unit_is_outside_though_another_unit_lies_beyond_it() -> None:
    board = squares(6)
    units = pd.Series(["west" if code[0] < "3" else "east" for code in board.index], board.index)
    rim = {code for code in board.index if "0" in code or "5" in code}
    assert touching_outside(board) == rim
    between = {code for code in board.index if code[0] in "23"}
    assert touching_outside(board, units) == rim | between


def test_a_unit_round_another_has_the_outside_in_its_midst_and_round_a_lake_it_has_not() -> None:
    board = squares(7)
    units = pd.Series(["town" if code == "33" else "shire" for code in board.index], board.index)
    rim = {code for code in board.index if "0" in code or "6" in code}
    around = {f"{x}{y}" for x in "234" for y in "234"}
    assert touching_outside(board, units) == rim | around
    lake = board.drop(index="33")
    assert touching_outside(lake, units) == rim


def test_practices_without_land_touch_nothing() -> None:
    board = squares(2)
    board.loc["00", "geometry"] = None
    assert touching_outside(board, pd.Series("all", board.index)) == {"01", "10", "11"}
