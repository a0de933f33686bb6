"""Rules to and from TOML: read back, they are the same rules."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import tomli_w

from boundaries.errors import DataError
from boundaries.files import opening
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import APPROVED, TOGETHER, TOLD, Approval, Rules

#: Stood in rules written by earlier versions and never changed a plan.
RETIRED = {"candidate_limit"}
_NUMBERS = ("floor", "ceiling", "oversize_slack", "balance_target")
_OPEN = ("moves_max", "patients_moved_max")
_SWITCHES = ("ceiling_soft", "no_doughnuts")
_LISTS = ("within", "alone", "floor_waived", "stay")
_NAMES = ("size",)
_CHOICES = ("same_premises",)
_GROUPS = ("together", "apart", "fixed")
_PRICES = ("soft_borders", "weights")
_LEAST, _MOST = "least", "most"


def to_dict(rules: Rules) -> dict[str, Any]:
    """Rules as plain values, in the form that TOML and JSON take.

    The members are those of ``Rules``; ``networks`` is absent where their number is free, else
    a table of ``least`` and ``most``, each absent where it is open.
    """
    plain = {name: getattr(rules, name) for name in (*_NUMBERS, *_SWITCHES, *_NAMES, *_CHOICES)}
    plain |= {name: list(getattr(rules, name)) for name in _LISTS}
    plain |= {name: [list(group) for group in getattr(rules, name)] for name in _GROUPS}
    if rules.networks is not None:
        ends = zip((_LEAST, _MOST), rules.networks, strict=True)
        plain["networks"] = {end: number for end, number in ends if number is not None}
    plain |= {name: getattr(rules, name) for name in _OPEN if getattr(rules, name) is not None}
    plain["approved"] = [_approval(one) for one in rules.approved]
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
        ``check``.
    """
    names = [f.name for f in fields(Rules)]
    unknown = sorted(set(plain) - set(names) - RETIRED)
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
    return loads(opening.read_document(path), str(path))


def write(path: Path, rules: Rules) -> None:
    """Write rules as a TOML file."""
    path.write_text(dumps(rules), encoding="utf-8", newline="\n")


def _approval(one: Approval) -> dict[str, Any]:
    plain = asdict(one)
    return {name: list(v) if isinstance(v, tuple) else v for name, v in plain.items()}


def _approvals(value: Any) -> tuple[Approval, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(_read_approval(dict(one)) for one in value)


def _read_approval(plain: dict[str, Any]) -> Approval:
    practices, kinds, counted = (
        _texts(plain.pop(name, [])) for name in ("practices", "kinds", "counted")
    )
    network, reason, day = (
        str(plain.pop(name, "")) for name in ("network_id", "reason", "approved_on")
    )
    if plain or not {*kinds, *counted} <= set(APPROVED):
        raise ValueError
    return Approval(network, practices, kinds, reason, day, counted)


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


def _name(value: Any) -> str:
    return _text(value).strip() if value != "" else ""


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
    **dict.fromkeys(_NAMES, (_name, 'a column, such as "weighted", or "" for registered patients')),
    **dict.fromkeys(_CHOICES, (_text, f'"{TOLD}" or "{TOGETHER}"')),
    **dict.fromkeys(_LISTS, (_texts, 'a list of texts, such as ["ccg_code"]')),
    **dict.fromkeys(_GROUPS, (_groups, 'lists of practice codes, such as [["P81001", "P81002"]]')),
    **dict.fromkeys(_PRICES, (_prices, "a table of numbers, such as { travel = 1.0 }")),
    **dict.fromkeys(_OPEN, (_whole, "a whole number, such as 3")),
    "approved": (
        _approvals,
        "tables of network_id, practices, kinds (size, pieces, borders, doughnuts), reason",
    ),
    "networks": (_range, "a table, such as { least = 4, most = 6 }"),
}


PATIENTS_MAX = 10_000_000
NETWORKS_MAX = 100_000
PRICE_MAX = 100_000
#: Costs are whole quanta of 64 bits: with these the dearest plan of England is far below their end.
WEIGHT_MAX = {
    **dict.fromkeys(CRITERIA, 100_000), "travel": 10_000, "inertia": 1_000, "count": 1_000_000_000,
}  # fmt: skip
FIRST = "exceptions"  #: the criterion that is minimised before all others and takes no weight


def check(rules: Rules, source: str = "") -> None:
    """Raise DataError for the first rule that means nothing, with what to give instead.

    Rules that contradict each other over given practices are ``optimise.feasibility.examine``'s.
    """
    for what, remedy in (*_band(rules), *_networks(rules), *_weights(rules), *_grouped(rules)):
        raise DataError(what, remedy=remedy, source=source)


def _band(rules: Rules) -> Iterator[tuple[str, str]]:
    if rules.floor > rules.ceiling:
        what = f"the band is upside down: its floor {rules.floor:,} is above its ceiling "
        yield what + f"{rules.ceiling:,}", "Give the smaller figure first, as in 30000:50000"
    for name in ("floor", "ceiling", "oversize_slack", "balance_target", *_OPEN):
        value = getattr(rules, name) or 0
        if not 0 <= value <= PATIENTS_MAX:
            what = f"{name} is {value:,}"
            yield what, f"Give a number from 0 to {PATIENTS_MAX:,}"
    if rules.ceiling == 0:
        yield "the ceiling has to be above 0", "Give a larger number"


def _networks(rules: Rules) -> Iterator[tuple[str, str]]:
    least, most = rules.networks or (None, None)
    if any(number is not None and not 1 <= number <= NETWORKS_MAX for number in (least, most)):
        what = f"a number of networks has to be from 1 to {NETWORKS_MAX:,}"
        yield what, "Give a number such as 12, or 10:14"
    if least is not None and most is not None and least > most:
        what = f"the number of networks is upside down: at least {least}, at most {most}"
        yield what, "Give the smaller number first, as in 10:14"


def _weights(rules: Rules) -> Iterator[tuple[str, str]]:
    known = [name for name in CRITERIA if name != FIRST]
    for name, weight in rules.weights.items():
        if name == FIRST:
            yield f"{name} take no weight", "They are always made fewest first; leave it out"
        elif name not in known:
            yield f"there is no criterion {name!r}", f"The criteria are {', '.join(known)}"
        elif not 0 <= weight <= WEIGHT_MAX[name]:
            yield f"the weight of {name} is {weight:g}", f"Give one from 0 to {WEIGHT_MAX[name]:,}"
    for level, price in rules.soft_borders.items():
        if not 0 <= price <= PRICE_MAX:
            yield (
                f"the price of the border {level} is {price:g}",
                f"Give one from 0 to {PRICE_MAX:,}",
            )
        if level in rules.within:
            what = f"the border {level} is both hard and soft"
            yield what, "Name it with --within or with --soft, not both"


def _grouped(rules: Rules) -> Iterator[tuple[str, str]]:
    if rules.same_premises not in (TOLD, TOGETHER):
        what = f"practices at the same premises cannot be {rules.same_premises!r}"
        yield what, f"Give {TOLD} or {TOGETHER}"
    for name in ("together", "apart"):
        for group in getattr(rules, name):
            if len(set(group)) < 2:
                what = f"{name} names a single practice ({', '.join(group) or 'none'})"
                yield what, "Name two practices at least"
    if any(not group for group in rules.fixed):
        yield "a fixed network has no practices", "Name its practices"
