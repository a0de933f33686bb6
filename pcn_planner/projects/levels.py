"""The levels above the networks that people asked for, as a project holds them."""

from collections.abc import Sequence
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.study import tier_rules
from pcn_planner.study.tier_rules import Tier

ASKED = "levels"  #: tables of levels; see ``tier_rules.stated``


def asked(path: Path) -> tuple[Tier, ...]:
    """The levels, innermost first; none where nobody asked, or what is written means nothing."""
    said = contents.facts(path).get(ASKED)
    if not isinstance(said, list) or not said or not all(isinstance(one, dict) for one in said):
        return ()
    try:
        return tier_rules.stated(said)
    except DataError:
        return ()


def keep(project: Project, levels: Sequence[Tier]) -> None:
    """Write the levels in the place of those before. Raises ``DataError`` where it cannot."""
    contents.keep_fact(project, ASKED, [tier_rules.plain(tier) for tier in levels])
