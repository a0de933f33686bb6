"""The front door stands on the planner alone, and nothing stands on it."""

import ast
import re
from pathlib import Path

import grimp
import networkx as nx

from docs import names

ROOT = Path(__file__).parent.parent
PACKAGES = ("boundaries", "optimise", "pcn_planner", "data", "benchmarks")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    froms = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name.split(".")[0] for name in plain | froms}


def test_the_front_door_imports_only_the_planner() -> None:
    assert imported(ROOT / "app.py") & {*PACKAGES, "app"} == {"pcn_planner"}


def test_nothing_imports_the_front_door() -> None:
    files = [p for package in PACKAGES for p in (ROOT / package).rglob("*.py")]
    assert len(files) > 100
    assert [p for p in files if "app" in imported(p)] == []


def test_the_front_door_is_small() -> None:
    assert len((ROOT / "app.py").read_text("utf-8").splitlines()) <= 80


def test_no_imports_go_in_a_circle() -> None:
    graph = grimp.build_graph(*PACKAGES[:3])
    arrows = [(a, b) for a in graph.modules for b in graph.find_modules_directly_imported_by(a)]
    assert len(arrows) > 1000
    whole = nx.DiGraph(arrows)
    assert [c for c in nx.strongly_connected_components(whole) if len(c) > 1] == []


def test_every_room_is_in_the_plan_of_the_house() -> None:
    plan = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rooms = {
        path.parent.relative_to(ROOT) for p in PACKAGES[:3] for path in (ROOT / p).rglob("*.py")
    }
    rooms = {room for room in rooms if len(room.parts) == 2}
    assert len(rooms) > 20
    assert [str(room) for room in sorted(rooms) if f"`{room}`" not in plan] == []


def test_every_fault_of_the_table_is_held_by_a_test_that_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)` `(test_\w+)`", text)
    assert len(named) > 20
    absent = [
        (path, name)
        for path, name in named
        if f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]
    assert absent == []


def test_every_file_that_the_plan_of_the_house_names_exists() -> None:
    plan = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(
        re.findall(r"`((?:boundaries|optimise|pcn_planner|tests|benchmarks)/[\w/.]+)`", plan)
    )
    assert len(named) > 30
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_class_name_that_is_given_twice_has_its_reason_and_the_two_never_meet() -> None:
    files = [p for package in PACKAGES[:3] for p in sorted((ROOT / package).rglob("*.py"))]
    trees = {path: ast.parse(path.read_text("utf-8")) for path in files}
    homes: dict[str, set[str]] = {}
    for path, tree in trees.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                homes.setdefault(node.name, set()).add(module)
    twice = {name: modules for name, modules in homes.items() if len(modules) > 1}
    rows = re.findall(r"^\| `(\w+)` \|", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.M)
    assert sorted(set(rows) & set(homes)) == sorted(twice)

    for path, tree in trees.items():
        known = [
            (alias.name, node.module)
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if node.module in twice.get(alias.name, ())
        ]
        assert len({name for name, _ in known}) == len(known), path


def test_every_reason_for_a_name_given_twice_is_still_needed() -> None:
    functions, modules = names.functions_twice(), names.modules_twice()
    assert len(functions) > 100
    assert len(modules) > 20
    assert sorted((names.VERBS | names.PAST) - set(functions)) == []
    assert sorted(names.FLOORS - set(modules)) == []


def test_no_module_knows_two_functions_by_one_name() -> None:
    twice = names.functions_twice()
    met = []
    for module, tree in names.sources():
        known = [
            (alias.asname or alias.name, node.module)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
            if node.module in twice.get(alias.name, ())
        ]
        own = {(name, home) for name, homes in twice.items() for home in homes if home == module}
        told_apart = {name for name, _ in {*known, *own}}
        met += [module] if len(told_apart) < len({*known, *own}) else []
    assert met == []


def test_the_layout_as_built_is_what_its_page_says() -> None:
    page = (ROOT / "docs" / "explanation" / "layout.md").read_text("utf-8")
    kept = re.findall(r"^\| `([\w/]+)` \| ([a-z_]+(?:, [a-z_]+)*) \|$", page, re.M)
    files = [f"{room}/{name}.py" for room, names in kept for name in names.split(", ")]
    elsewhere = re.findall(r"^\| ([\w/]+)(?:: [^|]+)? \| `([\w/]+\.py)` \|", page, re.M)
    assert len(files) > 100
    assert len(elsewhere) > 20
    assert [one for one in files if not (ROOT / one).exists()] == []
    assert [built for _, built in elsewhere if not (ROOT / built).exists()] == []
    assert [plan for plan, _ in elsewhere if (ROOT / f"{plan}.py").exists()] == []
