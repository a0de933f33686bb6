"""A table of approvals: what each row approves, and rows that mean nothing."""

from pathlib import Path

import pytest

import pcn_planner as planner
from boundaries.errors import DataError
from boundaries.files import heard
from pcn_planner.redrafting import approvals
from pcn_planner.study.study import Study
from tests.support import area_files

RULES = planner.Rules(within=("ccg_code",))


@pytest.fixture(scope="module")
def study(tmp_path_factory) -> Study:
    """X2 and X3 lie across the border, X2 in pieces; the other networks keep the rules."""
    path = area_files.write(tmp_path_factory.mktemp("area"))
    return planner.read(path, within="ccg_code", current="pcn_code")


def given(study: Study, folder: Path, text: str):
    path = folder / "approved.csv"
    path.write_text(text, encoding="utf-8")
    with heard.hearing() as noted:
        made = approvals.stated(study, RULES, str(path))
    return made.approved, noted


def test_only_the_kinds_that_a_row_names_are_approved(study, tmp_path):
    head = "NETWORK_ID,Reason,KINDS,approved_on\n"
    (one,), _ = given(study, tmp_path, f"{head}X2,a moor,Borders; size,31/12/2020\n")
    assert (one.network_id, one.reason, one.approved_on) == ("X2", "a moor", "2020-12-31")
    assert one.kinds == ("borders",)
    (every,), _ = given(study, tmp_path, "network_id\nX2\n")
    assert every.kinds == approvals.irregular(study, RULES)["X2"] != one.kinds


def test_an_approval_that_does_nothing_is_told(study, tmp_path):
    made, noted = given(study, tmp_path, "network_id,kinds\nX1,size\nX2,size\n")
    assert made == ()
    assert any("X1 does nothing: today it is within the rules" in line for line in noted)
    assert any("X2 does nothing" in line and "borders" in line for line in noted)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("network_id,reason\nX2,a moor\nX2,an island\n", "X2.: an island"),
        ("network_id,approved_on\nX2,31/31/2020\n", "no dates.*row 2: '31/31/2020'"),
        ("network_id,kinds\nX2,shape\n", "row 2: 'shape'.*size, pieces, borders"),
        ("network_id,reason\n,a moor\n", "row 2.*column network_id"),
        ("network_id\nx2\n", "capitals"),
        ("network_id\nX9\n", "X9.*--current: X1, X2, X3, X4"),
    ],
)
def test_rows_that_mean_nothing_are_refused_with_a_remedy(study, tmp_path, text, said):
    with pytest.raises(DataError, match=said):
        given(study, tmp_path, text)
