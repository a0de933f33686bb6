"""Whether rules mean anything at all, before any table is looked at."""

import math
from collections.abc import Iterator

from boundaries.errors import DataError
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import Rules

FIRST = "exceptions"  #: the criterion that is minimised before all others and takes no weight


def check(rules: Rules, source: str = "") -> None:
    """Raise DataError for the first rule that means nothing, with what to give instead.

    Rules that contradict each other over given practices are ``optimise.feasibility.examine``'s.
    """
    for what, remedy in (*_band(rules), *_networks(rules), *_weights(rules), *_groups(rules)):
        raise DataError(what, remedy=remedy, source=source)


def _band(rules: Rules) -> Iterator[tuple[str, str]]:
    if rules.floor > rules.ceiling:
        what = f"the band is upside down: its floor {rules.floor:,} is above its ceiling "
        yield what + f"{rules.ceiling:,}", "Give the smaller figure first, as in 30000:50000"
    for name in ("floor", "ceiling", "oversize_slack", "balance_target"):
        if getattr(rules, name) < 0:
            yield f"{name} is negative", "Give a number of patients"
    if rules.ceiling == 0 or rules.candidate_limit < 1:
        yield "the ceiling and the candidate limit have to be above 0", "Give larger numbers"


def _networks(rules: Rules) -> Iterator[tuple[str, str]]:
    least, most = rules.networks or (None, None)
    if any(number is not None and number < 1 for number in (least, most)):
        yield "a number of networks has to be 1 at least", "Give a number such as 12, or 10:14"
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
        elif not (math.isfinite(weight) and weight >= 0):
            yield f"the weight of {name} is {weight}", "Give a number from 0"
    for level, price in rules.soft_borders.items():
        if not (math.isfinite(price) and price >= 0):
            yield f"the price of the border {level} is {price}", "Give a number from 0"
        if level in rules.within:
            what = f"the border {level} is both hard and soft"
            yield what, "Name it with --within or with --soft, not both"


def _groups(rules: Rules) -> Iterator[tuple[str, str]]:
    for name in ("together", "apart"):
        for group in getattr(rules, name):
            if len(set(group)) < 2:
                what = f"{name} names a single practice ({', '.join(group) or 'none'})"
                yield what, "Name two practices at least"
    if any(not group for group in rules.fixed):
        yield "a fixed network has no practices", "Name its practices"
