"""Barriers and links made by hand are on every map that leaves the tool, the same lines on all."""

import re
from dataclasses import replace

import geopandas as gpd
import pytest
import shapely

from boundaries.adjacency import barriers
from boundaries.crs import BNG
from pcn_planner import pipeline
from pcn_planner.consultation import page as public_page
from pcn_planner.consultation import public_map
from pcn_planner.described import saved
from pcn_planner.drafting import draft
from pcn_planner.files import conflict_page
from pcn_planner.maps import panel as map_panel
from pcn_planner.papers.maps import crossing
from pcn_planner.study import linked
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

RIVER = ((399_000, 403_000), (407_000, 403_000))
WHY, BRIDGE = "the <river>", "a foot & cycle bridge"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Today's networks with a river drawn between the lower rows, and one way over it."""
    session = small_study.session(tmp_path_factory.mktemp("drawn"))
    session.record(draft.draw_barrier(RIVER, WHY))
    session.record(draft.link(("R1C1", "R2C1"), "add", BRIDGE))
    return session.finished()


@pytest.fixture(scope="module")
def folder(made, tmp_path_factory):
    out = tmp_path_factory.mktemp("plan") / "plan"
    pipeline.write(made, out)
    return out


def test_the_page_draws_barrier_and_link_and_has_a_line_of_legend_for_each(folder):
    page = (folder / "map.html").read_text(encoding="utf-8")
    assert "Barrier that parts neighbouring practices" in page
    assert "Bridge or given link between practices" in page
    assert "the &lt;river&gt;" in page
    assert "<river>" not in page
    assert re.search(r'"Barriers"\s*:', page)


def test_the_files_for_gis_have_the_line_as_it_was_drawn(folder):
    layer = gpd.read_file(folder / "plan.gpkg", layer="barriers")
    assert layer[["reason", "source"]].to_numpy().tolist() == [[WHY, linked.ON_MAP]]
    assert layer.geometry.iloc[0].equals(shapely.LineString(RIVER))
    styles = gpd.read_file(folder / "plan.gpkg", layer="layer_styles")
    assert "barriers" in set(styles["f_table_name"])
    back = barriers.read(folder / "barriers.geojson")
    assert back["reason"].tolist() == [WHY]
    assert shapely.hausdorff_distance(back.geometry.iloc[0], shapely.LineString(RIVER)) < 1
    links = gpd.read_file(folder / "plan.gpkg", layer="adjacency")
    assert links.query("practice_a == 'R1C1' and practice_b == 'R2C1'")["note"].item() == BRIDGE


def test_a_plan_opened_from_its_folder_still_has_them(folder):
    tables = saved.opened(folder).tables
    assert tables.barriers["reason"].tolist() == [WHY]
    assert [one.get_label() for one in crossing.key(tables)] == [
        "Barrier between neighbours", "Link made by hand",
    ]  # fmt: skip


def with_barriers(made, *kinds):
    shapes = {
        "line": shapely.LineString(RIVER),
        "area": shapely.box(402_800, 404_500, 403_200, 405_500),
    }
    given = gpd.GeoDataFrame(
        {"reason": list(kinds), "source": "drawn"},
        geometry=[shapes[kind] for kind in kinds],
        crs=BNG,
    )
    return replace(made.tables, barriers=given if kinds else None)


@pytest.mark.parametrize("kinds", [(), ("line",), ("area",), ("line", "area")])
def test_legends_say_of_barriers_what_their_map_shows(made, kinds):
    """A line, an area such as an estuary, both or none: on paper, on the page, for the public."""
    tables = with_barriers(made, *kinds)
    labels = {one.get_label() for one in crossing.key(tables)}
    _, panel = map_panel.render(tables, {})
    public = public_page.render(tables, before=None, asking=public_page.Asking())
    printed = conflict_page.page(tables, made.conflicts, of="", printed_on="")
    for kind, said in SAID.items():
        texts = (labels, panel, public, printed)
        assert [one in text for one, text in zip(said, texts, strict=True)] == [kind in kinds] * 4


SAID = {
    "line": ("Barrier between neighbours", "Barrier that parts neighbouring practices",
             "Brown lines are barriers", "Brown lines: barriers"),
    "area": ("Water or land between neighbours", "Area that parts neighbouring practices",
             "is water or land between", "water or land between neighbours"),
}  # fmt: skip


def test_the_public_map_draws_the_line(made):
    shown = public_map.picture(made.tables, dict.fromkeys(made.tables.areas.index))
    assert [fill for fill, _ in shown["barriers"]] == ["none"]


def test_barriers_of_a_file_are_shown_near_the_land_alone(tmp_path):
    (tmp_path / "practices.csv").write_text(small_study.table())
    long = shapely.LineString([(300_000, 403_000), (500_000, 403_000)])
    water = shapely.box(402_800, 404_500, 403_200, 405_500)
    far = shapely.LineString([(600_000, 100_000), (601_000, 100_000)])
    given = gpd.GeoDataFrame({"Name": ["Tame", None, "Exe"]}, geometry=[long, water, far], crs=BNG)
    given.to_file(tmp_path / "barriers.geojson")
    study = pipeline.load(
        Inputs(tmp_path / "practices.csv", barriers=tmp_path / "barriers.geojson")
    )
    shown = linked.barriers(study)
    assert shown["reason"].tolist() == ["Tame", ""]
    assert set(shown["source"]) == {linked.IN_FILE}
    assert shown.geometry.iloc[0].length < 20_000
    assert linked.barriers(pipeline.load(Inputs(tmp_path / "practices.csv"))) is None
