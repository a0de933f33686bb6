"""Maps for paper: no label over another, legible in grey, scale, north, legend and sources."""

import io
import re
from dataclasses import replace

import geopandas as gpd
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pypdf
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from PIL import Image

from boundaries.crs import BNG
from boundaries.teams.footprints import Footprints
from pcn_planner import safe_text
from pcn_planner.maps import places, plan_map
from pcn_planner.maps.palette import PALETTE
from pcn_planner.papers.formats import pdf
from pcn_planner.papers.formats.document import Document, Heading
from pcn_planner.papers.maps import furniture as map_furniture
from pcn_planner.papers.maps import labels as map_labels
from pcn_planner.papers.maps import paper_map, place_names, poster, texts
from tests.support import drawn_plan
from tests.support.depth import examples

FRAME = (0.0, 0.0, 400.0, 300.0)
POINT = st.tuples(st.floats(0, 400), st.floats(0, 300))
SIZE = st.tuples(st.floats(10, 90), st.floats(8, 30))


def meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@settings(max_examples=examples(everyday=30, deep=400), deadline=None)
@given(st.lists(st.tuples(POINT, SIZE), min_size=1, max_size=25), st.lists(POINT, max_size=10))
def test_no_label_covers_another_or_leaves_the_frame(wanted, dots):
    labels = [
        map_labels.Label(str(k), *size, map_labels.around(point, *size))
        for k, (point, size) in enumerate(wanted)
    ]
    taken = [(0.0, 0.0, 40.0, 20.0)]
    found = map_labels.placed(labels, FRAME, np.array(dots).reshape(-1, 2), taken)
    boxes = [map_labels.box_at(labels[int(key)], *at) for key, at in found.items()]
    for k, box in enumerate(boxes):
        assert FRAME[0] <= box[0]
        assert FRAME[1] <= box[1]
        assert box[2] <= FRAME[2]
        assert box[3] <= FRAME[3]
        assert not any(meet(box, other) for other in [*taken, *boxes[:k]])


def test_a_label_goes_where_it_covers_no_dot():
    spots = np.array([(100.0, 100.0), (200.0, 100.0)])
    label = map_labels.Label("a", 20, 10, spots)
    assert map_labels.placed([label], FRAME, np.empty((0, 2)))["a"] == (100.0, 100.0)
    assert map_labels.placed([label], FRAME, np.array([(101.0, 99.0)]))["a"] == (200.0, 100.0)


def kept(tables, folder, **how):
    """The figure of a map of all networks, and its picture."""
    out = {}

    def keep(figure, sheet, alt, saved=map_furniture.saved):
        out["figure"] = figure
        return saved(figure, sheet, alt)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(map_furniture, "saved", keep)
        picture = paper_map.whole(tables, paper_map.Sheet(folder, "m"), **how)
    return out["figure"], picture


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """The texts of a map of moves, and its picture."""
    tables = replace(drawn_plan.plan(), attribution=("Made-up data of nobody.",))
    named = gpd.GeoSeries([shapely.Point(413_000, 423_000)], index=["Hather"], crs=BNG)
    named.attrs[place_names.OWED] = ["Names of nobody."]
    return kept(tables, tmp_path_factory.mktemp("map"), arrows={"P3": "N1"}, places=named)


def test_a_map_has_scale_north_legend_places_and_attribution(drawn):
    figure, picture = drawn
    (axes,) = figure.axes
    said = [text.get_text() for text in axes.texts]
    assert {"N", "5 km", "HATHER"} <= set(said)
    assert any(text.startswith("N3\n60,000") for text in said)
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert {"Network in band", "Network below the floor", "Network above the ceiling"} <= {*legend}
    assert "Border kept" in legend
    assert any("moves" in text for text in legend)
    renderer = figure.canvas.get_renderer()
    assert figure.legends[0].get_window_extent(renderer).x1 <= figure.bbox.x1
    assert [text.get_text() for text in figure.texts] == [
        "Made-up data of nobody. Names of nobody."
    ]
    assert picture.alt.startswith("Map of 3 networks")


def test_the_bar_is_as_long_on_paper_as_its_text_says(drawn):
    """Against the side of a network that is 10 km in truth."""
    figure, picture = drawn
    paths = re.findall(r'<path d="([^"]*)"[^>]*style="([^"]*)"', picture.vector.read_text("utf-8"))
    widths = {
        style: max(x) - min(x)
        for d, style in paths
        for x in [[float(one) for one in re.findall(r"[ML] ([\d.]+) ", d)]]
        if x
    }
    (bar,) = (wide for style, wide in widths.items() if style.endswith("#1f2a33; stroke-width: 2"))
    land = max(
        wide for style, wide in widths.items() if style.endswith("#1f2a33; stroke-width: 1.6")
    )
    (said,) = (one.get_text() for one in figure.axes[0].texts if one.get_text().endswith(" km"))
    assert bar / land == pytest.approx(float(said.removesuffix(" km")) / 20, abs=1e-4)


@pytest.mark.parametrize("signs", ["a\x0bb", "Tŷ Ŵyl", "$x^2$ <b>&amp;"])
def test_texts_of_a_map_are_texts_of_the_pdf_whatever_they_hold(tmp_path, signs):
    tables = drawn_plan.plan({"P4": f"Mill {signs} House"})
    tables = replace(tables, attribution=(f"Data {signs}.",))
    picture = paper_map.one_network(tables, "N3", paper_map.Sheet(tmp_path, "n"))
    pdf.write(Document("T", "s", "f", (Heading("Map"), picture)), tmp_path / "n.pdf")
    said = "".join(pypdf.PdfReader(tmp_path / "n.pdf").pages[0].extract_text().split())
    plain = "".join(safe_text.writable(signs).split())
    assert f"Mill{plain}House" in said
    assert f"Data{plain}." in said


@pytest.mark.filterwarnings("ignore:Glyph")
def test_texts_in_letters_that_the_font_lacks_are_drawn_as_outlines(tmp_path):
    tables = replace(drawn_plan.plan({"P4": "Mill \u4e2d House"}), attribution=("\u4e2d.",))
    picture = paper_map.one_network(tables, "N3", paper_map.Sheet(tmp_path, "n"))
    pdf.write(Document("T", "s", "f", (Heading("Map"), picture)), tmp_path / "n.pdf")
    said = pypdf.PdfReader(tmp_path / "n.pdf").pages[0].extract_text()
    assert "Surgery P5" in said
    assert "Mill" not in said


def test_no_text_of_a_map_is_below_nine_points_or_covers_another(drawn):
    figure, _ = drawn
    texts = [*figure.axes[0].texts, *figure.texts, *figure.legends[0].get_texts()]
    shown = [text for text in texts if text.get_text()]
    assert min(text.get_fontsize() for text in shown) >= 9
    renderer = figure.canvas.get_renderer()
    boxes = [text.get_window_extent(renderer).extents for text in shown]
    assert len(boxes) > 8
    for k, box in enumerate(boxes):
        assert not any(meet(box, other) for other in boxes[:k])


def test_no_label_covers_the_head_of_an_arrow(tmp_path):
    """Arrows end where labels would stand, as no practice is in the middle of its network."""
    tables = drawn_plan.plan()
    people = tables.practices.set_geometry(tables.practices.translate(-4_000, 500))
    figure, _ = kept(
        replace(tables, practices=people), tmp_path, arrows=dict.fromkeys(people.index, "N1")
    )
    (axes,) = figure.axes
    renderer = figure.canvas.get_renderer()
    arrows = [one for one in axes.texts if not one.get_text() and one.arrow_patch is not None
              and one.xycoords == "data"]  # fmt: skip
    assert arrows
    texts = [one.get_window_extent(renderer) for one in axes.texts if one.get_text()]
    for one in arrows:
        start, end = axes.transData.transform([one.xyann, one.xy])
        back = (start - end) / np.hypot(*(start - end)) * figure.dpi / 72
        for points in (10, 13, 16):  # tip, middle and foot of the head, as far from the goal
            x, y = end + back * points
            assert not any(box.contains(x, y) for box in texts)


def test_networks_are_told_apart_in_grey_by_their_outlines(drawn):
    """On a line across the border of two networks both casing and line are seen without colour."""
    _, picture = drawn
    grey = np.asarray(Image.open(picture.raster).convert("L"), float)
    row = grey[grey.shape[0] // 4]
    dark = (row < 110).sum()
    assert dark > 3  # lines
    fills = {round(0.299 * int(c[1:3], 16) + 0.587 * int(c[3:5], 16) + 0.114 * int(c[5:7], 16))
             for c in PALETTE}  # fmt: skip
    assert min(fills) - 110 > 20  # no fill is as dark as a line


def test_places_are_what_small_areas_are_called_after():
    names = ["Burnley 001A", "Burnley 001B", "Pendle 003C", "E04"]
    shapes = [drawn_plan.square(k, 0) for k in range(4)]
    areas = gpd.GeoDataFrame(
        {"name": names}, pd.Index(["E01", "E02", "E03", "E04"]), geometry=shapes, crs=BNG
    )
    found = place_names.of_areas(areas)
    assert list(found.index) == ["Burnley", "Pendle"]
    assert (found["Pendle"].x, found["Pendle"].y) == (425_000, 425_000)
    assert place_names.of_areas(areas.assign(name=areas.index)) is None
    assert place_names.of_areas(None) is None


def test_long_names_of_practices_are_wrapped_and_hostile_ones_are_text(tmp_path):
    tables = drawn_plan.hostile_plan()
    picture = paper_map.one_network(tables, "N3", paper_map.Sheet(tmp_path, "n"))
    assert picture.vector.stat().st_size > 1_000
    assert Image.open(io.BytesIO(picture.raster.read_bytes())).size[0] > 2_000


def test_a_name_that_is_cut_ends_in_an_ellipsis_and_a_name_that_fits_does_not():
    fits = "The Surgery of St Aldhelm and All the Holy Saints of Upper"
    assert texts.in_lines(fits).replace("\n", " ") == fits
    cut = texts.in_lines(f"{fits} and Lower Slaughter by the Sea")
    assert cut.endswith("…")
    assert fits.startswith(cut.replace("\n", " ")[: len("The Surgery of St Aldhelm")])
    assert max(map(len, cut.split("\n"))) <= texts.WRAP
    assert texts.named("N1\n5,000", f"{fits} and Lower Slaughter").split("\n")[2].endswith("…")


def test_real_ground_has_names_of_the_built_in_table_and_says_whose_they_are():
    areas = drawn_plan.plan().areas
    found = place_names.for_map(areas, None)
    west, south, east, north = areas.total_bounds
    assert len(found) > 3
    assert found.index.is_unique
    assert found.x.between(west, east).all()
    assert found.y.between(south, north).all()
    assert place_names.owed(found) == [places.ATTRIBUTION]
    sea = areas.translate(300_000, 0)
    assert place_names.for_map(gpd.GeoDataFrame(geometry=sea), None) is None
    assert place_names.owed(None) == []


def test_a_poster_lies_on_the_side_that_its_map_is_larger_on():
    """An area a little wider than high is larger on a sheet that stands."""
    sheets = {(across, up): poster._wide(across, up) for across, up in
              [(1_020, 1_000), (1_400, 1_000), (2_000, 1_000), (1_000, 2_000)]}  # fmt: skip
    assert sheets == {
        (1_020, 1_000): False, (1_400, 1_000): True, (2_000, 1_000): True, (1_000, 2_000): False,
    }  # fmt: skip


def test_the_legend_of_one_network_has_its_colour(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(map_furniture, "foot", lambda axes, key, owed: seen.extend(key))
    tables = drawn_plan.plan()
    paper_map.one_network(tables, "N3", paper_map.Sheet(tmp_path, "n"))
    fill = plan_map.network_colours(tables)["N3"]
    (own,) = (one for one in seen if one.get_label().startswith("Network "))
    assert to_hex(own.get_facecolor()).upper() == fill.upper()


def test_a_barrier_is_no_border_and_no_link_where_colours_are_not_printed(tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(map_furniture, "foot", lambda axes, key, owed: seen.extend(key))
    line = shapely.LineString([(drawn_plan.EAST, drawn_plan.NORTH), (410_000, 430_000)])
    river = gpd.GeoDataFrame({"reason": ["river"], "source": "drawn"}, geometry=[line], crs=BNG)
    tables = replace(drawn_plan.plan(), barriers=river)
    paper_map.one_network(tables, "N3", paper_map.Sheet(tmp_path, "n"))
    dashes = {one.get_label(): str(one._unscaled_dash_pattern) for one in seen
              if isinstance(one, Line2D) and one.get_linewidth()}  # fmt: skip
    assert {"Border kept", "Link made by hand", "Team area"} <= set(dashes)
    barrier = dashes.pop("Barrier between neighbours")
    assert barrier not in dashes.values()


def test_a_line_between_two_teams_is_drawn_once_so_that_it_stays_dashed():
    """A square in halves: 4 km round it and 1 km between; the eastern half has a corner more."""
    tables = drawn_plan.plan()
    halves = [shapely.box(0, 0, 500, 1_000), shapely.box(500, 0, 1_000, 1_000).segmentize(250)]
    teams = pd.DataFrame({"name": ["West", "East"]}, index=["T1", "T2"])
    prints = Footprints(teams, areas=gpd.GeoDataFrame(geometry=halves, index=teams.index, crs=BNG))
    _, axes = plt.subplots()
    paper_map._teams(axes, replace(tables, footprints=prints))
    drawn = [shapely.LineString(one) for held in axes.collections for one in held.get_segments()]
    plt.close()
    assert sum(one.length for one in drawn) == pytest.approx(5_000)
    assert len(drawn) == 3  # not one for every corner, where dashes would begin anew


def written_in(picture, folder):
    """The texts of a map, read out of the PDF that it is put into."""
    pdf.write(Document("T", "s", "f", (Heading("Map"), picture)), folder / "read.pdf")
    return pypdf.PdfReader(folder / "read.pdf").pages[0].extract_text()


def test_a_name_that_finds_no_room_leaves_the_id_and_the_size(tmp_path):
    """Nobody's network goes without a label because people gave it a long name."""
    tables = drawn_plan.plan()
    ids = [str(one) for one in tables.networks.index]
    names = dict.fromkeys(ids, "A name longer than its map is wide " * 3)
    sheet = paper_map.Sheet(tmp_path, "n", width_mm=60, height_mm=70)
    said = written_in(paper_map.whole(tables, sheet, names=names), tmp_path)
    for one, patients in tables.networks["patients"].items():
        assert re.search(rf"{one}(, |\s+){patients:,}", said)
    called = dict.fromkeys(ids, "Hill")
    picture = paper_map.whole(tables, paper_map.Sheet(tmp_path, "c"), names=called)
    assert written_in(picture, tmp_path).count("Hill") == len(ids)
    assert "names, ids" in picture.alt
