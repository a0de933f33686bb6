"""A level above the networks measured: its neighbours, its units, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import replace

import networkx as nx
import pandas as pd

from optimise.problem import sizes
from optimise.problem.plan import Result
from optimise.verify import nesting
from optimise.verify.case import Finding
from pcn_planner.proposal.levels.leveled import Level
from pcn_planner.proposal.tables import ABOVE, BELOW, IN_BAND
from pcn_planner.study.reading.load import with_borders
from pcn_planner.study.study import Study
from pcn_planner.study.tier_rules import Tier


def neighbours(study: Study, tier: Tier) -> "nx.Graph[str]":
    """Practices that are neighbours within this level's borders, those of networks left aside."""
    wider = with_borders(study, tier.rules.within)
    both: nx.Graph[str] = nx.compose(wider.graph, study.graph)
    return both


def measured(study: Study, level: Level, lower: Mapping[str, str]) -> Level:
    """A level that is given, with its units counted and what the verifier finds wrong with it."""
    tier, own = level.tier, level.unit_of
    findings = findings_of(study, tier, lower, own, level.result)
    return replace(level, units=units_of(study, tier, lower, own), findings=findings)


def findings_of(
    study: Study,
    tier: Tier,
    lower: Mapping[str, str],
    upper: Mapping[str, str],
    result: Result | None,
) -> tuple[Finding, ...]:
    """What the verifier finds wrong with a level: practice code -> unit below, and unit of it."""
    counted = sizes.of(study.practices, tier.rules.size)
    return nesting.nesting(
        lower, upper, {str(c): int(n) for c, n in counted.items()}, neighbours(study, tier),
        (tier.rules.floor, tier.rules.ceiling), () if result is None else result.exceptions,
    )  # fmt: skip


def units_of(
    study: Study, tier: Tier, lower: Mapping[str, str], own: Mapping[str, str]
) -> pd.DataFrame:
    """Units of a level by id: ``name``, ``patients``, ``members`` (units below), ``status``."""
    table = pd.DataFrame({"unit": pd.Series(own), "lower": pd.Series(dict(lower))})
    table["patients"] = sizes.of(study.practices, tier.rules.size).reindex(table.index)
    found = table.groupby("unit").agg(patients=("patients", "sum"), members=("lower", "nunique"))
    least, most = tier.rules.floor, tier.rules.ceiling
    status = [BELOW if n < least else ABOVE if n > most else IN_BAND for n in found["patients"]]
    out = found.assign(name=found.index, status=status).rename_axis(tier.id_column)
    return out[["name", "patients", "members", "status"]]
