"""Lets every test import the helpers beside this file and the benchmarks by plain name."""

import sys
from pathlib import Path

from hypothesis import settings

TESTS = Path(__file__).parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")
