"""Numbers, amounts and dates in sentences."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

_WORD = re.compile(r"(?![^:]*\.\w+:)[a-z]+[ ,:]")
NAMES_LENGTH = 90  #: characters of a list that a card shows


def counted(number: int, noun: str) -> str:
    """``1 finding``, ``2 findings``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def spoken(day: date) -> str:
    """A date as it is read aloud: ``3 September 2026``."""
    return f"{day.day} {day:%B %Y}"


def pounds(amount: Decimal | None) -> str:
    """An amount for people, blank where unknown: ``£1,234.50``, ``-£3.00``."""
    if amount is None:
        return ""
    return f"{'-' if amount < 0 else ''}£{abs(amount):,.2f}"


def sentence(text: str) -> str:
    """A message with a capital, unless it begins with a code or the name of a file."""
    return text[:1].upper() + text[1:] if _WORD.match(text) else text


def sentences(texts: Iterable[str]) -> str:
    """Messages one after the other, each with a capital and one full stop."""
    return " ".join(f"{sentence(text).rstrip('.')}." for text in texts)


def briefly(sentence: str) -> str:
    """A sentence without the list of practices that it ends in, where that list is long."""
    head, colon, names = sentence.partition(": ")
    return head if colon and len(names) > NAMES_LENGTH else sentence
