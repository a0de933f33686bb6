"""Footprint layers read: the first, and those beside it."""

from boundaries.teams import footprints as teams
from boundaries.teams import patients_by_team
from boundaries.teams.footprints import Footprints
from pcn_planner.study import columns
from pcn_planner.study.layers import Layer, check_names
from pcn_planner.study.reading import neighbourhoods, team_codes
from pcn_planner.study.study import Study


def first(study: Study) -> Footprints | None:
    """The first layer: its file, or the teams that the practice table names."""
    inputs = study.inputs
    if inputs.footprints is not None:
        return teams.read(inputs.footprints)
    return None if inputs.team is None else columns.teams(study.practices[inputs.team])


def fitted(name: str, prints: Footprints, study: Study) -> Footprints:
    """A layer as it is; neighbourhoods so that no small area is left between them."""
    return (
        neighbourhoods.whole(prints, study.small_areas)
        if neighbourhoods.is_named_so(name) and not study.inputs.of_areas
        else prints
    )


def read(study: Study) -> tuple[dict[str, Layer], list[str]]:
    """Every layer of ``study.inputs.layers`` by name, and what was noted in reading them.

    Raises
    ------
    DataError
        A name means nothing, or a file cannot be used.
    """
    check_names([study.inputs.layer, *study.inputs.layers])
    found, noted = {}, []
    for name, source in study.inputs.layers.items():
        prints = fitted(name, teams.read(source), study)
        said = team_codes.held(study, prints, source)
        noted += [f"Footprint layer {name}: {line}" for line in (*prints.notes, *said)]
        cells = patients_by_team.build(
            study.practices, prints,
            registrations=study.registrations, small_areas=study.small_areas,
        )  # fmt: skip
        found[name] = Layer(prints, cells)
    return found, noted
