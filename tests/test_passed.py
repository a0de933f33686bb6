"""What the full depth leaves out: what passed in this very tree, and would try nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import passed
from tests.support.depth import DEEP, EVERYDAY


def report(name: str, outcome: str, when: str = "call") -> pytest.TestReport:
    return pytest.TestReport(name, ("", 0, ""), {}, outcome, None, when)


@pytest.fixture
def tree(tmp_path):
    root = tmp_path / "project"
    (root / "optimise").mkdir(parents=True)
    (root / "optimise" / "solve.py").write_text("BAND = 30_000, 50_000\n")
    return root


@pytest.fixture
def kept(tmp_path, pytestconfig):
    return pytest.Cache(tmp_path / "cache", pytestconfig, _ispytest=True)


def run(kept, tree, *reports, at=EVERYDAY) -> None:
    note = passed.Note(kept, at, tree)
    for one in reports:
        note.pytest_runtest_logreport(one)
    note.pytest_sessionfinish()


def known(kept, tree) -> list[str]:
    return passed.Note(kept, DEEP, tree).known()


def test_what_passed_is_known_in_the_same_tree_and_what_failed_or_was_skipped_is_not(kept, tree):
    run(
        kept, tree, report("good", "passed"), report("bad", "failed"),
        report("late", "passed"), report("late", "failed", "teardown"),
        report("skipped", "skipped", "setup"),
    )  # fmt: skip
    assert known(kept, tree) == ["good"]


def test_a_second_run_adds_and_takes_away(kept, tree):
    run(kept, tree, report("first", "passed"), report("second", "passed"))
    run(kept, tree, report("second", "failed"), report("third", "passed"))
    assert known(kept, tree) == ["first", "third"]


@pytest.mark.parametrize("name", ["optimise/solve.py", "optimise/new.py", "data.csv"])
def test_any_other_file_makes_another_tree(kept, tree, name):
    run(kept, tree, report("good", "passed"))
    (tree / name).write_text("BAND = 20_000, 60_000\n")
    assert known(kept, tree) == []


def test_what_was_changed_while_tests_ran_is_noted_for_no_tree(kept, tree):
    note = passed.Note(kept, EVERYDAY, tree)
    note.pytest_runtest_logreport(report("good", "passed"))
    (tree / "optimise" / "solve.py").write_text("")
    note.pytest_sessionfinish()
    assert known(kept, tree) == []


@pytest.mark.parametrize("name", ["out/plan.csv", ".coverage", "optimise/__pycache__/solve.pyc"])
def test_what_is_made_by_running_is_no_part_of_the_tree(kept, tree, name):
    run(kept, tree, report("good", "passed"))
    (tree / name).parent.mkdir(exist_ok=True)
    (tree / name).write_text("made")
    assert known(kept, tree) == ["good"]


def test_the_full_depth_notes_nothing(kept, tree):
    run(kept, tree, report("good", "passed"), at=DEEP)
    assert known(kept, tree) == []


@given(st.lists(st.text()))
def test_without_tests_nothing_is_left_out(names):
    assert passed.left_out([], names) == []


def test_of_the_known_those_that_draw_or_count_examples_are_tried_again(request):
    here = [item for item in request.session.items if item.path == request.path]
    names = [item.nodeid for item in here]
    left = {item.nodeid for item in passed.left_out(here, names)}
    assert set(names) - left == {
        name for name in names if name.endswith("test_without_tests_nothing_is_left_out")
    }
    assert passed.left_out(here, []) == []
