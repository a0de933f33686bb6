"""The work folder: found, listed, copied, renamed, deleted; whatever is put into it is checked."""

import sqlite3

import pytest

from boundaries.errors import DataError
from pcn_planner.drafting import draft
from pcn_planner.projects import folder, presence
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import database, schema

FIRST = draft.set_plan({"A": "N1", "B": "N2"}, {}, {})


@pytest.fixture
def path(tmp_path):
    project = Project.create(folder.free_path(tmp_path, "Town"), author="Ada")
    project.record(FIRST, author="Bo")
    return project.path


def test_a_project_is_listed_with_its_newest_change(path):
    [one] = folder.projects(path.parent)
    assert (one.name, one.author, one.changes, one.scenarios, one.damage) == (
        "Town",
        "Bo",
        1,
        1,
        "",
    )


def test_the_folder_is_the_one_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "deep" / "er"))
    assert folder.work_folder() == tmp_path / "deep" / "er"
    assert folder.work_folder().is_dir()
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(folder.VARIABLE, str(tmp_path / "file" / "x"))
    with pytest.raises(DataError, match="cannot be made"):
        folder.work_folder()


def test_a_project_is_found_by_a_key_that_nobody_can_guess(path):
    key = folder.key_of(path)
    assert len(key) > 20
    assert folder.key_of(path) == key
    assert folder.find(path.parent, key) == path
    assert folder.find(path.parent, "") is None
    assert folder.find(path.parent, key[:-1]) is None
    folder.new_key(path)
    assert folder.find(path.parent, key) is None


def test_a_copy_made_by_hand_gets_a_key_of_its_own(path):
    key = folder.key_of(path)
    other = path.with_name("Town by hand.pcn")
    other.write_bytes(path.read_bytes())
    assert folder.key_of(other) != key


def test_copies_go_their_own_ways_and_names_are_taken_once(path):
    copy = folder.duplicate(path, "Copy")
    Project.open(copy).record(draft.lock_practice("A"))
    assert Project.open(path).state().locked_practices == {}
    with pytest.raises(DataError, match="already"):
        folder.duplicate(path, "Copy")
    with pytest.raises(DataError, match="already"):
        folder.rename(path, "Copy")
    moved = folder.rename(path, "New name")
    assert sorted(one.name for one in folder.projects(path.parent)) == ["Copy", "New name"]
    folder.delete(moved)
    assert [one.name for one in folder.projects(path.parent)] == ["Copy"]


@pytest.mark.parametrize(
    "title", ["../../etc/passwd", "", "...", "a/b\\c:d", "x" * 500, "\0", "CON\n", "Ünï 1 (b)"]
)
def test_no_title_leads_out_of_the_folder(tmp_path, title):
    made = folder.free_path(tmp_path, title)
    made.write_bytes(b"")
    assert made.parent == tmp_path
    assert folder.free_path(tmp_path, title) != made


def spoiled(content: bytes) -> dict[str, bytes]:
    return {
        "empty": b"",
        "a text": b"practice_code,network_id\n",
        "cut short": content[:5000],
        "overwritten": content[:4096] + b"\xff" * (len(content) - 4096),
    }


@pytest.mark.parametrize("kind", spoiled(b""))
def test_what_is_no_project_is_refused_and_leaves_the_folder_as_it_was(path, kind):
    with pytest.raises(DataError) as caught:
        folder.add(path.parent, "Given", spoiled(path.read_bytes())[kind])
    assert caught.value.remedy
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_file_with_a_trigger_is_refused(path):
    with sqlite3.connect(path) as db:
        db.execute("CREATE TRIGGER t AFTER INSERT ON changes BEGIN DELETE FROM scenarios; END")
    db.close()
    with pytest.raises(DataError, match="never writes"):
        folder.add(path.parent, "Given", path.read_bytes())


def test_a_damaged_project_is_listed_with_what_is_wrong(path):
    path.write_bytes(b"SQLite format 3\0 and no more")
    [one] = folder.projects(path.parent)
    assert one.damage


def test_an_uploaded_project_is_added_under_a_free_name(path):
    added = folder.add(path.parent, "Town", folder.content(path))
    assert added.name == "Town 2.pcn"
    assert folder.key_of(added) != folder.key_of(path)


def test_a_file_of_the_first_layout_is_brought_up_to_date(tmp_path):
    path = tmp_path / "old.pcn"
    with database.transaction(path, create=True) as db:
        schema.bring_up_to_date(db, 1)
        db.execute("INSERT INTO inputs VALUES ('practices', 'abc', '2026-01-01')")
        db.execute(
            "INSERT INTO changes (kind, payload, at, author) VALUES ('add_note', ?, '', 'Ada')",
            ('{"text": "as before", "about": ""}',),
        )
        db.execute("INSERT INTO scenarios VALUES ('Draft 1', NULL, 1, 1, '2026-01-01', 'Ada')")
    project = Project.open(path)
    assert [note.text for note in project.state().notes] == ["as before"]
    assert project.scenarios()[0].status == "draft"
    project.record(FIRST)
    with database.reading(path) as db:
        assert schema.version_of(db) == schema.VERSION


def test_a_migrated_file_has_the_layout_of_a_new_one(tmp_path):
    layouts = []
    for name, first in (("old", 1), ("new", schema.VERSION)):
        with database.transaction(tmp_path / name, create=True) as db:
            schema.bring_up_to_date(db, first)
            schema.bring_up_to_date(db)
            layouts.append(db.execute("SELECT sql FROM sqlite_schema ORDER BY name").fetchall())
    assert layouts[0] == layouts[1]


def test_one_tab_has_the_pen_until_it_is_gone_or_another_takes_it(path):
    here = {"one", "two"}
    assert presence.take(path, "one", here.__contains__)
    assert not presence.take(path, "two", here.__contains__)
    presence.seize(path, "two")
    assert not presence.take(path, "one", here.__contains__)
    here.discard("two")
    assert presence.take(path, "one", here.__contains__)
    presence.leave(path, "one")
    assert presence.take(path, "two", here.__contains__)


def test_the_author_is_asked_once(tmp_path):
    assert folder.author(tmp_path) == ""
    folder.set_author(tmp_path, "Ada")
    assert folder.author(tmp_path) == "Ada"
    (tmp_path / folder.SETTINGS).write_text("[")
    assert folder.author(tmp_path) == ""
