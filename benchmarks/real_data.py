"""Where the folder of real open data is, for benchmarks and for tests that read it."""

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"
#: The one place that says so: a folder beside the checkout, or what the variable names.
REAL = Path(os.environ.get("PCN_REAL_DATA", _BESIDE))
ABSENT = f"the folder of real open data is not at {REAL}; set PCN_REAL_DATA to it"
