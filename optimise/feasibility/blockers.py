"""What keeps every plan from being wholly inside the band: large practices, small or odd parts."""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx as nx

from optimise.feasibility.reasons import PlainArea, Reason
from optimise.problem.rules import Group

TYPED = 20  #: codes that a remedy puts into an option


@dataclass(frozen=True)
class Part:
    """Practices that can reach each other once those above the ceiling stand by themselves."""

    codes: Group
    patients: int
    networks_min: int
    networks_max: int
    blocker: Reason | None


def above_ceiling(ground: PlainArea, large: list[Group]) -> Iterator[Reason]:
    """One reason for each practice, or group to be kept together, above the ceiling."""
    for atom in large:
        size, ceiling = ground.size(atom), ground.rules.ceiling
        verb = "alone has" if len(atom) == 1 else "are to be kept together and have"
        message = (
            f"{ground.people(atom)} {verb} {size:,} patients, {size - ceiling:,} above the ceiling "
            f"of {ceiling:,}"
        )
        remedy = "Drop that rule"
        if len(atom) == 1:
            remedy = f"Set it apart as its own network (--alone {atom[0]})"
        remedy += f", accept the exception, or raise the ceiling to {size:,}"
        remedy += f" (--band {ground.rules.floor}:{size})"
        yield Reason("above_ceiling", ground.unit(atom), atom, size - ceiling, message, remedy)


def parts_of(ground: PlainArea, large: list[Group]) -> list[list[Group]]:
    """The connected parts that are left once practices above the ceiling are taken out."""
    rest = ground.free.subgraph(set(ground.atoms) - set(large))
    return sorted(sorted(part) for part in nx.connected_components(rest))


def part_of(ground: PlainArea, atoms: list[Group], large: list[Group]) -> Part:
    """How many networks the total of these practices allows, or what stands in the way."""
    codes = tuple(sorted(code for atom in atoms for code in atom))
    size, rules = ground.size(codes), ground.rules
    waived = [atom for atom in atoms if set(atom) <= set(rules.floor_waived)]
    least = max(1, -(-size // max(1, ground.ceiling_free)))
    most = len(waived) + (size // rules.floor if rules.floor > 0 else len(atoms))
    joining = size
    if size < rules.floor and len(waived) < len(atoms):
        most = 0  # those whose floor is not waived cannot reach it, whoever joins them
        joining -= sum(map(ground.size, waived))  # they need not
    if least <= most:
        return Part(codes, size, least, min(most, len(atoms)), None)
    beside = [atom for atom in large if any(atom in ground.free[other] for other in atoms)]
    short = max(least - len(waived), 1) * rules.floor - size
    over = _cheapest_above(ground, joining, least - 1, bool(beside))
    if over == 0:
        return Part(codes, size, 0, least, None)
    blocker = _blocker(ground, codes, short, over, beside)
    return Part(codes, size, least if over is None else least - 1, least, blocker)


def _cheapest_above(ground: PlainArea, size: int, networks: int, beside_large: bool) -> int | None:
    """Patients above the ceiling with so many networks; ``None`` where no exception allows that.

    Beside a practice above the ceiling, any patients too many may join it, at the same price.
    """
    rules = ground.rules
    above = size - networks * ground.ceiling_free
    excused = above <= networks * rules.oversize_slack
    if rules.ceiling_soft:  # beyond the slack only by the slack of a large practice of its own
        excused = any(ground.size(atom) > rules.ceiling for atom in ground.atoms)
    return above if beside_large or (networks > 0 and excused) else None


def _blocker(
    ground: PlainArea, codes: Group, short: int, over: int | None, beside: list[Group]
) -> Reason:
    unit, size, floor = ground.unit(codes), ground.size(codes), ground.rules.floor
    these = f"{'this practice' if len(codes) == 1 else f'these {len(codes)} practices'}"
    head = f"{these} ({ground.people(codes)}), {size:,} patients,"
    fewest = short if over is None else min(short, over)
    if size < floor:
        verb = "touches" if len(codes) == 1 else "touch"
        whom = _neighbours(ground, codes, beside)
        message = f"{head} {verb} {whom} inside {ground.place(codes)}: {short:,} short"
        waive = f"Waive the floor for them{_typed(codes)}"
        remedy = f"{waive}, link them to a neighbour (--links), or be {short:,} short"
        if beside:
            remedy += f"; or join them to {ground.people(beside[0])}, above the ceiling"
        return Reason("cut_off", unit, codes, fewest, _sentence(message), remedy)
    least = -(-size // ground.ceiling_free)
    message = f"{head} cannot be divided inside {ground.place(codes)}: "
    message += f"{least} networks are {short:,} short of the floor"
    if over is not None:
        message += f", {least - 1} {over:,} above the ceiling"
    remedy = (
        f"Waive the floor for them{_typed(codes)}, add a link (--links), or accept networks that "
        f"are {fewest:,} outside the band in all"
    )
    return Reason("totals", unit, codes, fewest, _sentence(message), remedy)


def _typed(codes: Group) -> str:
    """The option that waives the floor, where it is short enough to type."""
    return f" (--waive-floor {','.join(codes)})" if len(codes) <= TYPED else ""


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _neighbours(ground: PlainArea, codes: Group, beside: list[Group]) -> str:
    """Who these practices touch, for the sentence "these practices touch ... inside 01A"."""
    if beside:
        large = ", ".join(ground.people(atom) for atom in beside)
        return f"only what is above the ceiling ({large})"
    near = {n for code in codes for n in ground.graph[code] if n not in codes}
    if near:
        return f"only networks fixed or set apart ({ground.people(sorted(near))})"
    return "nobody else"
