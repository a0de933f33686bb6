"""Processes that write a project until they are killed, and what has to be true of it afterwards.

Run as ``python -m tests.support.project_writer PATH NAME [COUNT]`` it records notes ``NAME 0``,
``NAME 1`` ... and says the number of each once it is written. Run without words it is a nursery:
for each line ``KIND PATH NAME`` it reads, a fork of it does that kind of work until it is killed.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from boundaries.errors import DataError
from optimise.progress import Limits
from pcn_planner.drafting import draft
from pcn_planner.projects import folder, planning, scenarios
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents

ENDED = "ended"
#: seconds within which a writer of each kind is killed
MOMENTS = {"save": 0.05, "solve": 0.5, "import": 0.3}


def write(path: Path, name: str, count: int = 1_000_000) -> None:
    """Record notes with everything that goes with a change in the app."""
    project = Project.open(path)
    for k in range(count):
        project.record(draft.add_note(f"{name} {k}"), author=name, reason="because")
        scenarios.keep_result(project, project.standing().head, {"networks": k})
        print(k, flush=True)


def solve(path: Path, name: str) -> None:
    """Plan the scenario anew again and again, and keep each plan, as the command line does."""
    with planning.opened(path) as given:
        made = planning.planned(given, given.rules, limits=Limits(gap=0.5))
    for k in range(1_000_000):
        with planning.opened(path) as given:
            if k % 5:
                made = planning.planned(given, given.rules, limits=Limits(gap=0.5))
            planning.keep(given, made, author=name, reason=f"{name} {k}")
        print(k, flush=True)


def bring_in(path: Path, name: str) -> None:
    """Make projects with their files, copy them and take uploaded ones in, again and again."""
    with planning.opened(path) as given:
        fill, content = contents.filler(given.study), folder.content(path)
        for k in range(1_000_000):
            made = folder.free_path(path.parent, f"{name} {k}")
            Project.create(made, fill=fill)
            folder.key_of(made)
            print(made.name, flush=True)
            print(folder.duplicate(made, f"{name} copy {k}").name, flush=True)
            print(folder.add(path.parent, f"{name} given {k}", content).name, flush=True)


WORK: dict[str, Callable[[Path, str], None]] = {"save": write, "solve": solve, "import": bring_in}


def begun(path: Path, name: str, count: int = 1_000_000) -> "subprocess.Popen[str]":
    """A process that records notes, under way."""
    command = [sys.executable, "-m", "tests.support.project_writer", str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@contextmanager
def nursery() -> Iterator["subprocess.Popen[str]"]:
    """A process with everything imported, whose forks begin at once."""
    command = [sys.executable, "-m", "tests.support.project_writer"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        yield running
        assert running.stdin is not None
        running.stdin.close()


def killed(running: "subprocess.Popen[str]", kind: str, path: Path, seed: int) -> list[str]:
    """Kill a writer at a random moment after its first word; what it said was written."""
    assert running.stdin is not None
    assert running.stdout is not None
    print(f"{kind}\t{path}\t{seed}", file=running.stdin, flush=True)
    pid = int(running.stdout.readline())
    told = [running.stdout.readline().strip()]
    if told != [ENDED]:
        time.sleep(random.Random(seed).uniform(0, MOMENTS[kind]))
        os.kill(pid, signal.SIGKILL)
    while told[-1] != ENDED:
        told.append(running.stdout.readline().strip())
    return [line for line in told[:-1] if line]


def notes(path: Path) -> list[str]:
    """The notes of the project, opened with every check."""
    return [note.text for note in Project.open(path).state().notes]


def saved_whole(before: list[str], told: list[str], path: Path, seed: int) -> bool:
    """Whether all notes that were said to be written are there, in order, and one more at most."""
    said = [f"{seed} {int(line)}" for line in told]
    after = notes(path)
    found = after[len(before) :]
    whole = found[: len(said)] == said and len(found) <= len(said) + 1
    return whole and after[: len(before)] == before


def killed_and_whole(path: Path, seed: int) -> bool:
    """Kill a process that records notes; whether all it said was written is there, in order."""
    before = notes(path)
    with begun(path, str(seed)) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline()]
        time.sleep(random.Random(seed).uniform(0, MOMENTS["save"]))
        writer.send_signal(signal.SIGKILL)
        told += writer.stdout.read().splitlines()
    return saved_whole(before, [line for line in told if line.strip()], path, seed)


def _serve() -> None:
    for line in sys.stdin:
        kind, path, name = line.rstrip("\n").split("\t")
        pid = os.fork()
        if not pid:
            WORK[kind](Path(path), name)
            os._exit(1)
        print(pid, flush=True)
        os.waitpid(pid, 0)
        print(f"\n{ENDED}", flush=True)


if __name__ == "__main__":
    try:
        write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])) if sys.argv[1:] else _serve()
    except DataError as error:
        sys.exit(str(error))
