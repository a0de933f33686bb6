"""Public names that the packages say more than once, found in the code, with the reason by kind."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PACKAGES = ("boundaries", "optimise", "pcn_planner")

#: Verbs do the same to the subject of their module, and are called with it: ``links.read(...)``.
_VERBS = """
apply ask begin build check check_folder choose compare delete digest divide divides draw
draw_barrier dumps erase_barrier find finish forget gather improve join judge keep lay_out leave
link load loads main open_plan prepare propose read recognise redraft rename
render repair require run_all say settle show solve split start suggest sweep take tell unlink
write write_networks
"""
#: What became of the argument, by a verb whose past is no word in ``-ed``.
_PAST = """
found given held held_against kept known said shown told written apart
"""

#: One subject on several floors: computed, asked for by a command, shown on a page.
_FLOORS = """
alignment alternatives approvals beside change compare conflicts demo draft history journeys
layers neighbourhoods pack plan planning project redraft saved scenarios sizes stopping
teams_inside tiers travel words
"""
VERBS, PAST, FLOORS = (frozenset(words.split()) for words in (_VERBS, _PAST, _FLOORS))
KINDS = {
    "verb": "the same act on the subject of each module; called with the module before it",
    "past": "what became of the argument; the module says of what",
    "of": "the module is the noun, and the function says whose it is",
    "part": "a part that several subjects have; the module says of which",
    "floors": "one subject, computed below and asked for or shown above",
    "rooms": "one noun of several rooms that do not meet; the room says of what",
}


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace ``<!-- names: WHICH -->`` by the list of modules or functions."""
    return re.sub(r"<!-- names: (\w+) -->", lambda found: LISTS[found[1]](), markdown)


def kind_of_function(name: str) -> str:
    """The reason why several modules have a function of that name."""
    if name in VERBS:
        return "verb"
    if name in PAST or name.endswith("ed"):
        return "past"
    return "of" if name == "of" or re.search(r"^of_|_of$", name) else "part"


def kind_of_module(name: str) -> str:
    """The reason why several rooms have a module of that name."""
    return "floors" if name in FLOORS else "rooms"


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the packages by its dotted name."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield (
                ".".join(path.relative_to(ROOT).with_suffix("").parts),
                ast.parse(path.read_text("utf-8")),
            )


def modules_twice() -> dict[str, list[str]]:
    """Names of modules that more than one room has."""
    return _twice((name.rpartition(".")[2], name) for name, _ in sources())


def functions_twice() -> dict[str, list[str]]:
    """Names of public functions that more than one module has."""
    return _twice(
        (node.name, name)
        for name, tree in sources()
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    )


def _twice(pairs: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    homes: dict[str, list[str]] = defaultdict(list)
    for name, home in pairs:
        homes[name].append(home)
    return {n: h for n, h in sorted(homes.items()) if len(h) > 1 and n != "__init__"}


def modules() -> str:
    """The table of module names."""
    about = {name: _first_sentence(tree) for name, tree in sources()}
    rows = [
        f"| `{name}` | {KINDS[kind_of_module(name)]} | "
        f"{'<br>'.join(f'`{home}`: {about[home]}' for home in homes)} |"
        for name, homes in modules_twice().items()
    ]
    return "\n".join(["| name | why twice | what each is |\n|---|---|---|", *rows])


def functions() -> str:
    """The tables of function names, one for each kind."""
    kinds: Mapping[str, list[str]] = defaultdict(list)
    for name, homes in functions_twice().items():
        where = ", ".join(f"`{home}`" for home in homes)
        kinds[kind_of_function(name)].append(f"| `{name}` | {len(homes)} | {where} |")
    return "\n\n".join(
        f"### {KINDS[kind].capitalize()}\n\n| name | times | modules |\n|---|---|---|\n"
        + "\n".join(rows)
        for kind, rows in kinds.items()
    )


def _first_sentence(tree: ast.Module) -> str:
    said = (ast.get_docstring(tree) or "").split("\n\n")[0]
    return " ".join(said.replace("``", "`").split())


LISTS = {"modules": modules, "functions": functions}
