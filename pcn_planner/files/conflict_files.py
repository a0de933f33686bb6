"""The files of the trust's view as bytes: conflicts, matrix, and a page to print."""

import pandas as pd

from boundaries.errors import DataError
from boundaries.teams import conflicts
from pcn_planner import safe_text
from pcn_planner.files import conflict_page
from pcn_planner.proposal.proposal import Proposal

CSV, HTML = "text/csv", "text/html"
File = tuple[str, str, bytes]


def build(made: Proposal, *, of: str = "", printed_on: str = "") -> dict[str, File]:
    """File name -> label, media type and content.

    Raises
    ------
    DataError
        The plan has no conflicts to tell of: no teams are known.
    """
    found, tables = made.conflicts, made.tables
    if found is None or tables is None:
        raise DataError("no community teams are known", remedy="Load their footprints")
    page = conflict_page.page(tables, found, of=of, printed_on=printed_on)
    return {
        "conflicts.csv": ("Conflicts (CSV)", CSV, _csv(conflicts.to_table(found))),
        "matrix.csv": ("Matrix (CSV)", CSV, _csv(found.matrix.reset_index())),
        "conflicts.html": ("Page to print", HTML, page.encode()),
    }


def _csv(table: pd.DataFrame) -> bytes:
    text: str = safe_text.neutralise(table).to_csv(index=False, lineterminator="\n")
    return text.encode()
