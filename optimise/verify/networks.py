"""Checks of what every network has to be: whole, in the band, in one piece, inside borders."""

from collections.abc import Iterator, Mapping

import networkx as nx

from optimise.problem.plan import ExceptionRow
from optimise.problem.rules import BORDERS, PIECES, SIZE
from optimise.verify.approvals import approved
from optimise.verify.case import Case, Finding


def coverage(case: Case) -> Iterator[Finding]:
    """Every practice is in exactly one network, and no network has a practice from elsewhere."""
    if case.left_out:
        patients = case.size(case.left_out)
        message = (
            f"{_count(case.left_out, f'with {patients:,} patients')} in no network: "
            f"{case.people(case.left_out)}"
        )
        yield Finding("coverage", None, case.left_out, patients, message)
    if case.strangers:
        message = (
            f"{_count(case.strangers, 'of the assignment')} not in the practice table: "
            f"{', '.join(case.strangers)}"
        )
        yield Finding("coverage", None, case.strangers, None, message)


def band(case: Case) -> Iterator[Finding]:
    """Every network is inside the band, or outside it for a reason that rules or plan declare."""
    declared = {row.network_id for row in case.declared}
    for network_id, codes in case.networks.items():
        if _kept_as_it_is(case, codes):
            continue
        off = _outside(case, codes)
        if off and approved(case, codes, SIZE):
            continue
        too_large = case.counts(codes) > _largest_allowed(case, codes)
        if too_large or (off and network_id not in declared and not _excused(case, codes)):
            message = _off_band(case, network_id, off)
            if too_large:
                message += f"; no exception may have more than {_cause(case, codes)}"
            yield Finding("band", network_id, codes, abs(off), message)


def contiguity(case: Case) -> Iterator[Finding]:
    """Every network is one connected piece of the neighbour graph, unless fixed as it is."""
    for network_id, codes in case.networks.items():
        pieces = _pieces(case, codes)
        if len(pieces) == 1 or _is_fixed(case, codes) or approved(case, codes, PIECES):
            continue
        outside = case.size(codes) - case.size(pieces[0])
        parts = "; ".join(
            f"{case.people(piece)} with {case.size(piece):,} patients" for piece in pieces
        )
        message = f"Network {network_id} is in {len(pieces)} pieces: {parts}"
        yield Finding("contiguity", network_id, codes, outside, message)


def borders(case: Case) -> Iterator[Finding]:
    """No network crosses a hard border."""
    for network_id, codes in case.networks.items():
        for level, unit_of in case.levels:
            sides = _sides(case, codes, unit_of)
            if len(sides) == 1 or approved(case, codes, BORDERS):
                continue
            outside = case.size(codes) - case.size(sides[0][1])
            parts = "; ".join(
                f"{unit}: {case.size(side):,} patients of {case.people(side)}"
                for unit, side in sides
            )
            message = f"Network {network_id} crosses the border {level}: {parts}"
            yield Finding("borders", network_id, codes, outside, message)


def exceptions_declared(case: Case) -> Iterator[Finding]:
    """Every exception that is declared is true: its network, practices, size and distance."""
    for row in case.declared:
        untrue = _untrue(case, row)
        if untrue:
            message = f"The exception declared for network {row.network_id} is not true: {untrue}"
            yield Finding(
                "exceptions_declared", row.network_id, row.practices, abs(row.patients), message
            )


def number_of_networks(case: Case) -> Iterator[Finding]:
    """The plan has as many networks as were asked for."""
    least, most = case.rules.networks or (None, None)
    found = len(case.networks)
    if least is not None and found < least:
        message = f"The plan has {found} networks; at least {least} were asked for"
        yield Finding("number_of_networks", None, (), None, message)
    if most is not None and found > most:
        message = f"The plan has {found} networks; at most {most} were asked for"
        yield Finding("number_of_networks", None, (), None, message)


def _count(codes: tuple[str, ...], which: str) -> str:
    return f"1 practice {which} is" if len(codes) == 1 else f"{len(codes)} practices {which} are"


def _is_fixed(case: Case, codes: tuple[str, ...]) -> bool:
    return frozenset(codes) in case.fixed


def _kept_as_it_is(case: Case, codes: tuple[str, ...]) -> bool:
    set_apart = len(codes) == 1 and codes[0] in case.rules.alone
    return set_apart or _is_fixed(case, codes)


def _outside(case: Case, codes: tuple[str, ...]) -> int:
    """Patients below the floor (negative) or above the ceiling (positive), else 0."""
    size = case.counts(codes)
    return min(0, size - case.rules.floor) + max(0, size - case.rules.ceiling)


def _off_band(case: Case, network_id: str, off: int) -> str:
    codes, rules = case.networks[network_id], case.rules
    side = f"below the floor of {rules.floor:,}"
    if off > 0:
        side = f"above the ceiling of {rules.ceiling:,}"
    size = case.counts(codes)
    many = f"{size:,} {case.noun}"
    return f"Network {network_id} has {many}, {abs(off):,} {side}: {case.people(codes)}"


def _largest_allowed(case: Case, codes: tuple[str, ...]) -> int:
    """The greatest size that an exception may have; a practice by itself may have any."""
    if len(codes) == 1:
        return case.counts(codes)
    largest = max(case.counts([code]) for code in codes)
    return max(case.rules.ceiling, largest) + case.rules.oversize_slack


def _cause(case: Case, codes: tuple[str, ...]) -> str:
    """The greatest size that an exception may have, and what it comes from."""
    first = max(codes, key=lambda code: (case.counts([code]), code))
    slack, ceiling = case.rules.oversize_slack, case.rules.ceiling
    above = f"the ceiling of {ceiling:,}"
    if case.counts([first]) > ceiling:
        above = f"its largest practice, {first}, with {case.counts([first]):,}"
    return f"{_largest_allowed(case, codes):,}, {slack:,} above {above}"


def _excused(case: Case, codes: tuple[str, ...]) -> bool:
    off = _outside(case, codes)
    if off < 0:
        return set(codes) <= set(case.rules.floor_waived)
    return case.rules.ceiling_soft and off <= case.rules.oversize_slack


def _pieces(case: Case, codes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Connected pieces of a network, the one with most patients first."""
    own = set(codes)
    inside: nx.Graph[str] = nx.Graph()
    inside.add_nodes_from(codes)
    present = own.intersection(case.graph)  # practices missing from the graph touch nobody
    inside.add_edges_from((a, b) for a in present for b in case.graph[a] if b in own)
    pieces = [tuple(sorted(piece)) for piece in nx.connected_components(inside)]
    return sorted(pieces, key=lambda piece: (-case.size(piece), piece))


def _sides(
    case: Case, codes: tuple[str, ...], unit_of: Mapping[str, str]
) -> list[tuple[str, tuple[str, ...]]]:
    """The network's practices on each side of a border, the side with most patients first."""
    sides: dict[str, tuple[str, ...]] = {}
    for code in codes:
        unit = unit_of.get(code, "(no border code)")
        sides[unit] = (*sides.get(unit, ()), code)
    return sorted(sides.items(), key=lambda item: (-case.size(item[1]), item))


def _untrue(case: Case, row: ExceptionRow) -> str:
    codes = case.networks.get(row.network_id)
    if codes is None:
        return "there is no such network"
    if set(codes) != set(row.practices):
        return f"its practices are {case.people(codes)}"
    if row.list_size != case.counts(codes):
        return f"its list size is {case.counts(codes):,}, not {row.list_size:,}"
    off = _outside(case, codes)
    if off == 0:
        return "it is inside the band"
    return "" if row.patients == off else f"it is {off:+,} outside the band, not {row.patients:+,}"
