"""Where the folder of real open data is, for benchmarks and for tests that read it."""

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"
#: The one place that says so: a folder beside the checkout, or what the variable names.
REAL = Path(os.environ.get("PCN_REAL_DATA", _BESIDE))
ABSENT = f"the folder of real open data is not at {REAL}; set PCN_REAL_DATA to it"
_CASES = Path(__file__).resolve().parents[2] / "shared" / "cases"
#: Made-up inputs that are odd in one way each, likewise.
CASES = Path(os.environ.get("PCN_CASES", _CASES))
CASES_ABSENT = f"the folder of odd inputs is not at {CASES}; set PCN_CASES to it"
