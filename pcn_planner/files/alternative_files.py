"""Alternatives as files: two tables and a map in one folder, and a folder a plan beside it."""

from pathlib import Path

import pandas as pd

from pcn_planner import pipeline, safe_text
from pcn_planner.files import area_columns
from pcn_planner.files.output_folder import check, replaced
from pcn_planner.papers.maps import paper_map
from pcn_planner.proposal.alternatives import Alternatives
from pcn_planner.spared import spared
from pcn_planner.study import inputs

PLANS, PRACTICES, MAP = "alternatives.csv", "practices.csv", "alternatives"
AREAS = "areas.csv"  #: in place of ``PRACTICES`` where small areas are planned
OURS = frozenset({PLANS, PRACTICES, AREAS, f"{MAP}.svg", f"{MAP}.png"})
DECIMALS = 6
PANEL_MM = 64.0


def folder_of(out: Path, plan: int | None = None) -> Path:
    """Where the tables go (``OUT-alternatives``), and each plan (``OUT-alternative-1`` ...)."""
    return out.with_name(
        f"{out.name}-alternatives" if plan is None else f"{out.name}-alternative-{plan}"
    )


def folders_of(out: Path, wanted: int) -> list[Path]:
    """Every folder that ``write`` may write: the tables, and each plan."""
    return [folder_of(out), *(folder_of(out, plan) for plan in range(1, wanted + 1))]


def check_folders(out: Path, wanted: int) -> None:
    """Raise DataError now where ``write`` could not write."""
    tables, *plans = folders_of(out, wanted)
    check(tables, OURS)
    for plan in plans:
        pipeline.check_folder(plan)


def write(found: Alternatives, out: Path) -> tuple[list[Path], list[str]]:
    """Write tables, map and every alternative; the folders, and what could not be drawn."""
    faults: list[str] = []
    folders = []
    for k, one in enumerate(found.plans[1:], start=1):
        pipeline.write(one, folder_of(out, k))
        folders.append(folder_of(out, k))
    with replaced(folder_of(out), OURS) as fresh:
        table = found.table()
        names = [out.name, *(folder.name for folder in folders)]
        planned = found.plans[0].study.inputs.planned
        _write(fresh / PLANS, table.assign(folder=names).reset_index(), planned)
        units = AREAS if planned == inputs.AREAS else PRACTICES
        _write(fresh / units, found.practices.reset_index(), planned)
        spared(
            lambda: draw(found, fresh),
            lambda reason: faults.append(f"the map of alternatives could not be made ({reason})"),
        )
    return [folder_of(out), *folders], faults


def draw(found: Alternatives, folder: Path) -> None:
    """The small maps of all plans as SVG and PNG."""
    table = found.practices
    panels = []
    for k, one in enumerate(found.plans):
        if one.tables is not None:
            head = "Best plan" if k == 0 else f"Alternative {k}"
            gap = "" if one.result.gap is None else f", gap {one.result.gap:.2%}"
            panels.append((f"{head}{gap}", one.tables))
    across, down = min(3, len(panels)), -(-len(panels) // 3)
    sheet = paper_map.Sheet(folder, MAP, across * PANEL_MM, down * PANEL_MM * 1.15)
    paper_map.small_multiples(panels, list(table.index[table["swings"]]), sheet)


def _write(path: Path, table: pd.DataFrame, planned: str) -> None:
    safe = safe_text.neutralise(area_columns.in_files(table.round(DECIMALS), planned))
    safe.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")
