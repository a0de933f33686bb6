"""Long work runs beside the page: told, stopped, and never the end of anything else."""

import threading

import pytest

from boundaries.errors import DataError
from optimise.progress import Progress
from pcn_planner.drafting.running import background

STEP = Progress("A", "plan", 2.0, 1.0, 0, 0.1, 0, 1)
WAIT_S = 30.0
MADE = object()


def test_what_is_told_arrives_while_the_work_goes_on() -> None:
    go_on = threading.Event()

    def work(tell, cancelled):
        tell(STEP)
        told.set()
        go_on.wait(WAIT_S)
        return MADE

    told = threading.Event()
    run = background.start(work, "optimised")
    assert told.wait(WAIT_S)
    assert run.running
    assert run.told == [STEP]
    assert run.made is None
    go_on.set()
    assert run.wait(WAIT_S)
    assert (run.made, run.failure, run.purpose) == (MADE, None, "optimised")
    assert run.seconds == run.elapsed_s


def test_stopping_asks_the_work_to_end_with_what_it_has() -> None:
    asked = threading.Event()

    def work(tell, cancelled):
        asked.set()
        while not cancelled():
            threading.Event().wait(0.01)
        return MADE

    run = background.start(work)
    assert asked.wait(WAIT_S)
    assert not run.stopping
    run.stop()
    assert run.wait(WAIT_S)
    assert run.stopping
    assert run.made is MADE


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DataError("no practice has a need score", remedy="Give one"), "Give one."),
        (RuntimeError("singular basis"), "broke off (RuntimeError: singular basis)"),
        (MemoryError(), "broke off (MemoryError"),
    ],
)
def test_an_error_becomes_a_message(error, said) -> None:
    def work(tell, cancelled):
        raise error

    run = background.start(work)
    assert run.wait(WAIT_S)
    assert run.made is None
    assert said in run.failure


def test_two_runs_share_nothing() -> None:
    runs = [background.start(lambda tell, cancelled, k=k: (tell(k), k)[1]) for k in range(2)]
    assert all(run.wait(WAIT_S) for run in runs)
    assert [run.made for run in runs] == [0, 1]
    assert [run.told for run in runs] == [[0], [1]]


def test_work_that_waits_for_its_turn_stops_at_once_and_leaves_the_place_to_others() -> None:
    go_on = threading.Event()
    busy = [
        background.start(lambda tell, cancelled: go_on.wait(WAIT_S) and MADE)
        for _ in range(background.PLACES)
    ]
    late = background.start(lambda tell, cancelled: MADE)
    late.stop()
    assert late.wait(WAIT_S)
    assert (late.made, late.failure) == (None, background.STOPPED_WAITING)
    go_on.set()
    assert all(run.wait(WAIT_S) and run.made is MADE for run in busy)
    after = background.start(lambda tell, cancelled: MADE)
    assert after.wait(WAIT_S)
    assert after.made is MADE
