"""What the documentation takes from the code itself: options, criteria, checks."""

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from typer.main import get_command

from optimise.problem.criteria import CRITERIA
from optimise.verify.verify import CHECKS
from pcn_planner.cli import cli
from pcn_planner.proposal.presets import PRESETS


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Replace ``<!-- from the code: NAME -->`` by what the code says."""
    return re.sub(r"<!-- from the code: (\w+) -->", lambda found: PARTS[found[1]](), markdown)


def commands() -> str:
    """Every command with its arguments and options."""
    return "\n".join(_command(name, one) for name, one in get_command(cli).commands.items())


def criteria() -> str:
    """Every criterion with its unit and what a unit of weight buys."""
    rows = [
        f"| `{name}` | {one.unit} | {_sentence(one.measure)} | {one.buys} |"
        for name, one in CRITERIA.items()
    ]
    head = "| criterion | unit | measures | one unit of weight buys |\n|---|---|---|---|"
    return "\n".join([head, *rows])


def presets() -> str:
    """Every preset with its weights, and what it did to the demo area."""
    rows = [
        f"| `{one.name}` | {one.label} | {_weights(one.weights)} | {one.means} {one.demo} |"
        for one in PRESETS.values()
    ]
    return "\n".join(["| preset | in the app | weights | what it does |\n|---|---|---|---|", *rows])


def _weights(weights: Mapping[str, float]) -> str:
    return f"`{','.join(f'{name}={weight:g}' for name, weight in weights.items())}`"


def checks() -> str:
    """Every check of the verifier with its version."""
    rows = [f"| `{check.__name__}` | {version} | {_sentence(check)} |" for check, version in CHECKS]
    return "\n".join(["| check | version | what it holds |\n|---|---|---|", *rows])


def _command(name: str, command: Any) -> str:
    head = f"## pcn {name}\n\n{_plain(command.help)}\n\n"
    usage = " ".join(p.metavar or p.name.upper() for p in _arguments(command))
    rows = [
        f"| {_flags(p)} | {_plain(getattr(p, 'help', '') or '')} | {_default(p)} |"
        for p in command.params
        if p not in _arguments(command) and "--help" not in p.opts
    ]
    table = "\n".join(["| option | meaning | default |\n|---|---|---|", *rows]) if rows else ""
    return f"{head}```\npcn {name} {usage}\n```\n\n{table}\n"


def _flags(parameter: Any) -> str:
    flags = ", ".join(f"`{flag}`" for flag in sorted(parameter.opts, reverse=True))
    return f"{flags} `{_plain(parameter.metavar)}`" if parameter.metavar else flags


def _arguments(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "argument"]


def _default(parameter: Any) -> str:
    value = parameter.default
    return "" if value in (None, "", False, [], ()) or callable(value) else f"`{value}`"


def _sentence(function: Callable[..., Any]) -> str:
    return _plain(inspect.getdoc(function) or "").split(". ")[0].rstrip(".")


def _plain(text: str) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


PARTS = {"commands": commands, "criteria": criteria, "presets": presets, "checks": checks}
