"""Everything that one browser session works on; sessions never see each other."""

import shutil
import weakref
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from boundaries.errors import DataError
from optimise.problem import rules_toml
from optimise.problem.rules import Rules
from optimise.progress import Limits, Progress
from pcn_planner import kept
from pcn_planner.drafting import draft, provenance, work_folders
from pcn_planner.drafting.background import Run
from pcn_planner.drafting.draft import Change, State
from pcn_planner.drafting.project import Project, Recorded, replay
from pcn_planner.maps import plan_map
from pcn_planner.proposal import today, workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Locks, Workbench
from pcn_planner.study.study import Study

KEY = "session"  #: the one place in ``st.session_state`` where the session lives
REMEMBERED = 40  #: judged plans kept, so that undo and redo are immediate


@dataclass(frozen=True)
class Notice:
    """What came of the newest act; it stands on every page until the next act, or dismissed."""

    kind: Literal["success", "warning", "error"]
    text: str


@dataclass
class Session:
    """One person's work. Attributes are read by the views and set by the methods alone.

    ``study`` is ``None`` until data are loaded; ``proposal`` until there is a plan. ``rules``
    hold what is kept together or apart, but no locks. ``today`` is the proposal of today's
    networks, ``None`` where the data do not know them. ``notice`` is what came of the newest act.
    ``asked`` is a button pressed whose act has not begun, ``bound_for`` the page to turn to next:
    both outlast a run of the script that another takes the place of.
    ``chosen`` is the practice code, or network id, that map and table point at. ``run`` is the
    solve under way or just ended, ``limits`` when the next one stops. ``colours`` are the fills
    of the draft's networks. ``folder`` is of this session alone and goes with it.
    """

    study: Study | None = None
    project: Project | None = None
    rules: Rules = field(default_factory=Rules)
    proposal: Proposal | None = None
    notice: Notice | None = None
    asked: str | None = None
    bound_for: str | None = None
    chosen: str | None = None
    run: Run[Progress, Proposal] | None = None
    limits: Limits = field(default_factory=lambda: Limits(gap=0.0, time_s=120.0))
    colours: Mapping[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=work_folders.fresh)
    _state: State = field(default_factory=State)
    _changes: tuple[Recorded, ...] = ()
    _ahead: bool = False
    _bench: Workbench | None = None
    _judged: dict[str, Proposal] = field(default_factory=dict)
    _today: Proposal | None = None
    _first: int = 0

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def state(self) -> State:
        """The draft as it stands; empty without data."""
        return self._state

    @property
    def locks(self) -> Locks:
        """What the draft has locked."""
        state = self.state
        return Locks(frozenset(state.locked_practices), frozenset(state.locked_networks))

    @property
    def bench(self) -> Workbench:
        """The study laid out under the present rules."""
        if self.study is None:
            raise DataError("no data are loaded", remedy="Load the demo area or your own files")
        if self._bench is None or self._bench.rules != self.rules:
            self._bench = workbench.lay_out(
                self.study, self.rules, earlier=self._bench, sketched=True
            )
            self.study = self._bench.study
        return self._bench

    @property
    def today(self) -> Proposal | None:
        """Today's networks judged by the present rules, ``None`` where they are not known."""
        if self.study is None or not self.todays_assignment:
            return None
        if self._today is None or self._today.rules != self.rules:
            self._today = workbench.judge(
                self.bench, self.todays_assignment, names=today.names(self.study)
            )
        return self._today

    @property
    def todays_assignment(self) -> dict[str, str]:
        """Practice code -> network today; empty where the data do not know it."""
        return {} if self.study is None else today.assignment(self.study)

    def begin(self, study: Study, rules: Rules | None = None) -> None:
        """Start afresh with a study; whatever was drafted before is left behind."""
        self.stop()
        chosen = rules or Rules(within=study.within)
        number = 1 + len(list(self.folder.glob("*.pcn")))
        self.study, self._bench, self._today = study, None, None
        self._judged, self.colours, self.chosen, self.run = {}, {}, None, None
        self.project = Project.create(self.folder / f"draft {number}.pcn")
        for role, digest in study.digests.items():
            self.project.keep_digest(role, digest)
        self.project.record(draft.set_rules(rules_toml.to_dict(chosen)))
        self._first = len(self.project.changes())
        self.refresh()

    def record(self, change: Change) -> None:
        """Make a change and judge the draft anew. Raises ``DataError`` where it cannot be made."""
        if self.project is None:
            raise DataError("no data are loaded", remedy="Load the demo area or your own files")
        self.project.record(change)
        try:
            self.refresh()
        except DataError:
            self.project.undo()
            self.refresh()
            raise

    def set_rules(self, rules: Rules) -> None:
        """Draft by other rules. Raises ``DataError`` where they mean nothing for these data."""
        rules_toml.check(rules)
        if self.study is not None:
            workbench.lay_out(self.study, rules, earlier=self._bench, sketched=True)
        self.record(draft.set_rules(rules_toml.to_dict(rules)))

    @property
    def stated_rules(self) -> Rules:
        """The rules as they were set, without what is kept together or apart in the draft."""
        return rules_toml.from_dict(self.state.rules)

    def start_from(self, assignment: Mapping[str, str], names: Mapping[str, str], of: str) -> None:
        """Put a given plan in the draft's place; ``of`` says where it comes from.

        Practices that the plan leaves out are in the draft without a network.
        """
        study = self.bench.study
        whole = {str(code): str(assignment.get(code, "")).strip() for code in study.practices.index}
        self.record(draft.set_plan(whole, names, {"from": of}))

    def take(self, made: Proposal, of: str) -> None:
        """Put a proposed plan in the draft's place, with what is proven of it."""
        plan = made.plan
        if plan is None:
            raise DataError("there is no plan to take", remedy="Change the rules and try again")
        self._remember(self._key(plan.assignment), made)
        told = provenance.provenance(made.result, of)
        self.record(draft.set_plan(plan.assignment, plan.names, told))

    def undo(self) -> None:
        """Take the newest change back, never the loading itself."""
        if self.project is not None and self.can_undo:
            self.project.undo()
            self.refresh()

    def redo(self) -> None:
        """Make the change again that was taken back last."""
        if self.project is not None:
            self.project.redo()
            self.refresh()

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

    def refresh(self) -> None:
        """Judge the draft as it stands, and set ``rules`` and ``proposal``."""
        self._read()
        state = self.state
        self.rules = provenance.rules_of(state)
        placed = {code: network for code, network in state.assignment.items() if network}
        if not placed:
            self.proposal = None
            return
        key = self._key(placed)
        if key not in self._judged:
            declared = provenance.declared_in(state)
            made = workbench.judge(
                self.bench, placed, names=state.names, declared=declared, mends=False
            )
            self._remember(key, made)
        self.proposal = workbench.renamed(self._judged[key], state.names)
        if self.proposal.tables is not None:
            self.colours = plan_map.network_colours(self.proposal.tables, keep=self.colours)

    def _read(self) -> None:
        """Read the project file, which changes with this session's own changes alone."""
        if self.project is not None:
            self._changes, self._ahead = self.project.changes(), bool(self.project.undone())
        self._state = replay(self._changes)

    def mended(self) -> Proposal | None:
        """The draft with what would mend its conflicts, which is not sought at every click."""
        if self.proposal is not None:
            state = self.state
            placed = {code: network for code, network in state.assignment.items() if network}
            locks = self.locks
            key = repr((self._key(placed), sorted(locks.practices), sorted(locks.networks)))
            if key not in self._judged:
                self._remember(key, workbench.mended(self.bench, self.proposal, locks))
            self.proposal = workbench.renamed(self._judged[key], state.names)
        return self.proposal

    def finished(self) -> Proposal | None:
        """The draft with its areas drawn in full, as the command line does; may take a minute."""
        made = self.mended()
        return None if made is None else workbench.finished(made)

    def stop(self) -> None:
        """End a solve that is under way."""
        if self.run is not None:
            self.run.stop()

    def _remember(self, key: str, made: Proposal) -> None:
        self._judged[key] = made
        while len(self._judged) > REMEMBERED:
            self._judged.pop(next(iter(self._judged)))

    def _key(self, placed: Mapping[str, str]) -> str:
        return repr((sorted(placed.items()), rules_toml.dumps(self.rules)))


def of_browser() -> Session:
    """The session of the browser tab that the script runs for."""
    import streamlit as st

    kept.settle()
    if KEY not in st.session_state:
        st.session_state[KEY] = Session()
    found: Session = st.session_state[KEY]
    return found
