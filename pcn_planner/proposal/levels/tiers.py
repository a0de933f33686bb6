"""Levels above the networks of a plan: solved one upon the other, verified, drawn, measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.errors import DataError
from optimise import tiers as levels
from optimise.problem import criteria, problem
from optimise.problem.exceptions import declare
from optimise.problem.plan import Plan, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.progress import Cancelled, Limits
from optimise.solve import solve
from optimise.tiers import Joint
from optimise.verify.case import Check, Report
from pcn_planner.proposal.judging import UnverifiedError
from pcn_planner.proposal.levels import leveled, measured, together
from pcn_planner.proposal.levels.leveled import Level
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study.study import Study
from pcn_planner.study.tier_rules import NETWORK, Tier, above_networks

NO_END = Limits()
NOT_MADE = "The levels above the networks are not made: "


@dataclass(frozen=True, eq=False)
class Tiers:
    """A plan with its levels, innermost first, the networks not among them."""

    made: Proposal
    levels: tuple[Level, ...] = ()


def build(
    made: Proposal, tiers: Sequence[Tier], *, limits: Limits = NO_END, seed: int = 1,
    cancelled: Cancelled | None = None,
) -> Tiers:  # fmt: skip
    """Propose every level above the networks of a verified plan, each upon the one below.

    Raises
    ------
    DataError
        A level is no column of the practice table, or cannot be made of the units below it.
    UnverifiedError
        A level that was proposed breaks a rule: a fault of the program.
    """
    if made.plan is None or made.tables is None:
        raise DataError("levels need a plan of networks, and there is none", remedy="See why above")
    found: list[Level] = []
    below, unit_of = NETWORK, _networks_of(made)
    size = made.rules.size  # every level counts its band as the networks do
    asked = [replace(tier, rules=replace(tier.rules, size=size)) for tier in above_networks(tiers)]
    for tier in asked:
        level = (
            _existing(made.study, tier, below, unit_of)
            if tier.column
            else _proposed(made, tier, (below, unit_of), (limits, seed, cancelled))
        )
        if below == NETWORK and level.result is not None:
            made, level = _joined(made, level, (limits, seed, cancelled))
            unit_of = _networks_of(made)
        found.append(level)
        below, unit_of = tier.name, dict(level.unit_of)
    return Tiers(leveled.shown(made, found), tuple(found))


def tried(
    made: Proposal, levels: Sequence[Tier], *, limits: Limits = NO_END, seed: int = 1,
    cancelled: Cancelled | None = None,
) -> Proposal:  # fmt: skip
    """The plan with the levels asked for; where they cannot be made, without them, and a note.

    A plan of networks is never lost for its levels.
    """
    if not levels:
        return made
    why = "there is no whole plan of networks."
    if made.verified:
        try:
            return build(made, levels, limits=limits, seed=seed, cancelled=cancelled).made
        except (DataError, UnverifiedError) as error:
            why = made.study.words.said(str(error))
    return replace(made, notes=(*made.notes, made.study.words.said(NOT_MADE) + why))


def _existing(study: Study, tier: Tier, below: str, unit_of: Mapping[str, str]) -> Level:
    if tier.column not in study.practices:
        raise DataError(
            f"the practice table has no column {tier.column} for the level {tier.name}",
            remedy=f"Choose among its columns: {', '.join(map(str, study.practices.columns))}",
        )
    column = study.practices[tier.column].astype(str)
    own = {code: column[code] for code in unit_of}
    return measured.measured(study, Level(tier, below, pd.DataFrame(), own), unit_of)


def _proposed(
    made: Proposal,
    tier: Tier,
    lower: tuple[str, Mapping[str, str]],
    effort: tuple[Limits, int, Cancelled | None],
) -> Level:
    below, unit_of = lower
    limits, seed, cancelled = effort
    asked = _problem(made, tier, unit_of)
    result = solve(asked, limits=limits, seed=seed, cancelled=cancelled)
    if result.plan is None or result.status not in (Status.OPTIMAL, Status.FEASIBLE):
        raise DataError(
            f"the {below}s cannot be put together into the level {tier.name}",
            rows=list(result.reasons),
            remedy="Widen its band, or plan the networks to fit it",
        )
    named = _named(tier, result.plan)
    settled = result.exceptions_patients == result.exceptions_bound
    result = replace(result, plan=named, exceptions=declare(asked, named.networks, settled))
    parent = named.assignment
    own = {code: parent[unit] for code, unit in unit_of.items()}
    found = measured.findings_of(made.study, tier, unit_of, own, result)
    if found:
        raise UnverifiedError(Report((Check("nesting", 1, found),)))
    return Level(tier, below, measured.units_of(made.study, tier, unit_of, own), own, result)


def _named(tier: Tier, plan: Plan) -> Plan:
    """Units called after their level: ``Place 1``, as ids ``PLACE-01``."""
    short = tier.name.strip().upper().replace(" ", "-")
    groups = sorted(plan.networks.values())
    return Plan({f"{short}-{k:02d}": group for k, group in enumerate(groups, start=1)})


def _problem(made: Proposal, tier: Tier, unit_of: Mapping[str, str]) -> Problem:
    """The units of the level below as the practices of this one."""
    study, size = made.study, made.rules.size
    whole = problem.build(
        study.practices,
        study.graph,
        Rules(size=size, weights={}),
        travel_km=study.travel_km,
        travel_minutes=study.travel_minutes,
    )
    groups: dict[str, list[str]] = {}
    for code, unit in sorted(unit_of.items()):
        groups.setdefault(unit, []).append(code)
    rows = {unit: whole.rows(codes) for unit, codes in sorted(groups.items())}
    hubs = [criteria.hub(whole, members) for members in rows.values()]
    travel = levels.to_hubs(whole, hubs, list(rows.values()))
    index = pd.Index(rows, name="practice_code", dtype=str)
    table_of = pd.DataFrame(travel, index, index)
    table = gpd.GeoDataFrame(
        {"name": index, "patients": [int(whole.patients[list(r)].sum()) for r in rows.values()]},
        index=index,
        geometry=study.practices.geometry.loc[[whole.codes[h] for h in hubs]].to_numpy(),
        crs=study.practices.crs,
    )
    if size:
        table[size] = [int(whole.size[list(r)].sum()) for r in rows.values()]
    return problem.build(
        table,
        levels.graph_of_units(measured.neighbours(study, tier), unit_of),
        replace(tier.rules, size=size, within=()),
        units=_borders(study, tier, groups),
        travel_km=table_of if study.journeys is None else None,
        travel_minutes=None if study.journeys is None else table_of,
    )


def _borders(study: Study, tier: Tier, groups: Mapping[str, Sequence[str]]) -> "pd.Series[str]":
    """The hard border unit of each unit of the level below; one for all where none is asked."""
    found = {}
    for unit, codes in groups.items():
        labels = {tuple(str(study.practices.loc[code, column]) for column in tier.rules.within)
                  for code in codes}  # fmt: skip
        if len(labels) > 1:
            raise DataError(
                f"{unit} crosses a border that the level {tier.name} may not cross",
                rows=[" / ".join(label) for label in sorted(labels)],
                remedy="Plan the networks within that border too (--within)",
            )
        found[unit] = " / ".join(labels.pop()) or "all"
    return pd.Series(found, dtype=str)


def _joined(
    made: Proposal, level: Level, effort: tuple[Limits, int, Cancelled | None]
) -> tuple[Proposal, Level]:
    """Networks and the level upon them with the bound on both, and better ones where asked for."""
    tier, result = level.tier, level.result
    if result is None or result.objective is None or made.result.objective is None:
        return made, level
    asked = _of_practices(made, tier)
    whole = _whole(made, tier)
    divided = levels.division(asked) if whole or tier.together else None
    bound = levels.least_cost(asked, divided) if whole else None

    def with_joint(one: Proposal, upon: Level) -> Level:
        return replace(upon, joint=_joint(one, upon, bound))

    def above(one: Proposal) -> Level:
        return with_joint(one, _proposed(one, tier, (NETWORK, _networks_of(one)), effort))

    first = together.Both(made, with_joint(made, level))
    if not tier.together:
        return first.made, first.level
    best = together.planned(first, (asked, divided), above, effort)
    return best.made, best.level


def _joint(made: Proposal, level: Level, bound: float | None) -> Joint:
    """Networks and this level together; no bound where units of it are outside their band.

    The bound is on plans whose networks have the fewest patients in exceptions, and whose units
    of this level have none.
    """
    own, result = made.result, level.result
    assert result is not None
    parts = own.objective or 0.0, result.objective or 0.0
    known = None if result.exceptions_patients else bound
    return levels.joint(parts, (own.bound, known))


def _networks_of(made: Proposal) -> dict[str, str]:
    return {} if made.plan is None else dict(made.plan.assignment)


def _whole(made: Proposal, tier: Tier) -> bool:
    """Whether every network is in one piece within this level's borders."""
    graph, plan = measured.neighbours(made.study, tier), made.plan
    return plan is not None and all(
        nx.is_connected(graph.subgraph(codes)) for codes in plan.networks.values()
    )


def _of_practices(made: Proposal, tier: Tier) -> Problem:
    """The practices themselves as the units of this level."""
    study = made.study
    units = {code: [code] for code in map(str, study.practices.index)}
    return problem.build(
        study.practices, measured.neighbours(study, tier),
        replace(tier.rules, size=made.rules.size, within=()),
        units=_borders(study, tier, units),
        travel_km=study.travel_km, travel_minutes=study.travel_minutes,
    )  # fmt: skip
