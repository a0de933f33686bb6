"""Options of commands on small areas put together at random, as nobody would think of."""

import random
from pathlib import Path

import pandas as pd

from tests.support import small_areas_planned as small
from tests.support.asked_options import WEIGHTS

CRITERIA = ("travel", "inertia", "alignment", "change", "borders", "balance", "oversize", "count")
BANDS = ("25000:45000", "30000:50000", "20000:40000", "15000:30000", "10000:60000", "40000:41000")
TODAY = ["A", "A", "B", "B", "A", "C", "B", "B", "C", "C", "D", "D"]
TEAMS = ["North", "North", "South", "South", "North", "East", "East", "South", "", "East", "N", "N"]


def files(folder: Path) -> tuple[Path, Path]:
    """Areas with figures, neighbourhoods of today, teams, minutes and a level; both tables."""
    shapes, figures = small.write(folder)
    table = pd.read_csv(figures).assign(
        today=TODAY, team=TEAMS, weighted=[n + 37 * k for k, n in enumerate(small.RESIDENTS)]
    )
    table.to_csv(figures, index=False)
    at = {code: divmod(k, small.COLUMNS) for k, code in enumerate(small.CODES)}
    minutes = [
        (a, b, 3.1 * (abs(at[a][0] - at[b][0]) + abs(at[a][1] - at[b][1])) + 0.5)
        for a in small.CODES for b in small.CODES if (a, b) != ("E000", "E011")
    ]  # fmt: skip
    head = ["from_code", "to_code", "minutes"]
    pd.DataFrame(minutes, columns=head).to_csv(folder / "minutes.csv", index=False)
    teams = pd.DataFrame({"area_code": small.CODES, "team_id": TEAMS})
    teams[teams["team_id"] != ""].to_csv(folder / "teams.csv", index=False)
    level = '[[tiers]]\nname="place"\nband=[50000,90000]\n'
    (folder / "tiers.toml").write_text(level, "utf-8")
    (folder / "both.toml").write_text(level + "together = true\n", "utf-8")
    return shapes, figures


def drawn(rng: random.Random, folder: Path) -> list[str]:
    """A command and its options, but for the tables and where to write."""
    command = rng.choice(("plan", "plan", "plan", "plan", "redraft"))
    asked = [command]
    if command == "redraft" or rng.random() < 0.5:
        asked += ["--current", "today"]
    asked += rng.choice(([], ["--team", "team"], ["--footprints", f"nursing={folder}/teams.csv"]))
    for share, options in (*_of_both(rng, folder), *_of_one(rng, folder, command)):
        if rng.random() < share:
            asked += options
    return asked


def _of_both(rng: random.Random, folder: Path) -> list[tuple[float, list[str]]]:
    return [
        (0.2, ["--group-by", "msoa"]),
        (0.5, ["--within", rng.choice(("council", "council", "ward"))]),
        (0.5, ["--band", rng.choice(BANDS)]),
        (0.15, ["--size", "weighted"]),
        (0.2, ["--soft-ceiling"]),
        (0.1, ["--teams-inside", rng.choice(("10000:20000", "15000:30000"))]),
        (0.1, ["--together", ",".join(rng.sample(small.CODES, 2))]),
        (0.1, ["--apart", ",".join(rng.sample(small.CODES, 3))]),
        (0.1, ["--stay", rng.choice(small.CODES)]),
        (0.1, ["--alone", rng.choice(small.CODES)]),
        (0.1, ["--waive-floor", rng.choice(small.CODES)]),
        (0.15, ["--networks", rng.choice(("2", "3", "3:5", "99"))]),
        (0.15, ["--moves-max", str(rng.randint(0, 4))]),
        (0.15, ["--approved", rng.choice(("all", "size", "pieces,borders"))]),
        (0.35, ["--travel-times", str(folder / "minutes.csv")]),
        (0.1, ["--gap", "0.05"]),
        (0.1, ["--exclude", rng.choice(small.CODES)]),
        (0.1, ["--allow-doughnuts"]),
    ]


def _of_one(rng: random.Random, folder: Path, command: str) -> list[tuple[float, list[str]]]:
    if command == "redraft":
        return [(0.5, ["--towards", rng.choice(("contiguity", "teams", "travel", "all"))])]
    weights = rng.sample(CRITERIA, rng.randint(1, 4))
    said = ",".join(f"{name}={rng.choice(WEIGHTS)}" for name in weights)
    return [
        (0.8, ["--weights", said]),
        (0.2, ["--soft", f"council={rng.choice(WEIGHTS)}"]),
        (0.25, ["--keep-whole", f"ward={rng.choice(WEIGHTS)}"]),
        (0.3, ["--alternatives", str(rng.randint(1, 3)), "--near", "10%", "--different", "8000"]),
        (0.25, ["--tiers", str(folder / rng.choice(("tiers.toml", "both.toml")))]),
    ]
