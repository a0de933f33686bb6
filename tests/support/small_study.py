"""A study small enough to reckon by hand: twelve practices on a grid, four networks of three.

Practices stand 2 km apart; each has 8,000 patients but R1C1 (9,000)::

    west unit         east unit
    R0C0 R0C1 | R0C2 R0C3      networks  A: R0C0 R0C1 R1C0    B: R1C1 R2C0 R2C1
    R1C0 R1C1 | R1C2 R1C3                C: R0C2 R0C3 R1C3    D: R1C2 R2C2 R2C3
    R2C0 R2C1 | R2C2 R2C3      teams     T1: rows 0 and 1     T2: row 2
"""

from pathlib import Path

from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.drafting.session import Session
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.study import Study

NETWORK = {
    "R0C0": "A", "R0C1": "A", "R1C0": "A", "R1C1": "B", "R2C0": "B", "R2C1": "B",
    "R0C2": "C", "R0C3": "C", "R1C3": "C", "R1C2": "D", "R2C2": "D", "R2C3": "D",
}  # fmt: skip
RULES = Rules(floor=16_000, ceiling=33_000, within=("ccg_code",))
HEAD = "practice_code,practice_name,easting,northing,list_size,ccg_code,pcn_code,team\n"


def table(names: dict[str, str] | None = None) -> str:
    """The practice table as CSV; ``names`` replaces some of the practices' names."""
    lines = []
    for code in sorted(NETWORK):
        row, column = int(code[1]), int(code[3])
        name = (names or {}).get(code, f"Surgery {code}").replace('"', '""')
        patients = 9_000 if code == "R1C1" else 8_000
        place = f"{400_000 + 2_000 * column},{406_000 - 2_000 * row}"
        unit, team = "West" if column < 2 else "East", "T2" if row == 2 else "T1"
        lines.append(f'{code},"{name}",{place},{patients},{unit},{NETWORK[code]},{team}\n')
    return HEAD + "".join(lines)


def study(folder: Path, names: dict[str, str] | None = None) -> Study:
    path = folder / "practices.csv"
    path.write_text(table(names), encoding="utf-8")
    return pipeline.load(Inputs(path, within=("ccg_code",), current="pcn_code", team="team"))


def session(folder: Path, names: dict[str, str] | None = None) -> Session:
    """A session that drafts from today's networks."""
    out = Session()
    out.begin(study(folder, names), RULES)
    out.start_from(NETWORK, {"A": "Alder PCN"}, "today's networks")
    return out
