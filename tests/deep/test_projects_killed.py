"""Two hundred writers killed at random moments of saves, solves and imports: nothing is lost.

``PCN_KILLS`` asks for that many times as many.
"""

import os
from pathlib import Path

import pytest

from pcn_planner.projects import folder, scenarios
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from tests.support import app_pages, project_writer

TIMES = int(os.environ.get("PCN_KILLS", "1"))
SAVES, SOLVES, IMPORTS = 140 * TIMES, 20 * TIMES, 40 * TIMES
ANEW = 15  #: kills after which a new project begins, so that none grows long


@pytest.fixture(scope="module")
def nursery():
    with project_writer.nursery() as running:
        yield running


@pytest.fixture(scope="module")
def drafted(tmp_path_factory) -> bytes:
    """The content of a project with its files and a plan."""
    work = app_pages.session(app_pages.study(tmp_path_factory.mktemp("area")), app_pages.PLAN)
    return folder.content(work.project.path)


def test_saves_that_are_killed_lose_the_change_under_way_at_most(nursery, tmp_path):
    failed = []
    for seed in range(SAVES):
        path = tmp_path / f"town {seed // ANEW}.pcn"
        if not path.exists():
            Project.create(path)
        before = project_writer.notes(path)
        told = project_writer.killed(nursery, "save", path, seed)
        if not told or not project_writer.saved_whole(before, told, path, seed):
            failed.append(seed)
    assert failed == []


def planned(project: Project, seed: int) -> list[str]:
    """The numbers of the plans that a writer has kept in a project."""
    return [one.reason.split()[1] for one in project.changes() if one.author == str(seed)]


def test_solves_that_are_killed_leave_the_plan_before_or_the_plan_after(nursery, drafted, tmp_path):
    failed = []
    for seed in range(SOLVES):
        path = tmp_path / f"town {seed // ANEW}.pcn"
        if not path.exists():
            path.write_bytes(drafted)
        before = len(Project.open(path).changes())
        told = project_writer.killed(nursery, "solve", path, seed)
        project = Project.open(path)
        kept, known = planned(project, seed), scenarios.result_of(project)[0]
        wanted = [str(k) for k in range(len(kept))]
        whole = kept == wanted and told == wanted[: len(told)] and len(kept) <= len(told) + 1
        grown = len(project.changes()) == before + len(kept)
        if not (told and whole and grown and known and known["verified"]):
            failed.append(seed)
    assert failed == []


def test_projects_are_made_copied_and_taken_in_whole_or_not_at_all(nursery, drafted, tmp_path):
    path = tmp_path / "town.pcn"
    path.write_bytes(drafted)
    digests = contents.digests(Project.open(path))
    for seed in range(IMPORTS):
        told = project_writer.killed(nursery, "import", path, seed)
        listed = {one.path.name: one.damage for one in folder.projects(tmp_path)}
        assert told
        assert {name: listed.get(name) for name in told} == dict.fromkeys(told, "")
        assert [damage for damage in listed.values() if damage] == []
        for name in sorted(listed):
            if name.startswith(f"{seed} "):
                assert contents.digests(Project.open(tmp_path / name)) == digests
                (tmp_path / name).unlink()
    study = contents.study_of(Project.open(path), Path(tmp_path))
    assert dict(study.digests) == digests
