"""The processes that this one has begun, found from outside."""

import psutil


def running(module: str, *, recursive: bool = False) -> list[psutil.Process]:
    """Those whose command names the module; one that has just ended is none."""
    found = []
    for one in psutil.Process().children(recursive=recursive):
        try:
            named = any(module in word for word in one.cmdline())
        except psutil.Error:
            continue
        found += [one] * named
    return found
