"""A study with links and barriers that a draft stated, beside those of its files."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd

from boundaries.adjacency import links as link_tables
from boundaries.errors import DataError
from pcn_planner.study.reading.load import with_neighbours
from pcn_planner.study.study import Line, Study

DRAFTED = "drafted"  #: marks the rows of ``Study.links`` that no file has
Row = tuple[str, str, str, str]  #: practice_a, practice_b, action, reason


def drafted(study: Study) -> list[Row]:
    """Links that a draft stated, sorted."""
    if study.links is None or DRAFTED not in study.links:
        return []
    own = study.links[study.links[DRAFTED].astype(bool)]
    return sorted(own[link_tables.COLUMNS].itertuples(index=False, name=None))


def with_drafted(study: Study, links: Iterable[Row], lines: Iterable[Line] = ()) -> Study:
    """The study with exactly these links and barriers beside those of its files.

    It is the very same study where it has them.

    Raises
    ------
    DataError
        A pair crosses a hard border or is in the files with the other action, or the neighbours
        come from a table of their own.
    """
    rows, drawn = sorted(links), tuple(sorted(lines))
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
    before = with_drafted(study, rows, {*study.drawn} - {line}).graph
    after = with_drafted(study, rows, {*study.drawn, line}).graph
    return sorted((min(one), max(one)) for one in before.edges if not after.has_edge(*one))


def _with_own(files: pd.DataFrame | None, rows: Sequence[Row]) -> pd.DataFrame | None:
    """The links of the files, and those of a draft, which are marked."""
    if files is None and not rows:
        return None
    own = pd.DataFrame(rows, columns=link_tables.COLUMNS).assign(**{DRAFTED: True})
    if files is None:
        return own
    kept = files if DRAFTED not in files else files[~files[DRAFTED].astype(bool)]
    return pd.concat([kept.assign(**{DRAFTED: False}), own], ignore_index=True)
