"""A small area in files, as a person would hand it in, and the command line to run on it.

Fourteen practices of two commissioners on a grid of kilometres; a barrier nobody has drawn yet
runs between the columns 2 and 3. Lists in thousands::

    y=1   P01 9   P03 8   P05 11  P07 12 | P09 10  P11 9   P13 14
    y=0   P02 10  P04 12  P06 9   P08 10 | P10 13  P12 11  P14 7
          north (N1) ------------------- | south (S1) ----------

Networks today (``pcn_code``): X1 = P01 to P04, X2 = P05, P06 and P09 (across the border), X3 = P07,
P08 and P10, X4 = the others but P14, which is in none (``U``).
"""

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner, Result

from pcn_planner.cli import cli

LISTS = [9, 10, 8, 12, 11, 9, 12, 10, 10, 13, 9, 11, 14, 7]
TODAY = ["X1"] * 4 + ["X2", "X2", "X3", "X3", "X2", "X3", "X4", "X4", "X4", "U"]
CODES = [f"P{k:02d}" for k in range(1, 15)]
EAST, NORTH = 400_000, 420_000


def table(**columns: object) -> pd.DataFrame:
    """The practice table as text; further columns replace or join those drawn above."""
    rows = {
        "practice_code": CODES,
        "practice_name": [f"SURGERY {code}" for code in CODES],
        "easting": [EAST + k // 2 * 1_000 for k in range(14)],
        "northing": [NORTH + 1_000 - k % 2 * 1_000 for k in range(14)],
        "list_size": [size * 1_000 for size in LISTS],
        "ccg_code": ["N1"] * 8 + ["S1"] * 6,
        "pcn_code": TODAY,
        "pcn_name": [f"{code} PCN" if code != "U" else "Unallocated" for code in TODAY],
        "team": ["T1"] * 5 + ["T2"] * 9,
        "need": [k % 5 for k in range(14)],
    }
    return pd.DataFrame(rows | columns).astype(str)


def write(folder: Path, **columns: object) -> Path:
    """Write the practice table into a folder."""
    path = folder / "practices.csv"
    table(**columns).to_csv(path, index=False)
    return path


def pcn(*arguments: object) -> Result:
    """Run a command of ``pcn``."""
    return CliRunner().invoke(cli, [str(one) for one in arguments])
