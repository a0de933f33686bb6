"""How high the rows of a table are: one line, or three where a name would be cut."""

import textwrap
from collections.abc import Iterable

ONE_PX, WRAPPED_PX = 35, 66  #: Streamlit puts words on further lines in rows above 64 px alone
HEAD_PX = 40
LINES = 3  #: of words in a row that is ``WRAPPED_PX`` high


def fitted(text: str, fits: int) -> str:
    """The text, cut with an ellipsis where it takes more lines of so many characters than a row."""
    lines = textwrap.wrap(text, fits, max_lines=LINES, placeholder="\u2026")
    return " ".join(lines) if lines and lines[-1].endswith("\u2026") else text


def rows_px(texts: Iterable[str], fits: int, wrapped_px: int = WRAPPED_PX) -> int:
    """Height of the rows of a column where so many characters ``fits`` on a line."""
    return wrapped_px if any(len(one) > fits for one in texts) else ONE_PX


def table_px(rows: int, row_px: int, most: int) -> int:
    """Height of a whole table, at most ``most``; the rest is scrolled to."""
    return min(row_px * rows + HEAD_PX, most)
