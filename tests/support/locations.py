"""Where things are: the checkout, the demo area, odd sample files."""

from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
DEMO = HOME / "data" / "demo"
SAMPLES = HOME / "tests" / "boundaries" / "samples"
