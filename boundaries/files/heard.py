"""Notes on the files that are read, collected for the caller that asked for the reading.

Each table carries its notes in ``attrs["notes"]``, which a step on its way may lose. Notes of every
table come here as well, so that a command can show them all, whatever it reads and however.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)


@contextmanager
def hearing() -> Iterator[list[str]]:
    """Collect the notes of all tables that are read within, in order, in one list.

    Calls may be nested: what the inner list collects is added to the outer one at its end.
    """
    outer, inner = _HEARD.get(), list[str]()
    kept = _HEARD.set(inner)
    try:
        yield inner
    finally:
        _HEARD.reset(kept)
        if outer is not None:
            outer += inner


def tell(notes: Iterable[str]) -> None:
    """Add notes to the list that collects them, if there is one."""
    listening = _HEARD.get()
    if listening is not None:
        listening += notes


def untold(notes: Iterable[str], said: Iterable[str]) -> list[str]:
    """The notes that are part of no sentence in ``said``, each once."""
    lines = [line.casefold() for line in said]
    return [
        note for note in dict.fromkeys(notes)
        if not any(note.casefold().rstrip(".") in line for line in lines)
    ]  # fmt: skip
