"""Writers that are killed, and two that write at once: no project is damaged, nothing is lost."""

from pcn_planner.projects.project import Project
from tests.support import project_writer
from tests.support.depth import examples

KILLS, NOTES = examples(everyday=1, deep=3), examples(everyday=6, deep=15)


def test_a_killed_writer_loses_nothing_that_it_said_was_written(tmp_path):
    path = tmp_path / "town.pcn"
    Project.create(path)
    for seed in range(KILLS):
        assert project_writer.killed_and_whole(path, seed), f"killed with seed {seed}"


def test_two_processes_that_write_one_project_lose_nothing(tmp_path):
    path, count = tmp_path / "town.pcn", NOTES
    Project.create(path)
    writers = [project_writer.begun(path, name, count) for name in ("a", "b")]
    for writer in writers:
        _, _ = writer.communicate()
        assert writer.returncode == 0
    found = project_writer.notes(path)
    assert sorted(found) == sorted(f"{name} {k}" for name in "ab" for k in range(count))
