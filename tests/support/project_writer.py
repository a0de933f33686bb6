"""A process that writes a project until it is killed, and what has to be true of it afterwards.

Run as ``python -m tests.support.project_writer PATH NAME [COUNT]``: records notes ``NAME 0``,
``NAME 1`` ... and says the number of each once it is written.
"""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.drafting import draft
from pcn_planner.projects import scenarios
from pcn_planner.projects.project import Project


def write(path: Path, name: str, count: int) -> None:
    """Record notes with everything that goes with a change in the app."""
    project = Project.open(path)
    for k in range(count):
        project.record(draft.add_note(f"{name} {k}"), author=name, reason="because")
        scenarios.keep_result(project, project.standing().head, {"networks": k})
        print(k, flush=True)


def begun(path: Path, name: str, count: int = 1_000_000) -> "subprocess.Popen[str]":
    """The process, under way."""
    command = [sys.executable, "-m", "tests.support.project_writer", str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def notes(path: Path) -> list[str]:
    """The notes of the project, opened with every check."""
    return [note.text for note in Project.open(path).state().notes]


def killed_and_whole(path: Path, seed: int) -> bool:
    """Kill a writer at a random moment; whether all it said was written is there, in order."""
    before = notes(path)
    with begun(path, str(seed)) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline()]
        time.sleep(random.Random(seed).uniform(0, 0.05))
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().splitlines()
    said = [f"{seed} {int(line)}" for line in told if line.strip()]
    found = notes(path)[len(before) :]
    whole = found[: len(said)] == said and len(found) <= len(said) + 1
    return whole and notes(path)[: len(before)] == before


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
    except DataError as error:
        sys.exit(str(error))
