"""Small random areas, practices and rules, for property tests."""

from dataclasses import dataclass

import networkx as nx
import pandas as pd
from hypothesis import strategies as st

from optimise.problem.rules import Rules

LISTS = st.one_of(st.integers(1, 30) | st.integers(10, 45) | st.integers(40, 70)).map(
    lambda thousands: 1_000 * thousands
)
Prices = dict[tuple[str, str], int]


@dataclass(frozen=True)
class Area:
    """Practices ``A1``, ``B1`` ... with lists, units, neighbours inside units, and travel prices.

    Their codes have more than one letter, so that a code taken for a group of codes shows.
    """

    practices: pd.DataFrame
    graph: "nx.Graph[str]"
    rules: Rules
    prices: Prices

    @property
    def units(self) -> "pd.Series[str]":
        return self.practices["ccg_code"]


@st.composite
def areas(draw: st.DrawFn, most: int = 7, with_rules: bool = True) -> Area:
    """Areas of 1 to ``most`` practices in one or two border units, connected or not."""
    codes = [f"{chr(ord('A') + k)}1" for k in range(draw(st.integers(1, most)))]
    lists = [draw(LISTS) for _ in codes]
    units = [draw(st.sampled_from(["X", "X", "X", "Y"])) for _ in codes]
    practices = pd.DataFrame(
        {"name": [f"Surgery {c}" for c in codes], "patients": lists, "ccg_code": units},
        index=pd.Index(codes, name="practice_code"),
    )
    graph = nx.Graph()
    graph.add_nodes_from(codes)
    density = draw(st.sampled_from([1, 2, 3]))
    for k, a in enumerate(codes):
        for m, b in enumerate(codes[:k]):
            if units[k] == units[m] and draw(st.integers(0, 3)) < density:
                graph.add_edge(b, a)
    places = [(draw(st.integers(0, 20)), draw(st.integers(0, 20))) for _ in codes]
    prices = {
        (a, h): lists[i]
        // 1_000
        * (abs(places[i][0] - places[j][0]) + abs(places[i][1] - places[j][1]))
        for i, a in enumerate(codes)
        for j, h in enumerate(codes)
    }
    rules = draw(rules_for(codes)) if with_rules else Rules(within=("ccg_code",))
    return Area(practices, graph, rules, prices)


@st.composite
def rules_for(draw: st.DrawFn, codes: list[str]) -> Rules:
    """Rules over these practices, each kind of rule now and then."""
    some = st.lists(st.sampled_from(codes), unique=True, max_size=len(codes))
    group = st.lists(st.sampled_from(codes), unique=True, min_size=1, max_size=3)
    groups = st.one_of(st.just([]), st.just([]), st.lists(group, max_size=2))
    least = draw(st.one_of(st.none(), st.none(), st.integers(0, 4)))
    most = draw(st.one_of(st.none(), st.none(), st.integers(least or 0, 6)))
    return Rules(
        ceiling_soft=draw(st.booleans()),
        oversize_slack=draw(st.sampled_from([0, 5_000, 10_000])),
        within=("ccg_code",),
        networks=None if (least, most) == (None, None) else (least, most),
        together=_tuples(draw(groups)),
        apart=_tuples(draw(groups)),
        fixed=_tuples(draw(st.one_of(st.just([]), st.just([]), st.lists(group, max_size=1)))),
        alone=tuple(draw(st.one_of(st.just([]), st.just([]), some.map(lambda s: s[:1])))),
        floor_waived=tuple(draw(st.one_of(st.just([]), some))),
    )


def _tuples(groups: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(sorted(group)) for group in groups)
