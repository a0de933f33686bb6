"""Levels above the networks of a plan: solved one upon the other, verified, drawn, measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import networkx as nx
import pandas as pd

from boundaries.errors import DataError
from optimise import tiers as levels
from optimise.problem import criteria, problem, sizes
from optimise.problem.exceptions import declare
from optimise.problem.plan import Plan, Result, Status
from optimise.problem.problem import Problem
from optimise.problem.rules import Rules
from optimise.progress import Cancelled, Limits
from optimise.solve import solve
from optimise.tiers import Joint
from optimise.verify import nesting
from optimise.verify.case import Check, Finding, Report
from pcn_planner.proposal.judging import UnverifiedError
from pcn_planner.proposal.levels import leveled
from pcn_planner.proposal.levels.leveled import Level
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import ABOVE, BELOW, IN_BAND
from pcn_planner.study.reading.load import with_borders
from pcn_planner.study.study import Study
from pcn_planner.study.tier_rules import NETWORK, Tier

NO_END = Limits()


@dataclass(frozen=True, eq=False)
class Tiers:
    """A plan with its levels, innermost first, the networks not among them."""

    made: Proposal
    levels: tuple[Level, ...] = ()


def with_columns(rules: Rules, tiers: Sequence[Tier]) -> Rules:
    """The rules of the networks: the band of their level, inside every level that exists."""
    own = next((tier.rules for tier in tiers if tier.name == NETWORK), None)
    band = rules if own is None else replace(rules, floor=own.floor, ceiling=own.ceiling)
    columns = [tier.column for tier in reversed(tiers) if tier.column]
    within = tuple(dict.fromkeys((*columns, *band.within)))
    return replace(band, within=within)


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
    below, unit_of = NETWORK, dict(made.plan.assignment)
    size = made.rules.size  # every level counts its band as the networks do
    asked = [
        replace(tier, rules=replace(tier.rules, size=size))
        for tier in tiers
        if tier.name != NETWORK
    ]
    for tier in asked:
        level = (
            _existing(made.study, tier, below, unit_of)
            if tier.column
            else _proposed(made, tier, (below, unit_of), (limits, seed, cancelled))
        )
        if below == NETWORK and level.result is not None:
            level = replace(level, joint=_joint(made, level))
        found.append(level)
        below, unit_of = tier.name, dict(level.unit_of)
    return Tiers(leveled.shown(made, found), tuple(found))


def neighbours(study: Study, tier: Tier) -> "nx.Graph[str]":
    """Practices that are neighbours within this level's borders, those of networks left aside."""
    wider = with_borders(study, tier.rules.within)
    both: nx.Graph[str] = nx.compose(wider.graph, study.graph)
    return both


def _existing(study: Study, tier: Tier, below: str, unit_of: Mapping[str, str]) -> Level:
    if tier.column not in study.practices:
        raise DataError(
            f"the practice table has no column {tier.column} for the level {tier.name}",
            remedy=f"Choose among its columns: {', '.join(map(str, study.practices.columns))}",
        )
    column = study.practices[tier.column].astype(str)
    own = {code: column[code] for code in unit_of}
    return measured(study, Level(tier, below, pd.DataFrame(), own), unit_of)


def measured(study: Study, level: Level, lower: Mapping[str, str]) -> Level:
    """A level that is given, with its units counted and what the verifier finds wrong with it."""
    tier, own = level.tier, level.unit_of
    findings = _findings(study, tier, lower, own, level.result)
    return replace(level, units=_units(study, tier, lower, own), findings=findings)


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
    found = _findings(made.study, tier, unit_of, own, result)
    if found:
        raise UnverifiedError(Report((Check("nesting", 1, found),)))
    return Level(tier, below, _units(made.study, tier, unit_of, own), own, result)


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
        levels.graph_of_units(neighbours(study, tier), unit_of),
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


def _findings(
    study: Study,
    tier: Tier,
    lower: Mapping[str, str],
    upper: Mapping[str, str],
    result: Result | None,
) -> tuple[Finding, ...]:
    counted = sizes.of(study.practices, tier.rules.size)
    return nesting.nesting(
        lower, upper, {str(c): int(n) for c, n in counted.items()}, neighbours(study, tier),
        (tier.rules.floor, tier.rules.ceiling), () if result is None else result.exceptions,
    )  # fmt: skip


def _units(
    study: Study, tier: Tier, lower: Mapping[str, str], own: Mapping[str, str]
) -> pd.DataFrame:
    table = pd.DataFrame({"unit": pd.Series(own), "lower": pd.Series(dict(lower))})
    table["patients"] = sizes.of(study.practices, tier.rules.size).reindex(table.index)
    found = table.groupby("unit").agg(patients=("patients", "sum"), members=("lower", "nunique"))
    least, most = tier.rules.floor, tier.rules.ceiling
    status = [BELOW if n < least else ABOVE if n > most else IN_BAND for n in found["patients"]]
    out = found.assign(name=found.index, status=status).rename_axis(tier.id_column)
    return out[["name", "patients", "members", "status"]]


def _joint(made: Proposal, level: Level) -> Joint | None:
    """Networks and this level together; no bound where a network is not in one piece.

    The bound is on plans whose networks have the fewest patients in exceptions, and whose units
    of this level have none.
    """
    study, rules, result = made.study, level.tier.rules, level.result
    graph = neighbours(study, level.tier)
    if result is None or result.objective is None or made.result.objective is None:
        return None
    whole = made.plan is not None and all(
        nx.is_connected(graph.subgraph(codes)) for codes in made.plan.networks.values()
    )
    units = {code: [code] for code in map(str, study.practices.index)}
    bound = None
    if whole and not result.exceptions_patients:
        asked = problem.build(
            study.practices, graph, replace(rules, size=made.rules.size, within=()),
            units=_borders(study, level.tier, units),
            travel_km=study.travel_km, travel_minutes=study.travel_minutes,
        )  # fmt: skip
        bound = levels.least_cost(asked)
    return levels.joint((made.result.objective, result.objective), (made.result.bound, bound))
