"""A level above the networks, and a plan with its levels: columns, areas, units, sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.teams import layers as team_layers
from optimise.problem.plan import Result, Status
from optimise.problem.stated import rules_toml
from optimise.tiers import Joint
from optimise.verify.case import Finding
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.tables import IN_BAND
from pcn_planner.proposal.wording import proof
from pcn_planner.spared import spared
from pcn_planner.study.tier_rules import NETWORK, Tier


@dataclass(frozen=True, eq=False)
class Level:
    """One level of a plan.

    Parameters
    ----------
    tier
        What was asked; ``tier.column`` where the level existed already.
    below
        The name of the level whose units it is made of.
    units
        Index unit id; ``name``, ``patients`` (what the band counts), ``members`` (units of the
        level below), ``status``.
    unit_of
        Practice code -> unit id.
    result
        What its solve came to, given the level below; ``None`` for a level that existed.
    findings
        What is wrong with it by the verifier; of a level that is proposed, nothing.
    joint
        This level and the networks below it together, where that was asked and can be said.
    """

    tier: Tier
    below: str
    units: pd.DataFrame
    unit_of: Mapping[str, str]
    result: Result | None = None
    findings: tuple[Finding, ...] = ()
    joint: Joint | None = None

    @property
    def said(self) -> str:
        """How good the level is known to be, in a sentence."""
        off = int((self.units["status"] != IN_BAND).sum())
        count = f"{len(self.units)} units of {self.tier.name}, {off or 'none'} outside the band"
        if self.result is None:
            return f"{count}, as the column {self.tier.column} has them"
        gap = self.result.gap
        proven = self.result.status is Status.OPTIMAL
        sure = "no better division exists" if proven else (
            "how much better could be is not known" if gap is None else
            proof.from_best(gap)
        )  # fmt: skip
        return f"{count}: {sure}, given the {self.below}s{self._together}"

    @property
    def _together(self) -> str:
        if self.joint is None or self.joint.gap is None:
            return "; the two levels together have no proven bound"
        if self.joint.proven:
            return "; and no plan of the two levels together is better"
        return f"; the two levels together are {proof.from_best(self.joint.gap)}"


def shown(made: Proposal, found: Sequence[Level]) -> Proposal:
    """The plan with a column and areas for every level, and what is said of each."""
    tables = made.tables
    assert tables is not None
    areas = dict(tables.tier_areas)
    for level in found:
        drawn = spared(partial(_areas, made, level), lambda _: None)
        areas |= {} if drawn is None else {level.tier.id_column: drawn}
    columns = {level.tier.id_column: dict(level.unit_of) for level in found}
    of = pd.Series(dict(tables.assignment), dtype=str)
    networks = tables.networks
    for name, unit_of in columns.items():
        parent = pd.Series(unit_of).groupby(of).first()
        networks = networks.assign(**{name: parent.reindex(networks.index)})
    said = tuple(f"Level: {level.said}." for level in found)
    told = tuple(f.message + "." for level in found for f in level.findings)
    tables = replace(
        tables,
        networks=networks,
        tiers={**tables.tiers, **columns},
        tier_areas=areas,
        tier_units=_every_unit(found),
        service=service_levels(made, found),
        levels_said=tuple(f"{level.said}." for level in found),
    )
    plain = tuple(_plain(level) for level in found)
    return replace(made, tables=tables, levels=plain, notes=(*made.notes, *said, *told))


def _every_unit(found: Sequence[Level]) -> pd.DataFrame:
    """One row a unit of every level, innermost first: ``level, id`` and the columns of units."""
    parts = [
        level.units.rename_axis("id").reset_index().assign(level=level.tier.name) for level in found
    ]
    whole = pd.concat(parts, ignore_index=True)
    return whole[["level", *whole.columns.drop("level")]]


def _plain(level: Level) -> dict[str, Any]:
    """A level for ``report.json``."""
    tier, result, together = level.tier, level.result, level.joint
    return {
        "name": tier.name,
        "id_column": tier.id_column,
        "rules": rules_toml.to_dict(tier.rules),
        "exceptions": []
        if result is None
        else [{**asdict(row), "practices": list(row.practices)} for row in result.exceptions],
        "made_of": level.below,
        "band": [tier.rules.floor, tier.rules.ceiling],
        "column": tier.column or None,
        "together": tier.together,
        "status": None if result is None else str(result.status),
        "objective": None if result is None else result.objective,
        "bound": None if result is None else result.bound,
        "gap": None if result is None else result.gap,
        "proven_given": level.below if result is not None else None,
        "joint": None if together is None else vars(together),
        "said": level.said,
        "units": level.units.to_dict("index"),
        "findings": [finding.message for finding in level.findings],
    }


def _areas(made: Proposal, level: Level) -> gpd.GeoDataFrame:
    """Each unit's ground: the areas of its networks together."""
    assert made.tables is not None
    parent = {made.tables.assignment[code]: unit for code, unit in level.unit_of.items()}
    owner = pd.Series(parent).reindex(made.tables.areas.index)
    shapes = {
        unit: shapely.union_all(made.tables.areas.geometry[owner == unit].to_numpy())
        for unit in level.units.index
    }
    crs = made.tables.areas.crs
    return gpd.GeoDataFrame(level.units, geometry=pd.Series(shapes), crs=crs)


def service_levels(made: Proposal, found: Sequence[Level]) -> pd.DataFrame:
    """Each layer of footprints against each level: patients split, and where it fits best.

    Returns
    -------
    Index layer; a column a level, patients outside the best one-to-one pairing of its teams and
    the level's units; ``fits_best``, the level with fewest; ``counted``. Empty without teams.
    """
    if not made.by_layer or made.plan is None:
        return pd.DataFrame()
    cells = {made.study.inputs.layer: made.study.team_patients}
    cells |= {name: layer.team_patients for name, layer in made.study.layers.items()}
    every = {NETWORK: dict(made.plan.assignment)}
    every |= {level.tier.name: dict(level.unit_of) for level in found}
    rows = {}
    for name, counts in cells.items():
        if counts is None:
            continue
        split = {level: team_layers.split(counts, unit_of) for level, unit_of in every.items()}
        best = min(split, key=lambda level: split[level])
        rows[name or "teams"] = {**split, "fits_best": best,
                                 "counted": made.by_layer[name].counted}  # fmt: skip
    return pd.DataFrame(rows).T.rename_axis("layer")
