"""The best plan by looking at every plan: plain loops, for at most nine practices.

What is legal and what an exception costs is stated here once more, in the plainest words, so
that optimiser and verifier can both be held against it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import pandas as pd

from optimise.problem.rules import Approval, Rules

PRACTICES_MAX = 9
Members = frozenset[str]
Networks = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Best:
    """Fewest patients in exceptions, then least cost; ``networks`` is one plan that has both."""

    exceptions: int
    cost: int
    networks: Networks


def best_partition(
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    cost: Callable[[Members], int],
    *,
    units: Mapping[str, str] | None = None,
) -> Best | None:
    """The lexicographically best plan of all, or ``None`` where the rules allow no plan.

    ``cost`` gives a network's cost in whole units; ``units`` its practices' border units.
    """
    codes = sorted(practices.index)
    assert len(codes) <= PRACTICES_MAX, "every plan is looked at: keep the area small"
    if not all_known(rules, codes):
        return None
    patients = {code: int(practices.loc[code, rules.size or "patients"]) for code in codes}
    worth: dict[Members, tuple[int, int]] = {}
    for members in subsets(codes):
        if is_legal(members, graph, rules, units):
            missed = exception_patients(members, patients, rules)
            if missed is not None:
                worth[members] = (missed, cost(members))
    starting = {code: [members for members in worth if min(members) == code] for code in codes}
    best: Best | None = None
    for plan in partitions(codes, starting):
        if not number_allowed(len(plan), rules):
            continue
        missed, price = sum(worth[s][0] for s in plan), sum(worth[s][1] for s in plan)
        if best is None or (missed, price) < (best.exceptions, best.cost):
            best = Best(missed, price, tuple(sorted(tuple(sorted(s)) for s in plan)))
    return best


def all_known(rules: Rules, codes: Collection[str]) -> bool:
    """Whether every practice that must be placed in a certain way is there to be placed."""
    asked = [code for group in (*rules.together, *rules.fixed, rules.alone) for code in group]
    return all(code in codes for code in asked)


def subsets(codes: list[str]) -> Iterator[Members]:
    for size in range(1, len(codes) + 1):
        for chosen in combinations(codes, size):
            yield frozenset(chosen)


def partitions(
    codes: list[str], starting: Mapping[str, Collection[Members]]
) -> Iterator[list[Members]]:
    """Every way to part sorted codes into sets, each once; sets are listed by first code."""
    if not codes:
        yield []
        return
    for members in starting[codes[0]]:
        if members.issubset(codes):
            rest = [code for code in codes if code not in members]
            for others in partitions(rest, starting):
                yield [members, *others]


def number_allowed(count: int, rules: Rules) -> bool:
    least, most = rules.networks if rules.networks is not None else (None, None)
    return (least is None or least <= count) and (most is None or count <= most)


def is_kept(members: Members, rules: Rules) -> bool:
    """Fixed as it is, or one practice set apart: neither band nor contiguity are asked of it."""
    if len(members) == 1 and min(members) in rules.alone:
        return True
    return any(members == set(group) for group in rules.fixed)


def is_legal(
    members: Members,
    graph: "nx.Graph[str]",
    rules: Rules,
    units: Mapping[str, str] | None,
    outer: Collection[str] | None = None,
    sizes: Mapping[str, int] | None = None,
) -> bool:
    """Whether these practices may be a network, their list size aside.

    ``sizes`` say what is below the floor: only that may gain, once approved so.
    """
    below = sizes is not None and sum(sizes[code] for code in members) < rules.floor
    for group in rules.fixed:
        if members & set(group) and members != set(group):
            return False
    for code in rules.alone:
        if code in members and len(members) > 1:
            return False
    for group in rules.together:
        if members & set(group) and not set(group) <= members:
            return False
    for group in rules.apart:
        if len(members & set(group)) > 1:
            return False
    crosses = units is not None and len({units[code] for code in members}) > 1
    if is_kept(members, rules):
        return not crosses or of_approved(members, rules, "borders")
    asked = outer is not None and rules.no_doughnuts and units is not None
    ringed = asked and encloses(members, graph, units, outer)
    if ringed and not of_approved(members, rules, "doughnuts"):
        return False
    if crosses or not is_connected(members, graph):
        return all(
            any(may_keep(members, one, kind, graph, below) for one in rules.approved)
            for kind, broken in (
                ("borders", crosses), ("pieces", not is_connected(members, graph)),
            )
            if broken
        )  # fmt: skip
    return True


def of_approved(members: Members, rules: Rules, kind: str) -> bool:
    return any(kind in one.kinds and members <= set(one.practices) for one in rules.approved)


def may_keep(
    members: Members, one: Approval, kind: str, graph: "nx.Graph[str]", below: bool
) -> bool:
    """A network of today, or a part of it no piece of which has been torn, may stay as approved."""
    today = frozenset(one.practices)
    if kind not in one.kinds:
        return False
    if kind == "pieces" and members > today:
        if not below or "size" not in one.kinds:
            return False
        return count_pieces(members, graph) <= count_pieces(today, graph)
    if not members <= today:
        return False
    if kind != "pieces":
        return True
    return all(
        is_connected(members & piece, graph) for piece in pieces(today, graph) if members & piece
    )


def pieces(members: Members, graph: "nx.Graph[str]") -> list[Members]:
    left, found = set(members), []
    while left:
        piece = {min(left)}
        while more := {b for a in piece for b in left - piece if graph.has_edge(a, b)}:
            piece |= more
        found.append(frozenset(piece))
        left -= piece
    return found


def count_pieces(members: Members, graph: "nx.Graph[str]") -> int:
    return len(pieces(members, graph))


def encloses(
    members: Members, graph: "nx.Graph[str]", units: Mapping[str, str], outer: Collection[str]
) -> bool:
    """Whether somebody who could reach the outside without crossing others' land now cannot."""

    def free(barred: Members) -> set[str]:
        def near(a: str, b: str) -> bool:
            return graph.has_edge(a, b) and units[a] == units[b]

        border = {a for a, b in graph.edges if units[a] != units[b]}
        border |= {b for a, b in graph.edges if units[a] != units[b]}
        seen = {c for c in units if (c in outer or c in border) and c not in barred}
        while more := {b for a in seen for b in set(units) - seen - barred if near(a, b)}:
            seen |= more
        return seen

    return bool(free(frozenset()) - members - free(members))


def is_connected(members: Members, graph: "nx.Graph[str]") -> bool:
    reached, edge_of_reach = {min(members)}, [min(members)]
    while edge_of_reach:
        here = edge_of_reach.pop()
        for other in members:
            if other not in reached and graph.has_edge(here, other):
                reached.add(other)
                edge_of_reach.append(other)
    return reached == members


def parts_into_teams(
    members: Members, graph: "nx.Graph[str]", sizes: Mapping[str, int], rules: Rules
) -> bool:
    """Whether a network needs no teams, or is some partition into connected sets of their band.

    A practice that alone is larger than a team forms its own, with whoever is joined to it.
    """
    size = sum(sizes[code] for code in members)
    if rules.team_band is None or size <= rules.ceiling or len(members) == 1:
        return True
    if is_kept(members, rules):
        return True
    least, most = rules.team_band
    if any(sizes[code] > most for code in members) and is_connected(members, graph):
        return True
    teams = [
        team
        for team in subsets(sorted(members))
        if least <= sum(sizes[code] for code in team) <= most and is_connected(team, graph)
    ]
    starting = {code: [t for t in teams if min(t) == code] for code in sorted(members)}
    return any(True for _ in partitions(sorted(members), starting))


def exception_patients(members: Members, patients: Mapping[str, int], rules: Rules) -> int | None:
    """Patients that an exception must excuse; ``None`` for a size that nothing excuses."""
    size = sum(patients[code] for code in members)
    if is_kept(members, rules):
        return 0
    for one in rules.approved:
        today, least = set(one.practices), sum(patients[code] for code in one.practices)
        excused = rules.ceiling_soft and size <= rules.ceiling + rules.oversize_slack
        if "size" in one.kinds and size > rules.ceiling and members <= today:
            return size - rules.ceiling if "size" in one.counted and not excused else 0
        small = "size" in one.kinds and "size" not in one.counted and size < rules.floor
        if small and members >= today and least <= size:
            return 0
    if size < rules.floor:
        return 0 if members <= set(rules.floor_waived) else rules.floor - size
    if size <= rules.ceiling:
        return 0
    if rules.ceiling_soft and size <= rules.ceiling + rules.oversize_slack:
        return 0
    largest = max(patients[code] for code in members)
    if len(members) == 1 or size <= max(rules.ceiling, largest) + rules.oversize_slack:
        return size - rules.ceiling
    return None


def hub_cost(prices: Mapping[tuple[str, str], int]) -> Callable[[Members], int]:
    """Cost of a network from (practice, hub) -> price: all to the member that costs least."""

    def cost(members: Members) -> int:
        return min(sum(prices[code, hub] for code in members) for hub in members)

    return cost
