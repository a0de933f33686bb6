import pandas as pd
import pytest

from boundaries.errors import DataError
from boundaries.practices import border_units
from tests.support.places import practices_at

TWO = practices_at([(0, 0), (1, 1)], ccg_code=["00Q ", "01A"], stp_code=["QE1", "QE1"])


def test_no_border_is_one_unit():
    assert border_units.units(TWO, []).tolist() == ["all", "all"]


def test_a_unit_joins_all_levels_and_keeps_the_index():
    units = border_units.units(TWO, ["stp_code", "ccg_code"])
    assert units.to_dict() == {"A000": "QE1 / 00Q", "A001": "QE1 / 01A"}
    assert units.index.equals(TWO.index)


def test_an_unknown_column_is_refused_with_those_there_are():
    with pytest.raises(DataError, match=r"'icb_code'.*ccg_code, stp_code"):
        border_units.units(TWO, ["ccg_code", "icb_code"])


@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_is_refused_with_its_practice(blank):
    table = TWO.assign(ccg_code=pd.Series(["00Q", blank], index=TWO.index, dtype="str"))
    with pytest.raises(DataError, match=r"1 practice has no ccg_code: A001"):
        border_units.units(table, ["ccg_code"])
