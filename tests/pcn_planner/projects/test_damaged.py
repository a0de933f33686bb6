"""Project files in which some bytes are others: nothing of them is taken for what was written."""

import random

import pytest

from boundaries.errors import DataError
from pcn_planner.drafting.draft import add_note, move_practice, set_plan
from pcn_planner.projects import folder, planning, scenarios, told
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents, database, seal
from tests.support import small_study
from tests.support.depth import examples


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A project with its study, a plan, a move with a reason, and facts; its bytes."""
    folder = tmp_path_factory.mktemp("whole")
    study = small_study.study(folder)
    project = Project.create(folder / "p.pcn", author="Ada", fill=contents.filler(study))
    project.record(set_plan(small_study.NETWORK, {}, {"from": "today"}), author="Ada")
    project.record(move_practice("R1C1", "A"), author="Ada", reason="Asked on 3 March")
    told.keep_facts(project, {"A": {"clinical_director": "Dr Adams"}})
    return project.path.read_bytes()


def opened(path):
    """All that is read of a project: the study of its files, every change, facts."""
    project = Project.open(path)
    with planning.opened(path) as given:
        size = len(given.study.practices)
    return project.scenarios(), project.changes(), told.facts(path), size


def test_one_byte_of_any_text_is_found(whole, tmp_path):
    path = tmp_path / "p.pcn"
    for said in (b"Asked on 3 March", b"Dr Adams", b"Ada", b"R1C1", b"practices.csv"):
        at = whole.rindex(said)
        path.write_bytes(whole[:at] + b"X" + whole[at + 1 :])
        with pytest.raises(DataError, match=r"damaged") as caught:
            Project.open(path)
        assert caught.value.remedy == "Take an earlier copy of it"


@pytest.mark.parametrize("many", [1, 20, 200])
def test_overwritten_bytes_are_refused_or_lie_where_nothing_is_read(whole, tmp_path, many):
    path, rng, refused = tmp_path / "p.pcn", random.Random(many), []
    path.write_bytes(whole)
    sound = opened(path)
    for _ in range(examples(everyday=6, deep=30)):
        spoilt, at = bytearray(whole), rng.randrange(len(whole) - many)
        spoilt[at : at + many] = rng.randbytes(many)
        path.write_bytes(bytes(spoilt))
        try:
            assert opened(path) == sound
        except DataError as error:
            refused.append(error.remedy)
    assert all(refused)
    assert many < 200 or refused


def test_what_the_tool_writes_is_sealed_and_a_first_seal_is_given_to_earlier_files(whole, tmp_path):
    path = tmp_path / "p.pcn"
    path.write_bytes(whole)
    project = Project.open(path)
    project.record(add_note("Written later"))
    project.undo()
    project.branch("Other")
    with database.reading(path) as db:
        assert not seal.broken(db)
    assert Project.open(path, "Other").changes() == project.changes()
    with database._opened(path, "rw", "BEGIN IMMEDIATE") as db:
        db.execute("DROP TABLE seals")
        db.execute("PRAGMA user_version = 2")
    assert Project.open(path).changes() == project.changes()
    with database.reading(path) as db:
        assert not seal.broken(db)


def test_a_fact_of_brackets_without_end_is_damage_and_costs_no_other_project(whole, tmp_path):
    path = tmp_path / "p.pcn"
    path.write_bytes(whole)
    deep = "[" * 100_000
    with database.transaction(path) as db:
        for name in (folder.KEY, contents.THUMBNAIL, told.NETWORKS):
            db.execute("REPLACE INTO facts VALUES (?, ?)", (name, deep))
        db.execute("UPDATE scenarios SET result = ?", (deep,))
    assert [one.path for one in folder.projects(tmp_path)] == [path]
    project = Project.open(path)
    assert scenarios.result_of(project) == (None, False)
    for read in (lambda: told.facts(path), lambda: told.keep_facts(project, {"A": {"x": "y"}})):
        with pytest.raises(DataError, match=r"p\.pcn: the project file is damaged"):
            read()
