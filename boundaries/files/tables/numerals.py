"""Numbers as people and programs write them, read in one way wherever a table holds them."""

import pandas as pd

_NUMBER = (
    r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
)
_SPACES = "[ \u00a0\u2009\u202f'\u2019]"
_SPACED = rf"[+-]?[0-9]{{1,3}}(?:{_SPACES}[0-9]{{3}})+"  # 12 345 or 12'345, as Europe writes it
_COMMA = r"([+-]?[0-9]+),([0-9]{1,2}|[0-9]{4,})"  # a decimal comma: no group of three follows
_PARTED = r"^([+-]?[0-9]{1,3}),([0-9]+)$"  # the comma of a number that has no thousands
_POINTED = r"[0-9]{1,3}(?:\.[0-9]{3})+"  # 12.345: thousands, or three decimals
_DECIMALS = r"[0-9]{4,}\.[0-9]{3}"  # of a column whose numbers all have three decimals


def numbers(text: pd.Series) -> "pd.Series[float]":
    """Numbers written as people and programs write them; NaN for all else.

    `12,345`, `12 345`, `12'345`, `12345`, `12345.0`, `12345,5`, `.5` and R's `4e+05` are numbers;
    infinity is not. `12,345` is twelve thousand, never twelve and a third.
    """
    text = text.astype("str")
    if not text.str.fullmatch(r"[0-9]*").all():
        text = text.where(~text.str.fullmatch(_SPACED), text.str.replace(_SPACES, "", regex=True))
        text = text.str.replace(rf"^{_COMMA}$", r"\1.\2", regex=True)
    plain = text.where(text.str.fullmatch(_NUMBER), "nan").str.replace(",", "", regex=False)
    found = plain.astype("float64")
    return found.where(found.abs() < float("inf"))


def degrees(text: pd.Series) -> "pd.Series[float]":
    """Numbers of which none has thousands: `-2,001` is two degrees and a thousandth."""
    pointed = text.astype("str").str.replace(_PARTED, r"\1.\2", regex=True)
    return numbers(pointed)


def is_pointed(text: pd.Series) -> "pd.Series[bool]":
    """Which counts have a point before three digits that may part thousands or be decimals."""
    text = text.astype("str")
    return text.str.fullmatch(_POINTED) & (not text.str.fullmatch(_DECIMALS).any())
