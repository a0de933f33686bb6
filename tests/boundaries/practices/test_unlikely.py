"""Places that can be read and can hardly be meant."""

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.practices import table

INLAND = [(400_000 + 2_000 * k, 300_000 + 1_000 * (k % 3)) for k in range(12)]
DEGREES = [(-1.9 + 0.03 * k, 53.6 + 0.01 * k) for k in range(12)]


def practices(places, names=("easting", "northing"), **options):
    rows = pd.DataFrame(
        {
            "practice_code": [f"P{k:02d}" for k in range(len(places))],
            "list_size": "8000",
            names[0]: [str(x) for x, _ in places],
            names[1]: [str(y) for _, y in places],
        }
    )
    return table.from_table(rows, **options)


def refused(places, *said, names=("easting", "northing")):
    with pytest.raises(DataError) as caught:
        practices(places, names)
    for text in said:
        assert text in str(caught.value)


def test_likely_places_need_no_word():
    assert practices(INLAND).attrs["notes"] == []


def test_kilometres_as_metres_are_named():
    refused([(x / 1000, y / 1000) for x, y in INLAND], "kilometres in a metre column", "by 1,000")


def test_an_outlier_is_named_and_its_cause_where_one_is_likely():
    refused([*INLAND[:-1], (530_000, 180_000)], "far from all other", "P11", "--accept-places")
    refused([*INLAND[:-1], (300_500, 405_000)], "swapped")


def test_a_few_practices_with_their_coordinates_exchanged_are_named_though_they_stand_together():
    exchanged = [(y, x) for x, y in INLAND[:4]]
    refused([*exchanged, *INLAND[4:]], "4 rows", "swapped", "P00")
    north = [(430_000 + 2_000 * k, 560_000) for k in range(4)]  # far away, and exchanged nowhere
    assert len(practices([*north, *INLAND[4:]])) == 12


@pytest.mark.parametrize("flipped", [1, 12])
def test_a_longitude_without_its_sign_is_named(flipped):
    places = [(-x if k < flipped else x, y) for k, (x, y) in enumerate(DEGREES)]
    refused(places, f"{flipped} row", "sign", names=("longitude", "latitude"))


def test_unlikely_places_that_are_meant_are_read_with_a_note():
    read = practices([*INLAND[:-1], (530_000, 180_000)], accept_places=True)
    assert len(read) == 12
    assert read.attrs["notes"] == ["1 unlikely places accepted as asked: P11."]


def test_an_area_made_up_at_sea_is_told():
    read = practices([(x + 200_000, y + 110_000) for x, y in INLAND])
    assert "stand in the sea" in read.attrs["notes"][0]
