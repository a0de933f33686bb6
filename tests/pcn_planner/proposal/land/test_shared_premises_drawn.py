"""Networks that share premises are drawn in one piece each, whoever of them has which part."""

import pytest

from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import compactness
from pcn_planner import pipeline
from pcn_planner.proposal.land import network_areas as drawing
from pcn_planner.study.inputs import Inputs

#: four practices at one place between two others; by their codes M3 and M4 have the west of it
PLACES = {"W1": 0, "M1": 1, "M2": 1, "M3": 1, "M4": 1, "E1": 2}
PLAN = {"W1": "west", "M1": "west", "M2": "west", "M3": "east", "M4": "east", "E1": "east"}


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    path = tmp_path_factory.mktemp("premises") / "practices.csv"
    rows = [f"{code},{400_000 + 1_000 * x},420000,9000" for code, x in PLACES.items()]
    path.write_text("\n".join(["practice_code,easting,northing,list_size", *rows]))
    return pipeline.load(Inputs(path))


def pieces(drawn) -> dict[str, int]:
    return dict(zip(drawn.index, compactness.pieces(drawn.geometry.to_numpy()), strict=True))


def test_exported_and_sketched_areas_are_one_piece_each(study):
    whole = {"east": 1, "west": 1}
    assert pieces(drawing.network_areas(study, PLAN)) == whole
    assert pieces(drawing.sketch(drawing.lay_out(study), PLAN)) == whole


#: two practices at one place in the middle of four; M1's network lies west and east of it
CROSS = {"W1": (0, 1), "E1": (2, 1), "N1": (1, 2), "S1": (1, 0), "M1": (1, 1), "M2": (1, 1)}
ROUND_A_CORNER = {"W1": "a", "M1": "a", "E1": "a", "M2": "b", "N1": "b", "S1": "c"}
CROSSING = {**ROUND_A_CORNER, "S1": "b"}


@pytest.fixture(scope="module")
def cross(tmp_path_factory):
    path = tmp_path_factory.mktemp("cross") / "practices.csv"
    rows = [f"{c},{400_000 + 2_000 * x},{420_000 + 2_000 * y},9000" for c, (x, y) in CROSS.items()]
    path.write_text("\n".join(["practice_code,easting,northing,list_size", *rows]))
    return pipeline.load(Inputs(path))


def test_a_network_on_both_sides_of_shared_premises_is_drawn_through_them(cross):
    drawn = drawing.network_areas(cross, ROUND_A_CORNER)
    assert pieces(drawn) == {"a": 1, "b": 1, "c": 1}
    assert drawn.attrs["in_pieces"] == {}
    assert area_checks.check(drawn)["passed"].all()
    before = cross.territories.geometry.area.sum()
    assert drawn.geometry.area.sum() == pytest.approx(before)


def test_networks_that_cross_at_one_place_cannot_both_be_whole_and_are_counted(cross):
    drawn = drawing.sketch(drawing.lay_out(cross), CROSSING)
    [(network, count)] = drawn.attrs["in_pieces"].items()
    assert (network in "ab", count) == (True, 2)
    [note] = [line for line in drawn.attrs["notes"] if "drawn in more than one piece" in line]
    assert note.startswith("1 network whose practices hang together is drawn")
    assert f"{network} (2)" in note


def test_networks_that_do_not_hang_together_are_for_another_check(cross):
    drawn = drawing.network_areas(cross, {**ROUND_A_CORNER, "S1": "b", "M2": "a"})
    assert drawn.attrs["in_pieces"] == {}
