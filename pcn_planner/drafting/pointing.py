"""What a person points at: one practice or network, several practices, a place to look at."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Focus:
    """Practices that the map turns to; ``number`` rises with every wish to look."""

    number: int
    practices: tuple[str, ...]


@dataclass
class Pointing:
    """The part of a session that says what is pointed at; nothing of it is in the project.

    ``chosen`` is the practice code, or network id, that map and table point at; ``selected`` are
    practice codes that the next act is about, all at once, and ``gathering`` says that clicks add
    to them; ``visited`` are pages seen since the data were loaded.
    """

    chosen: str | None = None
    selected: tuple[str, ...] = ()
    focus: Focus = Focus(0, ())
    gathering: bool = False
    visited: frozenset[str] = frozenset()

    def look_at(self, practices: Iterable[str], chosen: str | None = None) -> None:
        """Turn the map to some practices; with no ``chosen`` the one that is chosen stays so."""
        self.focus = Focus(self.focus.number + 1, tuple(sorted(set(practices))))
        self.chosen = chosen or self.chosen

    def pick(self, practice: str) -> None:
        """Choose one practice; where several are being gathered, add it to them, or take it out."""
        if self.gathering and practice in self.selected:
            self.selected = tuple(code for code in self.selected if code != practice)
        elif self.gathering:
            self.select({*self.selected, practice})
        else:
            self.chosen, self.selected = practice, (practice,)

    def select(self, practices: Iterable[str]) -> None:
        """Let the next act be about these practices and no others."""
        self.selected = tuple(sorted(set(practices)))
        self.chosen = self.selected[0] if len(self.selected) == 1 else self.chosen

    def select_nothing(self) -> None:
        """Let no practice be selected or chosen; the map stays where it is."""
        self.chosen, self.selected = None, ()

    def point_at_nothing(self) -> None:
        """Forget what was pointed at, as other data are opened."""
        self.chosen, self.selected, self.visited = None, (), frozenset()
        self.focus = Focus(self.focus.number + 1, ())

    def visit(self, page: str) -> None:
        """Note that a page was shown."""
        self.visited = self.visited | {page}
