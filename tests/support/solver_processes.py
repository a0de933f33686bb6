"""Solvers in processes of their own, found from outside: to be held and killed."""

import fcntl
import os
import signal
import struct
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from optimise import solver_process
from optimise.units import processes
from tests.support import children

PATIENCE_S = 120.0


@contextmanager
def held() -> Iterator[list[int]]:
    """Hold every solver that runs; once something was asked of one, all of them are killed.

    One that dies before it is asked is no loss: whoever asks then takes another.
    """
    solver_process.prepare()
    found = [child.pid for child in children.running(processes.__name__)]
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    for pid in found:
        _wait_until_still(pid)
    try:
        yield found
        _wait_for_a_question(found)
    finally:
        for pid in found:
            os.kill(pid, signal.SIGKILL)
            while _runs(pid):
                time.sleep(0.01)


def _wait_until_still(pid: int) -> None:
    """Wait for every thread of a process that was told to stop: until then one may yet read."""
    while not all(_is_still(thread) for thread in Path(f"/proc/{pid}/task").glob("*")):
        time.sleep(0.01)


def _is_still(thread: Path) -> bool:
    try:
        state = (thread / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:  # it has ended
        return True
    return state in ("T", "Z", "X")


def _wait_for_a_question(pids: list[int]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not any(map(_unread, pids)):
        assert time.monotonic() < end, "nobody asked a solver anything"
        time.sleep(0.01)


def _unread(pid: int) -> int:
    """Bytes that wait on the standard input of a process (Linux)."""
    with Path(f"/proc/{pid}/fd/0").open("rb", buffering=0) as pipe:
        told: bytes = fcntl.ioctl(pipe, termios.FIONREAD, bytes(4))
    return int(struct.unpack("i", told)[0])


def _runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
