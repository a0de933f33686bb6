"""One run in a process of its own: seconds, peak memory, import and compilation apart.

``python -m benchmarks.measure TARGET GIVEN ANSWER`` is the inside of that process.
"""

import importlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil

MIB = 2**20
LOOK_EVERY_S = 0.02
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Answer:
    """What a tool came to. ``seconds`` replaces the wall clock where only a part is the run.

    ``networks`` are practice codes by network; ``bound`` is in the unit of the objective.
    """

    status: str
    networks: list[list[str]] = field(default_factory=list)
    bound: float | None = None
    seconds: float | None = None
    phases: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Tool:
    """Something to be measured: what it imports, what it compiles, what it does.

    ``run`` takes what is given and the seconds it may use.
    """

    name: str
    load: Callable[[], None]
    warm: Callable[[], None]
    run: Callable[[Any, float], Answer]


@dataclass(frozen=True)
class Measured:
    """An answer and what it took. Seconds of wall clock; memory of the process and its children."""

    answer: Answer
    seconds: float | None = None
    import_s: float | None = None
    compile_s: float | None = None
    peak_mib: float | None = None


class PeakMemory:
    """The most resident memory that a process and its children hold together, in MiB."""

    def __init__(self, pid: int | None = None) -> None:
        self._process = psutil.Process(pid)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.mib = 0.0

    def __enter__(self) -> "PeakMemory":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self.mib = max(self.mib, _resident(self._process) / MIB)


def _resident(process: psutil.Process) -> int:
    total = 0
    try:
        for one in (process, *process.children(recursive=True)):
            total += one.memory_info().rss
    except psutil.NoSuchProcess:
        pass  # it ended between being listed and being asked
    return total


def measured(target: str, given: Any, *, limit_s: float, patience_s: float = 300.0) -> Measured:
    """Run a tool in a process of its own.

    Parameters
    ----------
    target
        ``module:NAME`` of a ``Tool``.
    given
        What its ``run`` takes; pickled.
    limit_s
        Seconds the tool is told it may use.
    patience_s
        Seconds beyond that after which it is ended; imports and compilation count.

    Returns
    -------
    Measured
        A run that broke or was ended has no networks, and a status that says so.
    """
    with tempfile.TemporaryDirectory() as folder:
        question, reply = Path(folder) / "given.pickle", Path(folder) / "answer.json"
        question.write_bytes(pickle.dumps((given, limit_s)))
        command = [sys.executable, "-m", "benchmarks.measure", target, str(question), str(reply)]
        said, peak = _watched(command, limit_s + patience_s)
        if not reply.exists():
            return Measured(Answer(said), peak_mib=peak)
        row = json.loads(reply.read_text("utf-8"))
        return replace(Measured(Answer(**row.pop("answer")), **row), peak_mib=peak)


def _watched(command: list[str], limit_s: float) -> tuple[str, float]:
    """Run a command to its end or ours: what to say where it left no answer, and its memory."""
    home = Path(__file__).resolve().parents[1]
    process = subprocess.Popen(
        command,
        cwd=home,
        env={**os.environ, **ONE_THREAD},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with PeakMemory(process.pid) as peak:
        try:
            _, complaint = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            _end(process)
            return f"ended after {limit_s:.0f} s", peak.mib
    last = (complaint.strip().splitlines() or ["no word"])[-1]
    return f"failed: {last[:120]}", peak.mib


def _end(process: "subprocess.Popen[str]") -> None:
    for child in psutil.Process(process.pid).children(recursive=True):
        child.kill()
    process.kill()
    process.communicate()


def _inside(target: str, question: Path, reply: Path) -> None:
    """Load, warm up, run, and write the answer."""
    module, name = target.split(":")
    tool: Tool = getattr(importlib.import_module(module), name)
    tool.load()
    loaded = time.time()
    tool.warm()
    warmed = time.time()
    given, limit_s = pickle.loads(question.read_bytes())
    begun = time.perf_counter()
    answer = tool.run(given, limit_s)
    seconds = time.perf_counter() - begun
    found = Measured(
        answer,
        seconds=seconds if answer.seconds is None else answer.seconds,
        import_s=loaded - psutil.Process().create_time(),
        compile_s=warmed - loaded,
    )
    fresh = reply.with_suffix(".part")
    fresh.write_text(json.dumps(asdict(found)), "utf-8")
    fresh.replace(reply)


if __name__ == "__main__":
    _inside(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
