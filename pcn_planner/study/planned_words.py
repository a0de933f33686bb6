"""Sentences about practices and patients as they read where small areas are planned.

Everything the tool says is written for practices; where areas are the units of a plan, the same
sentence is about areas, residents and neighbourhoods. It is put so once, where it leaves the
tool: no rule, figure or check is told apart.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from boundaries.errors import DataError
from pcn_planner.study.inputs import AREAS, PRACTICES

PAPERS = (
    "Small areas are planned: papers and the page for the public are written for practices; where "
    "they say practices, patients and networks, read areas, residents and neighbourhoods."
)
_WORDS = (
    ("primary care networks", "neighbourhoods"), ("primary care network", "neighbourhood"),
    ("patients registered", "residents"), ("registered patients", "residents"),
    ("practice table", "table of areas"), ("list sizes", "residents"), ("list size", "residents"),
    ("patient-kilometres", "resident-kilometres"), ("patient-km", "resident-km"),
    ("patients", "residents"), ("patient", "resident"),
    ("practices", "areas"), ("practice", "area"),
    ("networks", "neighbourhoods"), ("network", "neighbourhood"),
    ("by list", "by area"),
)  # fmt: skip
#: neither option, nor column, nor file name
_SAID = re.compile(
    rf"(?<![\w.=/-])({'|'.join(re.escape(old) for old, _ in _WORDS)})(?![\w=]|\.\w|-[a-z]+=)",
    re.IGNORECASE,
)
_NEW = dict(_WORDS)
_NOW: ContextVar[str] = ContextVar("planned", default=PRACTICES)


def said(text: str, planned: str) -> str:
    """A sentence of the tool's, in the words of what is planned."""
    return _SAID.sub(_in_words, text) if planned == AREAS else text


def now(text: str) -> str:
    """A sentence in the words of what is planned where this is said; see ``about``."""
    return said(text, _NOW.get())


@contextmanager
def about(planned: str) -> Iterator[None]:
    """What is put ``now`` inside is in the words of what is planned."""
    before = _NOW.set(planned)
    try:
        yield
    finally:
        _NOW.reset(before)


@contextmanager
def speaking(planned: str) -> Iterator[None]:
    """Errors raised inside, and what is put ``now``, are in the words of what is planned."""
    try:
        with about(planned):
            yield
    except DataError as error:
        if planned != AREAS:
            raise
        raise _reworded(error, planned) from error


def _reworded(error: DataError, planned: str) -> DataError:
    rows = [said(str(row), planned) for row in error.rows]
    remedy = said(error.remedy, planned)
    return DataError(said(error.what, planned), rows=rows, remedy=remedy, source=error.source)


def _in_words(found: "re.Match[str]") -> str:
    old = found[1]
    new = _NEW[old.casefold()]
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
