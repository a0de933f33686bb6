"""Practices and sites that their own table marks as closed."""

import pandas as pd

from boundaries.files import columns as names
from boundaries.files.tables.cells import is_nothing
from boundaries.words import agreed

_SHOWN = 8
#: names of columns as ``columns.normalised`` spells them
_STATUS = {"status", "statuscode", "practicestatus", "organisationstatus", "orgstatus"}
_DATES = {"closedate", "closeddate", "dateclosed", "closuredate", "closingdate"}
_CLOSED = {"c", "closed", "d", "dormant", "inactive", "ceased", "ceased trading"}


def notes(table: pd.DataFrame, code: str) -> list[str]:
    """A sentence on the rows that a column of status or of closing dates marks as closed.

    They are read like the others: a date may lie ahead, and a person may mean them.

    Parameters
    ----------
    table
        Text, index `row`.
    code
        The table's column of practice codes.
    """
    shut, said = marked(table)
    if not shut.any():
        return []
    rows = [f"{one} (row {row})" for row, one in table[code][shut].items()]
    head = agreed(f"{len(rows):,} practices are")
    return [
        f"{head} marked as closed ({', '.join(said)}), and read like the others: "
        f"{names.listed(rows, _SHOWN)}. Leave out those that are gone with --exclude."
    ]


def without_closed(table: pd.DataFrame, code: str) -> tuple[pd.DataFrame, list[str]]:
    """The rows of a table of sites that are not marked as closed, and a sentence on the others."""
    shut, said = marked(table)
    if not shut.any():
        return table, []
    rows = [f"{one} (row {row})" for row, one in table[code][shut].items()]
    head = agreed(f"{len(rows):,} sites are")
    return table[~shut], [
        f"{head} marked as closed ({', '.join(said)}), and left out: "
        f"{names.listed(rows, _SHOWN)}. Clear the mark of those that are open."
    ]


def marked(table: pd.DataFrame) -> "tuple[pd.Series[bool], list[str]]":
    """Which rows a column of status or of closing dates marks as closed, and these columns."""
    shut = pd.Series(False, index=table.index)
    said = []
    for column in map(str, table.columns):
        kind, cells = names.normalised(column), table[column]
        found = cells.str.casefold().isin(_CLOSED) & (kind in _STATUS)
        found |= ~is_nothing(cells) & (kind in _DATES)
        if found.any():
            shut |= found
            said.append(column)
    return shut, said
