"""Numbers as people and programs write them, read in one way wherever a table holds them."""

import pandas as pd

_GROUPS = r"[1-9][0-9]{0,2}(?:,[0-9]{3})"  # no number of thousands begins with a nought
_NUMBER = rf"[+-]?(?:(?:{_GROUPS}+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?"
_EITHER = rf"[+-]?{_GROUPS}"  # 1,242: thousands, or three decimals
_SPACES = "[ \u00a0\u2009\u202f'\u2019]"
_SPACED = rf"[+-]?[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+"  # 12 345 or 12'345, as Europe writes it
# A decimal comma: no group of three follows, or no thousands stand before it.
_COMMA = r"([+-]?(?:[0-9]+(?=,(?:[0-9]{1,2}|[0-9]{4,})$)|0+|[0-9]{4,})),([0-9]+)"
_PARTED = r"^([+-]?[0-9]{1,3}),([0-9]+)$"  # the comma of a number that has no thousands
_POINTED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+"  # 12.345: thousands, or three decimals
_DECIMALS = r"[0-9]{4,}\.[0-9]{3}"  # of a column whose numbers all have three decimals


def numbers(text: pd.Series) -> "pd.Series[float]":
    """Numbers written as people and programs write them; NaN for all else.

    `12,345`, `12 345`, `12'345`, `12345`, `12345.0`, `12345,5`, `0,242`, `.5` and R's `4e+05` are
    numbers; infinity is not. `12,345` is twelve thousand, never twelve and a third; in a column
    that has decimal commas it could be either, and is no number.
    """
    text = text.astype("str")
    if not text.str.fullmatch(r"[0-9]*").all():
        text = text.where(~text.str.fullmatch(_SPACED), text.str.replace(_SPACES, "", regex=True))
        text = _without_either(text).str.replace(rf"^{_COMMA}$", r"\1.\2", regex=True)
    plain = text.where(text.str.fullmatch(_NUMBER), "nan").str.replace(",", "", regex=False)
    found = plain.astype("float64")
    return found.where(found.abs() < float("inf"))


def _without_either(text: pd.Series) -> pd.Series:
    """The text without what may be thousands or decimals, where others have a decimal comma."""
    return text.mask(text.str.fullmatch(_EITHER), "") if text.str.fullmatch(_COMMA).any() else text


def degrees(text: pd.Series) -> "pd.Series[float]":
    """Numbers of which none has thousands: `-2,001` is two degrees and a thousandth."""
    pointed = text.astype("str").str.replace(_PARTED, r"\1.\2", regex=True)
    return numbers(pointed)


def counts(text: pd.Series) -> "pd.Series[float]":
    """As `numbers`, and NaN where a point may part thousands or be one of decimals (`9.000`)."""
    return numbers(text).mask(is_pointed(text))


def is_pointed(text: pd.Series) -> "pd.Series[bool]":
    """Which counts have a point before three digits that may part thousands or be decimals."""
    text = text.astype("str")
    return text.str.fullmatch(_POINTED) & (not text.str.fullmatch(_DECIMALS).any())
