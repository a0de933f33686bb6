"""The command line: ``pcn`` and its commands."""

import typer

from pcn_planner.commands.app import app as app_command
from pcn_planner.commands.check import check
from pcn_planner.commands.compare import compare
from pcn_planner.commands.conflicts import conflicts
from pcn_planner.commands.demo import demo
from pcn_planner.commands.pack import pack
from pcn_planner.commands.plan import plan
from pcn_planner.commands.project import project
from pcn_planner.commands.publish import comments, publish
from pcn_planner.commands.read import read
from pcn_planner.commands.redraft import redraft

cli = typer.Typer(
    name="pcn",
    help="Draw primary care networks: contiguous, inside the band, within borders, and proven.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for name, command in {
    "plan": plan,
    "redraft": redraft,
    "check": check,
    "conflicts": conflicts,
    "compare": compare,
    "pack": pack,
    "read": read,
    "publish": publish,
    "comments": comments,
    "project": project,
    "app": app_command,
    "demo": demo,
}.items():
    cli.command(name)(command)


def main() -> None:
    """Run ``pcn``."""
    cli()
