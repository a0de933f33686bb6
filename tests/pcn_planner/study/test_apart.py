"""Uploads are read outside the server's process: it outlives them, and has its memory back."""

import threading
import time
from pathlib import Path

import psutil
import pytest

from boundaries.errors import DataError
from boundaries.practices import table as practice_tables
from optimise.units import processes
from pcn_planner import pipeline
from pcn_planner.study import apart
from pcn_planner.study.inputs import Inputs
from tests.support import children, memory, small_study
from tests.support.workbooks import workbook

HOUSE = Path(__file__).parents[3]


def readers() -> list[psutil.Process]:
    return children.running(processes.__name__)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text(small_study.table())
    return path


def test_a_study_read_apart_is_the_study_read_here(table):
    apart_read, here = apart.load(Inputs(table)), pipeline.load(Inputs(table))
    assert apart_read.practices.equals(here.practices)
    assert sorted(apart_read.graph.edges) == sorted(here.graph.edges)
    assert (apart_read.notes, apart_read.digests) == (here.notes, here.digests)


@pytest.mark.parametrize("sheet", [None, "Now"])
def test_a_table_read_apart_is_the_table_read_here(tmp_path, sheet):
    rows = [line.split(",") for line in small_study.table().replace('"', "").split("\n") if line]
    book = workbook(tmp_path / "lists.xlsx", Notes=[["About"], ["these lists"]], Now=rows)
    there, here = apart.table(book, sheet), practice_tables.read_table(book)
    assert (list(there.columns), len(there)) == (rows[0], len(rows) - 1)
    assert there.equals(here)


def test_what_is_wrong_with_a_table_is_said_as_if_it_were_read_here(tmp_path):
    path = tmp_path / "open.csv"
    path.write_text('practice_code,list_size\nA00001,"12\n')
    with pytest.raises(DataError) as there:
        apart.table(path)
    with pytest.raises(DataError) as here:
        practice_tables.read_table(path)
    assert str(there.value) == str(here.value)


def test_what_is_wrong_is_said_as_if_it_were_read_here(tmp_path):
    path = tmp_path / "practices.csv"
    path.write_text("practice_code,list_size,easting,northing\nA00001,-5,400000,400000\n")
    with pytest.raises(DataError) as there:
        apart.load(Inputs(path))
    with pytest.raises(DataError) as here:
        pipeline.load(Inputs(path))
    assert (str(there.value), there.value.rows) == (str(here.value), here.value.rows)


@pytest.fixture
def nobody_at_hand():
    """The next call has to start a process."""
    while processes._idle:
        processes._idle.pop().end()


def test_a_file_that_ends_its_reader_is_an_error_with_a_remedy(table, nobody_at_hand):
    known = readers()

    def kill() -> None:
        while not (found := [one for one in readers() if one not in known]):
            time.sleep(0.01)
        found[0].kill()

    thread = threading.Thread(target=kill)
    thread.start()
    with pytest.raises(DataError, match="not enough memory"):
        apart.load(Inputs(table))
    thread.join()


def test_a_process_that_holds_much_memory_is_not_kept(nobody_at_hand, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(HOUSE))
    first, second = processes.call(memory.take, 1), processes.call(memory.take, processes.KEPT_MIB)
    assert first == second
    assert processes.call(memory.take, 1) != second
