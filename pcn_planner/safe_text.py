"""Untrusted text made safe for the place it goes to: HTML, or a cell that a spreadsheet opens."""

import html as _html
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from boundaries.files.tables import cells

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
# An underscore within a word, as in codes, is no sign of Markdown; a backslash would be read aloud.
_WITHIN_WORD = r"(?<=[^\W_])_(?=[^\W_])"
_MARKDOWN = re.compile(rf"(?!{_WITHIN_WORD})[\\`*_{{}}\[\]<>#|:$~!@&^]|\A[-+]")
# Addresses become links, codes between colons pictures and signs of ASCII arrows where Markdown has
# been read and its backslashes are gone; a sign without width, at which no line breaks, keeps them
# from being found.
_FOUND_LATER = re.compile(
    r"(?<=\bwww)(?=\.)|(?<=http)(?=s?://)|(?<=@)|(?<=:)(?=[\w+-][\w+/-]*:)|(?<=[-<>~])(?=[-=>])",
    re.IGNORECASE,
)
_JOINER = "\u2060"
_ITEM = re.compile(r"\A(\d+)([.)])")
_BRACES = {ord(one): f"&#{ord(one)};" for one in "{}`"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_FORMULA = r"[=+\-@\t\r\n＝＋－＠]"  # what spreadsheets read as the start of a formula (OWASP)
_NOTHING = "|".join(re.escape(word) for word in sorted(cells.NOTHING - {""}))
_DANGEROUS = re.compile(rf"'*{_FORMULA}|'+\s*({_NOTHING})\s*\Z|'*{cells.MARKED}\Z", re.IGNORECASE)
_NEUTRALISED = re.compile(rf"'+({_FORMULA}|\s*({_NOTHING})\s*\Z|{cells.MARKED}\Z)", re.IGNORECASE)
_CODES = re.compile(r"(.+_)?(id|code|name)")  #: columns whose cells tell one thing from another


def writable(value: str) -> str:
    """``value`` without control characters, and a question mark for halves of characters.

    JSON may hold both, and no file takes them.
    """
    return _CONTROL.sub("", value.encode("utf-8", "replace").decode("utf-8"))


def html(value: object) -> str:
    """``value`` as text that HTML shows and never runs, in an element or a quoted attribute.

    Missing values become the empty text; control characters are dropped. Braces and backticks
    are escaped too: folium puts what it is given through its template engine, which would run
    ``{{ ... }}`` on the machine that draws the map.
    """
    text = "" if is_missing(value) else str(value)
    return _html.escape(_CONTROL.sub("", text), quote=True).translate(_BRACES)


def markdown(value: object) -> str:
    """``value`` as text in which Streamlit finds no Markdown: no picture, link, colour or formula.

    Signs that have a meaning get a backslash; web and mail addresses, icons (``:material/home:``),
    shortcodes (``:smile:``) and arrows a sign without width; line ends become blanks. To be shown,
    the text must go where Markdown is read: a message, toast, label, caption or expander.
    """
    text = "" if is_missing(value) else str(value)
    plain = _FOUND_LATER.sub(_JOINER, " ".join(_CONTROL.sub("", text).split()))
    return _ITEM.sub(r"\1\\\2", _MARKDOWN.sub(r"\\\g<0>", plain))


def cell(value: str) -> str:
    """``value`` as a CSV cell that no spreadsheet runs as a formula.

    Text beginning with ``= + - @``, a tab or a line end gets a leading apostrophe unless it is
    a plain number; text already beginning with apostrophes and such a sign gets one more, so
    that ``uncell`` always gives back what went in.
    """
    if _NUMBER.match(value) or not _DANGEROUS.match(value):
        return value
    return "'" + value


def code(value: str) -> str:
    """``value`` as ``cell`` writes it, and no reader takes a code such as ``NA`` for nothing."""
    says_nothing = value.strip().casefold() in cells.NOTHING - {""}
    return "'" + value if says_nothing else cell(value)


def uncell(value: str) -> str:
    """The text that ``cell`` or ``code`` was given."""
    return value[1:] if _NEUTRALISED.match(value) else value


def neutralise(table: pd.DataFrame) -> pd.DataFrame:
    """A copy of ``table`` with every text cell and column name passed through ``cell``.

    Codes and names (``network_id``, ``name``) go through ``code``. The geometry of a table with
    shapes stays as it is.
    """
    shapes = getattr(table, "_geometry_column_name", None)
    out = table.copy()
    for name in table.columns.drop([shapes] if shapes in table.columns else []):
        safe = code if _CODES.fullmatch(str(name)) else cell
        out[name] = table[name].map(partial(_if_text, safe))
    return out.rename(columns=lambda name: name if name == shapes else cell(str(name)))


def restore(table: pd.DataFrame) -> pd.DataFrame:
    """A copy of ``table`` with every text cell and column name passed through ``uncell``."""
    out = table.map(partial(_if_text, uncell))
    return out.rename(columns=lambda name: uncell(str(name)))


def _if_text(change: Callable[[str], str], value: object) -> object:
    return change(value) if isinstance(value, str) else value


def is_missing(value: Any) -> bool:
    """Whether ``value`` is None, NaN, NA or NaT (and not a list or other container)."""
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))
