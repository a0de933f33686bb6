"""Sentences about practices and patients as they read where small areas are planned.

Everything the tool says is written for practices; where areas are the units of a plan, the same
sentence is about areas, residents and neighbourhoods. It is put so once, where it leaves the
tool: no rule, figure or check is told apart.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from boundaries.errors import DataError
from pcn_planner.study.inputs import AREAS, PRACTICES

if TYPE_CHECKING:
    import pandas as pd

_WORDS = (
    ("primary care networks", "neighbourhoods"), ("primary care network", "neighbourhood"),
    ("patients registered", "residents"), ("registered patients", "residents"),
    ("a practice table", "a table of areas"), ("practice table", "table of areas"),
    ("list sizes", "residents"), ("list size", "residents"),
    ("patient-kilometres", "resident-kilometres"), ("patient-km", "resident-km"),
    ("patients", "residents"), ("patient", "resident"),
    ("practices", "areas"), ("a practice", "an area"), ("practice", "area"),
    ("networks", "neighbourhoods"), ("network", "neighbourhood"),
    ("by list", "by area"),
)  # fmt: skip
#: our words, unless they stand in an option, a column or the name of a file
_SAID = re.compile(
    rf"(?<![\w.=/-])({'|'.join(re.escape(old) for old, _ in _WORDS)})(?![\w=]|\.\w|-[a-z]+=)",
    re.IGNORECASE,
)
_NEW = dict(_WORDS)


@dataclass(frozen=True)
class Words:
    """What is planned, and the names of the user's own that no sentence may change.

    Parameters
    ----------
    planned
        ``practices``, or small ``areas``.
    own
        Names, codes and titles that hold a word such as ``practice``.
    """

    planned: str = PRACTICES
    own: frozenset[str] = frozenset()

    def said(self, text: str) -> str:
        """A sentence of the tool's, in the words of what is planned; names stay as they are."""
        return _pattern(self.own).sub(_in_words, text) if self.planned == AREAS else text

    def knowing(self, names: Iterable[object]) -> "Words":
        """The same words, and further names of the user's that stay as they are."""
        if self.planned != AREAS:
            return self
        held = {name for name in names if isinstance(name, str) and _SAID.search(name)} - set(_NEW)
        return replace(self, own=self.own | held) if held - self.own else self


OF_PRACTICES = Words()
_NOW: ContextVar[Words] = ContextVar("planned", default=OF_PRACTICES)


def texts_of(table: "pd.DataFrame") -> Iterator[object]:
    """Headings, codes and names of a table of the user's."""
    yield from table.columns
    yield from table.index
    for _, column in table.select_dtypes(["object", "string"]).items():
        yield from column.unique()


def said(text: str, planned: str) -> str:
    """A sentence of the tool's own, without any name in it; see ``Words`` for others."""
    return Words(planned).said(text)


def now(text: str) -> str:
    """A sentence in the words that the ``about`` around this call gives."""
    return _NOW.get().said(text)


def mind(words: Words) -> None:
    """Leave these names, too, as they are until the end of ``about``."""
    _NOW.set(_NOW.get().knowing(words.own))


@contextmanager
def about(words: Words) -> Iterator[None]:
    """Within the block, ``now`` puts sentences in the words of what is planned."""
    before = _NOW.set(words)
    try:
        yield
    finally:
        _NOW.reset(before)


@contextmanager
def speaking(words: Words) -> Iterator[None]:
    """Within the block, errors too are in the words of what is planned; see ``about``."""
    try:
        with about(words):
            yield
    except DataError as error:
        if words.planned != AREAS:
            raise
        raise _reworded(error, words) from error


def _reworded(error: DataError, words: Words) -> DataError:
    rows = [words.said(row) for row in error.rows]
    what, remedy = words.said(error.what), words.said(error.remedy)
    return DataError(what, rows=rows, remedy=remedy, source=error.source)


@lru_cache(maxsize=64)
def _pattern(own: frozenset[str]) -> "re.Pattern[str]":
    """Our words, or before them a name of the user's: as it is, or escaped for a page or a map."""
    if not own:
        return _SAID
    from pcn_planner.safe_text import html, markdown  # pandas behind it takes a second

    forms = {form(name) for name in own for form in (str, markdown, html)}
    names = "|".join(re.escape(name) for name in sorted(forms, key=lambda one: (-len(one), one)))
    return re.compile(rf"(?<!\w)(?-i:{names})(?!\w)|{_SAID.pattern}", re.IGNORECASE)


def _in_words(found: "re.Match[str]") -> str:
    old = found[1]
    if old is None:  # a name of the user's
        return found[0]
    new = _NEW[old.casefold()]
    return new[:1].upper() + new[1:] if old[:1].isupper() else new
