"""Which tab of which browser writes a project, so that a second one is told and only follows.

Known to one running app. Two apps on one folder are kept apart by the file itself: what was
changed elsewhere is never overwritten (``project.Standing``).
"""

import threading
from collections.abc import Callable
from pathlib import Path

from boundaries.files.real_path import real_path

_lock = threading.Lock()
_holders: dict[Path, str] = {}


def take(path: Path, who: str, present: Callable[[str], bool]) -> bool:
    """Take the pen of a project where it is free, or its holder is gone; whether it is held."""
    with _lock:
        holder = _holders.get(real_path(path))
        if holder is None or holder == who or not present(holder):
            _holders[real_path(path)] = who
            return True
        return False


def seize(path: Path, who: str) -> None:
    """Take the pen from whoever holds it, who then follows."""
    with _lock:
        _holders[real_path(path)] = who


def leave(path: Path, who: str) -> None:
    """Lay the pen down, where it is held."""
    with _lock:
        if _holders.get(real_path(path)) == who:
            del _holders[real_path(path)]
