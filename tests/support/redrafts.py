"""Small random areas with networks of today, approvals, limits on change and a coast."""

from dataclasses import replace

from hypothesis import strategies as st

from optimise.problem.rules import APPROVED, SIZE, Approval
from tests.support.priced_areas import Priced, priced_areas

CRITERIA = ("travel", "alignment", "change", "count")


@st.composite
def redrafts(draw: st.DrawFn, most: int = 7) -> Priced:
    """Areas whose rules now and then approve networks of today, limit moves, or know a coast."""
    area = draw(priced_areas(most=most, criteria=CRITERIA))
    codes = list(area.practices.index)
    graph = area.graph.copy()
    for k, a in enumerate(codes):  # neighbours across a border too
        for b in codes[:k]:
            if area.units[a] != area.units[b] and draw(st.booleans()):
                graph.add_edge(b, a)
    names = sorted(set(area.current) - {""})
    approved = tuple(draw(approvals(area, name)) for name in names if draw(st.booleans()))
    limit = st.one_of(st.none(), st.integers(0, 3))
    rules = replace(
        area.rules,
        together=area.rules.together[:1],
        apart=area.rules.apart[:1],
        networks=None,
        approved=approved,
        no_doughnuts=draw(st.booleans()),
        moves_max=draw(limit),
        patients_moved_max=draw(st.one_of(st.none(), st.integers(0, 90_000))),
        stay=tuple(draw(st.lists(st.sampled_from(codes), unique=True, max_size=2))),
    )
    coast = st.frozensets(st.sampled_from(codes), min_size=1)
    return replace(area, graph=graph, rules=rules, outer=draw(st.one_of(st.none(), coast)))


@st.composite
def approvals(draw: st.DrawFn, area: Priced, name: str) -> Approval:
    """An approval of one network of today, of any kinds."""
    members = tuple(sorted(area.current.index[area.current == name]))
    kinds = draw(st.lists(st.sampled_from(APPROVED), unique=True, min_size=1))
    counted = (SIZE,) if SIZE in kinds and draw(st.booleans()) else ()
    return Approval(name, members, tuple(sorted(kinds)), "as it was agreed", counted=counted)
