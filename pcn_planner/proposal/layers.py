"""Every layer of footprints under one plan: counted, held together, and put in front."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from boundaries.teams import conflicts as conflict_tables
from boundaries.teams import layers as team_layers
from boundaries.teams.conflicts import Conflicts, Prepared
from boundaries.teams.footprints import Footprints
from boundaries.teams.practice_moves import MINUTES, Travelled
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study.study import Study


def table(made: Proposal) -> pd.DataFrame | None:
    """Network x layer (``boundaries.teams.layers.table``); ``None`` where there is one layer."""
    return team_layers.table(made.by_layer) if made.layers else None


def in_front(made: Proposal, name: str) -> Proposal:
    """The same proposal with one layer's teams and conflicts where the first layer's stand.

    For what shows one layer at a time; the table of networks keeps the first layer's columns.
    """
    if made.tables is None or name not in made.layers:
        return made
    found, first = made.layers[name], made.conflicts
    said = [line for line in made.tables.caveats if first is None or first.method not in line]
    tables = replace(
        made.tables,
        conflicts=found.rows,
        footprints=made.study.layers[name].footprints,
        caveats=(*said, f"Conflicts with teams of the layer {name}: {found.method}."),
    )
    return replace(made, conflicts=found, tables=tables)


def with_others(
    found: Mapping[str, Conflicts], prepared: Mapping[str, Prepared], assignment: Mapping[str, str]
) -> dict[str, Conflicts]:
    """The same conflicts, each mend with what it does to the other layers.

    Columns ``move_removes: NAME`` of ``rows`` and ``practice_moves``: patients fewer outside the
    lead teams of that layer.
    """
    return {name: _beside(name, one, prepared, assignment) for name, one in found.items()}


def _beside(
    name: str, one: Conflicts, prepared: Mapping[str, Prepared], assignment: Mapping[str, str]
) -> Conflicts:
    rows, moves = one.rows, one.practice_moves
    asked = rows[rows["move_practice_code"] != ""].rename(
        columns={"move_practice_code": "practice_code", "move_to_network_id": "to_network_id"}
    )
    for other, ready in prepared.items():
        if other == name:
            continue
        cells = ready.cells[ready.cells["practice_code"].isin(list(assignment))]
        gains = team_layers.removed(cells, assignment, asked).reindex(rows.index)
        column = f"{team_layers.REMOVES}{other}"
        rows = rows.assign(**{column: gains.astype("Int64")})
        moves = moves.assign(**{column: team_layers.removed(cells, assignment, moves)})
    return replace(one, rows=rows, practice_moves=moves)


def parted(
    first: str, found: Mapping[str, Conflicts]
) -> tuple[Conflicts | None, dict[str, Conflicts]]:
    """The first layer's conflicts, and those of the others."""
    return found.get(first), {name: one for name, one in found.items() if name != first}


def further(study: Study) -> dict[str, Prepared]:
    """What conflicts with each further layer are counted from."""
    found = {name: prepared(study, one.footprints) for name, one in study.layers.items()}
    return {name: one for name, one in found.items() if one is not None}


def prepared(study: Study, prints: Footprints | None) -> Prepared | None:
    """What conflicts with one layer are counted from; ``None`` without teams."""
    if prints is None:
        return None
    return conflict_tables.prepare(
        study.practices,
        prints,
        registrations=study.registrations,
        small_areas=study.small_areas,
        graph=study.graph,
        travelled=_travelled(study),
    )


def _travelled(study: Study) -> Travelled | None:
    """What the criterion travel counts: minutes where these are known, else from homes."""
    if study.travel_minutes is not None:
        return Travelled(study.travel_minutes, MINUTES)
    return None if study.travel_km is None else Travelled(study.travel_km)
