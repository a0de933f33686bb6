"""Networks of many members: plans with other numbers of them, and the best of those that are left.

Local moves seldom come to another number of networks where these are large, and the number is
most of what plans differ in there. Once a plan is near the bound by centres, few practices can
still go to few hubs in a better one, and an integer program settles which.
"""

from collections.abc import Sequence
from dataclasses import replace

from optimise.candidates.area import Area, Span
from optimise.candidates.candidate import Candidate
from optimise.proof import centres, fixing, hub_program
from optimise.proof.centres import Centred
from optimise.proof.outcome import Outcome, cost_of
from optimise.stopping import Watch
from optimise.units.asked import SearchEffort, first_plan_of
from optimise.units.other_plans.whole_plans import with_best_names

NEAR = 0.01  #: of its cost; of a plan farther from the bound too many pairs are left
AREAS_MAX = 1_500  #: practices; of more the bound by centres takes the time that there is
STARTS = 3  #: plans begun anew with the best number
Plan = list[Candidate]


def by_centres(area: Area, span: Span, plan: Sequence[Candidate], watch: Watch) -> Centred | None:
    """The bound by centres where networks have many members; ``plan`` may be empty."""
    return centres.rise(area, span, plan, watch) if centres.is_better(area) else None


def settled(
    area: Area, span: Span, known: Centred, plan: Sequence[Candidate], search: SearchEffort
) -> Outcome:
    """The best plan, and what is proven, where few enough pairs are left; else what is known."""
    cost = cost_of(plan, 0)
    near = cost - known.bound <= NEAR * cost and not search.watch.stopped()
    pairs = fixing.left(area, span, known, cost) if near else None
    if pairs is None:
        return replace(Outcome.of(plan, 0), bound=known.bound)
    found = hub_program.best(area, pairs, plan, search.watch, search.seed)
    made = with_best_names(area, found.sets)
    lawful = made if len(area.lawful(made)) == len(made) else []
    best = _cheapest([list(plan), lawful])
    return replace(Outcome.of(best, 0), bound=max(known.bound, found.bound))


def better(area: Area, span: Span, plan: Sequence[Candidate], search: SearchEffort) -> Plan:
    """The cheapest plan met with more networks or fewer; ``plan`` where none is cheaper.

    By strides that halve where neither more nor fewer are better, from half the way to the most
    that there may be. Ends early, with what it has, once the watch says stop. Nothing is tried
    where networks have few members, or no plan is given.
    """
    best, tried = list(plan), {len(plan)}
    if not best or not _large(area):
        return best
    stride = (span.networks_max - len(best) + 1) // 2
    while stride > 0 and not search.watch.stopped():
        wanted = {len(best) + stride, len(best) - stride} - tried
        tried |= wanted
        first = _cheapest([best, *(_planned(area, span, k, search) for k in sorted(wanted))])
        stride = stride // 2 if first is best else stride
        best = first
    others = [replace(search, seed=search.seed + k) for k in range(1, STARTS)]
    return _cheapest([best, *(_planned(area, span, len(best), one) for one in others)])


def _large(area: Area) -> bool:
    """Whether other numbers are worth their time: the smallest networks have many members."""
    if len(area) > AREAS_MAX:
        return False
    regime = area.regimes[0]
    own = area.ground.size[regime.allowed == 1]
    return centres.is_better(area) and bool(regime.breaks[0] > centres.MEMBERS * own.mean())


def _planned(area: Area, span: Span, number: int, search: SearchEffort) -> Plan:
    """A plan with so many networks; empty where there may not be so many, or none was met."""
    if not span.networks_min <= number <= span.networks_max or search.watch.stopped():
        return []
    sets = first_plan_of(area, replace(span, networks_min=number, networks_max=number), search)
    made = [] if sets is None else with_best_names(area, sets)
    return made if len(area.lawful(made)) == len(made) else []


def _cheapest(plans: Sequence[Plan]) -> Plan:
    """The cheapest plan, the first of equals; empty plans do not count."""
    known = [plan for plan in plans if plan]
    return min(known, key=lambda plan: cost_of(plan, 0), default=[])
