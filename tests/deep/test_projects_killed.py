"""Two hundred writers of a project killed at random moments, and makers of files killed too."""

import random
import signal
import subprocess
import sys
import time

from pcn_planner.projects import folder
from pcn_planner.projects.project import Project
from tests.support import project_writer

KILLS, COPIES = 200, 40
MAKING = """
import sys
from pathlib import Path
from pcn_planner.projects import folder
from pcn_planner.projects.project import Project
place = Path(sys.argv[1])
print("ready", flush=True)
while True:
    path = folder.free_path(place, "Made")
    Project.create(path)
    folder.key_of(folder.duplicate(path, folder.free_path(place, "Copy").stem))
"""


def test_two_hundred_kills_damage_no_project(tmp_path):
    path = tmp_path / "town.pcn"
    Project.create(path)
    failed = [seed for seed in range(KILLS) if not project_writer.killed_and_whole(path, seed)]
    assert failed == []


def test_projects_are_made_and_copied_whole_or_not_at_all(tmp_path):
    for seed in range(COPIES):
        command = [sys.executable, "-c", MAKING, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as maker:
            assert maker.stdout is not None
            maker.stdout.readline()
            time.sleep(random.Random(seed).uniform(0, 0.1))
            maker.send_signal(signal.SIGKILL)
        assert [one.damage for one in folder.projects(tmp_path) if one.damage] == []
    assert folder.projects(tmp_path)
