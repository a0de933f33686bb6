"""A draft as it stands: the plan, and what was decided about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pcn_planner.study.study import Line

ACTIONS = ("add", "remove")  #: of a link
DECISIONS = ("accept", "negotiate", "waive")  #: on a conflict


def conflict_key(kind: str, about: str) -> str:
    """How the project calls a conflict: its kind, and the network, team or practice it is about."""
    return f"{kind} {about}"


@dataclass(frozen=True)
class Bond:
    """Practices to be kept together, or apart, and why."""

    practices: tuple[str, ...]
    reason: str = ""


@dataclass(frozen=True)
class Link:
    """Two practices made neighbours (``add``) or parted (``remove``), and why."""

    practices: tuple[str, str]
    action: str
    reason: str


@dataclass(frozen=True)
class Barrier:
    """A line that nobody crosses, drawn by a person, and why."""

    line: Line
    reason: str


@dataclass(frozen=True)
class Note:
    """A remark on a practice or network, or on the whole draft where ``about`` is empty."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Decision:
    """What was decided about a conflict (out of ``DECISIONS``), and the comment on it."""

    decision: str
    comment: str


@dataclass(frozen=True)
class DraftState:
    """A draft: the plan, and what was decided about it.

    ``assignment`` maps practice code -> network id; ``names`` network id -> name; ``rules``
    are the rules as TOML has them; ``provenance`` says where the plan came from (solver
    figures, file, digest). ``locked_practices`` and ``locked_networks`` map the code or id to
    the reason of the lock. ``decisions`` maps a conflict, as ``conflict_key`` calls it, to what was
    decided about it; ``reasons`` network id -> why a person lets it be outside the band.
    """

    assignment: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] = field(default_factory=dict)
    locked_practices: Mapping[str, str] = field(default_factory=dict)
    locked_networks: Mapping[str, str] = field(default_factory=dict)
    together: tuple[Bond, ...] = ()
    apart: tuple[Bond, ...] = ()
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    barriers: tuple[Barrier, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)

    def members(self, network_id: str) -> tuple[str, ...]:
        """Practice codes of a network, sorted."""
        return tuple(sorted(c for c, network in self.assignment.items() if network == network_id))
