"""Teams inside large networks, as tables, drawn areas, and sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from boundaries.files.outlines.rounding import polygonal
from optimise.problem import sizes
from optimise.problem.plan import Plan
from optimise.problem.rules import Rules
from optimise.teams_inside import Division
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.spared import spared
from pcn_planner.study.study import Study
from pcn_planner.words import counted

TEAM = "team_id"  #: column of practices in every output, where teams are asked for


def shown(
    tables: PlanTables,
    team_of: Mapping[str, str],
    divided: Mapping[str, Division],
    territories: gpd.GeoDataFrame,
) -> PlanTables:
    """The tables with each practice's team, the teams' areas, and how many each network has."""
    if not team_of:
        return tables
    counts = {key: len(one.teams) for key, one in divided.items()}
    inside = [counts.get(str(key), 1) for key in tables.networks.index]
    made = replace(
        tables,
        networks=tables.networks.assign(teams_inside=inside),
        tiers={**tables.tiers, TEAM: dict(team_of)},
    )
    drawn = spared(lambda: areas(made, territories), lambda _: None)
    if drawn is None or drawn.empty:
        return made
    return replace(made, tier_areas={**made.tier_areas, TEAM: drawn})


def areas(tables: PlanTables, territories: gpd.GeoDataFrame) -> gpd.GeoDataFrame | None:
    """Each team of a divided network: the ground of its practices inside the network's area.

    Index team id; ``name``, ``network_id``, ``patients``, ``practices``; EPSG:27700. ``None``
    where no network is divided; a team whose practices have no ground there is left out.
    """
    teams = pd.Series(dict(tables.tiers[TEAM]), dtype="str")
    networks = pd.Series(dict(tables.assignment), dtype="str").reindex(teams.index)
    split = teams[teams != networks]
    if split.empty:
        return None
    ground = territories.loc[split.index, ["geometry"]].assign(team_id=split)
    whole = ground.dissolve("team_id")
    of = networks[split.index].groupby(split).first().reindex(whole.index)
    inside = tables.areas.geometry.reindex(of.to_numpy())
    clipped = whole.geometry.intersection(inside.set_axis(whole.index), align=False)
    patients = tables.practices["patients"].reindex(split.index).groupby(split)
    columns = {
        "name": whole.index,
        "network_id": of,
        "patients": patients.sum(),
        "practices": patients.size(),
    }
    drawn = gpd.GeoDataFrame(columns, geometry=clipped.map(polygonal), crs=territories.crs)
    return drawn[~drawn.is_empty]


def notes(rules: Rules, plan: Plan, divided: Mapping[str, Division], study: Study) -> Iterator[str]:
    """Sentences on what is divided, what cannot be, and how far that is proven."""
    if rules.team_band is None:
        return
    least, most = rules.team_band
    sized = sizes.of(study.practices, rules.size)
    for key, one in divided.items():
        proven = "proven" if one.proven else "not proven"
        large = [code for team in one.teams for code in team if sized[code] > most]
        if large:
            yield (
                f"Network {key} holds {', '.join(large)}, larger than a team of {least:,} to "
                f"{most:,}: a practice forms its own teams, and is one here with whoever is joined "
                f"to it ({counted(len(one.teams), 'team')} in all)."
            )
        elif one.teams:
            km = f"{one.travel or 0.0:,.0f} {study.travel_unit.total} to the teams' hubs"
            yield (
                f"Network {key} is divided into {len(one.teams)} teams of {least:,} to {most:,}: "
                f"the fewest, then the least travel ({km}; {proven})."
            )
        else:
            yield f"Network {key} has no division into teams of {least:,} to {most:,} ({proven})."
    lists = study.practices["patients"]
    for key, codes in plan.networks.items():
        if len(codes) == 1 and lists[codes[0]] > rules.ceiling:
            yield (
                f"Network {key} is one practice of {lists[codes[0]]:,} patients, which its "
                "practices cannot divide: its teams are for the practice to form."
            )
