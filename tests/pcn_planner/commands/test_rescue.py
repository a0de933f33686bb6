"""Whatever goes wrong after the solve, the plan that was found is somewhere, and said where."""

import re
from pathlib import Path

import pytest

from pcn_planner.files import exports
from tests.support.area_files import CODES, pcn, write


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder to run in, with the area's files and places for what goes wrong."""
    run, temporary = tmp_path / "run", tmp_path / "temporary"
    for folder in (run, temporary):
        folder.mkdir()
    monkeypatch.chdir(run)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    return tmp_path


def planned(folder: Path, *more: object):
    return pcn("plan", write(folder), "--within", "ccg_code", "--out", folder / "out", *more)


def full(*_given: object, **_named: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_disk_that_fills_while_writing_costs_no_plan(here, monkeypatch):
    real = exports.write_gpkg
    monkeypatch.setattr(
        exports, "write_gpkg", lambda path, t: full() if "out" in str(path) else real(path, t)
    )
    ended = planned(here)
    assert ended.exit_code == 2
    assert "No space left on device" in ended.stderr
    assert "Free some space" in ended.stderr
    (place,) = (here / "run").glob("pcn-plan-*")
    assert str(place) in ended.stderr
    assert sorted(exports.read_plan(place).assignment) == CODES
    assert (place / "report.json").exists()


def test_where_only_small_files_can_be_written_the_assignment_is(here, monkeypatch):
    monkeypatch.setattr(exports, "write_gpkg", full)
    ended = planned(here)
    assert ended.exit_code == 2
    assert "assignment.csv is in" in ended.stderr
    assert sorted(exports.read_plan(here / "out").assignment) == CODES


def test_where_nothing_can_be_written_the_assignment_is_printed(here, monkeypatch):
    monkeypatch.setattr(exports, "write_assignment", full)
    ended = planned(here)
    assert ended.exit_code == 2
    assert sorted(re.findall(r"^(P\d\d),", ended.stdout, re.MULTILINE)) == CODES


def test_a_fault_in_drawing_costs_no_plan(here, monkeypatch):
    monkeypatch.setattr("pcn_planner.proposal.proposal.plan_tables", lambda *_, **__: 1 / 0)
    ended = planned(here)
    assert ended.exit_code == 1
    assert "this should not happen (ZeroDivisionError)" in ended.stderr
    assert "was not verified" in ended.stderr
    assert sorted(exports.read_plan(here / "out").assignment) == CODES
    (details,) = (here / "temporary").glob("pcn-error-*.txt")
    assert "ZeroDivisionError" in details.read_text()


def test_an_earlier_plan_gives_way_to_the_new_one_only_whole(here, monkeypatch):
    assert planned(here).exit_code == 0
    before = {path.name for path in (here / "out").iterdir()}
    monkeypatch.setattr(exports, "write_gpkg", full)
    monkeypatch.setattr("pcn_planner.commands.running.rescue._there", lambda *_: None)
    assert planned(here).exit_code == 2
    assert {path.name for path in (here / "out").iterdir()} == before


def test_a_resume_folder_that_is_none_is_refused_before_anything_is_read(here):
    (here / "file").write_text("")
    ended = pcn("plan", "absent.csv", "--out", here / "out", "--resume", here / "file" / "inside")
    assert ended.exit_code == 2
    assert "--resume" in ended.stderr
    assert "absent.csv" not in ended.stderr


@pytest.mark.parametrize(
    ("resume", "said"),
    [
        ("out", "it is the folder of the results"),
        ("out/kept", "it lies in the folder of the results"),
        (".", "it holds the folder of the results"),
        ("out-alternative-1", "it is the folder of the results"),
        ("a plan", "holds other files than finished areas: networks.csv"),
    ],
)
def test_a_resume_folder_is_one_of_its_own(here, resume, said):
    (here / "a plan").mkdir()
    (here / "a plan" / "networks.csv").write_text("")
    ended = pcn(
        "plan", "absent.csv", "--out", here / "out", "--resume", here / resume,
        "--alternatives", "1",
    )  # fmt: skip
    assert ended.exit_code == 2
    assert said in " ".join(ended.stderr.split())
    assert "with --resume." in " ".join(ended.stderr.split())
    assert "absent.csv" not in ended.stderr
    assert not (here / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--scheduler", "localhost"], "--scheduler cannot be"),
        (["--scheduler", "http://a:1"], "--scheduler cannot be"),
        (["--scheduler-security", "x.toml"], "no effect"),
        (["--scheduler", "tcp://a:1", "--scheduler-security", "x.toml"], "no effect"),
        (["--scheduler", "tls://a:1", "--scheduler-security", "x.toml"], "no such file"),
    ],
)
def test_a_scheduler_that_cannot_be_meant_is_refused_at_the_door(options, said, here):
    ended = pcn("plan", "absent.csv", "--out", here / "out", *options)
    assert ended.exit_code == 2
    assert said in ended.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tls_ca_file = 'a'", "missing or unknown: tls_client_cert; tls_client_key"),
        ("tls_ca_file = ", "cannot be read"),
        ("tls_ca_file='a'\ntls_client_cert='a'\ntls_client_key='a'", "no such files"),
    ],
)
def test_security_of_a_cluster_is_read_strictly(text, said, here):
    (here / "tls.toml").write_text(text)
    options = ["--scheduler", "tls://a:1", "--scheduler-security", here / "tls.toml"]
    ended = pcn("plan", "absent.csv", "--out", here / "out", *options)
    assert ended.exit_code == 2
    assert said in ended.stderr
