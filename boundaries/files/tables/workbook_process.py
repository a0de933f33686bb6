"""Sheets of a workbook as JSON, in a process of its own whose memory is limited.

A workbook of a few kilobytes can claim a cell in its very last corner and make a reader ask for
hundreds of gigabytes. Run as a script, this reads a workbook on standard input and writes
`{"sheets": [[name, rows]]}` or `{"refused": word}` on standard output; it imports nothing of the
house, so that it starts quickly.
"""

import contextlib
import datetime as dt
import io
import json
import sys
from typing import Any

import python_calamine as calamine

MEMORY_BYTES_MAX = 3 << 30


def as_text(value: object) -> str:
    """A cell as text: dates in ISO form, whole numbers without a point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).strip()


def sheets(data: bytes) -> dict[str, Any]:
    """The visible sheets of a workbook, or why there are none to be had."""
    try:
        book = calamine.CalamineWorkbook.from_object(io.BytesIO(data))
        shown = [
            one.name
            for one in book.sheets_metadata
            if one.visible == calamine.SheetVisibleEnum.Visible
            and one.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        return {"sheets": [[name, _rows(book, name)] for name in shown]}
    except calamine.PasswordError:
        return {"refused": "password"}
    except (calamine.CalamineError, ValueError, OSError) as error:
        return {"refused": f"damaged ({type(error).__name__})"}


def _rows(book: calamine.CalamineWorkbook, name: str) -> list[list[str]]:
    sheet = book.get_sheet_by_name(name)
    return [[as_text(one) for one in row] for row in sheet.to_python(skip_empty_area=False)]


def _limit_memory() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit_memory()
    json.dump(sheets(sys.stdin.buffer.read()), sys.stdout)
