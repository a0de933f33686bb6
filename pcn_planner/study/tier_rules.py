"""The levels above and below the networks, as a TOML file states them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import tomli_w

from boundaries.errors import DataError
from boundaries.files import opening
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from pcn_planner.study import columns

NETWORK = "network"  #: the level whose rules are those of the plan itself
ALLOWED = (
    "band", "within", "networks", "weights", "ceiling_soft", "oversize_slack", "balance_target",
)  # fmt: skip
USUAL = {"travel": 1.0}  #: weights of a level that states none
#: columns that outputs have of their own -> the level that may be called so, if any
TAKEN = {"network_id": NETWORK, "team_id": "", "lead_team_id": ""}
WEIGHED = ("travel", "count", "balance", "oversize")


@dataclass(frozen=True)
class Tier:
    """One level: its name, its rules, and the column that fixes it where it exists already.

    The level next to the networks may be planned ``together`` with them.
    """

    name: str
    rules: Rules
    column: str = ""
    together: bool = False

    @property
    def id_column(self) -> str:
        """The level's column in every output, such as ``place_id``."""
        return id_column(self.name)


def id_column(name: str) -> str:
    """The column of a level in every output."""
    return f"{name.strip().lower().replace(' ', '_')}_id"


def read(path: Path) -> tuple[Tier, ...]:
    """The levels of a file, innermost first; see ``loads``."""
    return loads(opening.read_document(path), str(path))


def loads(text: str, source: str = "") -> tuple[Tier, ...]:
    """The levels that a document states, innermost first.

    ``[[tiers]]`` tables in the order from inside out or from outside in, which their bands
    tell. Each has a ``name`` and a ``band``; ``column`` where the practice table has the level
    already; and of the rules ``ALLOWED``. One may be called ``network``: its band is the plan's.

    Raises
    ------
    DataError
        The document states no levels, or one that means nothing.
    """
    plain = rules_toml.parsed(text, source)
    tables = plain.pop("tiers", None)
    if plain or not isinstance(tables, list) or not tables:
        raise DataError(
            "the file states no levels",
            rows=sorted(plain),
            remedy='Give [[tiers]] tables with name = "place" and band = [250000, 500000]',
            source=source,
        )
    return stated(tables, source)


def stated(tables: Iterable[Mapping[str, Any]], source: str = "") -> tuple[Tier, ...]:
    """The levels of tables such as ``loads`` reads, innermost first. Raises as ``loads`` does."""
    given = list(tables)
    if not given or not all(isinstance(table, Mapping) for table in given):
        raise DataError("no levels are stated", remedy="Give each its name and its band")
    return _ordered(tuple(_tier(dict(table), source) for table in given), source)


def spelt(tiers: Iterable[Tier], practices: pd.DataFrame) -> tuple[Tier, ...]:
    """The levels with their columns in the capitals of the practice table.

    Raises
    ------
    DataError
        The table lacks a column of a level; said before anything is solved.
    """
    made = []
    for tier in tiers:
        for name in filter(None, (tier.column, *tier.rules.within)):
            columns.column(practices, name, f"the level {tier.name}")
        both = replace(tier.rules, within=(tier.column, *tier.rules.within))
        column, *within = columns.as_spelt(both, practices).within
        made.append(replace(tier, column=column, rules=replace(tier.rules, within=tuple(within))))
    return tuple(made)


def above_networks(tiers: Iterable[Tier]) -> tuple[Tier, ...]:
    """The levels without that of the networks themselves, which states the plan's own rules."""
    return tuple(tier for tier in tiers if tier.name != NETWORK)


def plain(tier: Tier) -> dict[str, Any]:
    """The table that ``stated`` reads as this level."""
    said = rules_toml.to_dict(tier.rules)
    usual = rules_toml.to_dict(Rules(weights=USUAL))
    more = {name: said[name] for name in ALLOWED[1:] if said.get(name) != usual.get(name)}
    named = {"column": tier.column} if tier.column else {}
    together = {"together": True} if tier.together else {}
    band = [tier.rules.floor, tier.rules.ceiling]
    return {"name": tier.name, "band": band, **more, **named, **together}


def dumps(tiers: Sequence[Tier]) -> str:
    """Levels as a TOML document that ``loads`` reads."""
    return tomli_w.dumps({"tiers": [plain(tier) for tier in tiers]})


def with_columns(rules: Rules, tiers: Sequence[Tier]) -> Rules:
    """The rules of the networks: the band of their level, inside every level that exists."""
    own = next((tier.rules for tier in tiers if tier.name == NETWORK), None)
    band = rules if own is None else replace(rules, floor=own.floor, ceiling=own.ceiling)
    columns = [tier.column for tier in reversed(tiers) if tier.column]
    within = tuple(dict.fromkeys((*columns, *band.within)))
    return replace(band, within=within)


def _tier(table: dict[str, Any], source: str) -> Tier:
    name, column = table.pop("name", ""), table.pop("column", "")
    together = table.pop("together", False)
    band = table.pop("band", None)
    unknown = sorted(set(table) - set(ALLOWED))
    whole = isinstance(band, list) and [type(end) for end in band] == [int, int]
    named = isinstance(name, str) and name.replace(" ", "").isalnum() and len(name) <= len("x" * 30)
    texts = isinstance(column, str) and isinstance(together, bool)
    if unknown or not whole or not named or not texts:
        raise DataError(
            f"the level {name!r} cannot be read",
            rows=unknown,
            remedy=f"Give name (letters and digits), band = [least, most], and of the rules "
            f"{', '.join(ALLOWED[1:])}, or column; together = true or false",
            source=source,
        )
    _check_name(name, source)
    least, most = band
    rules = rules_toml.from_dict({"floor": least, "ceiling": most, "no_doughnuts": False, **table},
                                 source)  # fmt: skip
    weights = rules.weights if "weights" in table else USUAL
    strange = sorted(set(weights) - set(WEIGHED))
    if strange:
        raise DataError(
            f"the level {name} cannot weigh {', '.join(strange)}",
            remedy=f"Weigh {', '.join(WEIGHED)}",
            source=source,
        )
    made = replace(rules, weights=weights)
    rules_toml.check(made, source)
    return Tier(name, made, column, together)


def _check_name(name: str, source: str) -> None:
    """Raise DataError where a level's column is one that outputs have of their own."""
    column = id_column(name)
    if column in TAKEN and name != TAKEN[column]:
        taken = ", ".join(one.removesuffix("_id").replace("_", " ") for one in TAKEN)
        raise DataError(
            f"a level cannot be called {name!r}: its column would be {column}, which every plan "
            "has for something else",
            remedy=f"Call it otherwise; these are taken, in capitals too: {taken}; "
            f"{NETWORK} in small letters is the level of the plan itself",
            source=source,
        )


def _ordered(tiers: tuple[Tier, ...], source: str) -> tuple[Tier, ...]:
    """The levels innermost first; their bands must rise or fall all the way."""
    names = [tier.id_column for tier in tiers]
    floors = [tier.rules.floor for tier in tiers]
    ceilings = [tier.rules.ceiling for tier in tiers]
    rising = floors == sorted(floors) and ceilings == sorted(ceilings)
    falling = floors == sorted(floors, reverse=True) and ceilings == sorted(ceilings, reverse=True)
    inner = [tier.name for tier in (tiers if rising else tiers[::-1])]
    if len(set(names)) < len(names) or not (rising or falling):
        raise DataError(
            "levels have one name, or bands that neither rise nor fall from one to the next",
            rows=[f"{t.name}: {t.rules.floor:,} to {t.rules.ceiling:,}" for t in tiers],
            remedy="State them from inside out, or from outside in, each under its own name",
            source=source,
        )
    if NETWORK in inner[1:]:
        raise DataError(
            "networks are the innermost level",
            remedy="Give teams inside networks with --teams-inside",
            source=source,
        )
    ordered = tiers if rising else tiers[::-1]
    _check_together(ordered, source)
    return ordered


def _check_together(inner: tuple[Tier, ...], source: str) -> None:
    """Only the level next to the networks, and one that is proposed, is planned with them."""
    upper = above_networks(inner)
    wrong = [t.name for t in inner if t.together and (t.column or t is not upper[0])]
    if wrong:
        raise DataError(
            "these levels cannot be planned together with the networks",
            rows=wrong,
            remedy="Give together = true to the level next to the networks, where it has no column",
            source=source,
        )
