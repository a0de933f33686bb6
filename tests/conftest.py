"""Lets every test import the helpers beside this file and the benchmarks by plain name."""

import sys
from pathlib import Path

TESTS = Path(__file__).parent
sys.path[:0] = [str(TESTS), str(TESTS.parent)]
