"""A plan out of few candidates, where no search by local moves has met one that keeps the rules."""

from collections.abc import Sequence

from optimise.candidates.area import Area, Span
from optimise.candidates.candidate import Candidate
from optimise.candidates.large_practices import listed, obeys, todays_networks, with_names
from optimise.candidates.today.approved import pieces_of
from optimise.local_search.first_plan import nearest_sets
from optimise.problem.criteria import SCALE
from optimise.problem.problem import NONE
from optimise.proof.partition import choose

PRICE = 100 * SCALE  #: quanta a patient in exceptions, more than any saving of cost is worth
FEW_NODES = 100  #: of an integer programme that is asked for after a stop
Sets = set[tuple[int, ...]]


def plan_of_few(area: Area, span: Span, known: Sequence[Candidate], seed: int) -> list[Candidate]:
    """The plan with fewest patients in exceptions out of some candidates; empty where none is.

    The candidates are those ``known``, networks of today and their pieces, what lies nearest to
    each practice, practices alone and by twos.
    """
    sets = [s for s in sorted(_sets(area)) if _allowed(area, s)]
    made = area.lawful(area.candidates(*with_names(area, sets)))
    given = (*known, *listed(area), *todays_networks(area), *made)
    columns = {(c.members, c.label): c for c in given}
    _, chosen = choose(
        len(area), [columns[key] for key in sorted(columns)], span, price=PRICE, seed=seed,
        options={"mip_max_nodes": FEW_NODES},
    )  # fmt: skip
    return chosen


def _sets(area: Area) -> Sets:
    problem, found = area.problem, set[tuple[int, ...]](nearest_sets(area)[0])
    found |= {(i,) for i in range(len(area))} | {(a, b) for a, b in problem.edges.tolist()}
    if problem.current is not None:
        for k in sorted(set(problem.current.of.tolist()) - {NONE}):
            own = [i for i, name in enumerate(problem.current.of.tolist()) if name == k]
            found |= {tuple(sorted(p)) for p in pieces_of(problem, own, bridged=False)}
    return found


def _allowed(area: Area, members: tuple[int, ...]) -> bool:
    rows = list(members)
    size, regime = int(area.problem.size[rows].sum()), area.regimes[0]
    inside = regime.breaks[0] <= size <= regime.breaks[-1] and bool(regime.allowed[rows].all())
    return inside and obeys(area.ground, frozenset(members))
