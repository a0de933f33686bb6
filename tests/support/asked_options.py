"""Options of ``pcn plan`` and ``pcn redraft`` put together at random, as nobody would think of."""

import random
from pathlib import Path

import pandas as pd

from tests.support.area_files import CODES, write

WEIGHTS = ("0", "0.1", "1", "2", "0.333", "1.75", "0.0033", "0.07", "7.77", "1e-5", "123.456")
CRITERIA = ("travel", "alignment", "change", "borders", "balance", "oversize", "count", "mix")
BANDS = ("30000:50000", "20000:40000", "25000:45000", "20000:60000", "10000:30000", "40000:41000")
WARDS = ["W1", "W1", "W2", "W2", "W3", "W3", "W3", "W4", "W4", "W5", "W5", "", "W6", "W6"]
TEAMS = ["A", "A", "B", "B", "B", "C", "C", "C", "A", "A", "D", "D", "D", "C"]
WEIGHTED = [9_900, 9_000, 8_160, 11_640, 14_300, 7_200, 12_000, 10_000, 10_500, 12_090, 10_800,
            11_000, 9_800, 7_700]  # fmt: skip


def files(folder: Path) -> Path:
    """The small area with further columns, a team table, travel times and a level; its table."""
    pd.DataFrame({"practice_code": CODES, "team_id": TEAMS}).to_csv(folder / "t.csv", index=False)
    minutes = [
        (a, b, abs(i - j) * 3.7 + 0.1 * (i % 3))
        for i, a in enumerate(CODES) for j, b in enumerate(CODES)
    ]  # fmt: skip
    times = pd.DataFrame(minutes, columns=["from_code", "to_code", "minutes"])
    times.to_csv(folder / "times.csv", index=False)
    (folder / "tiers.toml").write_text('[[tiers]]\nname="place"\nband=[60000,120000]\n', "utf-8")
    return write(folder, weighted=WEIGHTED, ward=WARDS, stp_code=["S"] * len(CODES))


def drawn(rng: random.Random, folder: Path) -> list[str]:
    """A command and its options, but for the table and where to write."""
    command = rng.choice(("plan", "plan", "plan", "redraft"))
    asked = [command, "--need", "need"]
    if command == "redraft" or rng.random() < 0.85:
        asked += ["--current", "pcn_code"]
    asked += rng.choice(([], ["--team", "team"], ["--footprints", f"nursing={folder / 't.csv'}"]))
    for share, options in (*_of_both(rng, folder), *_of_one(rng, folder, command)):
        if rng.random() < share:
            asked += options
    return asked


Chances = list[tuple[float, list[str]]]


def _of_both(rng: random.Random, folder: Path) -> Chances:
    return [
        (0.5, ["--within", rng.choice(("ccg_code", "ccg_code", "stp_code"))]),
        (0.3, ["--size", "weighted"]),
        (0.4, ["--band", rng.choice(BANDS)]),
        (0.2, ["--soft-ceiling"]),
        (0.15, ["--teams-inside", rng.choice(("10000:20000", "20000:30000", "30000:50000"))]),
        (0.15, ["--together", ",".join(rng.sample(CODES, 2))]),
        (0.15, ["--apart", ",".join(rng.sample(CODES, 3))]),
        (0.1, ["--alone", rng.choice(CODES)]),
        (0.1, ["--waive-floor", rng.choice(CODES)]),
        (0.1, ["--stay", rng.choice(CODES)]),
        (0.1, ["--networks", rng.choice(("3", "4", "3:5", "2:", "99"))]),
        (0.15, ["--allow-doughnuts"]),
        (0.15, ["--moves-max", str(rng.randint(0, 5))]),
        (0.1, ["--patients-moved-max", rng.choice(("0", "10000", "35000"))]),
        (0.2, ["--approved", rng.choice(("all", "size", "pieces,borders"))]),
        (0.2, ["--travel-times", str(folder / "times.csv")]),
        (0.1, ["--gap", rng.choice(("0.01", "0.1"))]),
    ]


def _of_one(rng: random.Random, folder: Path, command: str) -> Chances:
    if command == "redraft":
        return [(0.6, ["--towards", rng.choice(("contiguity", "teams", "travel", "all"))])]
    weights = rng.sample(CRITERIA, rng.randint(1, 4))
    said = ",".join(f"{name}={rng.choice(WEIGHTS)}" for name in weights)
    near = ["--near", rng.choice(("2%", "0.5%", "10%")), "--different", "5000"]
    return [
        (0.85, ["--weights", said]),
        (0.2, ["--soft", f"stp_code={rng.choice(WEIGHTS)}"]),
        (0.15, ["--keep-whole", f"ward={rng.choice(WEIGHTS)}"]),
        (0.15, ["--alternatives", str(rng.randint(1, 3)), *near]),
        (0.15, ["--tiers", str(folder / "tiers.toml")]),
    ]
