"""Thousands of spoiled files of every kind: a plan that loses nobody, or a message; nothing else.

``FUZZ_CASES`` in the environment says how many.
"""

import os
import warnings
from collections import Counter

import pytest

from tests.support import fuzzed_area
from tests.support.depth import first_seed

CASES = int(os.environ.get("FUZZ_CASES", "2000"))
PARTS = 20


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    written = fuzzed_area.write(tmp_path_factory.mktemp("area"))
    fuzzed_area.check_sound(written, tmp_path_factory.mktemp("sound"))
    return written


@pytest.mark.parametrize("part", range(PARTS))
def test_spoiled_files_end_in_a_whole_plan_or_a_message(part, files, tmp_path, capsys):
    begin = first_seed() + part * (CASES // PARTS)
    ends = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for seed in range(begin, begin + CASES // PARTS):
            ends[seed] = fuzzed_area.case(seed, files, tmp_path)
    with capsys.disabled():
        how = Counter(end.how for end in ends.values())
        print(f"\nseeds {begin} to {begin + len(ends) - 1}: {dict(how)}")
    faults = {seed: end for seed, end in ends.items() if end.fault}
    assert faults == {}
