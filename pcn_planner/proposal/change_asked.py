"""What the rules of a plan ask of change from today's networks, for everything that counts it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from optimise.problem.rules import Rules


@dataclass(frozen=True)
class ChangeAsked:
    """How networks go on as those of today, as far as rules say.

    Parameters
    ----------
    today
        Practice code -> network today.
    stay
        Practices that may not leave their network.
    moves_max
        Most practices that may; ``None`` for any.
    """

    today: Mapping[str, str] = field(default_factory=dict)
    stay: Collection[str] = ()
    moves_max: int | None = None


NOTHING = ChangeAsked()


def of(rules: Rules, today: Mapping[str, str]) -> ChangeAsked:
    """What these rules ask, of a plan that begins from these networks."""
    return ChangeAsked(today, rules.stay, rules.moves_max)
