"""Numbers and dates in sentences."""

from datetime import date


def counted(number: int, noun: str) -> str:
    """``1 finding``, ``2 findings``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def spoken(day: date) -> str:
    """A date as it is read aloud: ``3 September 2026``."""
    return f"{day.day} {day:%B %Y}"
