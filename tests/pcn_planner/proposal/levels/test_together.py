"""Two levels planned together, held against every plan of both on at most nine practices."""

from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pcn_planner as api
from boundaries.errors import DataError
from optimise.problem.plan import Plan, Result, Status
from pcn_planner.proposal.levels import together
from tests.support.area_files import pcn, write
from tests.support.depth import examples
from tests.support.oracles import is_connected, partitions, subsets

UNIT = 0.1  #: patient-kilometres in one cost unit
NETWORKS = (20_000, 40_000)
PLACES = st.sampled_from([(40_000, 80_000), (30_000, 90_000), (50_000, 120_000)])
SIZES = st.lists(st.integers(7_000, 19_000), min_size=6, max_size=9)
LEVELS = """
[[tiers]]
name = "network"
band = [{}, {}]

[[tiers]]
name = "place"
band = [{}, {}]
within = {}
weights = {{ travel = {} }}
together = true
"""
HEAD = "practice_code,practice_name,easting,northing,list_size,county\n"
Members = frozenset[str]


class Drawn:
    """One area and what is asked of it."""

    def __init__(
        self, sizes: list[int], seed: int, band: tuple[int, int], weight: float, parted: bool
    ) -> None:
        random = np.random.default_rng(seed)
        self.at = random.uniform(0.0, 9.0, (len(sizes), 2)).round(3)  # km
        self.codes = [f"P{k}" for k in range(len(sizes))]
        self.size = dict(zip(self.codes, sizes, strict=True))
        middle = float(np.median(self.at[:, 0]))
        self.county = {c: "E" if x > middle else "W"
                       for c, (x, _) in zip(self.codes, self.at, strict=True)}  # fmt: skip
        self.band, self.weight, self.within = band, weight, ["county"] if parted else []

    def planned(self, folder: Path) -> api.DescribedPlan:
        rows = (
            f"{c},Surgery {c},{400_000 + 1_000 * x:.0f},{400_000 + 1_000 * y:.0f},"
            f"{self.size[c]},{self.county[c]}\n"
            for c, (x, y) in zip(self.codes, self.at, strict=True)
        )
        (folder / "area.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
        asked = LEVELS.format(*NETWORKS, *self.band, str(self.within).replace("'", '"'),
                              self.weight)  # fmt: skip
        (folder / "tiers.toml").write_text(asked, encoding="utf-8")
        self.study = api.read(folder / "area.csv", within="county" if self.within else ())
        return api.propose(self.study, tiers=folder / "tiers.toml", weights={"travel": 1.0},
                           no_doughnuts=False)  # fmt: skip

    def travel(self, members: Members, hub: str) -> float:
        far = np.hypot(*(self.at - self.at[self.codes.index(hub)]).T)
        return float(sum(self.size[c] * far[self.codes.index(c)] for c in members))

    def hub(self, members: Members) -> str:
        return min(sorted(members), key=lambda one: self.travel(members, one))

    def allowed(self, sets: list[Members], band: tuple[int, int], graph: nx.Graph) -> list[Members]:
        """Unions that are in the band, of one county where that is asked, and in one piece."""
        return [
            s for s in sets
            if band[0] <= sum(self.size[c] for c in s) <= band[1] and is_connected(s, graph)
            and (not self.within or len({self.county[c] for c in s}) == 1)
        ]  # fmt: skip

    def both(self) -> Iterator[float]:
        """What every plan of networks with places upon them costs."""
        graph = self.study.graph
        legal = self.allowed(list(subsets(self.codes)), NETWORKS, graph)
        for plan in partitions(self.codes, _starting(self.codes, legal)):
            inner = sum(self.travel(s, self.hub(s)) for s in plan)
            for place in _joined(plan, lambda unions: self.allowed(unions, self.band, graph)):
                hubs = ([self.hub(n) for n in plan if n <= p] for p in place)
                outer = sum(
                    min(self.travel(p, h) for h in own) for p, own in zip(place, hubs, strict=True)
                )
                yield inner + self.weight * outer


def _starting(codes: list[str], sets: list[Members]) -> dict[str, list[Members]]:
    return {code: [s for s in sets if min(s) == code] for code in codes}


def _joined(plan: list[Members], allowed) -> Iterator[list[Members]]:
    """Every way to join networks to places that are allowed."""
    names = sorted(str(k) for k in range(len(plan)))
    union = {s: frozenset().union(*(plan[int(k)] for k in s)) for s in subsets(names)}
    kept = set(allowed(list(union.values())))
    legal = [s for s, whole in union.items() if whole in kept]
    for place in partitions(names, _starting(names, legal)):
        yield [union[s] for s in place]


@pytest.mark.deep
@settings(
    max_examples=examples(everyday=3, deep=120),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(SIZES, st.integers(0, 10**6), PLACES, st.sampled_from([0.3, 1.0, 2.0]), st.booleans())
def test_no_plan_of_both_levels_is_below_the_bound_or_above_what_is_proposed(
    tmp_path, sizes, seed, band, weight, parted
):
    drawn = Drawn(sizes, seed, band, weight, parted)
    try:
        plan = drawn.planned(tmp_path)
    except DataError:
        return
    if plan.made.plan is None or plan.made.result.exceptions_patients or not plan.made.levels:
        return
    (level,) = plan.made.levels
    best = min(drawn.both(), default=None)
    joint, close = level["joint"], UNIT * 2 * len(drawn.codes)
    assert plan.verified
    place_of = dict(plan.made.tables.tiers["place_id"])
    for codes in plan.made.plan.networks.values():
        assert len({place_of[c] for c in codes}) == 1
    if level["exceptions"]:
        assert joint["bound"] is None
        return
    assert best is not None
    assert joint["objective"] >= best - close
    assert joint["bound"] is None or joint["bound"] <= best + close


@pytest.mark.parametrize(
    ("sizes", "seed", "band"),
    [
        ([7_716, 10_837, 8_752, 16_598, 13_234, 13_084, 10_486, 13_076], 9, (45_000, 75_000)),
        ([15_130, 18_900, 14_403, 15_684, 11_511, 16_706, 8_355, 8_834, 11_323], 16,
         (50_000, 65_000)),
    ],
    ids=["too_small_by_480", "one_place_of_too_many"],
)  # fmt: skip
def test_networks_give_way_where_the_places_upon_the_best_ones_are_outside_their_band(
    tmp_path, sizes, seed, band
):
    drawn = Drawn(sizes, seed, band, 1.0, parted=False)
    plan = drawn.planned(tmp_path)
    (level,) = plan.made.levels
    assert plan.verified
    assert not level["exceptions"]
    best = min(drawn.both())
    assert level["joint"]["objective"] == pytest.approx(best, abs=UNIT * 2 * len(drawn.codes))
    assert level["joint"]["bound"] <= best


#: X2 and X4 are alone below the floor; X3 lies across the border of N1 and N2
ACROSS = """practice_code,practice_name,easting,northing,list_size,ccg_code,pcn_code
P00,Surgery P00,399903,420169,12000,N1,X2
P01,Surgery P01,401228,419858,7000,N1,X4
P02,Surgery P02,401956,420064,15000,N2,X1
P03,Surgery P03,403137,419714,12000,N2,X3
P04,Surgery P04,399840,418756,9000,N1,X3
P05,Surgery P05,400883,419223,11057,N1,X4
P06,Surgery P06,401987,419113,12000,N2,U
P07,Surgery P07,402848,418878,21000,N2,X3
"""
PAIRS = """practice_a,practice_b
P01,P00
P02,P01
P03,P02
P04,P00
P05,P01
P05,P04
P06,P02
P06,P05
P07,P03
P07,P06
"""


def test_a_level_is_made_upon_networks_that_may_stay_across_a_border(tmp_path):
    for name, text in {"area": ACROSS, "pairs": PAIRS}.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    levels = '[[tiers]]\nname = "place"\nband = [60000, 100000]\ntogether = true\n'
    (tmp_path / "tiers.toml").write_text(levels, encoding="utf-8")
    result = pcn(
        "plan", tmp_path / "area.csv", "--adjacency", tmp_path / "pairs.csv", "--within",
        "ccg_code", "--current", "pcn_code", "--approved", "all", "--weights", "travel=1,change=1",
        "--tiers", tmp_path / "tiers.toml", "--out", tmp_path / "out",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    rows = pd.read_csv(tmp_path / "out" / "assignment.csv", dtype=str)
    assert sorted(rows["practice_code"]) == [f"P0{k}" for k in range(8)]
    assert set(rows.groupby("network_id")["place_id"].nunique()) == {1}


def test_networks_of_two_areas_that_one_crosses_are_numbered_as_one():
    first = Plan({"N01": ("A1", "A2"), "N02": ("A3", "B1"), "S-01": ("C1",)})
    found = Plan({"x": ("A1",), "y": ("B1",), "z": ("A2", "A3"), "w": ("C1",)})
    made = together._numbered(first, Result(Status.FEASIBLE, plan=found)).plan
    assert made.networks == {
        "N01": ("A1",), "N02": ("A2", "A3"), "N03": ("B1",), "S-01": ("C1",),
    }  # fmt: skip


def test_a_fault_in_the_levels_costs_no_plan(tmp_path, monkeypatch):
    def fault(*_given, **_named):
        raise KeyError("P00")

    monkeypatch.setattr("pcn_planner.proposal.levels.tiers.build", fault)
    (tmp_path / "tiers.toml").write_text('[[tiers]]\nname = "place"\nband = [60000, 90000]\n')
    result = pcn("plan", write(tmp_path), "--tiers", tmp_path / "tiers.toml",
                 "--out", tmp_path / "out")  # fmt: skip
    assert result.exit_code == 1
    assert "levels above the networks are not made: KeyError" in result.output
    assert (tmp_path / "out" / "report.json").exists()
