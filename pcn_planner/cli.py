"""The command line: ``pcn`` and its commands."""

import typer

from planner.commands.app import app as app_command
from planner.commands.check import check
from planner.commands.compare import compare
from planner.commands.conflicts import conflicts
from planner.commands.demo import demo
from planner.commands.plan import plan

cli = typer.Typer(
    name="pcn",
    help="Draw primary care networks: contiguous, inside the band, within borders, and proven.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in {
    "plan": plan,
    "check": check,
    "conflicts": conflicts,
    "compare": compare,
    "app": app_command,
    "demo": demo,
}.items():
    cli.command(name)(command)


def main() -> None:
    """Run ``pcn``."""
    cli()
