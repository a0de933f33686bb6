"""What a redraft leaves behind: tables, pictures, and a folder for the plan of every step."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from pcn_planner import pipeline, safe_text
from pcn_planner.files import area_columns
from pcn_planner.files.output_folder import check, replaced
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.redrafting import frontier, picture
from pcn_planner.redrafting.frontier import Step

TABLE, MOVES, CHART, SUMMARY = "redraft.csv", "moves.csv", "frontier.svg", "redraft.txt"
STEPS_MAX = 100


def step_name(step: Step) -> str:
    """The folder of a step's plan."""
    return f"step-{step.moves_max:02d}"


def picture_name(step: Step) -> str:
    """The picture of a step's moves."""
    return f"moves-{step.moves_max:02d}.svg"


def known() -> frozenset[str]:
    """Names that an earlier redraft may have left, and a new one may replace."""
    numbers = range(STEPS_MAX)
    steps = {name for k in numbers for name in (f"step-{k:02d}/", f"moves-{k:02d}.svg")}
    return frozenset({TABLE, MOVES, CHART, SUMMARY} | steps)


def check_folder(folder: Path) -> None:
    """Raise DataError where ``write`` could not write into ``folder``."""
    check(folder, ours=known())


def table(steps: tuple[Step, ...], towards: str) -> pd.DataFrame:
    """One row a step: moves allowed and made, what is proven, and every figure."""
    rows = pd.DataFrame([frontier.plain(step) for step in steps])
    return rows.assign(goal_reached=[frontier.reached(step, towards) for step in steps])


def moves(steps: tuple[Step, ...]) -> pd.DataFrame:
    """One row a move of a step: who goes where, and why."""
    columns = [
        "moves_max", "practice_code", "name", "network_before", "network_after", "patients",
        "reason",
    ]  # fmt: skip
    rows = [{"moves_max": step.moves_max, **vars(move)} for step in steps for move in step.moves]
    return pd.DataFrame(rows, columns=columns)


def notes(today: Proposal, steps: tuple[Step, ...]) -> tuple[str, ...]:
    """What is noted of today's networks and of the plan of each step, each once."""
    plans = (step.made for step in steps if step.made is not None)
    return tuple(dict.fromkeys(note for one in (today, *plans) for note in one.notes))


def write(steps: tuple[Step, ...], towards: str, today: PlanTables, folder: Path) -> list[Path]:
    """Write tables, chart, pictures and the plan of every step, all of it or nothing.

    Raises
    ------
    DataError
        ``folder`` holds files that this tool does not write, or cannot be written.
    """
    planned, moved = today.planned, moves(steps)
    moved = moved.assign(reason=[today.said(str(why)) for why in moved["reason"]])
    texts: Mapping[str, str] = {
        TABLE: _csv(area_columns.in_files(table(steps, towards), planned)),
        MOVES: _csv(area_columns.in_files(moved, planned)),
        CHART: picture.chart(steps, towards, planned),
        SUMMARY: today.said(frontier.sentence(steps, towards)) + "\n",
    }
    with replaced(folder, ours=known()) as fresh:
        for name, text in texts.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        for step in steps:
            if step.made is not None:
                pipeline.write(step.made, fresh / step_name(step))
                drawn = picture.before_and_after(today, step)
                (fresh / picture_name(step)).write_text(drawn, encoding="utf-8", newline="\n")
        names = sorted(path.name for path in fresh.iterdir())
    return [folder / name for name in names]


def _csv(rows: pd.DataFrame) -> str:
    return str(safe_text.neutralise(rows).to_csv(index=False, lineterminator="\n"))
