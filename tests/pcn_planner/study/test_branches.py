"""Branch sites that contradict the practices they are read beside."""

import pytest

from boundaries.errors import DataError
from pcn_planner import pipeline
from pcn_planner.study.inputs import Inputs
from tests.support.area_files import EAST, NORTH, write

HEAD = "site_code,practice_code,site_name,easting,northing"
HERE = f"{EAST + 500},{NORTH + 500}"


def loaded(folder, *rows, head=HEAD, **options):
    path = folder / "branches.csv"
    path.write_text("\n".join([head, *rows]) + "\n")
    return pipeline.load(Inputs(write(folder), branches=path, **options))


def notes_of(study):
    return study.branches.attrs["notes"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("P01001,P01,Far,600000,260000", r"P01001 of P01 \(Far\): a place far from all practices"),
        ("P01001,P01,Wet,600000,430000", r"P01001 of P01 \(Wet\): a place in the sea"),
        (
            f"P01001,P01,Turned,{NORTH + 500},{EAST + 500}",
            r"P01001 of P01 \(Turned\): a place far from its practice.*look swapped",
        ),
        (f"P01001,P02,Other,{HERE}", r"another practice's site: P01001 of P02 \(Other\)"),
    ],
)
def test_branches_that_can_hardly_be_meant_are_refused_by_name(tmp_path, row, said):
    with pytest.raises(DataError, match=said) as refused:
        loaded(tmp_path, row)
    assert "--exclude" not in refused.value.remedy


def test_a_branch_far_away_is_accepted_as_asked_and_told(tmp_path):
    made = loaded(tmp_path, "P01001,P01,Far,600000,260000", accept_places=True)
    assert "1 branch has unlikely places, accepted as asked: P01001." in notes_of(made)


def test_a_branch_that_is_closed_is_left_out_and_named(tmp_path):
    rows = f"P01001,P01,Shut,{HERE},2019-01-01", f"P02001,P02,Open,{HERE},"
    made = loaded(tmp_path, *rows, head=f"{HEAD},close_date")
    assert list(made.branches["site_code"]) == ["P02001"]
    assert any("left out: P01001 (row 2)" in note for note in notes_of(made))
