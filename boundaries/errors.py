"""The one exception that input can raise."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from boundaries.words import agreed, unbroken

ROWS_SHOWN = 10


class DataError(ValueError):
    """Input that cannot be used: what is wrong, which rows, what to do.

    Parameters
    ----------
    what
        What is wrong, as one sentence without a full stop ("2 practices have a negative list
        size").
    rows
        The rows at fault, each as a person would look it up ("row 4 (P81008): -20"); the
        message shows the first ten and counts the rest, the attribute keeps all.
    remedy
        What to do about it, as one sentence.
    source
        The file or table at fault.
    """

    def __init__(
        self, what: str, *, rows: Sequence[str] = (), remedy: str = "", source: str = ""
    ) -> None:
        self.what, self.rows = agreed(what), tuple(rows)
        self.remedy, self.source = agreed(remedy), source
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.source}: {self.what}" if self.source else self.what
        shown = "; ".join(self.rows[:ROWS_SHOWN])
        more = len(self.rows) - ROWS_SHOWN
        listed = f": {shown}" + (f"; and {more} more" if more > 0 else "") if shown else ""
        remedy = f" {self.remedy.rstrip('.')}." if self.remedy else ""
        return unbroken(f"{head}{listed}.{remedy}")


@contextmanager
def told_of(source: str) -> Iterator[None]:
    """Name this file as the source of every fault raised within that names none."""
    try:
        yield
    except DataError as error:
        if error.source:
            raise
        raise DataError(error.what, rows=error.rows, remedy=error.remedy, source=source) from error
