"""Networks that share premises are drawn in one piece each, whoever of them has which part."""

import pytest

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
