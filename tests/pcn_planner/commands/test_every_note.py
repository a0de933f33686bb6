"""Titles, footnotes and unread columns of every table given to a command are told by it."""

import pytest

import pcn_planner as planner
from pcn_planner import pipeline
from tests.support import packed, small_study
from tests.support.area_files import pcn

#: option -> the table given, under a title and above a footnote
TABLES = {
    "facts": "network_id,clinical_director\nA,Dr A\n",
    "populations": "practice_code,adjusted\nR0C0,8000\nR0C1,7000\n",
    "staff": "team_id,role,wte\nT1,nurse,8\nT2,nurse,4\n",
    "staff_by": "practice_code,caseload\nR0C0,5\nR2C3,7\n",
    "need_counts": packed.NEED,
    "rates": "year,stream,rate,unit,per,paid_to,estimate,source\n"
    "2030/31,Core,3,GBP,registered patient,network,yes,a guess of ours\n"
    "2030/31,Access,3,GBP,adjusted patient,network,yes,a guess of ours\n",
    "places": "area_code,council\n" + "".join(f"{a},{c}\n" for a, c in packed.COUNCIL.items()),
    "projections": "area_code,year,people\nWest,2026,10\nWest,2031,11\nEast,2026,9\nEast,2031,8\n",
}  # fmt: skip
NETWORK = small_study.NETWORK
ASSIGNED = "practice_code,network_id\n" + "".join(
    f"{code},{key}\n" for code, key in NETWORK.items()
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A plan's folder, and every table under a title."""
    out = tmp_path_factory.mktemp("odd")
    area = small_study.study(out)
    moved = NETWORK | {"R1C1": "A"}
    pipeline.write(pipeline.judge(area, small_study.RULES, moved), out / "plan")
    packed.homes(out)
    for name, text in {**TABLES, "before": ASSIGNED}.items():
        titled(out / f"{name}.csv", text)
    return out


def titled(path, text):
    path.write_text(f"Agreed in March 2026\n\n{text}Source: the board's own records\n")


def of_file(name, said):
    """The parts of a file that what is said names as not read."""
    return {part for part in ("Agreed in March", "Source: the board")
            if any(line.split(": ")[0].endswith(f"{name}.csv") and part in line
                   for line in said)}  # fmt: skip


BOTH = {"Agreed in March", "Source: the board"}


def test_papers_in_python_have_the_notes_of_every_table(folder):
    given = {name: folder / f"{name}.csv" for name in (*TABLES, "before")}
    known = {"registrations": folder / "lives.csv", "areas": folder / "areas.gpkg"}
    made = planner.open(folder / "plan").papers(year="2030/31", **given, **known)
    assert {name: of_file(name, made.notes) for name in given} == dict.fromkeys(given, BOTH)
    assert made.year == "2030/31"
    assert len(set(made.notes)) == len(made.notes)


@pytest.mark.deep
def test_pack_prints_the_notes_of_every_table_once(folder):
    options = [one for name in (*TABLES, "before")
               for one in (f"--{name.replace('_', '-')}", folder / f"{name}.csv")]  # fmt: skip
    known = ["--registrations", folder / "lives.csv", "--areas", folder / "areas.gpkg"]
    result = pcn("pack", folder / "plan", *options, *known, "--out", folder / "pack")
    assert result.exit_code == 0, result.output
    said = [line.removeprefix("Note: ") for line in result.output.splitlines()]
    for name in (*TABLES, "before"):
        assert of_file(name, said) == BOTH, name
        assert sum(f"{name}.csv: The header is row" in line for line in said) == 1, name


def test_publish_and_compare_tell_of_the_plan_before(folder):
    for command in (
        ("publish", folder / "plan", "--before", folder / "before.csv", "--out", folder / "public"),
        ("compare", folder / "before.csv", folder / "plan", folder / "practices.csv"),
    ):
        result = pcn(*command)
        assert result.exit_code == 0, result.output
        said = [line.removeprefix("Note: ") for line in result.output.splitlines()]
        assert of_file("before", said) == BOTH
        assert sum("The header is row" in line for line in said) == 1


def test_check_tells_of_the_assignment_on_the_command_line_and_in_python(folder):
    study = small_study.study(folder)
    made = planner.check(study, folder / "before.csv", small_study.RULES)
    assert of_file("before", made.notes) == BOTH
    result = pcn(
        "check", folder / "practices.csv", "--assignment", folder / "before.csv",
        "--band", "16000:33000", "--within", "ccg_code",
    )  # fmt: skip
    said = [line.removeprefix("Note: ") for line in result.output.splitlines()]
    assert of_file("before", said) == BOTH


def test_postcodes_and_successors_beside_one_table_tell_what_was_not_read(folder):
    """On the command line, and in the notes of a study in Python."""
    where = [f"{code},ZZ{k} 1AA,{400_000 + 2_000 * k},400000" for k, code in enumerate(NETWORK)]
    titled(folder / "postcodes.csv", "postcode,easting,northing\n" + "".join(
        f"{line.partition(',')[2]}\n" for line in where))  # fmt: skip
    titled(folder / "successors.csv", "old_code,new_code\nR9C9,R0C0\n")
    lists = "practice_code,practice_name,list_size,postcode\n" + "".join(
        f"{code},Surgery {code},8000,ZZ{k} 1AA\n" for k, code in enumerate(NETWORK))  # fmt: skip
    (folder / "lists.csv").write_text(lists)
    study = planner.read(folder / "lists.csv", postcodes=folder / "postcodes.csv",
                         successors=folder / "successors.csv", accept_places=True)  # fmt: skip
    for name in ("postcodes", "successors"):
        assert of_file(name, study.notes) == BOTH, name


def test_approvals_from_a_file_tell_what_was_not_read(folder):
    titled(folder / "approved.csv", "network_id,reason\nA,an island\nB,a moor\n")
    study = small_study.study(folder)
    found = planner.redraft(study, floor=26_000, ceiling=27_000, moves_max=0,
                            approved=str(folder / "approved.csv"))  # fmt: skip
    assert of_file("approved", found.notes) == BOTH
