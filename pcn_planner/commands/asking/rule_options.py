"""Options on the rules of a plan, and on what makes one plan better than another."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from optimise.problem.rules import Rules, ties_broken
from pcn_planner.commands.asking import parsing
from pcn_planner.commands.asking.options import option

_RULES = "Rules"


@dataclass(frozen=True)
class Bounds:
    """Rules that any assignment can be checked against."""

    within: Annotated[
        list[str],
        option(
            "--within",
            "Columns whose borders no network crosses, outermost first.",
            _RULES,
            "COLUMN,...",
        ),
    ] = field(default_factory=list)
    band: Annotated[
        str | None,
        option("--band", "How many patients a network has: floor:ceiling.", _RULES, "30000:50000"),
    ] = None
    size: Annotated[
        str,
        option(
            "--size",
            "Column that the band counts instead of registered patients.",
            _RULES,
            "COLUMN",
        ),
    ] = ""
    soft_ceiling: Annotated[
        bool,
        typer.Option(
            "--soft-ceiling",
            help="Allow larger networks; the weight oversize is their price.",
            rich_help_panel=_RULES,
        ),
    ] = False
    teams_inside: Annotated[
        str | None,
        option(
            "--teams-inside",
            "Band of the teams that a larger network has to divide into.",
            _RULES,
            "30000:50000",
        ),
    ] = None
    networks: Annotated[
        str | None, option("--networks", "Propose this many networks.", _RULES, "N|MIN:MAX")
    ] = None
    together: Annotated[
        list[str], option("--together", "Keep these practices in one network.", _RULES, "CODE,CODE")
    ] = field(default_factory=list)
    apart: Annotated[
        list[str],
        option("--apart", "Keep these practices in different networks.", _RULES, "CODE,CODE"),
    ] = field(default_factory=list)
    fixed: Annotated[
        list[str], option("--fixed", "Keep this network as it is.", _RULES, "CODE,...")
    ] = field(default_factory=list)
    alone: Annotated[
        list[str],
        option("--alone", "Make each of these practices a network of its own.", _RULES, "CODE,..."),
    ] = field(default_factory=list)
    waive_floor: Annotated[
        list[str],
        option(
            "--waive-floor",
            "Let networks of these practices be below the floor.",
            _RULES,
            "CODE,...",
        ),
    ] = field(default_factory=list)
    same_premises: Annotated[
        str | None,
        option(
            "--same-premises",
            "Keep practices at one place together, or tell where they part.",
            _RULES,
            "told|together",
        ),
    ] = None
    rules: Annotated[
        Path | None,
        option("--rules", "File of rules (TOML); other options override it.", _RULES),
    ] = None

    def rule_set(self, **more: Any) -> Rules:
        """The rules asked for: those of the file, replaced by what is given beside it.

        Raises
        ------
        DataError
            An option or the file says something that no rule can mean.
        """
        return self.over(Rules(), more)

    def over(self, base: Rules, more: Mapping[str, Any]) -> Rules:
        """``base``, or the rules of the file, replaced by what is given beside them."""
        from optimise.problem.stated import rules_toml

        given = base if self.rules is None else rules_toml.read(self.rules)
        made = replace(given, **self._given(), **more)
        rules_toml.check(made)
        return replace(made, weights=ties_broken(made.weights))

    def _given(self) -> dict[str, Any]:
        given: dict[str, Any] = {
            "within": parsing.several(self.within),
            "together": parsing.groups(self.together),
            "apart": parsing.groups(self.apart),
            "fixed": parsing.groups(self.fixed),
            "alone": parsing.several(self.alone),
            "floor_waived": parsing.several(self.waive_floor),
            "same_premises": self.same_premises,
            "size": self.size,
            "ceiling_soft": self.soft_ceiling,
            "networks": self.networks and parsing.networks(self.networks),
        }
        given = {name: value for name, value in given.items() if value}
        if self.teams_inside is not None:
            given["team_band"] = parsing.band(self.teams_inside, "--teams-inside")
        if self.band is not None:
            given["floor"], given["ceiling"] = parsing.band(self.band)
        return given


@dataclass(frozen=True)
class Wishes:
    """What makes one plan better than another; ``weights`` change those of the preset."""

    preset: Annotated[
        str | None,
        option("--preset", "Take the preset of weights with this name.", _RULES, "NAME"),
    ] = None
    weights: Annotated[
        list[str],
        option(
            "--weights",
            "Say what counts and how much: travel=1,change=2.",
            _RULES,
            "travel=1,alignment=0.5",
        ),
    ] = field(default_factory=list)
    soft: Annotated[
        list[str],
        option(
            "--soft",
            "Column whose borders are crossed at a price for each patient.",
            _RULES,
            "COLUMN=PRICE",
        ),
    ] = field(default_factory=list)
    keep_whole: Annotated[
        list[str],
        option(
            "--keep-whole",
            "Keep the wards of this column whole, at this price for each patient.",
            _RULES,
            "COLUMN=PRICE",
        ),
    ] = field(default_factory=list)

    @property
    def given(self) -> dict[str, dict[str, float]]:
        """Weights and prices, as far as given, as ``Rules`` names them."""
        out: dict[str, dict[str, float]] = {}
        if self.preset is not None:
            from pcn_planner.proposal import presets

            out["weights"] = presets.weights(self.preset)
        if self.weights:
            tuned = parsing.numbers(self.weights, "--weights")
            out["weights"] = out.get("weights", {}) | tuned
        if self.soft:
            out["soft_borders"] = parsing.numbers(self.soft, "--soft")
        if self.keep_whole:
            out["kept_whole"] = parsing.numbers(self.keep_whole, "--keep-whole")
        return out
