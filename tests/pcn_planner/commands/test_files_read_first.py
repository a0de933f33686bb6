"""Every file that an option names is opened and held good before anything is solved.

Options are those that the commands have, so that none is forgotten.
"""

import inspect

import pytest

from pcn_planner import pipeline
from pcn_planner.cli import cli
from pcn_planner.described import saved
from pcn_planner.papers import beside, opening
from pcn_planner.papers import pack as papers
from pcn_planner.redrafting import asked
from tests.support import packed, small_areas_planned, small_study
from tests.support.area_files import pcn

WRITTEN = {"out", "resume"}  #: options that name where to write
#: what an option needs beside it
BESIDE = {
    "registrations": ["--areas", "areas.gpkg"],
    "scheduler_security": ["--scheduler", "tls://localhost:8786"],
    "approved": ["--current", "pcn_code"],
    "places": ["--registrations", "lives.csv"],
    "projections": ["--registrations", "lives.csv"],
}
NAMED = {"template": "the template", "considered": "redraft.csv"}  #: by another name in a message


def file_options(command: str) -> set[str]:
    """Options of a command that take a file to be read."""
    function = next(one.callback for one in cli.registered_commands if one.name == command)
    assert function is not None
    return {
        one.name for one in inspect.signature(function).parameters.values()
        if one.default is not inspect.Parameter.empty and takes_file(one.annotation)
    } - WRITTEN  # fmt: skip


def takes_file(kind) -> bool:
    option = kind.__metadata__[0]
    words = f"{kind.__origin__} {option.metavar} {option.help}"
    return any(sign in words for sign in ("Path", "|FILE", "=]FILE", ".csv"))


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A folder with a plan and sound files of every kind."""
    folder = tmp_path_factory.mktemp("sound")
    study = small_study.study(folder)
    pipeline.write(pipeline.judge(study, small_study.RULES, small_study.NETWORK), folder / "plan")
    packed.homes(folder)
    small_areas_planned.write(folder)
    (folder / "staff.csv").write_text("team_id,role,wte\nT1,nurse,8\nT2,nurse,4\n")
    spoiled = folder / "spoiled.any", folder / "redrafted" / "redraft.csv"
    spoiled[1].parent.mkdir()
    for file in spoiled:
        file.write_bytes(b"\x00\x01\x02 of no kind \xff\xfe\n" * 20)
    return folder


@pytest.fixture
def refused(planned, monkeypatch):
    """Gives an option a file of no kind, which has to be refused by name with nothing solved."""
    monkeypatch.chdir(planned)
    began = []
    for module, name in (
        (pipeline, "propose"), (pipeline, "judge"), (asked, "steps"), (beside, "planned"),
        (papers, "write"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, lambda *_, at=name, **__: began.append(at))

    def give(option, *command):
        file = "redrafted" if option == "considered" else "spoiled.any"
        flag = f"--{option.replace('_', '-')}"
        ran = pcn(*command, flag, file, *BESIDE.get(option, ()))
        assert (ran.exit_code, began) == (2, []), f"{command[0]} {flag}: {ran.output}"
        assert NAMED.get(option, file) in ran.output, f"{command[0]} {flag}: {ran.output}"

    return give


def test_what_a_plan_is_made_from_is_read_before_it_is_solved(refused):
    known = {"area_data"}
    for command, *more in (
        ("plan", "--out", "out"), ("redraft", "--current", "pcn_code", "--out", "out"),
        ("check",), ("conflicts", "--team", "team"),
    ):  # fmt: skip
        for option in sorted(file_options(command) - known):
            refused(option, command, "practices.csv", *more)
            known.add(option)
    refused("area_data", "plan", "lsoa.geojson", "--units", "areas", "--out", "out")
    assert {"footprints", "approved", "tiers", "roads", "assignment"} <= known


def test_what_papers_are_made_from_is_read_before_staff_are_shared_out(refused, monkeypatch):
    plan = saved.opened("plan")
    monkeypatch.setattr(saved, "opened", lambda _: plan)
    monkeypatch.setattr(opening, "study_of", lambda _: None)
    known = file_options("pack")
    for option in sorted(known):
        staff = [] if option == "staff" else ["--staff", "staff.csv"]
        refused(option, "pack", "plan", *staff, "--out", "papers")
    assert {"before", "considered", "projections", "staff_by", "template"} <= known
