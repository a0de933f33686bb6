"""What is kept between one click and the next: things made from tables, and what is imported."""

import gc
import weakref
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, TypeVar

Made = TypeVar("Made")


def kept(make: Callable[[Any], Made]) -> Callable[[Any], Made]:
    """Make ``make`` answer at once where it is asked of the same table again.

    Tables are never changed by whoever gets them (see CONTRIBUTING), so the same table, the very
    object, means the same answer. A draft is drawn again with every click, and most of what is
    drawn is as it was.
    """
    known: dict[int, Made] = {}

    @wraps(make)
    def once(table: Any) -> Made:
        key = id(table)
        if key not in known:
            known[key] = make(table)
            weakref.finalize(table, known.pop, key, None)
        return known[key]

    return once


@cache
def settle() -> None:
    """Take what was imported out of Python's rounds for garbage, which else take 0.2 s a click."""
    gc.collect()
    gc.freeze()
