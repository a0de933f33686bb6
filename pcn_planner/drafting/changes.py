"""Every change that a person can make to a draft, as it is recorded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


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


def rename_network(network: str, name: str) -> Change:
    """Give a network a name; an empty one takes it away."""
    return Change("rename_network", {"network": network, "name": name})


def lock_practice(practice: str, reason: str = "") -> Change:
    """Keep a practice in its network."""
    return Change("lock_practice", {"practice": practice, "reason": reason})


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


def release(practices: Iterable[str]) -> Change:
    """Withdraw what was asked of exactly these practices, together or apart."""
    return Change("release", {"practices": sorted(set(practices))})


def set_rules(rules: Mapping[str, Any]) -> Change:
    """Replace the rules, given as TOML has them."""
    return Change("set_rules", {"rules": dict(rules)})


def add_note(text: str, about: str = "") -> Change:
    """Remark on a practice, a network or the whole draft."""
    return Change("add_note", {"text": text, "about": about})
