"""The project file: nothing recorded is lost, undo and redo have no end, odd files are refused."""

import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from boundaries.errors import DataError
from pcn_planner.drafting.draft import (
    Change,
    add_note,
    apply,
    keep_apart,
    keep_together,
    lock_network,
    lock_practice,
    move_practice,
    release,
    rename_network,
    set_plan,
    set_rules,
    unlock_network,
    unlock_practice,
)
from pcn_planner.drafting.state import Bond, DraftState, Note
from pcn_planner.projects.project import Project
from tests.support.depth import examples

CODES = ["A", "B", "C", "D"]
NETWORKS = ["N1", "N2", "N3"]
FIRST = set_plan({"A": "N1", "B": "N1", "C": "N2", "D": "N2"}, {"N1": "North"}, {"seed": 1})

code, network = st.sampled_from(CODES), st.sampled_from(NETWORKS)
reason = st.sampled_from(["", "asked for by the board", 'Ünïcödé; "quoted" <b>'])
group = st.lists(code, min_size=2, max_size=3, unique=True)
CHANGES = st.one_of(
    st.builds(set_plan, st.dictionaries(code, network, min_size=2)),
    st.builds(move_practice, code, network, reason),
    st.builds(rename_network, network, st.sampled_from(["", "Riverside"])),
    st.builds(lock_practice, code, reason),
    st.builds(unlock_practice, code),
    st.builds(lock_network, network, reason),
    st.builds(unlock_network, network),
    st.builds(keep_together, group, reason),
    st.builds(keep_apart, group, reason),
    st.builds(release, group),
    st.builds(set_rules, st.fixed_dictionaries({"floor": st.integers(0, 9), "alone": group})),
    st.builds(add_note, reason, code),
)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    new = Project.create(tmp_path / "town.pcn")
    new.record(FIRST, author="Ada")
    return new


def test_a_new_project_is_empty_and_has_one_scenario(tmp_path):
    project = Project.create(tmp_path / "new.pcn", "Approved", author="Ada")
    assert project.state() == DraftState()
    assert [(s.name, s.branched_from, s.author) for s in project.scenarios()] == [
        ("Approved", None, "Ada")
    ]
    assert project.undo() is None
    assert project.redo() is None


def test_a_change_is_recorded_with_time_and_author(project):
    recorded = project.record(move_practice("B", "N2", "nearer"), author="Bo")
    assert project.changes()[-1] == recorded
    assert (recorded.author, recorded.change.payload["reason"]) == ("Bo", "nearer")
    assert recorded.at.endswith("+00:00")
    assert project.state().members("N2") == ("B", "C", "D")


def test_undo_and_redo_say_what_they_did(project):
    move = project.record(move_practice("B", "N2"))
    assert project.undo() == move
    assert project.undone() == (move,)
    assert project.state().assignment["B"] == "N1"
    assert project.redo() == move
    assert project.state().assignment["B"] == "N2"


def test_a_change_after_undo_starts_a_new_line(project):
    project.record(move_practice("B", "N2"))
    project.undo()
    project.record(move_practice("C", "N1"))
    assert project.redo() is None
    assert project.state().members("N1") == ("A", "B", "C")


def test_branches_share_their_past_and_go_their_own_ways(project):
    other = project.branch("What if", author="Bo")
    other.record(move_practice("B", "N2"))
    project.record(move_practice("C", "N1"))
    assert other.state().members("N2") == ("B", "C", "D")
    assert project.state().members("N1") == ("A", "B", "C")
    assert [s.branched_from for s in project.scenarios()] == [None, "Draft 1"]
    assert project.at("What if").state() == other.state()
    other.undo()
    other.undo()
    assert other.state() == DraftState()
    assert project.state().assignment


def test_branches_need_new_names_and_scenarios_have_to_exist(project):
    with pytest.raises(DataError, match="already"):
        project.branch("Draft 1")
    with pytest.raises(DataError, match="Choose among Draft 1"):
        project.at("What if")


def test_a_file_opens_at_its_latest_scenario(project):
    project.branch("What if")
    assert Project.open(project.path).scenario == "What if"
    assert Project.open(project.path, "Draft 1") == project


@pytest.mark.parametrize(
    ("before", "change", "says"),
    [
        ([], move_practice("Z", "N1"), "Practice Z is not in the plan"),
        ([], lock_network("N9"), "Network N9 is not in the plan"),
        ([], keep_together(["A"]), "One practice alone"),
        ([], keep_apart(["A", "Z"]), "Practice Z is not in the plan"),
        ([lock_practice("A", "landlord")], move_practice("A", "N2"), "A is locked: landlord"),
        ([lock_network("N2")], move_practice("A", "N2"), "Network N2 is locked. Unlock it"),
        ([lock_network("N1")], move_practice("A", "N2"), "Network N1 is locked"),
        ([], Change("paint_it_black", {}), "unknown"),
        ([], Change("move_practice", {"practice": "A"}), "lacks its details"),
    ],
)
def test_changes_that_cannot_be_made_leave_no_trace(project, before, change, says):
    for earlier in before:
        project.record(earlier)
    changes = project.changes()
    with pytest.raises(DataError, match=says):
        project.record(change)
    assert project.changes() == changes


def test_what_each_change_does():
    state = apply(DraftState(), FIRST)
    assert (state.names, state.provenance) == ({"N1": "North"}, {"seed": 1})
    for change in (
        rename_network("N1", " "),
        lock_practice("A", "landlord"),
        lock_network("N2", "agreed"),
        keep_together(["B", "A"], "one building"),
        keep_together(["A", "B"], "one lease"),
        keep_apart(["C", "A"]),
        set_rules({"floor": 25_000}),
        add_note("ask the board", "N1"),
    ):
        state = apply(state, change)
    assert state == DraftState(
        assignment={"A": "N1", "B": "N1", "C": "N2", "D": "N2"},
        provenance={"seed": 1},
        rules={"floor": 25_000},
        locked_practices={"A": "landlord"},
        locked_networks={"N2": "agreed"},
        together=(Bond(("A", "B"), "one lease"),),
        apart=(Bond(("A", "C")),),
        notes=(Note("ask the board", "N1"),),
    )
    for change in (unlock_practice("A"), unlock_network("N2"), release("AB"), release("AC")):
        state = apply(state, change)
    assert (state.locked_practices, state.locked_networks) == ({}, {})
    assert (state.together, state.apart) == ((), ())


def test_locks_follow_a_network_whose_members_stay_under_another_id():
    state = apply(
        apply(apply(DraftState(), FIRST), lock_network("N2", "agreed")), lock_practice("A")
    )
    renumbered = apply(state, set_plan({"B": "X1", "C": "X2", "D": "X2"}))
    assert renumbered.locked_networks == {"X2": "agreed"}
    assert renumbered.locked_practices == {}
    assert apply(state, set_plan({"C": "X1", "D": "X2"})).locked_networks == {}


@given(st.lists(CHANGES, max_size=8))
def test_no_change_touches_the_state_it_is_given(changes):
    state = apply(DraftState(), FIRST)
    for change in changes:
        before = repr(state)
        try:
            after = apply(state, change)
        except DataError:
            continue
        assert repr(state) == before
        state = after


class Drafting(RuleBasedStateMachine):
    """A project beside lists in memory: whatever is done, both tell the same."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.states, self.ahead = [DraftState()], []

    def teardown(self) -> None:
        self.folder.cleanup()

    @initialize()
    def start(self) -> None:
        self.project = Project.create(Path(self.folder.name) / "draft.pcn")
        self.make(FIRST)

    @rule(change=CHANGES)
    def make(self, change: Change) -> None:
        try:
            expected = apply(self.states[-1], change)
        except DataError:
            with pytest.raises(DataError):
                self.project.record(change)
            return
        self.project.record(change)
        self.states.append(expected)
        self.ahead = []

    @rule()
    def undo(self) -> None:
        if self.project.undo() is None:
            assert len(self.states) == 1
        else:
            self.ahead.append(self.states.pop())

    @rule()
    def redo(self) -> None:
        if self.project.redo() is None:
            assert not self.ahead
        else:
            self.states.append(self.ahead.pop())

    @rule()
    def undo_all_and_redo_all(self) -> None:
        before, back = self.project.state(), 0
        while self.project.undo() is not None:
            back += 1
        assert self.project.state() == DraftState()
        for _ in range(back):
            self.project.redo()
        assert self.project.state() == before

    @rule()
    def reopen(self) -> None:
        self.project = Project.open(self.project.path)

    @rule()
    def branch(self) -> None:
        self.project = self.project.branch(f"Draft {len(self.project.scenarios()) + 1}")
        self.ahead = []

    @invariant()
    def tells_the_same(self) -> None:
        assert self.project.state() == self.states[-1]
        assert len(self.project.undone()) == len(self.ahead)


def test_any_sequence_of_changes_undos_and_branches():
    run_state_machine_as_test(
        Drafting,
        settings=settings(max_examples=examples(everyday=5, deep=25), stateful_step_count=20),
    )


def test_a_process_killed_while_recording_loses_nothing_it_was_told_is_safe(project):
    script = (
        "import sys; from pathlib import Path; from pcn_planner.projects.project import Project\n"
        "from pcn_planner.drafting.draft import add_note\n"
        "project = Project.open(Path(sys.argv[1]))\n"
        "for k in range(100_000):\n"
        "    print(project.record(add_note(str(k))).number, flush=True)\n"
    )
    command = [sys.executable, "-c", script, str(project.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        told = [int(writer.stdout.readline()) for _ in range(5)]
        writer.send_signal(signal.SIGKILL)
        told += [int(line) for line in writer.stdout.read().split("\n")[:-1] if line]
    reopened = Project.open(project.path)
    assert set(told) <= {recorded.number for recorded in reopened.changes()}
    texts = [note.text for note in reopened.state().notes]
    assert texts == [str(k) for k in range(len(texts))]


def test_a_write_that_stops_half_way_is_rolled_back(project, monkeypatch):
    before = project.state()
    monkeypatch.setattr(
        Project, "_point", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt)
    )
    with pytest.raises(KeyboardInterrupt):
        project.record(move_practice("B", "N2"))
    monkeypatch.undo()
    assert project.state() == before
    assert [recorded.number for recorded in project.changes()] == [1]


def test_several_threads_record_at_once(project):
    def note(k: int) -> None:
        for n in range(5):
            project.record(add_note(f"{k}.{n}"))

    threads = [threading.Thread(target=note, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({n.text for n in project.state().notes}) == 20


def empty(path: Path) -> None:
    path.write_bytes(b"")


def text(path: Path) -> None:
    path.write_text("practice_code,network_id\nA,N1\n" * 50)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5_000])


def overwritten_in_the_middle(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4_096:] = bytes(255 for _ in content[4_096:])
    path.write_bytes(bytes(content))


def of_another_program(path: Path) -> None:
    _execute(path, "PRAGMA application_id = 1")


def of_a_later_version(path: Path) -> None:
    _execute(path, "PRAGMA user_version = 99")


def without_scenarios(path: Path) -> None:
    _execute(path, "DELETE FROM scenarios")


def with_a_change_that_is_not_json(path: Path) -> None:
    _execute(path, "UPDATE changes SET payload = '{'")


def with_a_change_of_the_future(path: Path) -> None:
    _execute(path, "UPDATE changes SET kind = 'levitate'")


def with_a_change_before_the_first(path: Path) -> None:
    _execute(path, "UPDATE changes SET before = 77", "PRAGMA ignore_check_constraints = 1")


def gone(path: Path) -> None:
    path.unlink()


def _execute(path: Path, statement: str, first: str = "SELECT 1") -> None:
    db = sqlite3.connect(path)
    with db:
        db.execute(first)
        db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "spoil",
    [
        empty,
        text,
        cut_short,
        overwritten_in_the_middle,
        of_another_program,
        of_a_later_version,
        without_scenarios,
        with_a_change_that_is_not_json,
        with_a_change_of_the_future,
        with_a_change_before_the_first,
        gone,
    ],
)
def test_files_that_cannot_be_used_are_refused_with_a_remedy(project, spoil):
    spoil(project.path)
    with pytest.raises(DataError) as caught:
        Project.open(project.path)
    assert caught.value.remedy


def test_a_new_project_overwrites_nothing(project):
    with pytest.raises(DataError, match="already"):
        Project.create(project.path)
    with pytest.raises(DataError, match="no such project file"):
        Project.create(project.path.parent / "absent" / "new.pcn")


def test_a_project_is_one_file(project):
    assert [path.name for path in project.path.parent.iterdir()] == [project.path.name]
