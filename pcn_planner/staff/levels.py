"""Staff of networks held against a stated level: of all roles together, and of each role."""

import math
from collections.abc import Hashable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

import pandas as pd

from boundaries.errors import DataError
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.staff.posts import COST

PER = 10_000  #: registered patients that a level of staff is stated for
COLUMNS = ["network_id", "patients", "wte", "wte_per_10k", "level_per_10k", "short_wte", "cost"]
ROLE_COLUMNS = ["network_id", "role", *COLUMNS[1:]]
#: whole-time equivalents for ``PER`` patients: of all roles, or role -> of that role
Level: TypeAlias = "float | Mapping[str, float] | None"
ALL = ""  #: in a level by role: all roles together


def stated(level: Level) -> dict[str, float]:
    """Role -> level; ``ALL`` for all roles together.

    Raises
    ------
    DataError
        A level is below 0, or more than ``PER``.
    """
    told = {} if level is None else dict(level) if isinstance(level, Mapping) else {ALL: level}
    if wrong := sorted(role for role, one in told.items() if not 0 <= one <= PER):
        raise DataError(
            "a level of staff means nothing", rows=[f"{role or 'all roles'}" for role in wrong],
            remedy=f"Give whole-time equivalents for {PER:,} patients, of 0 or more",
        )  # fmt: skip
    return told


def of_networks(
    rows: pd.DataFrame, posts: pd.DataFrame, tables: PlanTables, level: float | None, step: float
) -> pd.DataFrame:
    """One row a network, all roles together: ``COLUMNS``; ``rows`` as ``Staff.by_network``."""
    cost = mean_cost(posts)
    wte = rows.groupby("network_id")["wte"].sum()
    out = [
        (str(key), *_held(int(patients), float(wte.get(str(key), 0.0)), level, step, cost))
        for key, patients in tables.networks["patients"].items()
    ]
    return pd.DataFrame(out, columns=COLUMNS)


def of_roles(
    rows: pd.DataFrame,
    posts: pd.DataFrame,
    tables: PlanTables,
    levels: Mapping[str, float],
    step: float,
) -> pd.DataFrame:
    """One row a network and role: ``ROLE_COLUMNS``; what is short costs the mean of that role.

    Raises
    ------
    DataError
        A level is stated of a role that nobody has.
    """
    known = list(dict.fromkeys(map(str, rows["role"])))
    if strange := sorted(set(levels) - {ALL} - set(known)):
        raise DataError(
            "levels are stated of roles that nobody has", rows=strange,
            remedy=f"The roles are {', '.join(known)}",
        )  # fmt: skip
    wte = rows.groupby(["network_id", "role"])["wte"].sum()
    costs = {role: mean_cost(posts[posts["role"] == role]) for role in known}
    out = []
    for key, patients in tables.networks["patients"].items():
        for role in known:
            has = float(wte.get((str(key), role), 0.0))
            held = _held(int(patients), has, levels.get(role), step, costs[role])
            out.append((str(key), role, *held))
    return pd.DataFrame(out, columns=ROLE_COLUMNS)


def sentence(row: Mapping[Hashable, Any]) -> str:
    """A sentence on who is short of what, and what bringing it up costs; for either table."""
    cost, role = row["cost"], row.get("role")
    price = "its cost is not known" if cost is None else f"bringing it up costs £{cost:,} a year"
    of = f" of {role}" if role else ""
    return (
        f"{row['network_id']} is {row['short_wte']:g} WTE{of} short of {row['level_per_10k']:g} "
        f"for {PER:,} patients; {price}."
    )


def mean_cost(posts: pd.DataFrame) -> Decimal | None:
    """Pounds a year for a whole-time equivalent, over those whose cost is known."""
    known = posts[posts[COST].notna() & (posts["wte"] > 0)]
    if known.empty:
        return None
    wte = [Decimal(str(one)) for one in known["wte"]]
    cost = [Decimal(str(one)) for one in known[COST]]
    return sum((w * c for w, c in zip(wte, cost, strict=True)), Decimal(0)) / sum(wte, Decimal(0))


def _held(
    patients: int, has: float, level: float | None, step: float, cost: Decimal | None
) -> tuple[object, ...]:
    short = None if level is None else _short(level * patients / PER - has, step)
    price = None if short is None or cost is None else _pounds(cost * Decimal(str(short)))
    return patients, has, has / patients * PER if patients else None, level, short, price


def _short(missing_wte: float, step: float) -> float:
    return max(0, math.ceil(round(missing_wte / step, 9))) * step


def _pounds(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
