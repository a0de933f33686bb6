"""Options on how far a plan may depart from today's networks, and what they make of the rules."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from boundaries.errors import DataError
from pcn_planner.commands.asking import parsing

if TYPE_CHECKING:
    from optimise.problem.rules import Rules
    from pcn_planner.study.study import Study

_PANEL = "Change from today's networks"


def _option(flag: str, text: str, metavar: str | None = None) -> Any:
    return typer.Option(flag, help=text, rich_help_panel=_PANEL, metavar=metavar)


@dataclass(frozen=True)
class Change:
    """What of today may stay outside the rules, and what may not change."""

    approved: Annotated[
        str | None,
        _option(
            "--approved", "Let networks of today that are outside the rules stay.", "all|KINDS|FILE"
        ),
    ] = None
    moves_max: Annotated[
        int | None, _option("--moves-max", "Let at most this many practices change network.", "N")
    ] = None
    patients_moved_max: Annotated[
        int | None,
        _option("--patients-moved-max", "Let at most this many patients change network.", "N"),
    ] = None
    stay: Annotated[
        list[str], _option("--stay", "Let these practices keep their network.", "CODE,...")
    ] = field(default_factory=list)
    keep_networks: Annotated[
        list[str], _option("--keep-networks", "Leave these networks of today unchanged.", "ID,...")
    ] = field(default_factory=list)
    change_only: Annotated[
        list[str], _option("--change-only", "Change only these networks of today.", "ID,...")
    ] = field(default_factory=list)
    allow_doughnuts: Annotated[
        bool, _option("--allow-doughnuts", "Let a network enclose others.")
    ] = False

    @property
    def files(self) -> dict[str, Path | None]:
        """The table of approvals by its role, if it is one."""
        path = None if self.approved is None else Path(self.approved).expanduser()
        return {} if path is None or not path.is_file() else {"approved": path}

    def applied(self, study: "Study", rules: "Rules", sheet: Sequence[str] = ()) -> "Rules":
        """The rules with these limits; ``sheet`` is what ``--sheet`` asks for.

        Raises
        ------
        DataError
            Today's networks are not known, or a name means nothing.
        """
        from optimise.problem.stated import rules_toml
        from pcn_planner.redrafting import approvals
        from pcn_planner.study import asked_sheets, columns

        if self._asks and study.current is None:
            raise DataError(
                "a limit on change begins from today's networks",
                remedy="Name the column of today's networks with --current",
            )
        made = replace(
            columns.as_spelt(rules, study.practices),
            stay=parsing.several(self.stay) or rules.stay,
            moves_max=rules.moves_max if self.moves_max is None else self.moves_max,
            patients_moved_max=(
                rules.patients_moved_max
                if self.patients_moved_max is None
                else self.patients_moved_max
            ),
            no_doughnuts=rules.no_doughnuts and not self.allow_doughnuts,
        )
        still = parsing.several(self.keep_networks), parsing.several(self.change_only)
        paths = [asked_sheets.read(one, sheet) for one in self.files.values() if one]
        made = approvals.limited(study, made, self.approved, *paths, still=still)
        rules_toml.check(made)
        return made

    @property
    def _asks(self) -> bool:
        """Whether anything is asked that needs today's networks."""
        numbers = (self.moves_max, self.patients_moved_max, self.approved)
        named = bool(self.stay or self.keep_networks or self.change_only)
        return named or any(one is not None for one in numbers)
