"""Rules that contradict each other, found and named before any solve."""

from collections.abc import Callable, Iterator
from itertools import combinations

import networkx as nx

from optimise.feasibility.conflicting_rules import groups_by_rule, named, networks_asked
from optimise.feasibility.reasons import PlainArea, Reason, together_groups
from optimise.problem.rules import BORDERS, PIECES, SIZE, Group

Search = Callable[[PlainArea], Iterator[Reason]]


def band_upside_down(ground: PlainArea) -> Iterator[Reason]:
    """The floor lies above the ceiling."""
    rules = ground.rules
    if not 0 <= rules.floor <= rules.ceiling:
        message = f"The floor of {rules.floor:,} lies above the ceiling of {rules.ceiling:,}"
        yield Reason("band", None, (), None, message, "Put the smaller figure first")


def unknown_practices(ground: PlainArea) -> Iterator[Reason]:
    """A practice that has to be placed in a certain way is not in the table."""
    rules = ground.rules
    for rule, groups in groups_by_rule(rules):
        for group in groups:
            unknown = tuple(sorted(set(group) - set(ground.sizes)))
            if unknown and rule != "apart":
                message = (
                    f"The rule {named(rule, group)} names {', '.join(unknown)}, "
                    "not in the practice table"
                )
                remedy = "Correct the code, add the practice to the table or drop the rule"
                yield Reason("unknown_practice", None, unknown, None, message, remedy)


def together_and_apart(ground: PlainArea) -> Iterator[Reason]:
    """Two practices are to be kept together, perhaps through others, and apart."""
    for joined in together_groups(ground.rules):
        for group in ground.rules.apart:
            both = tuple(sorted(set(group) & set(joined)))
            if len(both) > 1:
                message = (
                    f"{ground.people(both)} are to be kept together ({', '.join(joined)}) "
                    f"and apart ({', '.join(group)})"
                )
                yield _clash("together_and_apart", ground, both, message)


def fixed_overlaps(ground: PlainArea) -> Iterator[Reason]:
    """Two networks that are given, fixed or set apart, share a practice."""
    for one, other in combinations(ground.kept, 2):
        both = tuple(sorted(set(one) & set(other)))
        if both:
            message = (
                f"{ground.people(both)} would be in two networks that are fixed or set apart: "
                f"{', '.join(one)}; and {', '.join(other)}"
            )
            yield _clash("fixed_overlaps", ground, both, message)


def fixed_and_apart(ground: PlainArea) -> Iterator[Reason]:
    """A fixed network holds two practices that are to be kept apart."""
    for fixed in ground.kept:
        for group in ground.rules.apart:
            both = tuple(sorted(set(group) & set(fixed)))
            if len(both) > 1:
                message = (
                    f"{ground.people(both)} are in one fixed network ({', '.join(fixed)}) "
                    f"and to be kept apart ({', '.join(group)})"
                )
                yield _clash("fixed_and_apart", ground, both, message)


def together_and_fixed(ground: PlainArea) -> Iterator[Reason]:
    """Practices to be kept together lie inside and outside a network fixed or set apart."""
    for group in ground.rules.together:
        for fixed in ground.kept:
            inside, outside = set(group) & set(fixed), set(group) - set(fixed)
            if inside and outside:
                message = (
                    f"{ground.people(sorted(group))} are to be kept together, but only "
                    f"{ground.people(sorted(inside))} in the network fixed or set apart as "
                    f"{', '.join(fixed)}"
                )
                yield _clash("together_and_fixed", ground, tuple(sorted(group)), message)


def across_a_border(ground: PlainArea) -> Iterator[Reason]:
    """Practices to be kept together, or fixed in one network, lie in several border units.

    A network of today that is approved to cross the border may hold them.
    """
    crossing = [set(one.practices) for one in ground.rules.approved if BORDERS in one.kinds]
    for rule, groups in (("together", together_groups(ground.rules)), ("fixed", ground.kept)):
        for group in groups:
            units = ground.units_of(group)
            if len(units) > 1 and not any(set(group) <= own for own in crossing):
                message = (
                    f"The rule {named(rule, group)} reaches across a hard border: "
                    f"{'; '.join(units)}"
                )
                remedy = "Drop the rule or make the border soft"
                yield Reason("across_a_border", None, group, None, message, remedy)


def together_out_of_reach(ground: PlainArea) -> Iterator[Reason]:
    """No chain of practices that are free to join links those to be kept together.

    A network of today that is approved to be in pieces needs no chain.
    """
    free = ground.graph.subgraph(code for atom in ground.atoms for code in atom)
    part_of = {code: k for k, part in enumerate(nx.connected_components(free)) for code in part}
    for atom in ground.atoms:
        parted = len({part_of[code] for code in atom}) > 1 and len(ground.units_of(atom)) == 1
        if parted and _approved(ground, PIECES).isdisjoint(atom):
            message = (
                f"{ground.people(atom)} are to be kept together, but no chain of neighbours that "
                "are free to join links them"
            )
            remedy = "Add a link between them, or drop the rule"
            unit = ground.unit(atom)
            yield Reason("together_out_of_reach", unit, atom, None, message, remedy)


def together_too_large(ground: PlainArea) -> Iterator[Reason]:
    """Practices to be kept together are larger than any exception may be.

    A network of today that is approved in its size may hold them.
    """
    approved = [set(one.practices) for one in ground.rules.approved if SIZE in one.kinds]
    for atom in ground.atoms:
        size, most = ground.size(atom), ground.size_max(atom)
        if len(atom) > 1 and size > most and not any(set(atom) <= own for own in approved):
            message = (
                f"{ground.people(atom)} are to be kept together, but their {size:,} patients are "
                f"{size - most:,} above {most:,}, the most that an exception may have"
            )
            remedy = "Drop the rule, raise the ceiling or the slack above it, or fix the network"
            above = size - ground.rules.ceiling
            unit = ground.unit(atom)
            yield Reason("together_too_large", unit, atom, above, message, remedy)


def number_out_of_reach(ground: PlainArea) -> Iterator[Reason]:
    """No plan, whatever its exceptions, has as many networks as are asked for."""
    least, most = ground.rules.networks or (None, None)
    fewest, greatest = _numbers(ground)
    wrong = least is not None and most is not None and least > most
    if wrong or (least or 0) > greatest or (most is not None and most < fewest):
        asked = networks_asked(ground.rules)
        message = f"{asked} asked for; even with exceptions there can be {fewest} to {greatest}"
        remedy = "Ask for a number in that range, or change the rules that bind practices"
        yield Reason("number_of_networks", None, (), None, message, remedy)


SEARCHES: tuple[Search, ...] = (
    band_upside_down,
    unknown_practices,
    together_and_apart,
    fixed_overlaps,
    fixed_and_apart,
    together_and_fixed,
    across_a_border,
    together_out_of_reach,
    together_too_large,
    number_out_of_reach,
)
"""Every way that rules may contradict each other, in the order of the report."""


def find(ground: PlainArea) -> tuple[Reason, ...]:
    """All contradictions. Each leaves the area without any plan."""
    return tuple(reason for search in SEARCHES for reason in search(ground))


def _clash(kind: str, ground: PlainArea, codes: Group, message: str) -> Reason:
    return Reason(kind, ground.unit(codes), codes, None, message, "Drop one of the two rules")


def _numbers(ground: PlainArea) -> tuple[int, int]:
    """Fewest and most networks that any plan can have.

    Of a network approved in its size nothing is counted among the fewest, as it may be as large as
    today; one approved in pieces or across a border may be all of a part of the area, or gain it.
    """
    large, apart = _approved(ground, SIZE), _approved(ground, PIECES, BORDERS)
    fewest = len(ground.kept)
    for part in nx.connected_components(ground.free):
        codes = [code for atom in part for code in atom]
        rest, open_ended = ground.size(set(codes) - large), not apart.isdisjoint(codes)
        if open_ended:
            rest = max(0, rest - ground.rules.floor)
        fewest += max(0 if open_ended else 1, -(-rest // max(1, ground.size_max(codes))))
    return max(fewest, min(1, len(ground.sizes))), len(ground.kept) + len(ground.atoms)


def _approved(ground: PlainArea, *kinds: str) -> set[str]:
    """Practices of today's networks that are approved in one of these kinds."""
    own = (one.practices for one in ground.rules.approved if not set(kinds).isdisjoint(one.kinds))
    return {code for practices in own for code in practices}
