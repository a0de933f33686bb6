"""A study with links that a draft added or took away, beside those of its files."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from boundaries.adjacency import links as link_tables
from boundaries.errors import DataError
from pcn_planner.study.reading.load import with_neighbours
from pcn_planner.study.study import Study

DRAFTED = "drafted"  #: marks the rows of ``Study.links`` that no file has
Row = tuple[str, str, str, str]  #: practice_a, practice_b, action, reason


def drafted(study: Study) -> list[Row]:
    """Links that a draft stated, sorted."""
    if study.links is None or DRAFTED not in study.links:
        return []
    own = study.links[study.links[DRAFTED].astype(bool)]
    return sorted(own[link_tables.COLUMNS].itertuples(index=False, name=None))


def with_links(study: Study, rows: Iterable[Row]) -> Study:
    """The study with exactly these links beside those of its files; itself where it has them.

    Raises
    ------
    DataError
        A pair crosses a hard border or is in the files with the other action, or the neighbours
        come from a table of their own.
    """
    wanted = sorted(rows)
    if wanted == drafted(study):
        return study
    if study.given_edges is not None:
        raise DataError(
            "The neighbours come from a table of their own",
            remedy="Add the pair to that table, or take it out there",
        )
    own = pd.DataFrame(wanted, columns=link_tables.COLUMNS).assign(**{DRAFTED: True})
    files = study.links
    if files is not None:
        kept = files if DRAFTED not in files else files[~files[DRAFTED].astype(bool)]
        own = pd.concat([kept.assign(**{DRAFTED: False}), own], ignore_index=True)
    return with_neighbours(replace(study, links=own))
