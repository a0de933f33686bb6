"""The draft in its project file: where it stands, what may be changed, the way back and forth."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from boundaries.errors import DataError
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.state import DraftState
from pcn_planner.projects import folder, sharing
from pcn_planner.projects.project import APPROVED, Project, Recorded, Standing, replay


@dataclass
class Written:
    """The part of a session that lies in a file.

    Projects lie in ``projects``; ``key`` is what addresses name the open one by. ``author`` stands
    in the history beside every change; ``pen`` says whether this tab may write the project,
    ``may`` what its browser may do with it at all (``projects.sharing``).
    """

    project: Project | None = None
    projects: Path | None = None
    key: str = ""
    author: str = ""
    pen: Callable[[], bool] = lambda: True
    may: str = sharing.EDIT
    _state: DraftState = field(default_factory=DraftState)
    _changes: tuple[Recorded, ...] = ()
    _ahead: bool = False
    _first: int = 0
    _standing: Standing | None = None
    _brought: Standing | None = None

    def refresh(self) -> None:
        """Read the draft anew as it stands."""
        self._read()

    @property
    def state(self) -> DraftState:
        """The draft as it stands; empty without data."""
        return self._state

    @property
    def scenario(self) -> str:
        """The name of the scenario that is open; blank without a project."""
        return "" if self.project is None else self.project.scenario

    @property
    def standing(self) -> Standing | None:
        """Where the draft was when it was last read."""
        return self._standing

    @property
    def approved(self) -> bool:
        """Whether the scenario is approved and stays as it is."""
        return self._standing is not None and self._standing.status == APPROVED

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return len(self._changes) > self._first

    @property
    def can_redo(self) -> bool:
        """Whether there is a change to make again."""
        return self._ahead

    @property
    def last(self) -> Change | None:
        """The change that undo would take back."""
        return self._changes[-1].change if self.can_undo else None

    def writable(self) -> Project:
        """The project, to be changed; ``DataError`` without one, or where another tab writes."""
        if self.project is None:
            raise DataError("no data are loaded", remedy="Load the demo area or your own files")
        if self.may != sharing.EDIT:
            raise DataError(
                "This project was given to you to look at; nothing was changed",
                remedy="Save it as a project of your own on the page Start, or ask for a link to "
                "edit",
            )
        if not self.pen():
            raise DataError(
                "Another tab writes this project and this one only follows; nothing was changed",
                remedy="Press Write here first",
            )
        return self.project

    def undo(self) -> None:
        """Take the newest change back, never the loading itself."""
        if self.project is not None and self.can_undo:
            self._moved(lambda project: project.undo(seen=self._standing))

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self.project is not None:
            self._moved(lambda project: project.redo(seen=self._standing))

    def go_to(self, number: int) -> None:
        """Stand where a change of the history left the draft; redo leads on from there."""
        self._moved(lambda project: project.go_to(number, seen=self._standing))

    def _moved(self, move: Callable[[Project], object]) -> None:
        project = self.writable()
        try:
            move(project)
        finally:
            self.catch_up()
        self._brought = None  # it was this tab's own

    def catch_up(self) -> bool:
        """Show the draft as it stands if somebody else has changed it; returns whether so."""
        if self.project is None:
            return False
        if not self.project.path.exists() and self.projects is not None:
            renamed = folder.find(self.projects, self.key)
            self.project = replace(self.project, path=renamed or self.project.path)
        if self.project.standing() == self._standing:
            return False
        self.refresh()
        self._brought = self._standing
        return True

    @property
    def brought(self) -> bool:
        """Whether the draft stands as somebody else left it."""
        return self._brought is not None and self._brought == self._standing

    def call_scenario(self, name: str) -> None:
        """Note that the open scenario has another name; nothing else of it is changed."""
        if self.project is not None:
            self.project = replace(self.project, scenario=name)

    def moved_to(self, path: Path) -> None:
        """Note that the open project lies elsewhere from now on."""
        if self.project is not None:
            self.project = replace(self.project, path=path)

    def _read(self) -> None:
        """Read the project file: where the draft stands and what led there."""
        if self.project is not None:
            self._standing, self._changes, ahead = self.project.look()
            self._ahead = bool(ahead)
        self._state = replay(self._changes)
        self._first = int(bool(self._changes) and self._changes[0].change.kind == "set_rules")
