"""Variables and constraints of the compact model: assignment to hubs, band, flows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import accumulate

import networkx as nx
import pulp

from optimise.problem.rules import Rules

Prices = Mapping[tuple[str, str], int]


@dataclass
class Model:
    """The integer program while it is being built; all lists in the order of practice codes."""

    patients: Mapping[str, int]
    graph: "nx.Graph[str]"
    rules: Rules
    program: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("compact"))
    to_hub: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    missed: list[pulp.LpVariable] = field(default_factory=list)

    def members(self, hub: str) -> list[str]:
        """Practices that may go to this hub."""
        return [code for code in self.patients if (code, hub) in self.to_hub]

    @property
    def size_max(self) -> int:
        """No network is larger, whatever excuses it."""
        largest = max(self.patients.values(), default=0)
        return max(self.rules.ceiling, largest) + self.rules.oversize_slack

    def size(self, hub: str) -> pulp.LpAffineExpression:
        """Registered patients of the hub's network."""
        return pulp.lpSum(self.patients[c] * self.to_hub[c, hub] for c in self.members(hub))

    def binary(self, name: str) -> pulp.LpVariable:
        """A new yes-or-no variable."""
        return self.program.add_variable(name, cat=pulp.LpBinary)

    def amount(self, name: str) -> pulp.LpVariable:
        """A new variable that is not negative."""
        return self.program.add_variable(name, lowBound=0)


def build(
    patients: Mapping[str, int], unit_of: Mapping[str, str], graph: "nx.Graph[str]", rules: Rules
) -> Model:
    """State every rule; the objective is left open."""
    inside: nx.Graph[str] = nx.Graph()
    inside.add_nodes_from(patients)
    inside.add_edges_from(
        (a, b) for a, b in graph.subgraph(patients).edges if unit_of[a] == unit_of[b]
    )
    model = Model(patients, inside, rules)
    for k, hub in enumerate(patients):
        for code in _within_reach(model, hub):
            model.to_hub[code, hub] = model.binary(f"x_{code}_{k}")
    _assign(model)
    _as_asked(model)
    for k, hub in enumerate(patients):
        _in_band(model, hub, k)
        _in_one_piece(model, hub, k)
        _no_gaps(model, hub)
    return model


def _within_reach(model: Model, hub: str) -> list[str]:
    """Practices that some chain of members, no larger than a network may be, joins to the hub."""
    patients = model.patients
    cutoff = model.size_max - patients[hub]
    lengths = nx.single_source_dijkstra_path_length(
        model.graph, hub, cutoff=cutoff, weight=lambda _, entered, __: patients[entered]
    )
    return sorted(lengths)


def _assign(model: Model) -> None:
    """Every practice goes to one hub, and only to practices that are hubs."""
    for code in model.patients:
        hubs = [hub for hub in model.patients if (code, hub) in model.to_hub]
        model.program += pulp.lpSum(model.to_hub[code, hub] for hub in hubs) == 1
    for (code, hub), variable in model.to_hub.items():
        if code != hub:
            model.program += variable <= model.to_hub[hub, hub]
    least, most = model.rules.networks or (None, None)
    count = pulp.lpSum(model.to_hub[hub, hub] for hub in model.patients)
    if least is not None:
        model.program += count >= least
    if most is not None:
        model.program += count <= most


def _as_asked(model: Model) -> None:
    """Keep practices together and apart."""
    for hub in model.patients:
        for group in model.rules.together:
            first, *others = (model.to_hub.get((code, hub), 0) for code in sorted(set(group)))
            for other in others:
                model.program += first - other + pulp.LpAffineExpression() == 0
        for group in model.rules.apart:
            inside = [model.to_hub[c, hub] for c in sorted(set(group)) if (c, hub) in model.to_hub]
            if len(inside) > 1:
                model.program += pulp.lpSum(inside) <= model.to_hub[hub, hub]


def _in_band(model: Model, hub: str, k: int) -> None:
    """Count patients below the floor and above the ceiling; forbid sizes that nothing excuses."""
    rules, size, is_hub = model.rules, model.size(hub), model.to_hub[hub, hub]
    short, over = model.amount(f"short_{k}"), model.amount(f"over_{k}")
    model.missed += [short, over]
    waived = _waived(model, hub, k)
    model.program += short >= rules.floor * is_hub - size - rules.floor * waived
    if rules.ceiling_soft:
        _soft_ceiling(model, hub, k, over)
    else:
        model.program += over >= size - rules.ceiling * is_hub
    model.program += size <= _largest_allowed(model, hub, k)


def _soft_ceiling(model: Model, hub: str, k: int, over: pulp.LpVariable) -> None:
    """Nothing is counted up to the slack; beyond it, everything above the ceiling."""
    ceiling, slack = model.rules.ceiling, model.rules.oversize_slack
    size, is_hub, beyond = model.size(hub), model.to_hub[hub, hub], model.binary(f"beyond_{k}")
    model.program += beyond <= is_hub
    model.program += (
        size <= (ceiling + slack) * is_hub + (model.size_max - ceiling - slack) * beyond
    )
    model.program += over >= size - ceiling * is_hub - slack * (is_hub - beyond)


def _waived(model: Model, hub: str, k: int) -> pulp.LpVariable | int:
    """1 only where every member's floor is waived."""
    if hub not in model.rules.floor_waived:
        return 0
    waived = model.binary(f"waived_{k}")
    for code in model.members(hub):
        if code not in model.rules.floor_waived:
            model.program += waived <= 1 - model.to_hub[code, hub]
    return waived


def _largest_allowed(model: Model, hub: str, k: int) -> pulp.LpAffineExpression:
    """Ceiling and slack, or the largest member and slack where one member is above the ceiling."""
    ceiling, grants = model.rules.ceiling, []
    for m, code in enumerate(model.members(hub)):
        if model.patients[code] > ceiling:
            grant = model.binary(f"grant_{m}_{k}")
            model.program += grant <= model.to_hub[code, hub]
            grants.append((model.patients[code] - ceiling, grant))
    if grants:
        model.program += pulp.lpSum(grant for _, grant in grants) <= 1
    limit = (ceiling + model.rules.oversize_slack) * model.to_hub[hub, hub]
    return limit + pulp.lpSum(more * grant for more, grant in grants)


def _in_one_piece(model: Model, hub: str, k: int) -> None:
    """Every member sends one unit of flow to the hub, through members only."""
    members = model.members(hub)
    if len(members) == 1:
        return
    pairs = [p for a, b in model.graph.subgraph(members).edges for p in ((a, b), (b, a))]
    flow = {(a, b): model.amount(f"flow_{a}_{b}_{k}") for a, b in sorted(pairs) if a != hub}
    entering: dict[str, list[pulp.LpVariable]] = {code: [] for code in members}
    leaving: dict[str, list[pulp.LpVariable]] = {code: [] for code in members}
    for (a, b), variable in flow.items():
        leaving[a].append(variable)
        entering[b].append(variable)
    most = _members_max(model, hub)
    for code in members:
        if code != hub:
            inflow = pulp.lpSum(entering[code])
            model.program += pulp.lpSum(leaving[code]) - inflow == model.to_hub[code, hub]
            model.program += inflow <= (most - 2) * model.to_hub[code, hub]


def _members_max(model: Model, hub: str) -> int:
    """How many practices a network of this hub can have, smallest first."""
    room = model.size_max - model.patients[hub]
    others = sorted(model.patients[code] for code in model.members(hub) if code != hub)
    totals = accumulate(others)
    return max(2, 1 + sum(total <= room for total in totals))


def _no_gaps(model: Model, hub: str) -> None:
    """Between a member and its hub, every ring of practices round the hub has a member too.

    Implied by the flows; stated because it tightens the linear relaxation.
    """
    members = model.members(hub)
    inside = model.graph.subgraph(members)
    rings = [sorted(ring) for ring in nx.bfs_layers(inside, [hub])]
    for r, ring in enumerate(rings):
        for code in ring if r > 1 else ():
            neighbours = pulp.lpSum(model.to_hub[n, hub] for n in sorted(inside[code]))
            model.program += model.to_hub[code, hub] <= neighbours
            for between in rings[1:r]:
                ring_members = pulp.lpSum(model.to_hub[n, hub] for n in between)
                model.program += model.to_hub[code, hub] <= ring_members


def travel_cost(model: Model, prices: Prices, price_per_network: int) -> pulp.LpAffineExpression:
    """All prices of practices to hubs, and the price of each network."""
    travel = pulp.lpSum(prices[pair] * variable for pair, variable in model.to_hub.items())
    hubs = pulp.lpSum(model.to_hub[hub, hub] for hub in model.patients)
    return travel + price_per_network * hubs
