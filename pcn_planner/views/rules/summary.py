"""The rules in one line, and the words that the form and other pages use for them."""

from optimise.problem import sizes
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import Rules
from optimise.problem.travel_unit import KM, TravelUnit
from optimise.progress import Limits
from pcn_planner.words import counted

WORDS = {
    "travel": ("Short journeys", "patients near their network's hub practice"),
    "inertia": ("Compact shapes", "far practices count with the square of the distance"),
    "alignment": ("Whole community teams", "patients in networks that their own team leads"),
    "change": ("Little change", "patients staying in the network they are in today"),
    "balance": ("Even sizes", "list sizes near the target"),
    "mix": ("Even need", "poor and well-off areas in every network"),
    "count": ("Few networks", "as few networks as the rest allows"),
}


def of(rules: Rules, limits: Limits | None = None, unit: TravelUnit = KM) -> str:
    """The rules, and when a solve stops, in one line; ``unit`` is the one of travel."""
    borders = f"within {', '.join(rules.within)}" if rules.within else "no hard border"
    ceiling = f"{rules.ceiling:,}{' (soft)' if rules.ceiling_soft else ''}"
    weights = ", ".join(_weighed(name, w, unit) for name, w in rules.weights.items() if w)
    counted = sizes.counted_in(rules.size) if rules.size else "patients"
    parts = [f"{rules.floor:,} to {ceiling} {counted}", borders, _number(rules), weights]
    parts += [*_change(rules), *([] if limits is None else [_stop(limits)])]
    return " · ".join(part for part in parts if part)


def _number(rules: Rules) -> str:
    least, most = rules.networks or (None, None)
    if least is None and most is None:
        return "any number of networks"
    if most is None:
        return f"{counted(least or 0, 'network')} or more"
    fewest = "" if (least or 1) == most else f"{least or 1} to "
    return f"{fewest}{counted(most, 'network')}"


def _change(rules: Rules) -> list[str]:
    """How far the plan may be from today's networks, as far as that is limited."""
    practices, patients = rules.moves_max, rules.patients_moved_max
    low, high = rules.team_band or (0, 0)
    return [
        *([f"at most {_move(practices, 'practice')}"] if practices is not None else []),
        *([f"at most {_move(patients, 'patient')}"] if patients is not None else []),
        *([f"{len(rules.approved)} approved"] if rules.approved else []),
        *([f"teams of {low:,} to {high:,} inside"] if rules.team_band else []),
    ]


def _move(number: int, noun: str) -> str:
    return f"{counted(number, noun)} {'moves' if number == 1 else 'move'}"


def _stop(limits: Limits) -> str:
    stop = f"at most {limits.time_s:,.0f} s" if limits.time_s is not None else "no time limit"
    return f"{stop} or within {limits.gap:.1%}" if limits.gap else stop


def _weighed(name: str, weight: float, unit: TravelUnit) -> str:
    """A criterion and what one unit of it may cost in travel."""
    kind, _, layer = name.partition(":")
    words = " of ".join([WORDS.get(kind, (kind,))[0].lower(), *([layer] if layer else [])])
    price = {"networks": f"{unit.total} each", "patients": unit.mean}.get(CRITERIA[kind].unit)
    if price is None:
        return words if weight == 1 else f"{words} × {weight:,g}"
    return f"{words} ({weight:,g} {price})"
