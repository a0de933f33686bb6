"""Values of options as people type them: lists, pairs, ranges."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import TypeVar

from boundaries.errors import DataError
from pcn_planner.study.inputs import AREAS, PRACTICES

Value = TypeVar("Value")


def several(values: Sequence[str]) -> tuple[str, ...]:
    """``--within a --within b`` and ``--within a,b`` alike, each once, in the order given."""
    parts = (part.strip() for value in values for part in value.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def groups(values: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Each value a group of codes: ``--together A,B --together C,D``."""
    return tuple(several([value]) for value in values)


def pairs(values: Sequence[str], option: str) -> dict[str, str]:
    """``COLUMN=VALUE``, one a value; the value may hold commas and equals signs."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not (equals and name.strip()):
            raise DataError(
                f"{option} cannot be {value!r}", remedy=f"Write it as {option} NAME=VALUE"
            )
        set_once(found, name.strip(), text.strip(), option)
    return found


def set_once(found: dict[str, Value], name: str, value: Value, option: str) -> None:
    """Add what an option says of a name; DataError where it has said something else of it."""
    if found.setdefault(name, value) != value:
        said = f"{option} {name}".strip()
        raise DataError(
            f"{said} is given twice: {found[name]!r} and {value!r}",
            remedy=f"Give {said} once",
        )


def numbers(values: Sequence[str], option: str) -> dict[str, float]:
    """``name=number,name=number``."""
    found: dict[str, float] = {}
    for value in several(values):
        for name, text in pairs([value], option).items():
            set_once(found, name, number(text, f"{option} {name}"), option)
    return found


def share(text: str, option: str) -> float:
    """A share, as ``2%`` or ``0.02``."""
    value = number(text.strip().removesuffix("%"), option)
    return value / 100 if text.strip().endswith("%") else value


def number(text: str, option: str) -> float:
    """One finite number."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{option} cannot be {text!r}", remedy="Give a number, such as 0.5")
    return value


def band(text: str, option: str = "--band") -> tuple[int, int]:
    """``FLOOR:CEILING`` in registered patients."""
    floor, colon, ceiling = (part.strip() for part in text.partition(":"))
    least, most = _whole(floor), _whole(ceiling)
    if not colon or least is None or most is None:
        raise DataError(
            f"{option} cannot be {text!r}", remedy="Write it as FLOOR:CEILING, such as 30000:50000"
        )
    return least, most


def networks(text: str) -> tuple[int | None, int | None]:
    """``12``, ``10:14``, ``10:`` or ``:14``."""
    first, colon, last = (part.strip() for part in text.partition(":"))
    least, most = _whole(first), _whole(last if colon else first)
    wrong = (first and least is None) or (last and most is None)
    if wrong or (least is None and most is None):
        raise DataError(
            f"--networks cannot be {text!r}",
            remedy="Write a number such as 12, or a range such as 10:14, 10: or :14",
        )
    return least, most


def _whole(text: str) -> int | None:
    whole = re.fullmatch(r"[0-9]{1,3}(?:([,_])[0-9]{3}(?:\1[0-9]{3})*)?|[0-9]+", text)
    return int(re.sub("[,_]", "", text)) if whole else None


def checked_date(text: str | None, option: str) -> None:
    """Raise DataError where an option is given and no date."""
    from boundaries.nhs.list_sizes.lists import date

    if text is not None:
        try:
            date(text)
        except DataError as error:
            raise DataError(f"{option} cannot be {text!r}", remedy=error.remedy) from error


def checked_text(text: str, option: str) -> None:
    """Raise DataError where a text that will be printed holds bytes that are no UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        shown = text.encode("utf-8", "backslashreplace").decode()
        raise DataError(
            f"{option} is not UTF-8 ({shown})", remedy="Type it in a terminal set to UTF-8"
        ) from error


def whole_between(value: int, option: str, least: int, most: int) -> None:
    """Raise DataError where a number is outside its range."""
    if not least <= value <= most:
        raise DataError(
            f"{option} cannot be {value}", remedy=f"Give a whole number from {least:,} to {most:,}"
        )


def checked_units(
    planned: str, *, of_areas: Mapping[str, object], of_practices: Mapping[str, object]
) -> None:
    """Raise DataError where options about areas and about practices are mixed."""
    if planned not in (PRACTICES, AREAS):
        raise DataError(f"--units cannot be {planned!r}", remedy=f"Give {PRACTICES} or {AREAS}")
    mixed = of_practices if planned == AREAS else of_areas
    strange = [option for option, value in mixed.items() if value]
    if strange:
        other = PRACTICES if planned == AREAS else AREAS
        raise DataError(
            f"{' and '.join(strange)} say something of {other}, and {planned} are planned",
            remedy=f"Leave them out, or give --units {other}",
        )
