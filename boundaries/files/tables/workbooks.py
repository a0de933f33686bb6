"""Workbooks (.xlsx, .xls, .xlsb, .ods): their visible sheets as rows of text."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boundaries.errors import DataError
from boundaries.files import archives
from boundaries.files.tables.sheet_marks import Marks

SECONDS_MAX = 120
_MACROS = (b"vbaProject", "_VBA_PROJECT".encode("utf-16-le"), b"Basic/script-l")
_ENCRYPTED = ("EncryptedPackage".encode("utf-16-le"), b"manifest:encryption-data")
_SCRIPT = Path(__file__).with_name("workbook_process.py")


@dataclass(frozen=True)
class Sheet:
    """A visible sheet: its rows as text, and what they do not hold (`sheet_marks`)."""

    name: str
    rows: list[list[str]]
    marks: Marks


def sheets(data: bytes, source: str) -> tuple[list[Sheet], list[str]]:
    """Every visible sheet, and the names of hidden ones that are not blank.

    Text stays text, so codes keep zeros and `1E05`. Formulas give the values that they had when
    the workbook was saved. Dates are in ISO form. Numbers of an .xlsx that its format shows as a
    code (`"U"0000`) are that code.

    Raises
    ------
    DataError
        The workbook is damaged, protected by a password, holds macros, or is larger than can
        be read.
    """
    _refuse(data, source)
    found = _read(data, source)
    refused = str(found.get("refused", ""))
    if refused == "password":
        raise _protected(source)
    if refused:
        raise DataError(
            f"is not a workbook that can be read: {refused}",
            remedy="Save it again as .xlsx or as CSV",
            source=source,
        )
    shown = [Sheet(str(name), rows, _marks(of)) for name, rows, of in found["sheets"]]
    return shown, [str(name) for name in found["hidden"]]


def unmarked(data: bytes) -> list[str]:
    """A sentence where the kind of workbook does not let us see what is hidden in a sheet."""
    if data.startswith(b"PK") and b"xl/workbook.bin" not in data:
        return []
    return [
        "In workbooks of the kinds .xls and .xlsb hidden rows, and formulas that were never "
        "calculated, cannot be told from others; save it as .xlsx to have them named."
    ]


def _marks(found: Mapping[str, Any]) -> Marks:
    return Marks(
        merged=[(top, end, left, right) for top, end, left, right in found.get("merged", [])],
        hidden_rows=found.get("hidden_rows", []),
        hidden_columns=found.get("hidden_columns", []),
        uncalculated=[(row, at) for row, at in found.get("uncalculated", [])],
    )


def _refuse(data: bytes, source: str) -> None:
    zipped = data.startswith(b"PK")
    if zipped:
        with archives.checked(data, source) as archive:
            inside = archive.namelist()
        text = "\n".join(inside).encode()
        if "META-INF/manifest.xml" in inside:
            text += archives.read(data, "META-INF/manifest.xml", source)
    else:
        text = data
    if any(mark in text for mark in _ENCRYPTED):
        raise _protected(source)
    if any(mark in text for mark in _MACROS):
        raise DataError(
            "is a workbook with macros, which are not opened",
            remedy="Save it as .xlsx without macros",
            source=source,
        )


def _read(data: bytes, source: str) -> dict[str, Any]:
    command = [sys.executable, "-I", str(_SCRIPT)]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, check=True, timeout=SECONDS_MAX
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise DataError(
            "is a workbook that cannot be read: damaged, or too large",
            remedy="Save the sheet that is needed as CSV",
            source=source,
        ) from error
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _protected(source: str) -> DataError:
    return DataError("is protected by a password", remedy="Save it without one", source=source)
