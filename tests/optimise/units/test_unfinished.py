"""Kept units are found again by everything that their plan depends on, and cost no plan."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from boundaries.errors import DataError
from optimise.problem.problem import Labels, Problem, TeamPatients
from optimise.problem.rules import Rules
from optimise.solve import solve
from optimise.units import unfinished
from optimise.units.tasks import Done, Task
from tests.support.middle_areas import middle_area

N = 6
LABELS = Labels(np.zeros(N, np.int64), ("a",))
PROBLEM = replace(
    middle_area(N, 1).problem(), current=LABELS, soft={"a": LABELS},
    layers={"": TeamPatients(np.ones((N, 1), np.int64), ("a",))},
    need=np.arange(N, dtype=float), need_mean=2.5, sized=np.arange(1, N + 1),
    bridges=np.array([[0, 1]]), outer=np.zeros(N, np.int64),
    travel_minutes=np.ones((N, N)),
)  # fmt: skip
TASK = Task("U", PROBLEM, (1, N), 0.0, 1)
DONE = Done("U", (PROBLEM.codes,), 1, 1, 0, 0)


def other(value):
    """The same kind of value, and not the same."""
    if isinstance(value, np.ndarray):
        return np.where(np.arange(value.size).reshape(value.shape) == 1, value + 1, value)
    if isinstance(value, Labels | TeamPatients):
        return replace(value, names=(*value.names, "z"))
    if isinstance(value, Rules):
        return replace(value, oversize_slack=value.oversize_slack + 1)
    if isinstance(value, frozenset):
        return value | {0}
    if isinstance(value, dict):
        return {**value, "z": LABELS}
    return (*value[:-1], "Z") if isinstance(value, tuple) else value + 1


@pytest.mark.parametrize("name", [one.name for one in fields(Problem)])
def test_every_field_of_a_problem_is_part_of_its_key(name):
    changed = replace(PROBLEM, **{name: other(getattr(PROBLEM, name))})
    assert unfinished.digest(replace(TASK, problem=changed)) != unfinished.digest(TASK)


@pytest.mark.parametrize(
    "changed",
    [{"unit": "V"}, {"asked": (2, N)}, {"gap": 0.1}, {"seed": 2}],
    ids=lambda change: next(iter(change)),
)
def test_every_field_of_a_task_is_part_of_its_key(changed):
    assert unfinished.digest(replace(TASK, **changed)) != unfinished.digest(TASK)


def test_unknown_and_nought_are_not_the_same_key():
    nothing = replace(TASK, problem=replace(PROBLEM, travel_km=None))
    nought = replace(TASK, problem=replace(PROBLEM, travel_km=np.zeros((N, N))))
    assert unfinished.digest(nothing) != unfinished.digest(nought)


@pytest.mark.parametrize(
    "row",
    [
        "[]",
        "null",
        json.dumps({"unit": "U", "networks": [["P00"]]}),
        '{"unit": "U", "networks": 3}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_plan_of_the_task_is_not_read_back(row, tmp_path):
    unfinished.keep(tmp_path, TASK, DONE)
    (path,) = tmp_path.glob("*.json")
    assert unfinished.kept(tmp_path, TASK) == DONE
    path.write_text(row)
    assert unfinished.kept(tmp_path, TASK) is None


def test_a_folder_that_cannot_be_written_is_refused_before_the_solve(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="--resume"):
        solve(PROBLEM, unfinished=tmp_path / "file" / "resume")


def test_a_folder_that_fails_later_costs_no_plan_and_is_said(tmp_path):
    area, resume = middle_area(20, 19, lists=(7, 20)), tmp_path / "resume"

    def spoil(progress):
        if resume.is_dir():
            resume.rmdir()
            resume.write_text("a file in its place")

    result = solve(area.problem(), unfinished=resume, progress=spoil)
    assert result.plan is not None
    assert result.notes
    assert all("could not be kept" in note for note in result.notes)
