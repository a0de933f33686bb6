"""What can be done about a reason or a finding: a remedy is one change, which undo takes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from optimise.feasibility.reasons import Reason
from optimise.problem.rules import Group, Rules
from optimise.verify.case import Finding
from pcn_planner.drafting import draft
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.state import DraftState

SOFT_PRICE = 1.0  #: km for each patient that a border made soft cuts off
OVERSIZE, COST_ABOVE = "oversize", 1.0  #: km for each patient above a ceiling made soft
GROUPS = {"together": "Keep together", "apart": "Keep apart", "fixed": "One network as it is"}


@dataclass(frozen=True)
class Remedy:
    """What a button says, what it changes (the rules, or something else), and what is told then."""

    label: str
    done: str
    rules: Rules | None = None
    change: Change | None = None


Make = Callable[[Rules, Group], Iterator[Remedy]]


def of_reason(reason: Reason, rules: Rules, state: DraftState) -> tuple[Remedy, ...]:
    """Remedies of a reason why no plan can be wholly inside the rules; perhaps none.

    ``rules`` as they were set, without what is kept together or apart in the draft.
    """
    make = _BY_REASON.get(reason.kind)
    if make is not None:
        return tuple(make(rules, reason.practices))
    return tuple(_dropped(rules, state, reason.practices))


def of_finding(finding: Finding, rules: Rules, state: DraftState) -> tuple[Remedy, ...]:
    """Remedies of what a check found, beside moving practices; perhaps none."""
    if finding.check in {"together", "apart", "fixed", "alone", "stay"}:
        return tuple(_dropped(rules, state, finding.practices))
    if finding.check == "band":
        members = () if finding.network_id is None else state.members(finding.network_id)
        return tuple(_of_band(rules, members, "below" in finding.message))
    make = _BY_CHECK.get(finding.check)
    return () if make is None else tuple(make(rules, finding.practices))


def _of_band(rules: Rules, members: Group, below: bool) -> Iterator[Remedy]:
    if below:
        yield from _waived(rules, members)
    else:
        yield from _soft(rules, members)
    yield from _as_it_is(rules, members)


def _waived(rules: Rules, codes: Group) -> Iterator[Remedy]:
    """Networks made of these practices alone may be small."""
    more = tuple(sorted({*rules.floor_waived, *codes}))
    if codes and more != rules.floor_waived:
        yield Remedy(
            "Waive the floor", "The floor is waived for these practices.",
            replace(rules, floor_waived=more),
        )  # fmt: skip


def _soft(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    if not rules.ceiling_soft:
        weights = {**rules.weights, OVERSIZE: rules.weights.get(OVERSIZE) or COST_ABOVE}
        yield Remedy(
            "Make the ceiling soft", "Networks may be larger than the ceiling, at a cost.",
            replace(rules, ceiling_soft=True, weights=weights),
        )  # fmt: skip


def _as_it_is(rules: Rules, codes: Group) -> Iterator[Remedy]:
    """A network that stays as it is, whatever its size, and is declared."""
    if codes and codes not in rules.fixed:
        yield Remedy(
            "Keep it as it is", "The network stays as it is, and is declared.",
            replace(rules, fixed=(*rules.fixed, codes)),
        )  # fmt: skip


def _set_apart(rules: Rules, codes: Group) -> Iterator[Remedy]:
    if len(codes) == 1 and codes[0] not in rules.alone:
        yield Remedy(
            "Set apart", f"{codes[0]} is a network by itself.",
            replace(rules, alone=tuple(sorted({*rules.alone, *codes}))),
        )  # fmt: skip
    else:
        yield from _as_it_is(rules, codes)
    yield from _soft(rules, codes)


def _crossed(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    """The innermost border becomes one that is crossed at a price."""
    if rules.within:
        *outer, inner = rules.within
        prices = {**rules.soft_borders, inner: SOFT_PRICE}
        yield Remedy(
            f"Let networks cross {inner}", f"Networks may cross {inner}, at a price.",
            replace(rules, within=tuple(outer), soft_borders=prices),
        )  # fmt: skip


def _cut_off(rules: Rules, codes: Group) -> Iterator[Remedy]:
    yield from _waived(rules, codes)
    yield from _crossed(rules, codes)


def _any_number(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    if rules.networks is not None:
        yield Remedy(
            "Any number of networks", "The number of networks is free.",
            replace(rules, networks=None),
        )  # fmt: skip


def _turned(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    low, high = sorted((rules.floor, rules.ceiling))
    yield Remedy(
        "Swap floor and ceiling", "Floor and ceiling are swapped.",
        replace(rules, floor=low, ceiling=high),
    )  # fmt: skip


def _rings(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    if rules.no_doughnuts:
        yield Remedy(
            "Let networks enclose others", "A network may enclose others.",
            replace(rules, no_doughnuts=False),
        )  # fmt: skip


def _free(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    yield Remedy(
        "Let any number move", "Any number of practices and patients may move.",
        replace(rules, moves_max=None, patients_moved_max=None),
    )  # fmt: skip


def _told(rules: Rules, codes: Group) -> Iterator[Remedy]:  # noqa: ARG001 - one shape for all
    yield Remedy(
        "Let plans part them", "Practices at one place may be parted; it is told where they are.",
        replace(rules, same_premises="told"),
    )  # fmt: skip


def _dropped(rules: Rules, state: DraftState, codes: Sequence[str]) -> Iterator[Remedy]:
    """Every decision that names some of these practices, to be withdrawn."""
    about = set(codes)
    bonds = {"together": state.together, "apart": state.apart}
    for kind, label in GROUPS.items():
        for bond in bonds.get(kind, ()):
            if about & set(bond.practices):
                yield _without(label, bond.practices, change=draft.release(bond.practices, kind))
        groups = getattr(rules, kind)
        for group in groups:
            if about & set(group):
                less: dict[str, Any] = {kind: tuple(one for one in groups if one != group)}
                yield _without(label, group, rules=replace(rules, **less))
    for kind, label in {"alone": "Set apart", "stay": "Keep their network"}.items():
        named = tuple(code for code in getattr(rules, kind) if code in about)
        if named:
            rest: dict[str, Any] = {kind: tuple(c for c in getattr(rules, kind) if c not in about)}
            yield _without(label, named, rules=replace(rules, **rest))


def _without(
    label: str, codes: Group, rules: Rules | None = None, change: Change | None = None
) -> Remedy:
    who = ", ".join(codes[:3]) + (f" and {len(codes) - 3} more" if len(codes) > 3 else "")
    return Remedy(f"Withdraw: {label.lower()} ({who})", "It is withdrawn.", rules, change)


_BY_REASON: Mapping[str, Make] = {
    "above_ceiling": _set_apart,
    "cut_off": _cut_off,
    "totals": _cut_off,
    "band": _turned,
    "number_of_networks": _any_number,
    "across_a_border": _crossed,
}
_BY_CHECK: Mapping[str, Make] = {
    "borders": _crossed,
    "no_doughnuts": _rings,
    "number_of_networks": _any_number,
    "moves_limited": _free,
    "same_premises": _told,
}
