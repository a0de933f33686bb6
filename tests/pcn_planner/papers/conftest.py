"""One pack with everything in it, for all that reckons its figures anew."""

import pytest

from tests.support import packed


@pytest.fixture(scope="package")
def made(tmp_path_factory):
    """The folder of the plan, the plan before, the pack, and the tables given."""
    return packed.made(tmp_path_factory.mktemp("papers"))


@pytest.fixture(scope="package")
def plan(made):
    """Practice -> network, and practice -> list, from the plan's own files."""
    return packed.plan_of(made)
