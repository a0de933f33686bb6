"""Everything that one browser session works on; sessions never see each other."""

import shutil
import weakref
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from boundaries.errors import DataError
from optimise.problem.earlier import EarlierPrices
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from optimise.progress import Limits, Progress
from pcn_planner import kept
from pcn_planner.drafting import draft, provenance
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.keeping import results, work_folders
from pcn_planner.drafting.keeping.written import Written
from pcn_planner.drafting.pointing import Pointing
from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.running.offer import Offer
from pcn_planner.drafting.state import DraftState
from pcn_planner.maps import plan_map
from pcn_planner.projects import folder, leftovers, scenarios
from pcn_planner.projects import levels as levels_asked
from pcn_planner.projects.project import Project, Standing
from pcn_planner.projects.stored import contents
from pcn_planner.proposal import today, workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.workbench import Locks, Workbench
from pcn_planner.study.planned_words import OF_PRACTICES, Words
from pcn_planner.study.study import Study
from pcn_planner.study.tier_rules import Tier

KEY = "session"  #: the one place in ``st.session_state`` where the session lives
REMEMBERED = 12  #: judged plans kept, so that undo and redo are immediate; others are judged anew


@dataclass(frozen=True)
class Notice:
    """What came of the newest act; it stands on every page until the next act, or dismissed."""

    kind: Literal["success", "warning", "error"]
    text: str


@dataclass
class Session(Written, Pointing):
    """One person's work. Attributes are read by the views and set by the methods alone.

    ``study`` is ``None`` until data are loaded; ``proposal`` until there is a plan. ``rules`` hold
    what is kept together or apart, but no locks. ``today`` is the proposal of today's networks,
    ``None`` where the data do not know them. ``notice`` is what came of the newest act. ``asked``
    is a button pressed whose act has not begun, ``bound_for`` the page to turn to next: both
    outlast a run of the script that another takes the place of. ``run`` is the solve under way or
    just ended, ``begun_at`` where the draft stood when it began, ``offer`` what it found where the
    draft has gone on meanwhile; ``limits`` when the next one stops, ``levels`` those it puts
    networks together to, ``earlier`` the prices of the last one, from which it begins. ``colours``
    are the fills of the draft's networks. ``folder`` is its own.
    """

    study: Study | None = None
    rules: Rules = field(default_factory=Rules)
    proposal: Proposal | None = None
    notice: Notice | None = None
    asked: str | None = None
    bound_for: str | None = None
    run: Run[Progress, Proposal] | None = None
    limits: Limits = field(default_factory=lambda: Limits(gap=0.0, time_s=120.0))
    levels: tuple[Tier, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=work_folders.fresh)
    admitted: str = ""
    begun_at: Standing | None = None
    offer: Offer | None = None
    earlier: tuple[EarlierPrices, ...] = ()
    _bench: Workbench | None = None
    _judged: dict[str, Proposal] = field(default_factory=dict)
    _today: Proposal | None = None

    def __post_init__(self) -> None:
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)

    @property
    def locks(self) -> Locks:
        """What the draft has locked."""
        state = self.state
        return Locks(frozenset(state.locked_practices), frozenset(state.locked_networks))

    @property
    def words(self) -> Words:
        """What is planned, and the names of data and draft that no sentence may change."""
        words = OF_PRACTICES if self.study is None else self.study.words
        return words.knowing((*self.state.names.values(), self.scenario))

    @property
    def bench(self) -> Workbench:
        """The study laid out under the present rules."""
        if self.study is None:
            raise DataError("no data are loaded", remedy="Load the demo area or your own files")
        study = provenance.as_drafted(self.study, self.state)
        if self._bench is None or self._bench.rules != self.rules or study is not self.study:
            self._bench = workbench.lay_out(study, self.rules, earlier=self._bench, sketched=True)
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

    def begin(self, study: Study, rules: Rules | None = None, title: str = "Draft") -> None:
        """Start a new project with a study; the one before stays in its own file."""
        self._leave()
        chosen = rules or Rules(within=study.within)
        path = folder.free_path(self.projects or self.folder, title)
        made = Project.create(path, author=self.author, fill=contents.filler(study))
        made.record(draft.set_rules(rules_toml.to_dict(chosen)), author=self.author)
        self.study, self.project, self.key, self.levels = study, made, folder.key_of(path), ()
        self.refresh()

    def open_project(
        self, path: Path, scenario: str | None = None, like: Study | None = None
    ) -> None:
        """Go on with a project where it was left; ``like`` is its study where that is read already.

        Raises ``DataError`` where it cannot be used; the project open before then stays open.
        """
        found = Project.open(path, scenario or contents.open_scenario(path))
        same = like if like is not None and contents.digests(found) == dict(like.digests) else None
        study = same or contents.study_of(found, self.folder)
        self._leave()
        self.study, self.project, self.key = study, found, folder.key_of(path)
        self.levels = levels_asked.asked(path)
        kept, _ = scenarios.result_of(found)
        self.colours = dict((kept or {}).get("colours", {}))
        self.refresh()

    def open_scenario(self, name: str) -> None:
        """Go on with another scenario of the project."""
        if self.project is not None:
            self.stop()
            self.project, self.run, self.offer = self.project.at(name), None, None
            self._judged = {}
            with suppress(DataError):  # which scenario to open next time is no part of the work
                self.writable()
                contents.keep_fact(self.project, contents.OPEN, name)
            self.refresh()

    def begin_run(self, run: Run[Progress, Proposal]) -> None:
        """Note a solve, and where the draft stands as it begins."""
        self.run, self.begun_at, self.offer = run, self._standing, None

    def end_run(self, made: Proposal, verb: str) -> bool:
        """Take what a solve found, unless the draft was changed meanwhile; whether it was taken.

        If the draft was changed, the result is offered beside it, and the draft stays as it is.
        """
        self.earlier = made.result.prices or self.earlier
        self.catch_up()
        if self.begun_at != self._standing:
            self.offer = Offer(made, verb)
            return False
        self.take(made, verb)
        return True

    def take_offer(self) -> None:
        """Put what the solve found in the draft's place. Raises ``DataError`` where a lock forbids.

        A lock set while the solve ran holds where the person set it.
        """
        if self.offer is None:
            return
        plan = self.offer.made.plan
        broken = [] if plan is None else draft.broken_locks(self.state, plan.assignment)
        if broken:
            raise DataError(
                "The result breaks what was locked while it was sought",
                rows=broken,
                remedy="Unlock these, or optimise again, which keeps them",
            )
        self.take(self.offer.made, self.offer.verb)
        self.offer = None

    def close(self) -> None:
        """Put the project away; its file stays."""
        self._leave()
        self.study, self.proposal, self.key = None, None, ""
        self._state, self._changes, self._ahead = DraftState(), (), False

    def _leave(self) -> None:
        self.stop()
        self.project, self._bench, self._today, self._standing = None, None, None, None
        self._judged, self.colours, self.run = {}, {}, None
        self.point_at_nothing()
        self.offer, self.begun_at, self.earlier = None, None, ()

    def record(self, change: Change, reason: str = "") -> None:
        """Make a change and judge the draft anew. Raises ``DataError`` where it cannot be made."""
        project = self.writable()
        try:
            project.record(change, author=self.author, reason=reason, seen=self._standing)
        except DataError:
            self.catch_up()
            raise
        try:
            self.refresh()
        except Exception:  # a draft that cannot be judged could never be opened again
            project.undo()
            self.refresh()
            raise

    def set_rules(self, rules: Rules, reason: str = "") -> None:
        """Draft by other rules. Raises ``DataError`` where they mean nothing for these data."""
        rules_toml.check(rules)
        if self.study is not None:
            workbench.lay_out(self.study, rules, earlier=self._bench, sketched=True)
        self.record(draft.set_rules(rules_toml.to_dict(rules)), reason)

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
        """Put a proposed plan in the draft's place, with what is proven of it.

        Under other rules than the draft's nothing is: then the plan is judged as given.
        """
        plan = made.plan
        if plan is None:
            raise DataError("there is no plan to take", remedy="Change the rules and try again")
        if made.rules == self.rules:
            self._remember(self._key(plan.assignment), made)
        told = provenance.provenance(made, of)
        self.record(draft.set_plan(plan.assignment, plan.names, told))

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
            self._remember(key, provenance.judged(self.bench, state))
        self.proposal = self._shown(key)
        self._keep_result()

    def _shown(self, key: str) -> Proposal:
        """A plan that was judged, under the draft's names and in its colours."""
        made = workbench.renamed(self._judged[key], self.state.names)
        if made.tables is None:
            return made
        tables = plan_map.coloured(made.tables, self.colours)
        self.colours = {**self.colours, **tables.colours}
        return made if tables is made.tables else replace(made, tables=tables)

    def _keep_result(self) -> None:
        """Write down what the draft came to, which the change itself does not depend on."""
        project, made = self.project, self.proposal
        if project is None or made is None or self._standing is None or self.approved:
            return
        with suppress(DataError):  # the next change keeps it, or says what is wrong with the disk
            if self.pen():
                results.keep(project, self._standing.head, made)

    def mended(self) -> Proposal | None:
        """The draft with what would mend its conflicts, which is not sought at every click."""
        if self.proposal is not None:
            state = self.state
            placed = {code: network for code, network in state.assignment.items() if network}
            locks = self.locks
            key = repr((self._key(placed), sorted(locks.practices), sorted(locks.networks)))
            if key not in self._judged:
                self._remember(key, workbench.mended(self.bench, self.proposal, locks))
            self.proposal = self._shown(key)
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
        made = self.state.links, self.state.barriers
        return repr((sorted(placed.items()), rules_toml.dumps(self.rules), *made))


def of_browser() -> Session:
    """The session of the browser tab that the script runs for."""
    import streamlit as st

    kept.settle()
    if KEY not in st.session_state:
        st.session_state[KEY] = started()
    found: Session = st.session_state[KEY]
    return found


def started() -> Session:
    """A new session on the work folder; where there is none its work lasts as long as the app."""
    try:
        projects = folder.work_folder()
        leftovers.swept(projects)
    except DataError as error:
        lasting = "Work is kept only while this page is open, so download the project in time."
        return Session(notice=Notice("warning", f"{error} {lasting}"))
    return Session(projects=projects, author=folder.author(projects))
