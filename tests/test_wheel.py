"""The wheel, installed outside the checkout: what it holds, and that its commands run."""

import os
import shutil
import signal
import site
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.support.locations import HOME

OURS = ("boundaries", "optimise", "pcn_planner")
BESIDE = (
    "app.py", "setup.py", "pyproject.toml", "README.md", "LICENSE", ".streamlit",
    "data", "docs",
)  # fmt: skip
START_S = 120


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built from a copy of the sources so that nothing built earlier gets into it."""
    tree, out = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("dist")
    for name in (*OURS, *BESIDE):
        source = HOME / name
        copy = shutil.copytree if source.is_dir() else shutil.copyfile
        copy(source, tree / name)
    build = f"from setuptools import build_meta; build_meta.build_wheel({str(out)!r})"
    _run([sys.executable, "-c", build], tree)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="module")
def commands(wheel, tmp_path_factory):
    """The folder of commands of a new environment with the wheel.

    It sees the packages that the tests run with; the checkout is not among them.
    """
    home = tmp_path_factory.mktemp("environment")
    _run([sys.executable, "-m", "venv", "--without-pip", str(home)], home)
    python = home / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own = Path(_run([str(python), "-c", where], home).strip())
    (own / "present.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--quiet"]
    _run([*pip, "install", "--no-deps", "--no-index", "--ignore-installed", str(wheel)], home)
    return home / "bin"


def _run(command, folder):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    ran = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_it_installs_three_packages_and_nothing_else_at_the_top(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(OURS)
    assert len(tops) == len(OURS) + 1


def test_it_has_every_file_that_is_no_code_and_no_generator(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {name.removeprefix("pcn_planner/shipped/") for name in names if "/shipped/" in name}
    demo = {f"data/demo/{path.name}" for path in (HOME / "data" / "demo").iterdir()}
    others = {"app.py", ".streamlit/config.toml"}
    tables = {"data/rates.csv", "data/places.csv", "data/README.md", "docs/reference/glossary.md"}
    assert shipped == demo | others | tables
    assets = {f"pcn_planner/assets/{path.name}" for path in (HOME / "pcn_planner/assets").iterdir()}
    assert assets <= names
    assert {f"{package}/py.typed" for package in OURS} <= names


def test_the_api_is_imported_from_it_and_finds_the_demo_area(commands, tmp_path):
    script = (
        "import pcn_planner as pcn, boundaries, optimise\n"
        "from pcn_planner.money import rates\n"
        "assert len(rates.table())\n"
        "study = pcn.read(pcn.DEMO / 'practices.csv', within='ccg_code')\n"
        "print(pcn.__file__, boundaries.__file__, optimise.__file__, len(study.practices))"
    )
    *files, practices = _run([str(commands / "python"), "-c", script], tmp_path).split()
    assert practices == "120"
    assert all(Path(file).is_relative_to(commands.parent) for file in files)


def test_networks_are_checked_with_it(commands, tmp_path):
    where = "import pcn_planner; print(pcn_planner.DEMO)"
    demo = Path(_run([str(commands / "python"), "-c", where], tmp_path).strip())
    _run([str(commands / "pcn"), "compare", "pcn_code", "pcn_code", str(demo / "practices.csv")],
         tmp_path)  # fmt: skip


@pytest.mark.deep
def test_the_demo_area_is_planned_with_it(commands, tmp_path):
    _run([str(commands / "pcn"), "demo", "--out", "out"], tmp_path)
    assert (tmp_path / "out" / "map.html").exists()


def test_the_app_answers_from_it(commands, tmp_path):
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    running = subprocess.Popen(
        [str(commands / "pcn"), "app", "--port", str(port)],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        assert _answer(f"http://localhost:{port}/_stcore/health", running) == b"ok"
        page = _answer(f"http://localhost:{port}/", running)
        assert b"<title>" in page
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(60)


def _answer(url, running):
    end = time.monotonic() + START_S
    while time.monotonic() < end and running.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.2)
    return b""
