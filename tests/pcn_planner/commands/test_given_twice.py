"""A name that an option is given twice for: refused, where it took the last without a word."""

import pytest

from boundaries.errors import DataError
from pcn_planner.commands.asking import parsing
from pcn_planner.commands.asking.beside import Beside
from tests.support.area_files import pcn, write


@pytest.mark.parametrize(
    "options",
    [
        ["--where", "ccg_code=N1", "--where", "ccg_code=S1"],
        ["--weights", "travel=1,travel=2"],
        ["--soft", "ccg_code=1", "--soft", "ccg_code=2"],
        ["--keep-whole", "team=1,team=3"],
        ["--columns", "list_size=need", "--columns", "list_size=list_size"],
        ["--footprints", "ward=a.csv", "--footprints", "ward=b.csv"],
    ],
)
def test_a_name_given_twice_is_refused_before_anything_is_solved(tmp_path, options):
    result = pcn("plan", write(tmp_path), *options, "--out", tmp_path / "out")
    assert result.exit_code == 2, result.output
    assert options[0] in result.stderr
    assert not (tmp_path / "out").exists()


def test_the_same_said_twice_is_said_once():
    assert parsing.numbers(["travel=1", "travel=1.0"], "--weights") == {"travel": 1.0}
    assert parsing.pairs(["a=b", "a= b"], "--where") == {"a": "b"}


def test_a_level_of_staff_is_given_once():
    with pytest.raises(DataError, match=r"--staff-level nurse is given twice.*Give .* once"):
        _ = Beside(staff_level=["nurse=2", "nurse=3"]).levels
