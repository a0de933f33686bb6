"""A study with links and barriers that a draft stated, beside those of its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.adjacency import links as link_tables
from boundaries.errors import DataError
from pcn_planner.kept import by_owner
from pcn_planner.study.reading.load import with_neighbours
from pcn_planner.study.study import Line, Study

NONE: Mapping[Line, str] = MappingProxyType({})
DRAFTED = "drafted"  #: marks the rows of ``Study.links`` that no file has
Row = tuple[str, str, str, str]  #: practice_a, practice_b, action, reason
ON_MAP, IN_FILE = "drawn on the map", "in a file"  #: where a barrier comes from
CALLED = ("reason", "name", "title")  #: columns that say what a barrier of a file is
ROOM = 0.05  #: barriers are shown so far beyond the land, a share of its width and height


def drafted(study: Study) -> list[Row]:
    """Links that a draft stated, sorted."""
    if study.links is None or DRAFTED not in study.links:
        return []
    own = study.links[study.links[DRAFTED].astype(bool)]
    return sorted(own[link_tables.COLUMNS].itertuples(index=False, name=None))


def with_drafted(study: Study, links: Iterable[Row], lines: Mapping[Line, str] = NONE) -> Study:
    """The study with exactly these links and barriers beside those of its files.

    ``lines`` are barriers, each with what it is. A study that has them already is returned as it
    is.

    Raises
    ------
    DataError
        A pair crosses a hard border or is in the files with the other action, or the neighbours
        come from a table of their own.
    """
    rows, drawn = sorted(links), dict(sorted(lines.items()))
    if (rows, drawn) == (drafted(study), study.drawn):
        return study
    if study.given_edges is not None:
        raise DataError(
            "The neighbours come from a table of their own",
            remedy="Add the pair to that table, or take it out there",
        )
    return with_neighbours(replace(study, links=_with_own(study.links, rows), drawn=drawn))


def pairs_parted(study: Study, line: Line) -> list[tuple[str, str]]:
    """Pairs of neighbours that a barrier parts and nothing else does, sorted.

    Raises ``DataError`` as ``with_drafted`` does.
    """
    rows = drafted(study)
    others = {one: why for one, why in study.drawn.items() if one != line}
    before = with_drafted(study, rows, others).graph
    after = with_drafted(study, rows, {**study.drawn, line: study.drawn.get(line, "")}).graph
    return sorted((min(one), max(one)) for one in before.edges if not after.has_edge(*one))


@by_owner
def barriers(study: Study) -> gpd.GeoDataFrame | None:
    """Every barrier near the land of a study, of files and drawn on the map, to be shown.

    Returns
    -------
    GeoDataFrame
        EPSG:27700; ``reason``, what it is, blank where nobody said; ``source``, ``ON_MAP`` or
        ``IN_FILE``; ``None`` where there are none.
    """
    given = [] if study.barriers is None else [_of_files(study.barriers)]
    own = {"reason": list(study.drawn.values()), "source": ON_MAP}
    lines = [shapely.LineString(line) for line in study.drawn]
    parts = [*given, gpd.GeoDataFrame(own, geometry=lines, crs=study.practices.crs)]
    every = pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)
    near = every.set_geometry(every.geometry.clip_by_rect(*_around(study)))
    near = near[~near.geometry.is_empty]
    return near.reset_index(drop=True) if len(near) else None


def _of_files(given: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    called = {str(name).lower(): name for name in given.columns}
    column = next((called[name] for name in CALLED if name in called), None)
    reasons = "" if column is None else given[column].fillna("").astype(str).to_numpy()
    return gpd.GeoDataFrame(
        {"reason": reasons, "source": IN_FILE}, geometry=given.geometry.to_numpy(), crs=given.crs,
        index=range(len(given)),
    )  # fmt: skip


def _around(study: Study) -> tuple[float, float, float, float]:
    """The box of the land, and a little more: ``xmin, ymin, xmax, ymax``."""
    west, south, east, north = study.territories.total_bounds
    wide, tall = ROOM * (east - west), ROOM * (north - south)
    return west - wide, south - tall, east + wide, north + tall


def _with_own(files: pd.DataFrame | None, rows: Sequence[Row]) -> pd.DataFrame | None:
    """The links of the files, and those of a draft, which are marked."""
    if files is None and not rows:
        return None
    own = pd.DataFrame(rows, columns=link_tables.COLUMNS).assign(**{DRAFTED: True})
    if files is None:
        return own
    kept = files if DRAFTED not in files else files[~files[DRAFTED].astype(bool)]
    return pd.concat([kept.assign(**{DRAFTED: False}), own], ignore_index=True)
