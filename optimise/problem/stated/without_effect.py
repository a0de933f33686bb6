"""Rules and weights that change nothing on a problem: told, never swallowed."""

from collections.abc import Iterator

import numpy as np

from optimise.problem.criteria import SCALE, tilt
from optimise.problem.problem import NONE, Labels, Problem
from optimise.problem.rules import LAYER, Rules

_USUAL = Rules()


def sentences(problem: Problem) -> list[str]:
    """One sentence for each rule or weight that has no effect on this problem, and why."""
    found = (
        *_weights(problem), *_soft_borders(problem), *_kept_whole(problem), *_ceiling(problem),
        *_others(problem),
    )  # fmt: skip
    return [f"{what} has no effect: {why}." for what, why in found]


def _weights(problem: Problem) -> Iterator[tuple[str, str]]:
    rules = problem.rules
    reasons = {
        "alignment": (
            not any(len(team.names) > 1 for team in problem.layers.values()),
            "every practice has the same team, or none",
        ),
        "change": (
            problem.current is None or not problem.current.names,
            "no practice is in a network today",
        ),
        "mix": (not tilt(problem).any(), "every practice has the same need score, or none"),
        "borders": (not any(rules.soft_borders.values()), "no soft border has a price"),
        "split": (not any(rules.kept_whole.values()), "nothing is kept whole at a price"),
        "oversize": (not rules.ceiling_soft, "the ceiling is not soft"),
    }
    for name, (idle, why) in reasons.items():
        if rules.weights.get(name) and idle:
            yield f"The weight of {name}", why
    for name, team in problem.layers.items():
        if name and rules.weights.get(LAYER + name) and len(team.names) < 2:
            yield f"The weight of {LAYER}{name}", reasons["alignment"][1]
    for name in ("balance", "oversize"):
        if 0 < rules.weights.get(name, 0.0) * SCALE < 0.5:
            yield f"The weight of {name}", f"it is below {0.5 / SCALE:g}, which is counted as 0"
    if not any(rules.weights.values()):
        yield "Choosing the best plan", "no criterion has a weight"


def _soft_borders(problem: Problem) -> Iterator[tuple[str, str]]:
    rules = problem.rules
    for level, price in rules.soft_borders.items():
        if not price:
            yield f"The soft border {level}", "its price is 0"
        elif not rules.weights.get("borders"):
            yield f"The price of the soft border {level}", "the weight of borders is 0"
        elif _one_in_each_unit(problem, problem.soft[level]):
            yield f"The soft border {level}", "it runs nowhere inside a hard border unit"


def _kept_whole(problem: Problem) -> Iterator[tuple[str, str]]:
    rules = problem.rules
    for level, price in rules.kept_whole.items():
        if not price:
            yield f"Keeping {level} whole", "its price is 0"
        elif not rules.weights.get("split"):
            yield f"The price of keeping {level} whole", "the weight of split is 0"
        elif len(set(problem.wholes[level].labels.of.tolist()) - {NONE}) == _known(problem, level):
            yield f"Keeping {level} whole", "no two practices are in one"


def _known(problem: Problem, level: str) -> int:
    return int((problem.wholes[level].labels.of != NONE).sum())


def _ceiling(problem: Problem) -> Iterator[tuple[str, str]]:
    rules = problem.rules
    if rules.ceiling_soft and not rules.weights.get("oversize"):
        why = "it has no cost, so a network above it is as good as one below; give it one with "
        yield "The soft ceiling, up to its slack,", why + "--weights oversize=1"


def _others(problem: Problem) -> Iterator[tuple[str, str]]:
    rules = problem.rules
    if rules.balance_target != _USUAL.balance_target and not rules.weights.get("balance"):
        yield "The target size", "balance has no weight"
    if rules.within and len(problem.unit.names) == 1:
        yield f"The hard border {', '.join(rules.within)}", "all practices are on one side of it"
    if rules.team_band and not (rules.ceiling_soft or rules.approved):
        why = "no network may be above the ceiling unless nothing else is left"
        yield "Dividing large networks into teams", why
    known = [code for code in rules.stay if code in problem.row]
    if unplaced := [code for code in known if _in_no_network(problem, code)]:
        yield f"Letting {', '.join(unplaced)} stay", "no network of today has them"
    for group in rules.apart:
        rows = np.array(problem.rows([code for code in group if code in problem.row]), np.int64)
        if len(set(problem.unit.of[rows].tolist())) == len(rows):
            why = "a hard border parts them already"
            yield f"Keeping {', '.join(group)} apart", why


def _in_no_network(problem: Problem, code: str) -> bool:
    return problem.current is None or problem.current.of[problem.row[code]] == NONE


def _one_in_each_unit(problem: Problem, labels: Labels) -> bool:
    sides = zip(problem.unit.of, labels.of, strict=True)
    pairs = {(unit, label) for unit, label in sides if label != NONE}
    return len(pairs) == len({unit for unit, _ in pairs})
