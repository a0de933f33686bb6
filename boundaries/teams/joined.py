"""Several codes in one cell, told apart again whatever they hold."""

import re
from collections.abc import Iterable

JOIN = ";"
_ONE = re.compile(r"(?:\\.|[^\\;])*", re.DOTALL)


def joined(codes: Iterable[str]) -> str:
    """Codes with a semicolon between; a semicolon of a code's own has a backslash before it."""
    return JOIN.join(code.replace("\\", "\\\\").replace(JOIN, "\\" + JOIN) for code in codes)


def parted(cell: str) -> list[str]:
    """The codes that ``joined`` was given; none of an empty cell."""
    if not cell:
        return []
    parts, at = [], 0
    while at <= len(cell):
        found = _ONE.match(cell, at)
        end = found.end() if found else len(cell)
        parts.append(re.sub(r"\\(.)", r"\1", cell[at:end], flags=re.DOTALL))
        at = end + 1
    return parts
