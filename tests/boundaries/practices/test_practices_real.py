"""The practice tables of the open data folder, where it is at hand."""

import pytest

from benchmarks.real_data import ABSENT, REAL
from boundaries.errors import DataError
from boundaries.practices import table as practices


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
@pytest.mark.parametrize(
    ("file", "exclude", "count", "patients"),
    [
        ("pennine_lancashire_2020/practices.csv", ["P81778"], 73, 567_471),
        ("birmingham_solihull_2024/practices.csv", [], 180, 1_628_972),
        ("national/england_practices_2021-01.csv.gz", [], 6_658, 60_606_345),
    ],
)
def test_real_practices(file, exclude, count, patients):
    table = practices.read(REAL / file, exclude=exclude)
    practices.check(table)
    assert (len(table), table["patients"].sum()) == (count, patients)


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
def test_real_closed_practice_is_named():
    with pytest.raises(DataError, match=r"row 33 \(P81778\).*--exclude P81778"):
        practices.read(REAL / "pennine_lancashire_2020" / "practices.csv")
