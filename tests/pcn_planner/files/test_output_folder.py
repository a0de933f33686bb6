"""An output folder is written whole or not at all, and nothing of other people is touched."""

from pathlib import Path

import pytest

from boundaries.errors import DataError
from pcn_planner.files import exports
from tests.support.drawn_plan import plan


def test_an_earlier_plan_is_replaced_whole(tmp_path) -> None:
    out = tmp_path / "deep" / "plan"
    exports.write_all(out, plan(), {"report.json": lambda path: path.write_text("{}")})
    exports.write_all(out, plan(graph=None))
    assert not (out / "adjacency.csv").exists()
    assert not (out / "report.json").exists()
    assert [path.name for path in out.parent.iterdir()] == ["plan"]


def test_a_folder_with_other_files_is_never_touched(tmp_path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    (tmp_path / "assignment.csv").write_text("earlier")
    with pytest.raises(DataError, match=r"did not write: thesis\.docx"):
        exports.write_all(tmp_path, plan())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["assignment.csv", "thesis.docx"]
    assert (tmp_path / "assignment.csv").read_text() == "earlier"


def test_a_folder_named_like_a_file_of_ours_is_never_touched(tmp_path) -> None:
    (tmp_path / "map.html").mkdir()
    with pytest.raises(DataError, match="did not write"):
        exports.write_all(tmp_path, plan())
    assert (tmp_path / "map.html").is_dir()


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path) -> None:
    (tmp_path / "plan").write_text("a file")
    with pytest.raises(DataError, match="is a file"):
        exports.write_all(tmp_path / "plan", plan())


def test_a_folder_that_cannot_be_made_is_an_error_not_a_traceback(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="cannot be written"):
        exports.write_all(tmp_path / "file" / "plan", plan())


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_stopping_half_way_leaves_the_earlier_plan_and_nothing_else(tmp_path, stop) -> None:
    out = tmp_path / "plan"
    exports.write_all(out, plan())
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def interrupted(path: Path) -> None:
        path.write_text("half")
        raise stop

    with pytest.raises(stop):
        exports.write_all(out, plan(title="Another"), {"report.json": interrupted})
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]


def test_a_fault_in_one_drawing_costs_that_file_and_no_other(tmp_path) -> None:
    def broken(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError("the map broke")

    written = exports.write_all(tmp_path / "plan", plan(), {"map.html": broken})
    assert written.lost == {"map.html": "RuntimeError: the map broke"}
    names = {path.name for path in (tmp_path / "plan").iterdir()}
    assert names == {path.name for path in written} >= {"assignment.csv", "plan.gpkg"}
    assert "map.html" not in names


def test_a_file_put_into_the_folder_meanwhile_is_kept(tmp_path) -> None:
    out = tmp_path / "plan"
    exports.write_all(out, plan())
    late = {"report.json": lambda path: (out / "notes.txt").write_text("mine")}
    with pytest.raises(DataError, match=r"notes\.txt"):
        exports.write_all(out, plan(), late)
    assert (out / "notes.txt").read_text() == "mine"
