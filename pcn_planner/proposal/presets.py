"""Four answers to what a good plan is, as weights; each says what it did to the demo area."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from boundaries.errors import DataError
from optimise.problem.rules import DEFAULT_WEIGHTS, TIES


@dataclass(frozen=True)
class Preset:
    """Weights under a name.

    ``name`` is what the command line calls it, ``label`` and ``means`` are for people, ``demo`` is
    what it came to on the demo area (``benchmarks.presets`` finds it anew).
    """

    name: str
    label: str
    means: str
    weights: Mapping[str, float]
    demo: str


PRESETS: Mapping[str, Preset] = {
    one.name: one
    for one in (
        Preset(
            "little-change",
            "Change as little as possible",
            "Practices stay in the network they are in today wherever the rules allow.",
            {"change": 1.0, "travel": 1.0 / TIES},
            "Demo area: 18 practices move, 92,061 patients; 4.1 km to the hub on average.",
        ),
        Preset(
            "short-journeys",
            "Short journeys",
            "Practices are near the practice at the middle of their network.",
            dict(DEFAULT_WEIGHTS),
            "Demo area: 3.8 km to the hub on average; 37 practices move, 234,930 patients.",
        ),
        Preset(
            "whole-teams",
            "Keep teams whole",
            "One community team serves as much of each network as can be.",
            {**DEFAULT_WEIGHTS, "alignment": 5.0},
            "Demo area: 61,000 patients fewer are of another team (by home) than with short "
            "journeys; 31 practices move.",
        ),
        Preset(
            "even-sizes",
            "Even sizes",
            "Networks are as near to one size as the rest allows.",
            {**DEFAULT_WEIGHTS, "balance": 2.0},
            "Demo area: lists differ from their mean by 7,080 patients (standard deviation), not "
            "by 8,060; 34 practices move.",
        ),
    )
}


def weights(name: str) -> dict[str, float]:
    """The weights of a preset. Raises ``DataError`` where there is none of that name."""
    if name not in PRESETS:
        raise DataError(
            f"there is no preset called {name}", remedy=f"Choose one of {', '.join(PRESETS)}"
        )
    return dict(PRESETS[name].weights)


def missing(name: str, known: Collection[str]) -> list[str]:
    """Criteria of a preset that these data cannot measure."""
    return [one for one in PRESETS[name].weights if one not in known]


def chosen(given: Mapping[str, float]) -> str | None:
    """The preset whose weights these are, ``None`` where they were tuned."""
    weighed = {name: weight for name, weight in given.items() if weight}
    found = (one.name for one in PRESETS.values() if dict(one.weights) == weighed)
    return next(found, None)
