"""The file of results: Markdown sections, each replaced as a whole when it is measured again."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

RESULTS = Path(__file__).resolve().parent / "RESULTS.md"
TITLE = "# Benchmark results\n"
PACKAGES = (
    "pcn-planner", "highspy", "pulp", "numba", "numpy", "pandas", "shapely", "dask", "spopt",
    "gerrychain",
)  # fmt: skip
NOTHING = "–"


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a Markdown table; columns in the order of the first row."""
    heads = list(rows[0])
    cells = [[_cell(row[head]) for head in heads] for row in rows]
    figures = re.compile(rf"[\d.,%]+|{NOTHING}")
    right = [all(map(figures.fullmatch, column)) for column in zip(*cells, strict=True)]
    rule = ["---:" if numbers else "---" for numbers in right]
    lines = (map(_cell, heads), rule, *cells)
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _cell(value: object) -> str:
    text = NOTHING if value is None or value == "" else str(value)
    return " ".join(text.replace("|", "/").split())


def number(value: float | None, digits: int = 0) -> str:
    """A figure with thousands marked; a dash where it is not known."""
    return NOTHING if value is None else f"{value:,.{digits}f}"


def share(part: int, whole: int) -> str:
    """A share in per cent; only a whole one is called 100 %."""
    if not whole:
        return NOTHING
    return "100%" if part == whole else f"{min(part / whole, 0.999):.1%}"


def conditions() -> str:
    """Machine, versions and date, as one paragraph."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = psutil.virtual_memory().total / 2**30
    used = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{datetime.now(UTC).date().isoformat()}; {_processor()}, {cores} cores, "
        f"{memory:.0f} GiB, {platform.system()} {platform.machine()}; "
        f"Python {platform.python_version()}, {used}.\n"
    )


def _processor() -> str:
    described = Path("/proc/cpuinfo")
    text = described.read_text("utf-8") if described.exists() else ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or "unknown processor"


def put(path: Path, title: str, body: str) -> None:
    """Write a section in the place of the one with the same title, else at the end."""
    text = path.read_text("utf-8") if path.exists() else TITLE
    section = f"\n## {title}\n\n{conditions()}\n{body.strip()}\n"
    old = re.compile(rf"\n## {re.escape(title)}\n.*?(?=\n## |\Z)", re.DOTALL)
    if old.search(text):
        text = old.sub(lambda _: section, text, count=1)
    else:
        text = text.rstrip("\n") + "\n" + section
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
