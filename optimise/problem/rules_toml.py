"""Rules to and from TOML: read back, they are the same rules."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomli_w

from boundaries.errors import DataError
from optimise.problem.rules import Rules

_NUMBERS = ("floor", "ceiling", "oversize_slack", "balance_target", "candidate_limit")
_SWITCHES = ("ceiling_soft",)
_LISTS = ("within", "alone", "floor_waived")
_GROUPS = ("together", "apart", "fixed")
_PRICES = ("soft_borders", "weights")
_LEAST, _MOST = "least", "most"


def to_dict(rules: Rules) -> dict[str, Any]:
    """Rules as plain values, in the form that TOML and JSON take.

    The members are those of ``Rules``; ``networks`` is absent where their number is free, else
    a table of ``least`` and ``most``, each absent where it is open.
    """
    plain = {name: getattr(rules, name) for name in (*_NUMBERS, *_SWITCHES)}
    plain |= {name: list(getattr(rules, name)) for name in _LISTS}
    plain |= {name: [list(group) for group in getattr(rules, name)] for name in _GROUPS}
    if rules.networks is not None:
        ends = zip((_LEAST, _MOST), rules.networks, strict=True)
        plain["networks"] = {end: number for end, number in ends if number is not None}
    prices = {name: dict(sorted(getattr(rules, name).items())) for name in _PRICES}
    return plain | {name: {k: float(v) for k, v in table.items()} for name, table in prices.items()}


def dumps(rules: Rules) -> str:
    """Rules as a TOML document."""
    return tomli_w.dumps(to_dict(rules))


def from_dict(plain: Mapping[str, Any], source: str = "") -> Rules:
    """Rules from plain values; what is absent keeps its default.

    Raises
    ------
    DataError
        A member is unknown or has a value of another kind; what the values mean is checked by
        ``rules_check.check``.
    """
    names = [f.name for f in fields(Rules)]
    unknown = sorted(set(plain) - set(names))
    if unknown:
        raise DataError(
            f"there is no rule called {', '.join(unknown)}",
            remedy=f"The rules are {', '.join(names)}",
            source=source,
        )
    return Rules(**{name: _value(name, plain[name], source) for name in names if name in plain})


def loads(text: str, source: str = "") -> Rules:
    """Rules from a TOML document; see ``from_dict``."""
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            f"not a TOML document ({error})", remedy="Mend that line", source=source
        ) from error
    return from_dict(plain, source)


def read(path: Path) -> Rules:
    """Rules from a TOML file; see ``from_dict``."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            "cannot be read as text", remedy="Check the path", source=str(path)
        ) from error
    return loads(text, str(path))


def write(path: Path, rules: Rules) -> None:
    """Write rules as a TOML file."""
    path.write_text(dumps(rules), encoding="utf-8", newline="\n")


def _value(name: str, value: Any, source: str) -> Any:
    read_as, form = _FORMS[name]
    try:
        return read_as(value)
    except (TypeError, ValueError, AttributeError) as error:
        raise DataError(
            f"the rule {name} cannot be {value!r}", remedy=f"Give {form}", source=source
        ) from error


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    return value


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_text(one) for one in value)


def _groups(value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_texts(group) for group in value)


def _price(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return float(value)


def _prices(value: Any) -> dict[str, float]:
    return {_text(name): _price(price) for name, price in value.items()}


def _range(value: Any) -> tuple[int | None, int | None]:
    if set(value) - {_LEAST, _MOST}:
        raise ValueError
    ends = {end: _whole(number) for end, number in value.items()}
    return ends.get(_LEAST), ends.get(_MOST)


_FORMS: dict[str, tuple[Callable[[Any], Any], str]] = {
    **dict.fromkeys(_NUMBERS, (_whole, "a whole number, such as 30000")),
    **dict.fromkeys(_SWITCHES, (_switch, "true or false")),
    **dict.fromkeys(_LISTS, (_texts, 'a list of texts, such as ["ccg_code"]')),
    **dict.fromkeys(_GROUPS, (_groups, 'lists of practice codes, such as [["P81001", "P81002"]]')),
    **dict.fromkeys(_PRICES, (_prices, "a table of numbers, such as { travel = 1.0 }")),
    "networks": (_range, "a table, such as { least = 4, most = 6 }"),
}
