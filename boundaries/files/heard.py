"""What is said of the files that are read, heard by whoever asked for the reading.

Each table carries its notes in ``attrs["notes"]``, which a step on its way may lose. Notes of every
table come here as well, so that a command can show them all, whatever it reads and however.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_HEARD: ContextVar[list[str] | None] = ContextVar("heard", default=None)


@contextmanager
def hearing() -> Iterator[list[str]]:
    """A list that the notes of all tables read within are added to, in order.

    Who hears within somebody else's hearing hears it too; the outer one misses nothing.
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
    """Say notes to whoever hears; nobody may."""
    listening = _HEARD.get()
    if listening is not None:
        listening += notes


def untold(notes: Iterable[str], said: Iterable[str]) -> list[str]:
    """Those notes that are part of no sentence in ``said``, each once."""
    lines = [line.casefold() for line in said]
    return [
        note for note in dict.fromkeys(notes)
        if not any(note.casefold().rstrip(".") in line for line in lines)
    ]  # fmt: skip
