"""The front door stands on the planner alone, and nothing stands on it."""

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("boundaries", "optimise", "pcn_planner", "data", "benchmarks")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name.split(".")[0] for name in plain | froms}


def test_the_front_door_imports_only_the_planner() -> None:
    ours = imported(ROOT / "app.py") & {*PACKAGES, "app"}
    assert ours == {"pcn_planner"}


def test_nothing_imports_the_front_door() -> None:
    files = [p for package in PACKAGES for p in (ROOT / package).rglob("*.py")]
    assert len(files) > 100
    assert [p for p in files if "app" in imported(p)] == []


def test_the_front_door_is_small() -> None:
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) <= 80
