"""How high the rows of a table are: one line, or three where a name would be cut."""

from collections.abc import Iterable

ONE_PX, WRAPPED_PX = 35, 66  #: Streamlit puts words on further lines in rows above 64 px alone
HEAD_PX = 40


def rows_px(texts: Iterable[str], fits: int, wrapped_px: int = WRAPPED_PX) -> int:
    """Height of the rows of a column where so many characters ``fits`` on a line."""
    return wrapped_px if any(len(one) > fits for one in texts) else ONE_PX


def table_px(rows: int, row_px: int, most: int) -> int:
    """Height of a whole table, at most ``most``; the rest is scrolled to."""
    return min(row_px * rows + HEAD_PX, most)
