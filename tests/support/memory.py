"""A function that takes memory and keeps it."""

import os

_held = [bytearray()]


def take(mib: int, **_watching: object) -> int:
    """Hold so much memory from now on; the process it is held in."""
    _held[0] = bytearray(os.urandom(1 << 20)) * mib
    return os.getpid()
