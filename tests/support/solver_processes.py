"""Solvers in processes of their own, found from outside: to be held and killed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from optimise import solver_process
from optimise.units import processes


@contextmanager
def held() -> Iterator[list[int]]:
    """Hold every solver that runs, whatever is asked of it; at the end all of them are killed."""
    solver_process.prepare()
    found = [
        child.pid for child in psutil.Process().children() if processes.__name__ in child.cmdline()
    ]
    for pid in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield found
    finally:
        for pid in found:
            os.kill(pid, signal.SIGKILL)
            while _runs(pid):
                time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
