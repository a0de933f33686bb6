"""What is named as a plan and is none, or cannot be opened: every command says which, and why."""

import os
import shutil

import pytest

from boundaries.errors import DataError
from boundaries.files import folders
from pcn_planner import pipeline
from pcn_planner.commands.running import failures
from tests.support import small_study
from tests.support.area_files import pcn

CIRCLE = "The link leads in a circle"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    study = small_study.study(folder)
    pipeline.write(pipeline.judge(study, small_study.RULES, small_study.NETWORK), folder / "plan")
    return folder


@pytest.fixture
def place(written, monkeypatch):
    """The folder of all; what a test makes of its name is taken away again."""
    monkeypatch.chdir(written)
    yield written
    gone = written / "odd"
    shutil.rmtree(gone) if gone.is_dir() and not gone.is_symlink() else gone.unlink(missing_ok=True)


def commands(plan):
    """Every command that takes a plan, with this one as it."""
    table, out = "practices.csv", ("--out", "out")
    return {
        "check": ("check", table, "--assignment", plan),
        "conflicts": ("conflicts", table, "--team", "team", "--assignment", plan),
        "compare": ("compare", "plan", plan, table),
        "before": ("pack", "plan", "--before", plan, *out),
        "pack": ("pack", plan, *out),
        "publish": ("publish", plan, *out),
    }  # fmt: skip


def said_of(plan, *only):
    """What each command says; all refuse and write nothing."""
    asked = {name: line for name, line in commands(plan).items() if not only or name in only}
    ran = {name: pcn(*line) for name, line in asked.items()}
    assert {name: one.exit_code for name, one in ran.items()} == dict.fromkeys(ran, 2), plan
    assert not os.path.lexists("out")
    return {name: " ".join(one.output.split()) for name, one in ran.items()}


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (os.mkfifo, "odd/assignment.csv: is a pipe, not a file. Save what"),
        (lambda at: at.mkdir(), "odd/assignment.csv: is a folder, not a file. Name a file in it"),
        (lambda at: at.symlink_to("nowhere"), "odd/assignment.csv: is a link that leads nowhere."),
        (lambda at: at.symlink_to(at.name), CIRCLE),
        (lambda at: at.symlink_to("/dev/zero"), "odd/assignment.csv: is a device, not a file."),
        (lambda at: at.write_bytes(b""), "odd/assignment.csv: is empty."),
        (lambda at: None, "assignment.csv"),
    ],
    ids=["pipe", "folder", "dangling", "circle", "device", "empty", "absent"],
)  # fmt: skip
def test_a_plans_folder_whose_assignment_is_no_file_is_refused_by_its_name(place, made, why):
    shutil.copytree("plan", "odd")
    (place / "odd" / "assignment.csv").unlink()
    made(place / "odd" / "assignment.csv")
    for command, said in said_of("odd", "check", "pack").items():
        assert why in said, f"{command}: {said}"


def test_a_name_of_nothing_is_called_so(place):
    said = said_of("odd", "compare", "before", "pack", "publish")
    for command in ("compare", "before"):
        assert "no such file or folder, and the practice table has no column 'odd'" in said[command]
    for command in ("pack", "publish"):
        assert "odd: is no folder of a plan (there is no such folder)" in said[command]
    (place / "odd").write_text("practice_code\n")
    assert "(it is a file)" in said_of("odd", "pack")["pack"]


def test_a_link_in_a_circle_is_no_column(place):
    (place / "odd").symlink_to("odd")
    said = said_of("odd", "check", "compare", "before")
    assert all(CIRCLE in one for one in said.values()), said


def test_a_folder_is_no_project(place):
    result = pcn("project", "show", "plan")
    assert "plan: this is a folder, no project file" in result.output
    assert "project.pcn in the folder of a plan" in result.output


def test_conflicts_of_what_is_not_there_names_that_before_the_teams(place):
    said = pcn("conflicts", "odd.csv", "--networks-column", "pcn_code").output
    assert "odd.csv: no such file" in said
    said = pcn("conflicts", "practices.csv", "--networks-column", "pcn_code").output
    assert "nothing says where the community teams work" in said


def test_what_no_file_is_in_a_folder_of_downloads_is_told(place):
    (place / "odd" / "within").mkdir(parents=True)
    os.mkfifo(place / "odd" / "within" / "pipe.csv")
    (place / "odd" / "link.csv").symlink_to("nowhere")
    said = pcn("read", "odd", "--out", "out.csv").output
    assert "link.csv: is a link that leads nowhere" in said
    assert "pipe.csv: is a pipe, not a file" in said
    os.mkfifo(place / "odd" / "pipe.json")
    assert "pipe.json: left out: is a pipe" in pcn("comments", "odd", "--out", "out.csv").output


@pytest.fixture
def closed(monkeypatch):
    """Folders called ``within`` cannot be listed, as those of other people; root may list all."""
    real = os.scandir

    def refusing(path):
        if str(path).endswith("within"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)


def test_a_folder_within_that_cannot_be_listed_is_not_left_out_in_silence(place, closed):
    (place / "odd" / "within").mkdir(parents=True)
    shutil.copy("practices.csv", place / "odd")
    with pytest.raises(DataError, match=r"odd/within: the folder cannot be listed \(Permission"):
        folders.files_in(place / "odd")
    assert [one.name for one in folders.files_in(place / "odd", deep=False)] == ["practices.csv"]
    said = pcn("plan", "odd", "--out", "out")
    assert (said.exit_code, "within: the folder cannot be listed" in said.output) == (2, True)


def test_what_the_system_refuses_anywhere_is_told_by_its_name(capsys):
    @failures.reported
    def command():
        raise PermissionError(13, "Permission denied", "shut/list.csv")

    with pytest.raises(failures.typer.Exit) as ended:
        command()
    assert ended.value.exit_code == failures.BAD_INPUT
    assert capsys.readouterr().err == (
        "Error: shut/list.csv: cannot be opened (Permission denied). Check permissions.\n"
    )
