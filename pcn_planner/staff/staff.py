"""Staff of a plan: posts by network and role, who changes team, who is short and at what cost."""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from pcn_planner.profile.homes import NOWHERE, Homes
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.staff import allot, bases, check, visits
from pcn_planner.staff.posts import COST

PER = 10_000  #: registered patients that a level of staff is stated for
STEPS = (0.5, 1.0)
BY_NETWORK = ["network_id", "lead_team_id", "role", "wte", "fair_share_wte", "wte_changing_team"]
MOVES = ["team_id", "role", "network_id", "wte", "changes_team"]
LEVELS = ["network_id", "patients", "wte", "wte_per_10k", "level_per_10k", "short_wte", "cost"]


@dataclass(frozen=True)
class Staff:
    """Posts allotted to networks.

    Parameters
    ----------
    by_network
        One row a network and role: ``BY_NETWORK``.
    moves
        One row a team, role and network that posts go from and to: ``MOVES``.
    levels
        One row a network: ``LEVELS``; what it is short of the stated level, and the pounds a year
        to bring it up at the mean cost of a post, ``None`` where that is not known.
    visits
        One row a team, role, base and network: ``visits.COLUMNS``.
    notes
        What has to be said about it, one sentence each.
    """

    by_network: pd.DataFrame
    moves: pd.DataFrame
    levels: pd.DataFrame
    visits: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def changing(self) -> float:
        """Whole-time equivalents that change team."""
        return float(self.by_network["wte_changing_team"].sum())

    @property
    def overall(self) -> tuple[str, ...]:
        """How many change team, and how far visits are."""
        total = float(self.by_network["wte"].sum())
        moved = (
            f"{self.changing:g} of {total:g} WTE change team, the fewest that fair shares allow."
        )
        far = visits.sentence(self.visits)
        return (moved, far) if far else (moved,)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The same, and which networks are short of the level and at what cost."""
        return (*self.overall, *(_short_of(row) for row in self.short.to_dict("records")))

    @property
    def short(self) -> pd.DataFrame:
        """The networks that are short of the level."""
        return self.levels[self.levels["short_wte"] > 0]


def _short_of(row: Mapping[Hashable, Any]) -> str:
    cost = row["cost"]
    price = "its cost is not known" if cost is None else f"bringing it up costs £{cost:,} a year"
    return (
        f"{row['network_id']} is {row['short_wte']:g} WTE short of {row['level_per_10k']:g} for "
        f"{PER:,} patients; {price}."
    )


def planned(
    posts: pd.DataFrame,
    tables: PlanTables,
    weights: Mapping[str, Fraction],
    *,
    level: float | None = None,
    step: float = STEPS[0],
    homes: Homes = NOWHERE,
    notes: Sequence[str] = (),
) -> Staff:
    """Allot the posts of every role, and hold networks against a level.

    Parameters
    ----------
    posts
        See ``posts.read``.
    tables
        The plan, with the team that leads each network.
    weights
        Network -> caseload or need.
    level
        Whole-time equivalents of all roles for 10,000 registered patients; ``None`` for none.
    step
        The part of a post that is not divided: 0.5 or 1.
    homes
        Where patients live, for the visits to their homes.
    notes
        What has been said already, of the weights.

    Raises
    ------
    DataError
        The plan knows no teams or none of these, or the step or level means nothing.
    """
    leads = _leads(tables)
    if step not in STEPS or (level is not None and not 0 <= level <= PER):
        raise DataError("the step or level of staff means nothing",
                        remedy="Take steps of 0.5 or 1, and a level of 0 or more")  # fmt: skip
    told, own = _own_teams(posts, tables, leads)
    steps, left = _steps(own, Fraction(str(step)))
    found = {role: allot.allot(counts, weights, leads) for role, counts in steps.items()}
    for role, one in found.items():
        if wrong := check.findings(one.steps, steps[role], weights):
            raise ValueError(f"the posts of {role} are allotted wrongly: {wrong}")
    rows, moves = _rows(found, steps, weights, leads, step), _moves(found, leads, step)
    levels = _levels(rows, tables, level, step, _mean_cost(own))
    sent, lost = _visits(moves, own, tables, homes, step)
    return Staff(rows, moves, levels, sent, (*notes, *told, *left, *lost))


def _visits(
    moves: pd.DataFrame, posts: pd.DataFrame, tables: PlanTables, homes: Homes, step: float
) -> tuple[pd.DataFrame, list[str]]:
    places, lost = bases.places(posts, tables.practices, homes.small_areas)
    found = visits.of_posts(moves, posts, visits.kilometres(places, tables, homes), step)
    if wrong := check.visit_findings(found, moves):
        raise ValueError(f"the posts of bases are sent out wrongly: {wrong}")
    return found, lost


def _leads(tables: PlanTables) -> dict[str, str]:
    if "lead_team_id" not in tables.networks:
        raise DataError(
            "the plan knows no community teams, so nobody can be said to change team",
            remedy="Plan with --footprints, so that each network has a team",
        )
    leads = tables.networks["lead_team_id"].dropna()
    return {str(key): str(team) for key, team in leads.items() if str(team)}


def _own_teams(
    posts: pd.DataFrame, tables: PlanTables, leads: Mapping[str, str]
) -> tuple[list[str], pd.DataFrame]:
    prints = tables.footprints
    known = set(leads.values()) | (set() if prints is None else set(map(str, prints.teams.index)))
    notes = held_against(posts["team_id"], known, what="teams of the staff", among="the plan")
    idle = sorted((set(posts["team_id"]) & known) - set(leads.values()))
    if idle:
        notes.append(f"Teams that lead no network, so all posts change team: {', '.join(idle)}.")
    return notes, posts[posts["team_id"].isin(sorted(known))]


def _steps(posts: pd.DataFrame, step: Fraction) -> tuple[dict[str, dict[str, int]], list[str]]:
    """Role -> team -> whole steps, and what parts of posts are left over."""
    out: dict[str, dict[str, int]] = {}
    left = []
    for (role, team), wte in posts.groupby(["role", "team_id"], sort=True)["wte"]:
        exact = sum((Fraction(str(one)) for one in wte), Fraction(0))
        out.setdefault(str(role), {})[str(team)] = int(exact // step)
        if rest := exact % step:
            left.append(f"{float(rest):g} of {role} in {team}")
    return out, [
        f"Parts of posts that stay with their team, WTE: {', '.join(left)}."
    ] if left else []


def _rows(
    found: Mapping[str, allot.Allotment],
    steps: Mapping[str, Mapping[str, int]],
    weights: Mapping[str, Fraction],
    leads: Mapping[str, str],
    step: float,
) -> pd.DataFrame:
    rows = []
    for role, one in found.items():
        fair = allot.shares(sum(steps[role].values()), weights)
        for key in sorted(weights):
            got = {team: n for (team, network), n in one.steps.items() if network == key}
            moved = sum(n for team, n in got.items() if leads.get(key) != team)
            rows.append((key, leads.get(key, ""), role, sum(got.values()) * step,
                         float(fair[key]) * step, moved * step))  # fmt: skip
    return pd.DataFrame(rows, columns=BY_NETWORK)


def _moves(
    found: Mapping[str, allot.Allotment], leads: Mapping[str, str], step: float
) -> pd.DataFrame:
    rows = [
        (team, role, key, n * step, leads.get(key) != team)
        for role, one in found.items()
        for (team, key), n in sorted(one.steps.items())
    ]
    return pd.DataFrame(rows, columns=MOVES)


def _mean_cost(posts: pd.DataFrame) -> Decimal | None:
    """Pounds a year for a whole-time equivalent, over those whose cost is known."""
    known = posts[posts[COST].notna() & (posts["wte"] > 0)]
    if known.empty:
        return None
    wte = [Decimal(str(one)) for one in known["wte"]]
    cost = [Decimal(str(one)) for one in known[COST]]
    return sum((w * c for w, c in zip(wte, cost, strict=True)), Decimal(0)) / sum(wte, Decimal(0))


def _levels(
    rows: pd.DataFrame, tables: PlanTables, level: float | None, step: float, cost: Decimal | None
) -> pd.DataFrame:
    wte = rows.groupby("network_id")["wte"].sum()
    out = []
    for key, patients in tables.networks["patients"].items():
        has = float(wte.get(str(key), 0.0))
        short = None if level is None else _short(level * int(patients) / PER - has, step)
        price = None if short is None or cost is None else _pounds(cost * Decimal(str(short)))
        rate = has / int(patients) * PER if patients else None
        out.append((str(key), int(patients), has, rate, level, short, price))
    return pd.DataFrame(out, columns=LEVELS)


def _short(missing_wte: float, step: float) -> float:
    return max(0, math.ceil(round(missing_wte / step, 9))) * step


def _pounds(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
