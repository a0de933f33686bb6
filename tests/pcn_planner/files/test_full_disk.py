"""The disk fills at any byte of any file: an error, and the earlier plan stays whole."""

import os
import sys

import pytest

from boundaries.errors import DataError
from pcn_planner.files import exports
from tests.support.depth import examples
from tests.support.drawn_plan import plan

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of files"
)


@pytest.fixture
def limited():
    """Sets how large a file may grow, as a full disk would, in bytes."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def sizes(folder) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}


@pytest.mark.parametrize("part", range(examples(everyday=3, deep=24)))
def test_a_file_that_cannot_grow_is_an_error_and_the_earlier_plan_stays(part, tmp_path, limited):
    made, out = plan(), tmp_path / "out"
    exports.write_all(out, made)
    before = sizes(out)
    cuts = sorted({0, 1, *(size - 1 for size in before.values()), max(before.values()) // 2})
    most = cuts[part % len(cuts)] if part < len(cuts) else max(before.values()) * part // 25
    limited(most)
    said = ""
    try:
        exports.write_all(out, made)
    except DataError as error:
        said = str(error)
    limited(-1)
    assert "cannot be written" in said or max(sizes(out).values()) <= most
    assert sizes(out).keys() == before.keys()
    assert os.listdir(tmp_path) == ["out"]
