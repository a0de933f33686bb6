"""Column generation that begins from the prices and cuts of an earlier solve."""

import networkx as nx
import numpy as np

from optimise.candidates.area import Area
from optimise.candidates.candidate import Candidate
from optimise.candidates.large_practices import obeys
from optimise.candidates.today import approved
from optimise.problem.earlier import EarlierCut, EarlierPrices, EarlierSet, prices_over
from optimise.problem.problem import NONE
from optimise.proof import centres
from optimise.proof.capacity import networks_that_meet
from optimise.proof.cuts import Cut
from optimise.proof.pricing.duals import Duals
from optimise.proof.pricing.generation import Generation


def stage_of(generation: Generation) -> str:
    """What a generation minimises, and among which networks."""
    sought = "networks outside the band too" if generation.area.exceptional else "in the band"
    return f"exceptions, {sought}" if generation.price else f"cost, {sought}"


def prices_of(generation: Generation) -> EarlierPrices | None:
    """The prices that prove a generation's bound, by codes; ``None`` where it has no bound."""
    duals, problem = generation.duals, generation.area.problem
    if duals is None or generation.bound is None:
        return None
    codes = np.array(problem.codes)
    names = () if problem.current is None else problem.current.names
    priced = zip(generation.cuts, duals.cuts.tolist(), strict=False)
    return EarlierPrices(
        stage_of(generation),
        dict(zip(problem.codes, duals.practices.tolist(), strict=True)),
        duals.networks,
        duals.exceptions,
        {name: p for name, p in zip(names, duals.names.tolist(), strict=False) if p},
        duals.moves,
        duals.moved,
        tuple(
            EarlierCut(tuple(codes[list(cut.members)].tolist()), cut.networks, price)
            for cut, price in priced
            if price
        ),
        generation.dividing,
        _sets_of(generation),
    )


def _sets_of(generation: Generation) -> tuple[EarlierSet, ...]:
    """The columns near today's networks: few, and of use where more may move."""
    problem = generation.area.problem
    if not generation.area.near_today or problem.current is None:
        return ()
    codes, names = problem.codes, problem.current.names
    return tuple(
        EarlierSet(tuple(codes[i] for i in c.members), None if c.label == NONE else names[c.label])
        for c in generation.candidates
    )


def earlier_sets(generation: Generation) -> list[Candidate]:
    """Sets near today's networks that an earlier solve looked at, as far as they may be here."""
    area, problem = generation.area, generation.area.problem
    earlier = prices_over(problem.earlier, stage_of(generation), problem.codes)
    if earlier is None or not area.near_today or problem.current is None:
        return []
    names = enumerate(problem.current.names)
    label = {name: k for k, name in names if k not in problem.not_kept}
    known = [one for one in earlier.sets if one.name is None or one.name in label]
    sets = [problem.rows(one.practices) for one in known]
    found = area.candidates(sets, [label.get(one.name or "", NONE) for one in known])
    land: nx.Graph[int] = nx.Graph(problem.edges.tolist())
    land.add_nodes_from(range(len(area)))
    return [c for c in area.lawful(found) if _may_be_searched(area, land, c.members)]


def _may_be_searched(area: Area, land: "nx.Graph[int]", members: tuple[int, ...]) -> bool:
    """Whether a set hangs together here, and keeps what it must keep together and apart."""
    if area.ground.elsewhere[list(members)].any() or not obeys(area.ground, frozenset(members)):
        return False
    return nx.is_connected(land.subgraph(members)) or approved.may_be(area.problem, members)


def begin(generation: Generation) -> bool:
    """Go on from the problem's earlier prices: cuts that still hold, and the bound they prove.

    False where there are none, or they prove nothing, or other ways are the better ones: few
    moves from today's networks, and networks of many members.
    """
    area, problem, lasting = generation.area, generation.area.problem, dict[Cut, int]()
    earlier = prices_over(problem.earlier, stage_of(generation), problem.codes)
    if earlier is None or area.near_today or centres.is_better(area):
        return False
    for one in earlier.cuts:
        cut = Cut(problem.rows(one.practices), one.networks)
        if _holds(generation, cut):
            lasting[cut] = one.price
    names = () if problem.current is None else problem.current.names[: generation.names]
    kept = ["" if k in problem.not_kept else name for k, name in enumerate(names)]
    duals = Duals(
        np.array([earlier.practices[code] for code in problem.codes], np.int64),
        earlier.networks,
        earlier.exceptions if generation.span.exceptions_max is not None else 0,
        np.array([earlier.names.get(name, 0) for name in kept], np.int64),
        np.array(list(lasting.values()), np.int64),
        earlier.moves if generation.span.moves_max is not None else 0,
        earlier.moved if generation.span.moved_max is not None else 0,
    )
    dividing = earlier.divides and area.ground.parts_min > 0
    generation.take_up(tuple(lasting), duals, dividing)
    return generation.proves()


def _holds(generation: Generation, cut: Cut) -> bool:
    """Whether no plan breaks a cut: what holds of any plan, or follows from the ceiling here."""
    if not cut.networks:
        return len(cut.members) % 2 == 1
    ground, beyond = generation.area.ground, generation.beyond
    if beyond is None or ground.elsewhere[list(cut.members)].any():
        return False
    excess = beyond.of(cut.members, ground.size, ground.parts_max)
    patients = int(ground.size[list(cut.members)].sum())
    return networks_that_meet(patients, ground.parts_max, excess) >= cut.networks
