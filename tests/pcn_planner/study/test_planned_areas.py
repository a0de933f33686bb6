"""Small areas planned from end to end: the best of all plans, files in their words, maps mended."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import box

import pcn_planner as pcn
from boundaries.errors import DataError
from boundaries.network_areas import checks
from optimise.problem.criteria import QUANTA, SCALE
from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import AREAS, PRACTICES, Inputs
from pcn_planner.study.reading import neighbourhoods
from tests.support import small_areas_planned as small
from tests.support.depth import examples
from tests.support.oracles import (
    Members,
    encloses,
    exception_patients,
    is_connected,
    partitions,
    subsets,
)

RULES = Rules(within=("council",), weights={"travel": 1.0})


@st.composite
def grounds(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Up to nine squares of a three by three grid, some missing, in one or two councils."""
    cells = draw(st.lists(st.integers(0, 8), min_size=2, max_size=9, unique=True))
    places = [(k % 3, k // 3) for k in sorted(cells)]
    divided = draw(st.booleans())
    residents = [1_000 * draw(st.integers(4, 30)) for _ in places]
    return gpd.GeoDataFrame(
        {
            "area_code": [f"E{x}{y}" for x, y in places],
            "residents": residents,
            "council": ["B" if divided and x == 2 else "A" for x, _ in places],
            "ward": [draw(st.sampled_from(["P", "Q", ""])) for _ in places],
        },
        geometry=[
            box(400_000 + 1_000 * x, 400_000 + 1_000 * y, 401_000 + 1_000 * x, 401_000 + 1_000 * y)
            for x, y in places
        ],
        crs="EPSG:27700",
    )


class Plain:
    """The ground once more in plain words: who is beside whom, what a neighbourhood costs."""

    def __init__(self, ground: gpd.GeoDataFrame, rules: Rules, graph: object) -> None:
        self.rules, self.graph = rules, graph
        keyed = ground.set_index("area_code")
        self.people = keyed["residents"].to_dict()
        self.council, self.ward = keyed["council"].to_dict(), keyed["ward"].to_dict()
        self.at = {c: (int(c[1]), int(c[2])) for c in keyed.index}
        self.outer = {
            c for c, (x, y) in self.at.items() if self._touches_the_rim(x, y) or self._other(c)
        }

    def beside(self, a: str, b: str) -> bool:
        (x, y), (v, w) = self.at[a], self.at[b]
        return abs(x - v) + abs(y - w) == 1

    def _touches_the_rim(self, x: int, y: int) -> bool:
        """Whether the square meets what reaches the outside; the middle may be a hole inside."""
        taken = set(self.at.values())
        sides = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j]
        ring = {(i, j) for i in range(3) for j in range(3)} - {(1, 1)}
        hole = (1, 1) not in taken and ring <= taken
        return any(s not in taken and not (hole and s == (1, 1)) for s in sides)

    def _other(self, code: str) -> bool:
        return any(
            self.council[code] != self.council[c] and self.near_enough(code, c) for c in self.at
        )

    def near_enough(self, a: str, b: str) -> bool:
        (x, y), (v, w) = self.at[a], self.at[b]
        return max(abs(x - v), abs(y - w)) == 1

    def legal(self, members: Members) -> bool:
        units = {c: self.council[c] for c in self.at}
        if len({units[c] for c in members}) > 1 or not is_connected(members, self.graph):
            return False
        return not encloses(members, self.graph, units, self.outer)

    def cost(self, members: Members) -> int:
        """Travel to the best hub, and wards that are not mostly inside, in quanta."""

        def km(a: str, b: str) -> float:
            (x, y), (v, w) = self.at[a], self.at[b]
            return ((x - v) ** 2 + (y - w) ** 2) ** 0.5

        def units(value: float) -> int:
            return round(value * SCALE / QUANTA) * QUANTA

        total = min(sum(units(km(c, h) * self.people[c]) for c in members) for h in members)
        price = self.rules.kept_whole.get("ward", 0.0)
        for code in members:
            alike = [c for c in self.ward if self.ward[code] and self.ward[c] == self.ward[code]]
            held = sum(self.people[c] for c in alike if c in members)
            if alike and 2 * held <= sum(self.people[c] for c in alike):
                total += units(price * self.people[code])
        return total

    def best(self) -> tuple[int, int] | None:
        codes = sorted(self.at)
        worth: dict[Members, tuple[int, int]] = {}
        for members in subsets(codes):
            if self.legal(members):
                missed = exception_patients(members, self.people, self.rules)
                if missed is not None:
                    worth[members] = (missed, self.cost(members))
        starting = {code: [m for m in worth if min(m) == code] for code in codes}
        sums = [
            (sum(worth[m][0] for m in plan), sum(worth[m][1] for m in plan))
            for plan in partitions(codes, starting)
        ]
        return min(sums, default=None)


@settings(max_examples=examples(everyday=6, deep=80), deadline=None)
@given(grounds(), st.sampled_from([{}, {"ward": 0.5}]))
def test_the_neighbourhoods_are_the_best_of_all_plans(
    ground: gpd.GeoDataFrame, whole: dict[str, float]
) -> None:
    rules = Rules(within=("council",), weights={"travel": 1.0}, kept_whole=whole)
    study = pipeline.load(Inputs(ground, planned=AREAS, within=("council",)))
    plain = Plain(ground, rules, study.graph)
    pairs = {frozenset(edge) for edge in study.graph.edges}
    near = {
        frozenset((a, b)) for a in plain.at for b in plain.at
        if a < b and plain.beside(a, b) and plain.council[a] == plain.council[b]
    }  # fmt: skip
    assert pairs == near
    assert study.outer == plain.outer
    made, best = pipeline.propose(study, rules), plain.best()
    if best is None:
        assert made.plan is None or not made.verified
        return
    assert made.verified
    assert made.result.exceptions_patients == best[0]
    assert round((made.result.objective or 0.0) * SCALE) == best[1]
    assert made.tables is not None
    clean = checks.check(made.tables.areas, study.small_areas)
    assert clean["passed"].all(), clean["message"].tolist()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("areas")
    study = small.study(folder)
    rules = Rules(within=("council",), weights={"travel": 1.0}, kept_whole={"ward": 0.2})
    made = pipeline.propose(study, rules)
    assert made.verified
    pipeline.write(made, folder / "plan")
    return folder


def test_files_speak_of_areas_and_residents(written: Path) -> None:
    plan = written / "plan"
    assert (plan / "areas.geojson").is_file()
    assert not (plan / "practices.geojson").exists()
    heads = {name: (plan / name).read_text().splitlines()[0] for name in
             ("assignment.csv", "networks.csv", "adjacency.csv", "split_places.csv")}  # fmt: skip
    assert heads["assignment.csv"] == "area_code,network_id,network_name"
    assert heads["networks.csv"].startswith("network_id,name,residents,areas,")
    assert heads["adjacency.csv"].startswith("area_a,area_b,")
    assert heads["split_places.csv"].startswith("level,place,network_id,network_name,residents")
    told = (plan / "README.txt").read_text() + heads["networks.csv"]
    assert "practice" not in told
    assert "patient" not in told
    page = (plan / "map.html").read_text()
    body = page[page.index("<aside") : page.index("</aside>")]
    assert "ractice" not in body
    assert "atient" not in body
    assert json.loads((plan / "report.json").read_text())["inputs"]["planned"] == AREAS


def test_the_geopackage_has_the_areas_as_polygons(written: Path) -> None:
    areas = pyogrio.read_dataframe(written / "plan" / "plan.gpkg", layer="areas")
    assert set(areas.geom_type) == {"MultiPolygon"}
    assert areas.set_index("area_code")["residents"].to_dict() == dict(
        zip(small.CODES, small.RESIDENTS, strict=True)
    )


def test_a_plan_is_opened_again_and_checked_from_its_files(written: Path) -> None:
    again = pcn.open(written / "plan")
    assert again.verified
    assert again.tables is not None
    assert again.tables.of_areas
    shapes, figures = written / "lsoa.geojson", written / "figures.csv"
    study = pcn.read(shapes, units="areas", area_data=figures, within="council")
    assert pcn.check(study, written / "plan").assignment == again.assignment
    assert pcn.check(study, again).verified
    project = pcn.open(written / "plan" / "project.pcn")
    assert project.assignment == again.assignment
    assert project.tables is not None
    assert project.tables.of_areas


def test_a_map_of_neighbourhoods_is_checked_and_mended(written: Path) -> None:
    study = small.study(written)
    west = box(400_000, 400_000, 402_300, 403_000)
    east = box(402_300, 400_000, 404_000, 402_000)
    drawn = gpd.GeoDataFrame({"neighbourhood": ["W", "E"]}, geometry=[west, east], crs=27700)
    path = written / "drawn.geojson"
    path.write_text(drawn.to_crs(4326).to_json(), encoding="utf-8")
    made = pcn.check(study, path)
    assert set(made.assignment) == set(small.CODES)
    assert made.assignment["E011"] == "E"
    assert any("in gaps of the map" in line for line in made.notes)
    assert any("in several neighbourhoods" in line for line in made.notes)


def test_files_about_lists_are_refused_beside_areas(tmp_path: Path) -> None:
    table = pd.DataFrame({"practice_code": ["P1"], "area_code": ["E000"], "patients": [5]})
    with pytest.raises(DataError, match="registrations are about surgeries"):
        small.study(tmp_path, registrations=table)


def test_practices_are_not_grouped(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("practice_code,list_size,easting,northing\nP1,5,400000,400000\n")
    with pytest.raises(DataError, match="practices are not grouped"):
        pcn.read(path, group_by="ccg_code")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 practices have 5 patients", "2 areas have 5 residents"),
        ("Practices of a network", "Areas of a neighbourhood"),
        ("leave them out with --networks 3", "leave them out with --networks 3"),
        ("columns practice_code and network_id", "columns practice_code and network_id"),
        ("see practices.geojson", "see practices.geojson"),
        ("registered patients", "residents"),
    ],
)
def test_sentences_are_put_in_words_of_areas(text: str, said: str) -> None:
    assert planned_words.said(text, AREAS) == said
    assert planned_words.said(text, PRACTICES) == text


def test_a_plan_of_areas_is_a_footprint_layer(written: Path) -> None:
    for given_as in (written / "plan", written / "plan" / "plan.gpkg"):
        layer = neighbourhoods.of_plan(given_as)
        assert isinstance(layer, gpd.GeoDataFrame)
        assert set(layer["team_id"]) == set(pcn.open(written / "plan").networks.index)


def test_a_folder_without_a_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no plan\.gpkg"):
        neighbourhoods.of_plan(tmp_path)
