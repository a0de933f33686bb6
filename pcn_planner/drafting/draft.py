"""A draft, and what each change does to it: state in, new state out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any

from boundaries.errors import DataError
from pcn_planner.drafting import neighbour_changes as neighbours
from pcn_planner.drafting.state import DECISIONS, Bond, Decision, DraftState, Note
from pcn_planner.study.study import Line


@dataclass(frozen=True)
class Change:
    """One change: what kind, and its details as JSON has them (text keys, lists, numbers)."""

    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)


def set_plan(
    assignment: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    provenance: Mapping[str, Any] | None = None,
) -> Change:
    """Replace the whole plan. Networks stay locked where the new plan keeps their members."""
    plan = {str(code): str(network) for code, network in sorted(assignment.items())}
    details = {"names": dict(names or {}), "provenance": dict(provenance or {})}
    return Change("set_plan", {"assignment": plan, **details})


def move_practice(practice: str, network: str, reason: str = "") -> Change:
    """Put one practice into another network, or into a new one."""
    return Change("move_practice", {"practice": practice, "network": network, "reason": reason})


def move_practices(practices: Iterable[str], network: str, reason: str = "") -> Change:
    """Put several practices into another network, or into a new one, as one change."""
    codes = sorted(set(practices))
    return Change("move_practices", {"practices": codes, "network": network, "reason": reason})


def rename_network(network: str, name: str) -> Change:
    """Give a network a name; an empty one takes it away."""
    return Change("rename_network", {"network": network, "name": name})


def lock_practice(practice: str, reason: str = "") -> Change:
    """Keep a practice in its network."""
    return Change("lock_practice", {"practice": practice, "reason": reason})


def lock_practices(practices: Iterable[str], reason: str = "") -> Change:
    """Keep several practices in their networks, as one change."""
    return Change("lock_practices", {"practices": sorted(set(practices)), "reason": reason})


def unlock_practice(practice: str) -> Change:
    """Let a practice move again."""
    return Change("unlock_practice", {"practice": practice})


def lock_network(network: str, reason: str = "") -> Change:
    """Keep a network as it is."""
    return Change("lock_network", {"network": network, "reason": reason})


def unlock_network(network: str) -> Change:
    """Let a network change again."""
    return Change("unlock_network", {"network": network})


def keep_together(practices: Iterable[str], reason: str = "") -> Change:
    """Ask that practices share a network; asking again gives a new reason."""
    return Change("keep_together", {"practices": sorted(set(practices)), "reason": reason})


def keep_apart(practices: Iterable[str], reason: str = "") -> Change:
    """Ask that no two of the practices share a network."""
    return Change("keep_apart", {"practices": sorted(set(practices)), "reason": reason})


def release(practices: Iterable[str], bond: str = "") -> Change:
    """Withdraw that exactly these practices are kept ``together`` or ``apart``; blank for both."""
    return Change("release", {"practices": sorted(set(practices)), "bond": bond})


def link(pair: tuple[str, str], action: str, reason: str) -> Change:
    """Make two practices neighbours (``add``), or part them (``remove``)."""
    return Change("link", {"practices": sorted(set(pair)), "action": action, "reason": reason})


def unlink(pair: tuple[str, str]) -> Change:
    """Withdraw what a draft said about two practices being neighbours."""
    return Change("unlink", {"practices": sorted(set(pair))})


def draw_barrier(line: Line, reason: str) -> Change:
    """Say that nobody crosses a line, points in metres (EPSG:27700)."""
    return Change("draw_barrier", {"line": [list(point) for point in line], "reason": reason})


def erase_barrier(line: Line) -> Change:
    """Withdraw a barrier that was drawn."""
    return Change("erase_barrier", {"line": [list(point) for point in line]})


def decide(conflict: str, decision: str, comment: str = "") -> Change:
    """Say what is done about a conflict: it is accepted, negotiated, waived, or open again."""
    return Change("decide", {"conflict": conflict, "decision": decision, "comment": comment})


def explain(network: str, reason: str) -> Change:
    """Say why a network may be outside the band; an empty reason takes it away."""
    return Change("explain", {"network": network, "reason": reason})


def set_rules(rules: Mapping[str, Any]) -> Change:
    """Replace the rules, given as TOML has them."""
    return Change("set_rules", {"rules": dict(rules)})


def add_note(text: str, about: str = "") -> Change:
    """Remark on a practice, a network or the whole draft."""
    return Change("add_note", {"text": text, "about": about})


def apply(state: DraftState, change: Change) -> DraftState:
    """The state after a change; the one given is left as it is.

    Raises
    ------
    DataError
        If the change cannot be made: unknown kind, practice or network, or a lock forbids it.
    """
    action = _ACTIONS.get(change.kind)
    if action is None:
        raise DataError(
            f"Changes of kind {change.kind!r} are unknown",
            remedy="Open the project with the version that wrote it, or a later one",
        )
    try:
        return action(state, change.payload)
    except (KeyError, TypeError, AttributeError) as error:
        raise DataError(f"A change of kind {change.kind!r} lacks its details: {error}") from error


def broken_locks(state: DraftState, assignment: Mapping[str, str]) -> list[str]:
    """What another plan would do to the locks of a draft, one sentence each; none where it holds.

    A locked practice stays in the network of its id, a locked network keeps its members.
    """
    practices = [
        f"practice {code} is locked to {state.assignment[code]}"
        for code in sorted(state.locked_practices)
        if assignment.get(code, "") != state.assignment.get(code, "")
    ]
    networks = [
        f"network {network} is locked as it is"
        for network in sorted(state.locked_networks)
        if tuple(sorted(c for c, n in assignment.items() if n == network)) != state.members(network)
    ]
    return practices + networks


def is_so(state: DraftState, change: Change) -> bool:
    """Whether all that a change locks, or keeps together or apart, is so, for its reason if any.

    Raises ``DataError`` as ``apply`` does.
    """
    now, then = _kept(state), _kept(apply(state, change))
    return now == then or (not change.payload.get("reason") and now.keys() == then.keys())


def _kept(state: DraftState) -> dict[tuple[str, object], str]:
    """Whatever is locked, or kept together or apart -> why."""
    return {
        **{("practice", code): why for code, why in state.locked_practices.items()},
        **{("network", network): why for network, why in state.locked_networks.items()},
        **{("together", bond.practices): bond.reason for bond in state.together},
        **{("apart", bond.practices): bond.reason for bond in state.apart},
    }


def _set_plan(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    new = replace(
        state,
        assignment=dict(details["assignment"]),
        names=dict(details["names"]),
        provenance=dict(details["provenance"]),
    )
    id_of = {new.members(network): network for network in sorted(set(new.assignment.values()))}
    locks = ((id_of.get(state.members(n)), why) for n, why in state.locked_networks.items())
    practices = {c: why for c, why in state.locked_practices.items() if c in new.assignment}
    kept = {network: why for network, why in locks if network is not None}
    return replace(new, locked_networks=kept, locked_practices=practices)


def _move_practice(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    code, network = str(details["practice"]), str(details["network"])
    _known_practice(state, code)
    if code in state.locked_practices:
        raise _locked(f"Practice {code}", state.locked_practices[code])
    for end in (state.assignment[code], network):
        if end in state.locked_networks:
            raise _locked(f"Network {end}", state.locked_networks[end])
    return replace(state, assignment={**state.assignment, code: network})


def _move_practices(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    each = ({**details, "practice": code} for code in details["practices"])
    return reduce(_move_practice, each, state)


def _rename_network(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    network, name = details["network"], details["name"].strip()
    _known_network(state, network)
    others = _without(state.names, network)
    return replace(state, names={**others, network: name} if name else others)


def _lock_practice(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    code = details["practice"]
    _known_practice(state, code)
    locks = {**state.locked_practices, code: details["reason"]}
    return replace(state, locked_practices=locks)


def _lock_practices(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return reduce(_lock_practice, ({**details, "practice": c} for c in details["practices"]), state)


def _unlock_practice(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return replace(state, locked_practices=_without(state.locked_practices, details["practice"]))


def _lock_network(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    network = details["network"]
    _known_network(state, network)
    return replace(state, locked_networks={**state.locked_networks, network: details["reason"]})


def _unlock_network(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return replace(state, locked_networks=_without(state.locked_networks, details["network"]))


def _keep_together(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return replace(state, together=_bonded(state, state.together, details))


def _keep_apart(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return replace(state, apart=_bonded(state, state.apart, details))


def _release(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    group, bond = tuple(details["practices"]), details.get("bond", "")
    together = state.together if bond == "apart" else _unbonded(state.together, group)
    apart = state.apart if bond == "together" else _unbonded(state.apart, group)
    return replace(state, together=together, apart=apart)


def _decide(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    conflict, decision, comment = (details[k] for k in ("conflict", "decision", "comment"))
    if decision and decision not in DECISIONS:
        raise DataError(
            f"{decision!r} is no decision", remedy=f"Choose one of {', '.join(DECISIONS)}"
        )
    rest = {key: one for key, one in state.decisions.items() if key != conflict}
    made = {conflict: Decision(decision, comment.strip())} if decision else {}
    return replace(state, decisions={**rest, **made})


def _explain(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    network, reason = details["network"], details["reason"].strip()
    _known_network(state, network)
    others = _without(state.reasons, network)
    return replace(state, reasons={**others, network: reason} if reason else others)


def _set_rules(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return replace(state, rules=dict(details["rules"]))


def _add_note(state: DraftState, details: Mapping[str, Any]) -> DraftState:
    return replace(state, notes=(*state.notes, Note(details["text"], details["about"])))


def _bonded(
    state: DraftState, bonds: tuple[Bond, ...], details: Mapping[str, Any]
) -> tuple[Bond, ...]:
    group = tuple(details["practices"])
    if len(group) < 2:
        raise DataError("One practice alone cannot be kept together or apart")
    for code in group:
        _known_practice(state, code)
    return (*_unbonded(bonds, group), Bond(group, details["reason"]))


def _unbonded(bonds: tuple[Bond, ...], group: tuple[str, ...]) -> tuple[Bond, ...]:
    return tuple(bond for bond in bonds if bond.practices != group)


def _without(mapping: Mapping[str, str], key: str) -> dict[str, str]:
    return {k: v for k, v in mapping.items() if k != key}


def _known_practice(state: DraftState, code: str) -> None:
    if code not in state.assignment:
        raise DataError(f"Practice {code} is not in the plan", remedy="Choose one that is")


def _known_network(state: DraftState, network: str) -> None:
    if network not in state.assignment.values():
        raise DataError(f"Network {network} is not in the plan", remedy="Choose one that is")


def _locked(what: str, reason: str) -> DataError:
    return DataError(f"{what} is locked" + (f": {reason}" if reason else ""), remedy="Unlock it")


_ACTIONS: Mapping[str, Callable[[DraftState, Mapping[str, Any]], DraftState]] = {
    "set_plan": _set_plan,
    "move_practice": _move_practice,
    "move_practices": _move_practices,
    "rename_network": _rename_network,
    "lock_practice": _lock_practice,
    "lock_practices": _lock_practices,
    "unlock_practice": _unlock_practice,
    "lock_network": _lock_network,
    "unlock_network": _unlock_network,
    "keep_together": _keep_together,
    "keep_apart": _keep_apart,
    "release": _release,
    "link": neighbours.link,
    "unlink": neighbours.unlink,
    "draw_barrier": neighbours.draw_barrier,
    "erase_barrier": neighbours.erase_barrier,
    "decide": _decide,
    "explain": _explain,
    "set_rules": _set_rules,
    "add_note": _add_note,
}
