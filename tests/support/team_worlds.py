"""Small random maps with practices, patients, community teams and networks."""

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from boundaries.teams import conflicts, patients_by_team
from boundaries.teams import matrix as team_matrix
from boundaries.teams.footprints import Footprints
from boundaries.teams.matrix import NO_TEAM, UNPLACED, Thresholds
from boundaries.teams.practice_moves import MoveLimits

SIDE = 3
AREAS = [f"E{k}" for k in range(SIDE * SIDE)]
SHARES = Thresholds(overlap_patients=30)


class World:
    """A 3 x 3 map of square kilometres; practices, patients, teams and networks at random."""

    def __init__(self, seed: int, by_area: bool = True) -> None:
        rng = np.random.default_rng(seed)
        codes = [f"P{k}" for k in range(int(rng.integers(2, 8)))]
        xy = rng.integers(0, 3 * 1000, (len(codes), 2)) + np.array([400_000, 300_000])
        lists = rng.integers(20, 200, len(codes))
        self.practices = gpd.GeoDataFrame(
            {"name": [f"Surgery {c}" for c in codes], "patients": lists.astype("int64")},
            index=pd.Index(codes, name="practice_code", dtype="str"),
            geometry=shapely.points(xy),
            crs="EPSG:27700",
        )
        self.assignment = {c: f"N{rng.integers(3)}" for c in codes}
        self.units = {c: str(rng.choice(["u", "u", "v"])) for c in codes}
        self.graph = nx.gnp_random_graph(len(codes), 0.5, seed=int(rng.integers(1 << 30)))
        self.graph = nx.relabel_nodes(self.graph, dict(enumerate(codes)))
        boxes = [
            shapely.box(4e5 + 1e3 * x, 3e5 + 1e3 * y, 401e3 + 1e3 * x, 301e3 + 1e3 * y)
            for x in range(SIDE)
            for y in range(SIDE)
        ]
        self.small_areas = gpd.GeoDataFrame(
            {"name": AREAS}, index=pd.Index(AREAS, name="area_code"), geometry=boxes, crs=27700
        )
        names = ["A", "B", "C"]
        self.area_team = {a: str(rng.choice(names)) for a in AREAS if rng.random() < 0.9}
        self.practice_team = {c: str(rng.choice(names)) for c in codes if rng.random() < 0.9}
        self.teams = pd.DataFrame(
            {"name": names, "nurses_wte": 5.0}, index=pd.Index(names, name="team_id", dtype="str")
        )
        pairs = [(c, a, int(rng.integers(0, 40))) for c in codes for a in [*AREAS, "NO2011"]]
        self.registrations = pd.DataFrame(
            [pair for pair in pairs if rng.random() < 0.6 and pair[2]] or [("P0", "E0", 1)],
            columns=["practice_code", "area_code", "patients"],
        )
        self.limits = MoveLimits(
            int(rng.integers(0, 300)), int(rng.integers(300, 700)), self.units, **self._decided(rng)
        )
        self.by_area = by_area

    def _decided(self, rng: np.random.Generator) -> dict[str, object]:
        """Locks and wishes, in half of the worlds."""
        codes, networks = list(self.assignment), sorted(set(self.assignment.values()))
        if rng.random() < 0.5:
            return {}
        kept = frozenset(self.members(self.assignment, str(rng.choice(networks))))
        return {
            "held": frozenset(str(c) for c in codes if rng.random() < 0.1),
            "shut": kept if rng.random() < 0.3 else frozenset(),
            "together": (frozenset(map(str, rng.choice(codes, 2, replace=False))),),
            "apart": (frozenset(map(str, rng.choice(codes, 2, replace=False))),),
        }

    @property
    def team_of(self) -> dict[str, str]:
        return self.area_team if self.by_area else self.practice_team

    def footprints(self, team_of: dict[str, str]) -> Footprints:
        told = pd.Series(team_of, dtype="str")
        kind = "area_team" if self.by_area else "practice_team"
        return Footprints(self.teams, **{kind: told})

    @property
    def homes(self) -> dict[str, pd.DataFrame | None]:
        if not self.by_area:
            return {"registrations": None, "small_areas": None}
        return {"registrations": self.registrations, "small_areas": self.small_areas}

    def find(self, *, assignment=None, team_of=None) -> conflicts.Conflicts:
        return conflicts.find(
            self.practices,
            self.assignment if assignment is None else assignment,
            self.footprints(self.team_of if team_of is None else team_of),
            graph=self.graph,
            limits=self.limits,
            thresholds=SHARES,
            **self.homes,
        )

    def matrix(self, *, assignment=None, team_of=None) -> pd.DataFrame:
        """The matrix counted afresh."""
        footprints = self.footprints(self.team_of if team_of is None else team_of)
        cells = patients_by_team.build(self.practices, footprints, **self.homes)
        return team_matrix.build(
            cells, self.assignment if assignment is None else assignment, self.teams.index
        )

    def members(self, assignment: dict[str, str], network: str) -> list[str]:
        return [p for p in self.practices.index if assignment[p] == network]

    def size(self, members: list[str]) -> int:
        return int(self.practices.loc[members, "patients"].sum())

    def patient_km(self, members: list[str]) -> float:
        rows = self.practices.loc[members]
        sums = [
            sum(r.patients * r.geometry.distance(hub) / 1000 for r in rows.itertuples())
            for hub in rows.geometry
        ]
        return min(sums)


worlds = st.builds(World, st.integers(0, 10**6), st.booleans())


def in_conflict(matrix: pd.DataFrame) -> dict[str, int]:
    """Network -> patients outside its lead team, in plain loops over the matrix."""
    rows = {
        network: [n for team, n in column.items() if team not in (NO_TEAM, UNPLACED)]
        for network, column in matrix.to_dict().items()
    }
    return {network: sum(column) - max(column) for network, column in rows.items()}
