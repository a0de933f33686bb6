"""Staff of a plan: posts by network and role, who changes team, who is short and at what cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from pcn_planner.profile.homes import NOWHERE, Homes
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.staff import allot, bases, check, levels, visits

STEPS = (0.5, 1.0)
BY_NETWORK = ["network_id", "lead_team_id", "role", "wte", "fair_share_wte", "wte_changing_team"]
MOVES = ["team_id", "role", "network_id", "wte", "changes_team"]


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
        One row a network: ``levels.COLUMNS``; what it is short of the stated level, and the
        pounds a year to bring it up at the mean cost of a post, ``None`` where not known.
    visits
        One row a team, role, base and network: ``visits.COLUMNS``.
    notes
        What has to be said about it, one sentence each.
    roles
        One row a network and role: ``levels.ROLE_COLUMNS``.
    """

    by_network: pd.DataFrame
    moves: pd.DataFrame
    levels: pd.DataFrame
    visits: pd.DataFrame
    notes: tuple[str, ...]
    roles: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=levels.ROLE_COLUMNS))

    @property
    def changing(self) -> float:
        """Whole-time equivalents that change team."""
        return float(self.by_network["wte_changing_team"].sum())

    @property
    def overall(self) -> tuple[str, ...]:
        """Sentences on how many posts change team, and how far visits are."""
        total = float(self.by_network["wte"].sum())
        moved = (
            f"{self.changing:g} of {total:g} WTE change team, the fewest that fair shares allow."
        )
        far = visits.sentence(self.visits)
        return (moved, far) if far else (moved,)

    @property
    def sentences(self) -> tuple[str, ...]:
        """``overall``, and sentences on which networks are short of the level and at what cost."""
        rows = [*self.short.to_dict("records"), *self.short_roles.to_dict("records")]
        return (*self.overall, *map(levels.sentence, rows))

    @property
    def short(self) -> pd.DataFrame:
        """The networks that are short of the level of all roles together."""
        return self.levels[self.levels["short_wte"] > 0]

    @property
    def short_roles(self) -> pd.DataFrame:
        """The networks and roles that are short of the level of their role."""
        return self.roles[self.roles["short_wte"] > 0]


def planned(
    posts: pd.DataFrame,
    tables: PlanTables,
    weights: Mapping[str, Fraction],
    *,
    level: levels.Level = None,
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
        Whole-time equivalents for 10,000 registered patients, of all roles together or by role;
        ``None`` for none.
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
    asked = levels.stated(level)
    if step not in STEPS:
        raise DataError("the step of staff means nothing", remedy="Take steps of 0.5 or 1")
    told, own = _own_teams(posts, tables, leads)
    steps, left = _steps(own, Fraction(str(step)))
    found = {role: allot.allot(counts, weights, leads) for role, counts in steps.items()}
    for role, one in found.items():
        if wrong := check.findings(one.steps, steps[role], weights):
            raise ValueError(f"the posts of {role} are allotted wrongly: {wrong}")
    rows, moves = _rows(found, steps, weights, leads, step), _moves(found, leads, step)
    held = levels.of_networks(rows, own, tables, asked.get(levels.ALL), step)
    by_role = levels.of_roles(rows, own, tables, asked, step)
    sent, lost = _visits(moves, own, tables, homes, step)
    return Staff(
        rows,
        moves,
        held,
        sent,
        (*notes, *posts.attrs.get("notes", []), *told, *left, *lost),
        by_role,
    )


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
