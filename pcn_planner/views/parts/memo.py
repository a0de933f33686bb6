"""Things that are slow to make, kept in the person's session until what they show changes."""

from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

KEY = "made"  #: the one place in ``st.session_state`` where they are kept
Made = TypeVar("Made")


def once(name: str, of: tuple[Any, ...], make: Callable[[], Made]) -> Made:
    """What ``make`` gives, made anew only when one of ``of`` is another object, or text."""
    kept = st.session_state.setdefault(KEY, {})
    known = kept.get(name)
    if known is None or not _same(known[0], of):
        known = kept[name] = (of, make())
    value: Made = known[1]
    return value


def forget(name: str) -> None:
    """Make a kept thing anew the next time it is asked for."""
    st.session_state.get(KEY, {}).pop(name, None)


def _same(these: tuple[Any, ...], those: tuple[Any, ...]) -> bool:
    pairs = list(zip(these, those, strict=False))
    return len(these) == len(those) and all(
        a is b or (isinstance(a, str | tuple) and a == b) for a, b in pairs
    )
