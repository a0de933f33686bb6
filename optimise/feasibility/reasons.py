"""Reasons with numbers and names, and the ground they are read from before any solve."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx
import pandas as pd

from boundaries.practices import border_units
from optimise.problem import sizes
from optimise.problem.rules import Group, Rules

PRACTICES_SHOWN = 12  #: in a sentence; the reason itself holds all


@dataclass(frozen=True)
class Reason:
    """Why something cannot be had, and what would change that.

    ``unit`` is the border unit concerned, ``None`` for several or all. ``patients`` counts the
    patients below the floor or above the ceiling that come of it, ``None`` where it is not
    about the band. ``message`` and ``remedy`` are sentences for people.
    """

    kind: str
    unit: str | None
    practices: Group
    patients: int | None
    message: str
    remedy: str


@dataclass(frozen=True)
class PlainArea:
    """Practices, border units, neighbours inside units, and the rules, in plain containers.

    ``kept`` are the networks that are given: fixed ones, and practices set apart. ``atoms``
    are the other practices, those to be kept together as one; ``free`` is the graph of atoms.
    """

    sizes: Mapping[str, int]
    names: Mapping[str, str]
    unit_of: Mapping[str, str]
    graph: "nx.Graph[str]"
    rules: Rules
    kept: tuple[Group, ...]
    atoms: tuple[Group, ...]
    free: "nx.Graph[Group]"

    def size(self, codes: Iterable[str]) -> int:
        """These practices' patients as the band counts them; unknown codes count nothing."""
        return sum(self.sizes.get(code, 0) for code in codes)

    def people(self, codes: Iterable[str]) -> str:
        """Practices as a person would look them up: ``High Street Surgery (P81008), ...``."""
        names = self.names
        known = [f"{names[c]} ({c})" if names.get(c) else c for c in codes]
        more = len(known) - PRACTICES_SHOWN
        return ", ".join(known[:PRACTICES_SHOWN]) + (f" and {more} more" if more > 0 else "")

    def place(self, codes: Iterable[str]) -> str:
        """Where these practices lie, for sentences: their border unit, or the area."""
        unit = self.unit(codes)
        return "the area" if unit in {None, border_units.WHOLE} else str(unit)

    def units_of(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Border units of these practices, sorted."""
        return tuple(sorted({self.unit_of[code] for code in codes if code in self.unit_of}))

    def unit(self, codes: Iterable[str]) -> str | None:
        """The one border unit of these practices, or ``None``."""
        units = self.units_of(codes)
        return units[0] if len(units) == 1 else None

    @property
    def ceiling_free(self) -> int:
        """The greatest size that is no exception."""
        rules = self.rules
        return rules.ceiling + (rules.oversize_slack if rules.ceiling_soft else 0)

    def size_max(self, codes: Iterable[str]) -> int:
        """The greatest size that any exception may have in a network of some of these."""
        largest = max((self.sizes.get(code, 0) for code in codes), default=0)
        return max(self.rules.ceiling, largest) + self.rules.oversize_slack


def read_ground(
    practices: pd.DataFrame,
    graph: "nx.Graph[str]",
    rules: Rules,
    units: "pd.Series[str] | None",
) -> PlainArea:
    """Lay out an area; edges across a border unit are dropped. Raises ``DataError``."""
    codes = [str(code) for code in practices.index]
    unit = border_units.units(practices, rules.within) if units is None else units
    unit_of = {str(code): str(unit[code]) for code in practices.index}
    names = practices["name"] if "name" in practices else pd.Series("", index=practices.index)
    kept = _kept(rules, codes)
    atoms = _atoms(rules, set(codes).difference(*kept))
    inside = _inside_units(graph, unit_of)
    return PlainArea(
        sizes={str(code): int(w) for code, w in sizes.of(practices, rules.size).items()},
        names={str(code): str(name) for code, name in names.items()},
        unit_of=unit_of,
        graph=inside,
        rules=rules,
        kept=kept,
        atoms=atoms,
        free=_contract(inside, atoms),
    )


def _inside_units(graph: "nx.Graph[str]", unit_of: Mapping[str, str]) -> "nx.Graph[str]":
    inside: nx.Graph[str] = nx.Graph()
    inside.add_nodes_from(sorted(unit_of))
    edges = sorted((min(a, b), max(a, b)) for a, b in graph.subgraph(unit_of).edges)
    inside.add_edges_from((a, b) for a, b in edges if unit_of[a] == unit_of[b])
    return inside


def _kept(rules: Rules, codes: Iterable[str]) -> tuple[Group, ...]:
    known = set(codes)
    groups = {tuple(sorted(set(g) & known)) for g in rules.given}
    return tuple(sorted(group for group in groups if group))


def together_groups(rules: Rules) -> tuple[Group, ...]:
    """Groups to be kept together, those that share a practice merged into one."""
    joined: nx.Graph[str] = nx.Graph()
    for group in rules.together:
        nx.add_path(joined, sorted(set(group)))
    return tuple(sorted(tuple(sorted(part)) for part in nx.connected_components(joined)))


def _atoms(rules: Rules, free: Iterable[str]) -> tuple[Group, ...]:
    left = set(free)
    merged = {tuple(c for c in group if c in left) for group in together_groups(rules)}
    placed = {code for group in merged for code in group}
    singles = {(code,) for code in left - placed}
    return tuple(sorted(group for group in merged | singles if group))


def _contract(graph: "nx.Graph[str]", atoms: tuple[Group, ...]) -> "nx.Graph[Group]":
    atom_of = {code: atom for atom in atoms for code in atom}
    free: nx.Graph[Group] = nx.Graph()
    free.add_nodes_from(atoms)
    for a, b in graph.edges:
        if a in atom_of and b in atom_of and atom_of[a] != atom_of[b]:
            free.add_edge(atom_of[a], atom_of[b])
    return free
