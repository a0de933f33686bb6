"""Numbers, amounts and dates in sentences."""

from datetime import date
from decimal import Decimal

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


def briefly(sentence: str) -> str:
    """A sentence without the list of practices that it ends in, where that list is long."""
    head, colon, names = sentence.partition(": ")
    return head if colon and len(names) > NAMES_LENGTH else sentence
