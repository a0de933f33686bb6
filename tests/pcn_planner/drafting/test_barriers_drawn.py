"""Barriers that a person draws: neighbours as of a file, kept, undone, never without effect."""

import geopandas as gpd
import pytest
import shapely

from boundaries.adjacency import barriers
from boundaries.crs import BNG
from boundaries.errors import DataError
from pcn_planner import pipeline
from pcn_planner.drafting import draft
from pcn_planner.drafting.state import Barrier
from pcn_planner.maps import layers as map_layers
from pcn_planner.maps.live import drawn
from pcn_planner.projects import history, planning
from pcn_planner.study import linked
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

RIVER = ((397_000, 403_000), (411_000, 403_000))  # between the second row and the third
OVER = [("R1C0", "R2C0"), ("R1C1", "R2C1"), ("R1C2", "R2C2"), ("R1C3", "R2C3")]


@pytest.fixture
def session(tmp_path):
    return small_study.session(tmp_path)


def feature(*points, kind="barrier"):
    """A line as the map tells it."""
    line = gpd.GeoSeries([shapely.LineString(points)], crs=BNG).to_crs("EPSG:4326").iloc[0]
    about = {"drawn": 1, "kind": kind}
    return {"type": "Feature", "properties": about, "geometry": shapely.geometry.mapping(line)}


def edges(study) -> set[tuple[str, ...]]:
    return {tuple(sorted(edge)) for edge in study.graph.edges}


def test_a_barrier_drawn_parts_the_very_pairs_that_one_of_a_file_parts(session, tmp_path) -> None:
    free = edges(session.bench.study)
    session.record(draft.draw_barrier(RIVER, "the river"))
    frame = gpd.GeoDataFrame(geometry=[shapely.LineString(RIVER)], crs=BNG)
    from_file = pipeline.load(
        Inputs(tmp_path / "practices.csv", within=("ccg_code",), barriers=barriers.read(frame))
    )
    assert edges(session.bench.study) == edges(from_file) < free
    assert set(OVER) <= free - edges(from_file)
    assert linked.pairs_parted(session.bench.study, RIVER) == sorted(free - edges(from_file))


def test_a_plan_across_a_barrier_is_found_in_pieces_and_undo_mends_it(session) -> None:
    assert session.proposal.verified or session.proposal.checked.passed
    session.record(draft.draw_barrier(RIVER, "the river"))
    found = session.proposal.checked.findings
    assert any(one.network_id == "B" for one in found)
    session.undo()
    assert session.proposal.checked.passed
    assert session.bench.study.drawn == {}


def test_a_barrier_is_in_the_project_for_the_command_line_and_in_its_history(session) -> None:
    session.record(draft.draw_barrier(RIVER, "the river"))
    with planning.opened(session.project.path) as given:
        assert given.state.barriers == (Barrier(RIVER, "the river"),)
        assert not given.study.graph.has_edge("R1C0", "R2C0")
        assert not planning.judged(given).checked.passed
    session.record(draft.erase_barrier(RIVER))
    said = history.table(session.project)["change"].tolist()[-2:]
    assert said == [
        "A barrier of 14.0 km was drawn: the river.",
        "A barrier of 14.0 km was erased.",
    ]
    assert session.state.barriers == ()


def test_a_proof_is_of_the_barriers_too(session) -> None:
    made = session.proposal
    session.take(made, "test")
    before = session.state.provenance["rules"]
    session.record(draft.draw_barrier(RIVER, "the river"))
    session.take(session.proposal, "test")
    assert session.state.provenance["rules"] != before


@pytest.mark.parametrize(
    ("line", "why", "said"),
    [
        (RIVER, "  ", "no reason"), (RIVER[:1], "river", "is a line"),
        ((RIVER[0], RIVER[0]), "river", "is a line"), ((), "river", "is a line"),
    ],
)  # fmt: skip
def test_a_barrier_without_reason_or_length_is_refused(session, line, why, said) -> None:
    with pytest.raises(DataError, match=said):
        session.record(draft.draw_barrier(line, why))
    assert session.state.barriers == ()


def test_neighbours_from_a_table_of_their_own_take_no_barrier(tmp_path) -> None:
    (tmp_path / "practices.csv").write_text(small_study.table())
    pairs = "practice_a,practice_b\n" + "".join(f"{a},{b}\n" for a, b in OVER)
    (tmp_path / "pairs.csv").write_text(pairs)
    study = pipeline.load(Inputs(tmp_path / "practices.csv", adjacency=tmp_path / "pairs.csv"))
    with pytest.raises(DataError, match="table of their own"):
        linked.with_drafted(study, (), {RIVER: "the river"})


def test_a_line_that_touches_no_land_parts_nobody_and_the_notes_say_so(session) -> None:
    far = ((600_000, 200_000), (601_000, 200_000))
    assert linked.pairs_parted(session.bench.study, far) == []
    session.record(draft.draw_barrier(far, "elsewhere"))
    assert any("drawn on the map" in note for note in session.bench.study.graph.graph["notes"])


def test_a_hand_that_shakes_draws_the_line_it_meant() -> None:
    wavering = [(400_000 + 10 * k, 403_000 + (-1) ** k * 3) for k in range(1_000)]
    line = drawn.line(feature(*wavering))
    assert 2 <= len(line) < 20
    assert [abs(line[0][0] - 400_000) <= 2, abs(line[-1][0] - 409_990) <= 2] == [True, True]
    assert drawn.line(feature((4e5, 4e5), (4e5, 4e5))) == ()


def test_a_link_is_drawn_from_the_nearest_practice_to_the_nearest(session) -> None:
    practices = session.bench.study.practices
    shape = feature((400_100, 405_900), (402_100, 401_800), kind="link")
    assert drawn.purpose(shape) == "link"
    assert drawn.ends(practices, shape) == ("R0C0", "R2C1")
    assert drawn.ends(practices, feature((4e5, 406e3), (400_010, 406e3))) == ("R0C0",)
    for other in ({}, None, feature((0, 0), (1, 1), kind="<script>")):
        assert drawn.purpose(other) == ""


def test_the_file_of_barriers_is_read_back_as_the_lines_that_were_drawn(tmp_path) -> None:
    path = tmp_path / "barriers.geojson"
    path.write_text(drawn.barriers_file({RIVER: "the <river>"}), encoding="utf-8")
    back = barriers.read(path)
    assert back["reason"].tolist() == ["the <river>"]
    assert shapely.hausdorff_distance(back.geometry.iloc[0], shapely.LineString(RIVER)) < 1.0


def test_the_map_escapes_what_a_barrier_is_called() -> None:
    shown = gpd.GeoDataFrame(
        {"reason": ["<img src=x>"], "source": linked.ON_MAP},
        geometry=[shapely.LineString(RIVER)], crs=BNG,
    )  # fmt: skip
    layers = map_layers.barriers_layer(shown)._children.values()
    texts = [one["properties"].get("tooltip") for each in layers for one in each.data["features"]]
    assert texts.count("Barrier · &lt;img src=x&gt;") == 1
    assert not any("<img" in (text or "") for text in texts)
