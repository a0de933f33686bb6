"""What a person has locked in a draft, as rules that a solve keeps."""

from dataclasses import replace

from optimise.feasibility.reasons import Reason
from optimise.problem.rules import Group, Rules
from pcn_planner.drafting import provenance
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal import judging
from pcn_planner.proposal.workbench import Workbench


def with_locks(rules: Rules, state: DraftState) -> Rules:
    """Rules that also keep every lock of a draft.

    A locked network is fixed as it is. Locked practices of one network stay together, those of
    different networks apart.
    """
    fixed = tuple(state.members(network) for network in sorted(state.locked_networks))
    held = [group for group in groups(state) if not set(group) & {c for f in fixed for c in f}]
    together = tuple(group for group in held if len(group) > 1)
    apart = (tuple(group[0] for group in held),) if len(held) > 1 else ()
    return replace(
        rules,
        fixed=(*rules.fixed, *fixed),
        together=(*rules.together, *together),
        apart=(*rules.apart, *apart),
    )


def contradictions(bench: Workbench, state: DraftState) -> tuple[Reason, ...]:
    """What cannot all be kept of the rules, wishes and locks of a draft."""
    rules = with_locks(provenance.rules_of(state), state)
    return judging.examined(bench.study, rules).contradictions


def with_neighbours(bench: Workbench, state: DraftState, asked: Rules) -> list[Group]:
    """Each group of locked practices with the largest of its neighbours in its network.

    A group without a neighbour there goes with the largest other practice. Practices are passed
    over that are to be apart from the group, lie beyond a border, are too large to go with it, or
    are held by another rule.
    """
    held = {code for group in asked.fixed for code in group} | set(asked.alone)
    graph, units = bench.study.graph, bench.study.units
    size = dict(zip(bench.problem.codes, bench.problem.size.tolist(), strict=True))
    found = []
    for group in groups(state):
        network = state.assignment[group[0]]
        parted = {c for apart in asked.apart if set(apart) & set(group) for c in apart}
        room = asked.ceiling - sum(size[code] for code in group)
        others = set(state.members(network)) - set(group)
        others = {c for a in group if a in graph for c in graph[a] if c in others} or others
        fitting = [
            code
            for code in others - parted - held
            if size[code] <= room and units[code] == units[group[0]]
        ]
        if fitting and not held & set(group):
            found.append((*group, max(fitting, key=lambda code: (size[code], code))))
    return found


def groups(state: DraftState) -> list[Group]:
    """The locked practices of each network of a draft, in the order of the networks' ids."""
    found: dict[str, list[str]] = {}
    for code in sorted(state.locked_practices):
        found.setdefault(state.assignment.get(code, ""), []).append(code)
    return [tuple(found[network]) for network in sorted(found) if network]
