"""Checks of the limits on change: who must stay, and how many may move."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import networkx as nx
import pulp

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
    rules, within = case.rules, True
    for most, noun, each in (
        (rules.moves_max, "practices", dict.fromkeys(case.patients, 1)),
        (rules.patients_moved_max, "patients", case.patients),
    ):
        moved = 0 if most is None else _fewest_moved(case, each)
        if most is not None and moved > most:
            within = False
            message = f"{moved:,} {noun} change their network; at most {most:,} may"
            yield Finding("moves_limited", None, (), None, message)
    if within and rules.moves_max is not None and rules.patients_moved_max is not None:
        yield from _both_limited(case, rules.moves_max, rules.patients_moved_max)


def _both_limited(case: Case, practices: int, patients: int) -> Iterator[Finding]:
    """Networks named so that few practices move may be named so that many patients do."""
    moved = _fewest_patients(case, practices)
    if moved > patients:
        message = (
            f"Where at most {practices:,} practices change their network, {moved:,} patients do; "
            f"at most {patients:,} may"
        )
        yield Finding("moves_limited", None, (), None, message)


def _fewest_moved(case: Case, each: Mapping[str, int]) -> int:
    """What moves when networks are named after those of today in the best way, each name once.

    A network goes on as that which has practices that must stay in it.
    """
    shared = _shared(case, each)
    pairs: nx.Graph[tuple[str, str]] = nx.Graph()
    for today, network in _possible(case, shared):
        pairs.add_edge(("today", today), ("plan", network), weight=shared[today, network])
    matched = nx.max_weight_matching(pairs)
    return shared.total() - sum(int(pairs.edges[edge]["weight"]) for edge in matched)


def _possible(case: Case, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs (today, plan) that may be one network going on, as far as it is stated who stays.

    Where those who must stay contradict each other nothing is settled: ``stay`` finds that.
    """
    stated = {
        (case.current[code], case.network_of[code])
        for code in case.rules.stay
        if code in case.current and code in case.network_of
    }
    olds, news = ([pair[side] for pair in stated] for side in (0, 1))
    if len(set(olds)) < len(olds) or len(set(news)) < len(news):
        return sorted(pairs)
    settled = dict(stated)
    return sorted(
        (old, new)
        for old, new in pairs
        if settled.get(old, new) == new and (new not in news or settled.get(old) == new)
    )


def _fewest_patients(case: Case, practices_most: int) -> int:
    """Patients who move when no more practices may: an integer program over the names (HiGHS)."""
    patients = _shared(case, case.patients)
    practices = _shared(case, dict.fromkeys(case.patients, 1))
    names, program = _possible(case, patients), pulp.LpProblem("names", pulp.LpMaximize)
    kept = {pair: program.add_variable(f"x_{k}", cat="Binary") for k, pair in enumerate(names)}
    program += pulp.lpSum(patients[pair] * kept[pair] for pair in names)
    stay = practices.total() - practices_most
    program += pulp.lpSum(practices[pair] * kept[pair] for pair in names) >= stay
    for side in (0, 1):
        for one in sorted({pair[side] for pair in names}):
            program += pulp.lpSum(kept[pair] for pair in names if pair[side] == one) <= 1
    program.solve(pulp.HiGHS(msg=False, gapRel=0.0))
    return patients.total() - sum(patients[pair] for pair in names if kept[pair].value() > 0.5)


def _shared(case: Case, each: Mapping[str, int]) -> Counter[tuple[str, str]]:
    """What each network of today has in common with each of the plan."""
    shared: Counter[tuple[str, str]] = Counter()
    for code, network in case.network_of.items():
        if code in case.current:
            shared[case.current[code], network] += each[code]
    return shared
