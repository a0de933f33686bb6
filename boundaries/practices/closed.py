"""Practices that their own table marks as closed."""

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
    marked = pd.Series(False, index=table.index)
    said = []
    for column in map(str, table.columns):
        kind, cells = names.normalised(column), table[column]
        found = cells.str.casefold().isin(_CLOSED) & (kind in _STATUS)
        found |= ~is_nothing(cells) & (kind in _DATES)
        if found.any():
            marked |= found
            said.append(column)
    if not marked.any():
        return []
    rows = [f"{one} (row {row})" for row, one in table[code][marked].items()]
    head = agreed(f"{len(rows):,} practices are")
    return [
        f"{head} marked as closed ({', '.join(said)}), and read like the others: "
        f"{names.listed(rows, _SHOWN)}. Leave out those that are gone with --exclude."
    ]
