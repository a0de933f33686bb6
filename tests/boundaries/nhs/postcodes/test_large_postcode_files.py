"""Tables of postcodes that are gone through piece by piece give what the whole table gives."""

import gzip
import zipfile

import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.files.tables import large_text
from boundaries.nhs.postcodes import postcode_files
from tests.support import onspd
from tests.support.locations import SAMPLES

PRACTICES = pd.DataFrame({"practice_code": ["A", "B"], "postcode": ["ZZ1 1AA", "zz12aa"]})
SAMPLE = SAMPLES / "onspd_one_ended_one_missing.csv"


def packed(path, how: str):
    """The sample as it lies, in gzip, or in a zip."""
    text = SAMPLE.read_bytes()
    if how == "gzip":
        path.write_bytes(gzip.compress(text))
    elif how == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("Data/ONSPD_NOV_2025_UK.csv", text)
    else:
        path.write_bytes(text)
    return path


@pytest.mark.parametrize("how", ["plain", "gzip", "zip"])
def test_piece_by_piece_is_as_at_once(how, tmp_path, monkeypatch):
    path = packed(tmp_path / "postcodes", how)
    at_once = postcode_files.coordinates([path], PRACTICES)
    for limit in ("LARGE", "LARGE_PACKED"):
        monkeypatch.setattr(large_text, limit, 100)
    pieces = postcode_files.coordinates([path], PRACTICES)
    assert len(pieces) > 1
    pd.testing.assert_frame_equal(pieces, at_once[pieces.columns])
    assert {"easting", "northing", "doterm"} <= set(pieces.columns)


def test_a_broken_row_far_down_is_named(tmp_path, monkeypatch):
    path = tmp_path / "postcodes.csv"
    path.write_bytes(SAMPLE.read_bytes() + b'"ZZ1 9AA",1,2\n')
    monkeypatch.setattr(large_text, "LARGE", 100)
    with pytest.raises(DataError, match="cannot be read as a table"):
        postcode_files.coordinates([path], PRACTICES)


@pytest.mark.deep
def test_the_whole_directory_is_read_within_two_gigabytes(tmp_path):
    path, size = onspd.write(tmp_path / "ONSPD_UK.csv", bytes_least=1_200_000_000)
    assert size > 1 << 30
    found, peak = onspd.read_apart(path, ["KK7 1AA", "AB0 0AA"])
    assert found == onspd.places_of(["KK7 1AA", "AB0 0AA"])
    assert peak < 2 << 30
