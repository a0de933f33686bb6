"""Where ``pcn`` begins: Ctrl-C is heard before anything heavy is imported."""

from pcn_planner.commands.running import interrupts


def main() -> None:
    """Run ``pcn``."""
    interrupts.listen()
    from pcn_planner.cli import cli

    try:
        cli()
    finally:
        interrupts.over()
