"""Checks of the limits on change: who must stay, and how many may move."""

from collections import Counter
from collections.abc import Iterator

import networkx as nx

from optimise.verify.case import Case, Finding


def stay(case: Case) -> Iterator[Finding]:
    """Practices that must not move are in one network, without those of other networks."""
    held = sorted(c for c in case.rules.stay if c in case.current and c in case.network_of)
    where: dict[str, set[str]] = {}
    for code in held:
        where.setdefault(case.current[code], set()).add(case.network_of[code])
    for today, networks in where.items():
        own = [code for code in held if case.current[code] == today]
        others = [c for c in held if c not in own and case.network_of[c] in networks]
        if len(networks) > 1 or others:
            message = (
                f"Practices that must not leave {today} are in {', '.join(sorted(networks))}"
                f"{f' beside {case.people(others)} of another' if others else ''}: "
                f"{case.people(own)}"
            )
            yield Finding("stay", None, tuple(own), case.size(own), message)


def moves_limited(case: Case) -> Iterator[Finding]:
    """No more practices, and patients, move than were allowed, however networks are named."""
    rules = case.rules
    for most, noun, each in (
        (rules.moves_max, "practices", dict.fromkeys(case.patients, 1)),
        (rules.patients_moved_max, "patients", dict(case.patients)),
    ):
        moved = 0 if most is None else _fewest_moved(case, each)
        if most is not None and moved > most:
            message = f"{moved:,} {noun} change their network; at most {most:,} may"
            yield Finding("moves_limited", None, (), None, message)


def _fewest_moved(case: Case, each: dict[str, int]) -> int:
    """What moves when networks are named after those of today in the best way, each name once."""
    shared: Counter[tuple[str, str]] = Counter()
    total = 0
    for code, network in case.network_of.items():
        if code in case.current:
            shared[case.current[code], network] += each[code]
            total += each[code]
    pairs: nx.Graph[tuple[str, str]] = nx.Graph()
    for (today, network), weight in shared.items():
        pairs.add_edge(("today", today), ("plan", network), weight=weight)
    matched = nx.max_weight_matching(pairs)
    return total - sum(int(pairs.edges[edge]["weight"]) for edge in matched)
