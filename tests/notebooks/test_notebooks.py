"""Every notebook runs from top to bottom, and lies in the repository without outputs."""

import os
import sys
from pathlib import Path

import nbformat
import pytest
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient

from benchmarks.real_data import ABSENT, REAL

HOME = Path(__file__).resolve().parents[2]
FOLDER = HOME / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
NATIONAL = REAL / "national"
DRAWING = "MPLBACKEND"  # Streamlit sets it in the process that imports it
CELL_S = 900  # the first solve on a machine compiles
CODE_LINES = 60  # of each of the two that are written on the API


class ThisPython(AsyncKernelManager):
    """A kernel of the Python that runs the tests, whatever kernels are installed beside it."""

    @property
    def kernel_spec(self) -> KernelSpec:
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="tests", language="python")


def _run(path: Path, **variables: str) -> nbformat.NotebookNode:
    book = nbformat.read(path, as_version=4)
    client = NotebookClient(
        book,
        timeout=CELL_S,
        kernel_manager_class=ThisPython,
        resources={"metadata": {"path": str(FOLDER)}},
    )
    kept = {name: value for name, value in os.environ.items() if name != DRAWING}
    client.execute(env={**kept, "PYTHONPATH": str(HOME), **variables})
    return book


def _pictures(book: nbformat.NotebookNode) -> int:
    outputs = [one for cell in book.cells for one in cell.get("outputs", [])]
    return sum("image/png" in one.get("data", {}) for one in outputs)


def _printed(book: nbformat.NotebookNode) -> str:
    outputs = [one for cell in book.cells for one in cell.get("outputs", [])]
    return "".join(one.get("text", "") for one in outputs)


def test_there_are_three():
    assert [path.name[0] for path in NOTEBOOKS] == ["1", "2", "3"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_are_kept(path):
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    code = [cell for cell in book.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert all(set(cell.metadata) == set() for cell in book.cells)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_runs_on_the_demo_area(path):
    clean = dict.fromkeys(("PCN_FILES", "PCN_WHERE"), "")
    book = _run(path, **clean)
    assert _pictures(book) >= 4
    assert "Warning" not in _printed(book)


@pytest.mark.real_data
@pytest.mark.deep
def test_the_first_runs_on_the_publications_themselves():
    if not NATIONAL.is_dir():
        pytest.skip(ABSENT)
    book = _run(NOTEBOOKS[0], PCN_FILES=str(NATIONAL), PCN_WHERE="ccg_code=00Q")
    assert "Status optimal" in _printed(book)


@pytest.mark.parametrize("path", NOTEBOOKS[:2], ids=lambda path: path.stem)
def test_the_first_two_need_little_code(path):
    book = nbformat.read(path, as_version=4)
    code = "\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    assert len([line for line in code.splitlines() if line.strip()]) <= CODE_LINES
