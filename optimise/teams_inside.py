"""Teams inside large networks: the division with fewest teams, then least travel, proven.

A network above the ceiling becomes a small area of its own, whose networks are the teams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx
import numpy as np

from optimise.problem import criteria
from optimise.problem.plan import Status
from optimise.problem.problem import Labels, Problem
from optimise.problem.rules import Rules
from optimise.progress import Limits
from optimise.solve import solve

TRY = Limits(time_s=60.0)
MOST_A_TEAM = 10_000_000.0  #: of travel; more than any network has, so that teams are few


@dataclass(frozen=True)
class Division:
    """Teams inside one network.

    ``teams`` are practice codes, empty where no division into the band in one piece each was
    found; a team above the band holds a practice that alone is, which forms its own teams.
    ``travel`` is to the teams' hubs, in ``Problem.travel_unit``; ``proven`` says that no division
    has fewer teams, or as few and less travel, or that there is none at all.
    """

    teams: tuple[tuple[str, ...], ...]
    travel: float | None
    proven: bool


def divide(problem: Problem, networks: Mapping[str, Sequence[str]]) -> dict[str, Division]:
    """A division of every network that has to have one: above the ceiling, and more than one
    practice; none where the rules ask for no teams.
    """
    rules, row = problem.rules, problem.row
    if rules.team_band is None:
        return {}
    found = {}
    for network, codes in networks.items():
        size = int(problem.size[[row[code] for code in codes]].sum())
        kept = tuple(sorted(codes)) in {tuple(sorted(group)) for group in rules.fixed}
        if size > rules.ceiling and len(codes) > 1 and not kept:
            found[network] = _division(problem, problem.rows(codes))
    return found


def team_of(
    networks: Mapping[str, Sequence[str]], divided: Mapping[str, Division]
) -> dict[str, str]:
    """Practice code -> team id, ``NETWORK-T1`` and so on where its network is divided.

    A network that needs no division is one team under its own id; one that needs a division and
    has none is in no team.
    """
    found: dict[str, str] = {}
    for network, codes in networks.items():
        teams = divided[network].teams if network in divided else (tuple(codes),)
        for number, team in enumerate(teams, start=1):
            name = f"{network}-T{number}" if network in divided else network
            found |= dict.fromkeys(team, name)
    return dict(sorted(found.items()))


def _division(problem: Problem, rows: Sequence[int]) -> Division:
    inside = _alone(problem, rows)
    most = inside.rules.ceiling
    if int(inside.size.max()) > most:
        return _of_one_too_large(inside)
    result = solve(inside, limits=TRY)
    proven = result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    settled = result.exceptions_bound == result.exceptions_patients
    if result.plan is None or result.exceptions_patients:
        return Division((), None, proven and (result.plan is None or settled))
    teams = tuple(sorted(result.plan.networks.values()))
    return Division(teams, (result.objective or 0.0) - MOST_A_TEAM * len(teams), proven)


def _of_one_too_large(inside: Problem) -> Division:
    """The division with fewest patients above the band and no team below it; else one team of all.

    A team above the band holds a practice that alone is above it. There are no teams where that
    fails and the network is not in one piece.
    """
    least, most = inside.rules.floor, inside.rules.ceiling
    slack = replace(inside.rules, oversize_slack=int(inside.size.sum()))
    result = solve(replace(inside, rules=slack), limits=TRY)
    size = dict(zip(inside.codes, inside.size.tolist(), strict=True))
    teams = () if result.plan is None else tuple(sorted(result.plan.networks.values()))
    sums = [sum(size[code] for code in team) for team in teams]
    held = [max(size[code] for code in team) > most for team in teams]
    sound = all(least <= n and (n <= most or h) for n, h in zip(sums, held, strict=True))
    if teams and sound:
        travel = (result.objective or 0.0) - MOST_A_TEAM * len(teams)
        return Division(teams, travel, result.status is Status.OPTIMAL)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(inside)))
    graph.add_edges_from(inside.edges.tolist())
    if not nx.is_connected(graph):
        return Division((), None, proven=False)
    every = range(len(inside))
    return Division((inside.codes,), criteria.travel(inside, list(every)), proven=False)


def _alone(problem: Problem, rows: Sequence[int]) -> Problem:
    """A network as an area of its own, with nothing asked but the band of its teams."""
    least, most = problem.rules.team_band or (0, 0)
    inside = problem.subset(rows)
    weights = {"travel": 1.0, "count": MOST_A_TEAM}
    rules = Rules(least, most, problem.rules.size, oversize_slack=0, no_doughnuts=False,
                  weights=weights)  # fmt: skip
    return replace(
        inside,
        rules=rules,
        edges=np.unique(np.concatenate([inside.edges, inside.bridges]), axis=0),
        bridges=inside.bridges[:0],
        unit=Labels(np.zeros(len(inside), np.int64), ("network",)),
        layers={}, current=None, soft={}, wholes={}, need=None, start=(), standing=(), outer=None,
    )  # fmt: skip
