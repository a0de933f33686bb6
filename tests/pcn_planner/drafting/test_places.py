"""Where uploaded practices lie, and the picture of it before anything is loaded."""

import pandas as pd
import pytest

from pcn_planner.drafting import uploads
from pcn_planner.maps.pictures import thumbnail


def test_places_are_those_that_the_rows_say_in_numbers() -> None:
    table = pd.DataFrame(
        {"E": ["400000", "far", "410000", ""], "N": ["300000", "1", "305000", "2"]}
    )
    found = uploads.places(table, {"easting": "E", "northing": "N"})
    assert [(one.x, one.y) for one in found] == [(400_000, 300_000), (410_000, 305_000)]
    assert thumbnail.places(found).count("<circle") == 2


def test_degrees_are_placed_on_the_grid_and_impossible_ones_left_out() -> None:
    table = pd.DataFrame({"lon": [-1.9, -1.8], "lat": [52.5, 5_250.0]})
    [place] = uploads.places(table, {"longitude": "lon", "latitude": "lat"})
    assert place.x == pytest.approx(406_900, abs=200)


def test_no_place_makes_no_point() -> None:
    table = pd.DataFrame({"E": ["x"], "N": ["y"]})
    assert not len(uploads.places(table, {"easting": "E", "northing": "N"}))
