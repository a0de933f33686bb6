"""Rules to and from TOML: read back, they are the same rules."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import tomli_w

from boundaries.errors import DataError
from boundaries.files import opening
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import ALIGNMENT, LAYER, TOGETHER, TOLD, Approval, Rules

#: Members that earlier versions wrote and that never changed a plan.
RETIRED = {"candidate_limit"}
_NUMBERS = ("floor", "ceiling", "oversize_slack", "balance_target")
_OPEN = ("moves_max", "patients_moved_max")
_SWITCHES = ("ceiling_soft", "no_doughnuts")
_LISTS = ("within", "alone", "floor_waived", "stay")
_NAMES = ("size",)
_CHOICES = ("same_premises",)
_GROUPS = ("together", "apart", "fixed")
_PRICES = ("soft_borders", "kept_whole", "weights")
_SHOWN = 200  #: characters of a value in a message
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
    if rules.team_band is not None:
        plain["team_band"] = list(rules.team_band)
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
    return from_dict(parsed(text, source), source)


def parsed(text: str, source: str = "") -> dict[str, Any]:
    """What a TOML document says. Raises ``DataError`` where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            f"not a TOML document ({error})", remedy="Mend that line", source=source
        ) from error
    except RecursionError as error:
        raise DataError(
            "not a document of rules (brackets within brackets without end)",
            remedy="Name the file that was meant",
            source=source,
        ) from error


def read(path: Path) -> Rules:
    """Rules from a TOML file; see ``from_dict``."""
    return loads(opening.read_document(path), str(path))


def write(path: Path, rules: Rules) -> None:
    """Write rules as a TOML file."""
    path.write_text(dumps(rules), encoding="utf-8", newline="\n")


def _approval(one: Approval) -> dict[str, Any]:
    return dict(msgspec.to_builtins(one))


def _value(name: str, value: Any, source: str) -> Any:
    shape, form = _FORMS[name]
    try:
        read = msgspec.convert(value, shape)
    except (msgspec.ValidationError, OverflowError) as error:
        raise DataError(
            f"the rule {name} cannot be {_shown(value)}",
            remedy=f"Give {form}",
            source=source,
        ) from error
    return _AFTERWARDS.get(name, _same)(read)


def _shown(value: Any) -> str:
    """A value as a message tells it, not at length."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} ..."


def _same(value: Any) -> Any:
    return value


#: A text with something to read in it.
_Text = Annotated[str, msgspec.Meta(pattern=r"\S")]


class _Ends(msgspec.Struct, forbid_unknown_fields=True):
    """How many networks there may be."""

    least: int | None = None
    most: int | None = None

    def pair(self) -> tuple[int | None, int | None]:
        return self.least, self.most


class _Approved(msgspec.Struct, forbid_unknown_fields=True):
    """One approval, as it stands in a document; a number or a day is meant as its text."""

    network_id: Any = ""
    practices: tuple[_Text, ...] = ()
    kinds: tuple[Literal["size", "pieces", "borders", "doughnuts"], ...] = ()
    reason: Any = ""
    approved_on: Any = ""
    counted: tuple[Literal["size", "pieces", "borders", "doughnuts"], ...] = ()

    def approval(self) -> Approval:
        network, reason, day = map(str, (self.network_id, self.reason, self.approved_on))
        return Approval(network, self.practices, self.kinds, reason, day, self.counted)


def _approvals(read: tuple[_Approved, ...]) -> tuple[Approval, ...]:
    return tuple(one.approval() for one in read)


#: Member of the rules -> what it has to be, and how that is put to a person.
_FORMS: dict[str, tuple[Any, str]] = {
    **dict.fromkeys((*_NUMBERS, *_OPEN), (int, "a whole number, such as 30000")),
    **dict.fromkeys(_SWITCHES, (bool, "true or false")),
    **dict.fromkeys(
        _NAMES,
        (
            Annotated[str, msgspec.Meta(pattern=r"^$|\S")],
            'a column, such as "weighted", or "" for registered patients',
        ),
    ),
    **dict.fromkeys(_CHOICES, (_Text, f'"{TOLD}" or "{TOGETHER}"')),
    **dict.fromkeys(_LISTS, (tuple[_Text, ...], 'a list of texts, such as ["ccg_code"]')),
    **dict.fromkeys(
        _GROUPS,
        (
            tuple[tuple[_Text, ...], ...],
            'lists of practice codes, such as [["P81001", "P81002"]]',
        ),
    ),
    **dict.fromkeys(_PRICES, (dict[_Text, float], "a table of numbers, such as { travel = 1.0 }")),
    "team_band": (tuple[int, int] | None, "the least and greatest, such as [30000, 50000]"),
    "approved": (
        tuple[_Approved, ...],
        "tables of network_id, practices, kinds (size, pieces, borders, doughnuts), reason",
    ),
    "networks": (_Ends, "a table, such as { least = 4, most = 6 }"),
}
_AFTERWARDS: dict[str, Callable[[Any], Any]] = {
    "networks": _Ends.pair,
    "approved": _approvals,
    **dict.fromkeys(_NAMES, str.strip),
}


PATIENTS_MAX = 10_000_000
NETWORKS_MAX = 100_000
PRICE_MAX = 10_000
#: Costs are whole quanta of 64 bits: with these the dearest plan of England is far below their end.
WEIGHT_MAX = {
    **dict.fromkeys(CRITERIA, 10_000), "travel": 1_000, "inertia": 10, "count": 1_000_000_000,
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
    if rules.team_band is not None and not 0 < rules.team_band[0] <= rules.team_band[1]:
        what = f"teams cannot be of {rules.team_band[0]:,} to {rules.team_band[1]:,}"
        yield what, "Give the smaller figure first, as in 30000:50000"
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
    for given, weight in rules.weights.items():
        name = ALIGNMENT if given.startswith(LAYER) and given != LAYER else given
        if name == FIRST:
            yield f"{name} take no weight", "They are always made fewest first; leave it out"
        elif name not in known:
            yield f"there is no criterion {name!r}", f"The criteria are {', '.join(known)}"
        elif not 0 <= weight <= WEIGHT_MAX[name]:
            yield f"the weight of {given} is {weight:g}", f"Give one from 0 to {WEIGHT_MAX[name]:,}"
    for level, price in rules.kept_whole.items():
        yield from _price(rules, f"keeping {level} whole", price, "split")
    for level, price in rules.soft_borders.items():
        yield from _price(rules, f"the border {level}", price, "borders")
        if level in rules.within:
            what = f"the border {level} is both hard and soft"
            yield what, "Name it with --within or with --soft, not both"


def _price(rules: Rules, of: str, price: float, criterion: str) -> Iterator[tuple[str, str]]:
    weight = rules.weights.get(criterion, 1.0)
    if not 0 <= price <= PRICE_MAX:
        yield f"the price of {of} is {price:g}", f"Give one from 0 to {PRICE_MAX:,}"
    elif price * weight > PRICE_MAX:
        what = f"the price of {of} times the weight of {criterion} is {price * weight:g}"
        yield what, f"Give less than {PRICE_MAX:,} together"


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
