"""Folders of sessions: of one user alone, gone with the session, swept after a kill."""

import gc
import os
import stat
import subprocess
import sys

import pytest

from pcn_planner.drafting.keeping import work_folders
from pcn_planner.drafting.session import Session


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    work_folders.sweep.cache_clear()
    yield tmp_path
    work_folders.sweep.cache_clear()


def test_nobody_else_looks_into_a_folder_that_goes_with_its_session():
    session = Session()
    folder = session.folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (folder / "upload.csv").write_text("x")
    del session
    gc.collect()
    assert not folder.exists()


def test_folders_of_processes_that_are_gone_are_swept(temporary):
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    names = (f"{gone}-a", f"{os.getpid()}-b", "x")
    left, ours, other = (temporary / f"{work_folders.PREFIX}{name}" for name in names)
    for folder in (left, ours, other):
        folder.mkdir()
        (folder / "upload.csv").write_text("x")
    work_folders.fresh()
    assert not left.exists()
    assert ours.exists()
    assert other.exists()


def test_a_folder_that_goes_while_it_is_looked_at_is_no_fault(temporary, monkeypatch):
    going = temporary / f"{work_folders.PREFIX}{2**22 + 1}-a"  # no process has such a number
    monkeypatch.setattr(type(going), "glob", lambda *_: [going])
    assert work_folders.fresh().is_dir()


def test_a_link_to_another_place_is_left_alone(temporary):
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept.csv").write_text("x")
    link = temporary / f"{work_folders.PREFIX}{2**22 + 1}-a"
    link.symlink_to(elsewhere)
    work_folders.fresh()
    assert (elsewhere / "kept.csv").exists()
    assert link.is_symlink()
