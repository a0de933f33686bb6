"""Workbooks as people send them."""

from pathlib import Path

import xlsxwriter


def workbook(path: Path, **tables: list[list[str]]) -> Path:
    """A workbook of sheets, whose rows are cells of text; `_` in a name stands for a blank."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in tables.items():
            sheet = book.add_worksheet(name.replace("_", " "))
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path
