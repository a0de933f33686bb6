"""Checks of what people asked for: together, apart, fixed, alone."""

import math
from collections.abc import Iterator

import networkx as nx

from optimise.problem.rules import TOGETHER
from optimise.verify.case import Case, Finding

PREMISES_M = 1.0  #: practices nearer to each other are in one building


def together(case: Case) -> Iterator[Finding]:
    """Practices to be kept together share one network."""
    for group in case.rules.together:
        where = _where(case, group)
        if len(where) == 1 and None not in where:
            continue
        parts = "; ".join(
            f"{network or 'no network'}: {case.people(codes)}" for network, codes in where.items()
        )
        message = f"Practices to be kept together are apart: {parts}"
        largest = max(case.size(codes) for codes in where.values())
        yield Finding("together", None, group, case.size(group) - largest, message)


def same_premises(case: Case) -> Iterator[Finding]:
    """Practices of one border unit within a metre of each other share one network, if asked."""
    if case.rules.same_premises != TOGETHER:
        return
    for group in _one_place(case):
        where = _where(case, group)
        if len(where) > 1:
            parts = "; ".join(
                f"{key or 'no network'}: {case.people(c)}" for key, c in where.items()
            )
            message = f"Practices at the same premises are apart: {parts}"
            largest = max(case.size(codes) for codes in where.values())
            yield Finding("same_premises", None, group, case.size(group) - largest, message)


def _one_place(case: Case) -> Iterator[tuple[str, ...]]:
    """Practices that a chain of steps of at most a metre joins, by sweeping from west to east."""
    near: nx.Graph[str] = nx.Graph()
    order = sorted(case.places, key=lambda code: case.places[code])
    for k, code in enumerate(order):
        for other in order[k + 1 :]:
            if case.places[other][0] - case.places[code][0] > PREMISES_M:
                break
            if math.dist(case.places[code], case.places[other]) <= PREMISES_M:
                near.add_edge(code, other)
    for joined in nx.connected_components(near):
        units: dict[tuple[str, ...], list[str]] = {}
        for code in sorted(joined):
            units.setdefault(tuple(of.get(code, "") for _, of in case.levels), []).append(code)
        yield from (tuple(codes) for codes in units.values() if len(codes) > 1)


def apart(case: Case) -> Iterator[Finding]:
    """No two practices of a keep-apart group share a network."""
    for group in case.rules.apart:
        for network_id, codes in _where(case, group).items():
            if network_id is not None and len(codes) > 1:
                message = (
                    f"Practices to be kept apart share network {network_id}: {case.people(codes)}"
                )
                yield Finding("apart", network_id, codes, case.size(codes), message)


def fixed(case: Case) -> Iterator[Finding]:
    """Every fixed network is in the plan exactly as it was fixed."""
    for group in case.rules.fixed:
        if tuple(sorted(set(group))) in case.networks.values():
            continue
        where = {network for network in _where(case, group) if network is not None}
        found = {code for network in where for code in case.networks[network]}
        lost = sorted(found ^ set(group)) if len(where) == 1 else sorted(group)
        message = (
            f"The fixed network of {case.people(sorted(group))} is not in the plan as fixed; "
            f"practices at fault: {case.people(lost)}"
        )
        yield Finding("fixed", None, tuple(lost), case.size(lost), message)


def alone(case: Case) -> Iterator[Finding]:
    """Every practice set apart is a network by itself."""
    for code in case.rules.alone:
        network_id = case.network_of.get(code)
        codes = case.networks[network_id] if network_id is not None else ()
        if codes != (code,):
            message = f"{case.people([code])}, set apart, is not a network by itself"
            others = [other for other in codes if other != code]
            if others:
                message += f": with {case.people(others)} in {network_id}"
            yield Finding("alone", network_id, codes or (code,), case.size([code]), message)


def _where(case: Case, group: tuple[str, ...]) -> dict[str | None, tuple[str, ...]]:
    """Network id, or ``None`` for no network -> the group's practices there."""
    where: dict[str | None, tuple[str, ...]] = {}
    for code in sorted(set(group)):
        network_id = case.network_of.get(code)
        where[network_id] = (*where.get(network_id, ()), code)
    return where
