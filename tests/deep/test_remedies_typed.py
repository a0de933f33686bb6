"""Every remedy that names an option is typed, and the trouble it was printed for is gone.

``tests/pcn_planner/commands/test_remedies.py`` holds that options exist, and types those of
``plan``'s blockers and of ``read``.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from pcn_planner.commands import app
from pcn_planner.consultation import comments
from pcn_planner.projects import folder as work
from tests.support import small_areas_planned as small
from tests.support.area_files import CODES, pcn, write
from tests.support.workbooks import workbook


@dataclass(frozen=True)
class Trouble:
    """A command, what it says, and what is typed instead: words after it, or a whole command."""

    asked: str
    said: str
    typed: tuple[str, ...]
    instead: tuple[str, ...] = field(default=())


PLAN = "plan {t} --within ccg_code --time-limit 20"
REDRAFT = "redraft {t} --within ccg_code --time-limit 20"
AREAS = "plan {areas} --units areas --band 20000:40000 --time-limit 20"
SHEETED = "--within ccg_code --time-limit 20 --sheet"
LEVELS = {
    "nolevels": "[rules]\nfloor = 1\n",
    "twice": '[[tiers]]\nname = "place"\nband = [30000, 60000]\n' * 2,
    "levels": '[[tiers]]\nname = "place"\nband = [40000, 160000]\n',
}
#: words typed after the command that failed; commands typed in its place
TROUBLES = {
    "redraft begins from today": Trouble(
        REDRAFT, "begins from today's networks", ("--current pcn_code --moves-max 1",)),
    "redraft towards teams": Trouble(
        f"{REDRAFT} --current pcn_code --moves-max 1 --towards teams", "nothing says where",
        ("--team team", "--footprints nursing={teams}")),
    "limit on change": Trouble(
        f"{PLAN} --moves-max 9", "begins from today's networks", ("--current pcn_code",)),
    "approved": Trouble(
        f"{PLAN} --approved all", "begins from today's networks", ("--current pcn_code",)),
    "alignment without teams": Trouble(
        f"{PLAN} --weights travel=1,alignment=1", "Give team footprints",
        ("--footprints {teams}", "--team team"), (f"{PLAN} --weights travel=1,alignment=0",)),
    "change without today": Trouble(
        f"{PLAN} --weights travel=1,change=1", "Name the column of today's networks",
        ("--current pcn_code",), (f"{PLAN} --weights travel=1,change=0",)),
    "mix without need": Trouble(
        f"{PLAN} --weights travel=1,mix=1", "Name the column of the need score",
        ("--need need",), (f"{PLAN} --weights travel=1,mix=0",)),
    "layer that is not given": Trouble(
        f"{PLAN} --weights travel=1,alignment:nursing=1", "footprint layer that is not given",
        ("--footprints nursing={teams}",)),
    "layers without names": Trouble(
        f"{PLAN} --footprints {{teams}} --footprints {{teams}}", "--footprints cannot be",
        (), (f"{PLAN} --footprints a={{teams}} --footprints b={{teams}}",)),
    "band on a column that is not there": Trouble(
        f"{PLAN} --size heavy", "has no column 'heavy'", (), (f"{PLAN} --size patients",)),
    "border blank": Trouble(
        "plan {blank} --within ccg_code --time-limit 20", "practice has no ccg_code",
        ("--exclude P14",)),
    "several modes": Trouble(
        f"{PLAN} --travel-times {{modes}}", "--mode", ("--mode bus", "--mode car")),
    "a mode that no table has": Trouble(
        f"{PLAN} --travel-times {{times}} --mode bus", "no column mode", (),
        (f"{PLAN} --travel-times {{times}}", f"{PLAN} --travel-times {{modes}} --mode bus")),
    "a mode without times": Trouble(
        f"{PLAN} --mode bus", "no table of travel times", ("--travel-times {modes}",), (PLAN,)),
    "alternatives": Trouble(
        f"{PLAN} --alternatives 999", "alternatives cannot be asked for", (),
        (f"{PLAN} --alternatives 1",)),
    "near": Trouble(
        f"{PLAN} --alternatives 1 --near 7", "--near cannot be", (),
        (f"{PLAN} --alternatives 1 --near 2%",)),
    "different": Trouble(
        f"{PLAN} --alternatives 1 --different 0", "--different cannot be", (),
        (f"{PLAN} --alternatives 1 --different 1",)),
    "gap": Trouble(f"{PLAN} --gap 3", "--gap cannot be", (), (f"{PLAN} --gap 0.005",)),
    "networks": Trouble(
        f"{PLAN} --networks many", "--networks cannot be", (),
        tuple(f"{PLAN} --networks {n}" for n in ("4", "3:5", "3:", ":5"))),
    "soft ceiling without a price": Trouble(
        f"{PLAN} --soft-ceiling", "--weights oversize=1", ("--weights travel=1,oversize=1",)),
    "history of no project": Trouble(
        f"{PLAN} --author Ada", "stand in the history of a project", (), (PLAN,)),
    "a column that is not found": Trouble(
        "plan {renamed} --time-limit 20", "no column for list_size",
        ("--columns list_size=people",)),
    "areas without residents": Trouble(
        AREAS, "how many residents", ("--area-data {figures}",)),
    "groups of practices": Trouble(
        f"{PLAN} --group-by msoa", "something of areas", (),
        ("plan {areas} --units areas --area-data {figures} --group-by msoa --band 20000:40000",)),
    "a column to group by": Trouble(
        f"{AREAS} --area-data {{figures}} --group-by parish", "to group areas by (--group-by)",
        (), (f"{AREAS} --area-data {{figures}} --group-by msoa",)),
    "units of another kind": Trouble(
        f"{PLAN} --units houses", "--units cannot be", (), (f"{PLAN} --units practices",)),
    "nothing to judge": Trouble(
        "check {t}", "takes one assignment to judge",
        ("--networks-column pcn_code", "--assignment {plan}")),
    "conflicts without teams": Trouble(
        "conflicts {t} --networks-column pcn_code", "nothing says where the community teams work",
        ("--team team", "--footprints {teams}")),
    "a year without rates": Trouble(
        "pack {plan} --year 1999/00", "no rates are known for", ("--rates {rates}",),
        ("pack {plan} --year 2025/26",)),
    "level of no staff": Trouble(
        "pack {plan} --staff-level 3", "no staff are given", ("--staff {staff}",)),
    "staff of no teams": Trouble(
        "pack {teamless} --staff {staff}", "knows no community teams", (),
        ("pack {plan} --staff {staff}",)),
    "caseload by area": Trouble(
        "pack {plan} --staff {staff} --staff-by {caseload}", "needs to be known by network",
        ("--registrations {lives}",)),
    "places of patients": Trouble(
        "pack {plan} --places {places}", "not known where patients live",
        ("--registrations {lives}",)),
    "a template that is none": Trouble(
        "pack {plan} --template {teams}", "no Word document", (), ("pack {plan}",)),
    "no redraft considered": Trouble(
        "pack {plan} --considered {plan}", "Name the folder that pcn redraft --out wrote", (),
        ("pack {plan} --considered {redraft}",)),
    "who asks": Trouble(
        "publish {plan}", "No organisation is named (--organisation)",
        ("--organisation ICB --reply-to a@example.org --closes 2099-12-31",)),
    "scenario of no project": Trouble(
        "comments {sent} --scenario X", "--scenario is one of a project", (),
        ("comments {sent} --project {project} --scenario Exported",)),
    "export nowhere": Trouble(
        "project export {project}", "export needs a folder", ("--out {new}",)),
    "a sheet that is not there": Trouble(
        f"plan {{book}} {SHEETED} Then", "Name one of its sheets", (),
        (f"plan {{book}} {SHEETED} Now", f"plan {{book}} {SHEETED} book.xlsx=Now",
             f"plan {{book}} {SHEETED} Now!1")),
    "a sheet of no workbook": Trouble(f"{PLAN} --sheet Now", "Leave --sheet out", (), (PLAN,)),
    "levels that are none": Trouble(
        f"{PLAN} --tiers {{nolevels}}", "states no levels", (), (f"{PLAN} --tiers {{levels}}",)),
    "levels of one name": Trouble(
        f"{PLAN} --tiers {{twice}}", "have one name", (), (f"{PLAN} --tiers {{levels}}",)),
    "a scheduler that does not answer": Trouble(
        f"{PLAN} --scheduler tcp://127.0.0.1:1", "leave --scheduler out", (),
        (PLAN, f"{PLAN} --jobs 1")),
    "a table of no kind": Trouble(
        "read {t} --out {text}", "--out cannot be", (), ("read {t} --out {table}",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files and folders that commands name in braces."""
    folder = tmp_path_factory.mktemp("typed")
    known = {"t": write(folder), **_tables(folder), **_of_areas(folder)}
    for name, more in (("plan", ["--team", "team"]), ("teamless", [])):
        known[name] = folder / name
        ran = pcn("plan", known["t"], "--within", "ccg_code", *more, "--current", "pcn_code",
                  "--time-limit", "20", "--out", known[name])  # fmt: skip
        assert ran.exit_code == 0, ran.output
    known["project"] = known["plan"] / "project.pcn"
    known["redraft"] = folder / "redraft"
    ran = pcn("redraft", known["t"], "--within", "ccg_code", "--current", "pcn_code",
              "--moves-max", "1", "--time-limit", "20", "--out", known["redraft"])  # fmt: skip
    assert ran.exit_code == 0, ran.output
    known["text"], known["table"] = folder / "out.txt", folder / "out.csv"
    return known


def _tables(folder: Path) -> dict[str, Path]:
    """Tables beside the practices; the practices with a blank border, and with another column."""
    whole = pd.read_csv(folder / "practices.csv", dtype=str, keep_default_na=False)
    blank = whole.assign(ccg_code=[*whole["ccg_code"][:-1], ""])
    pairs = [(a, b, 3 * abs(i - j)) for i, a in enumerate(CODES) for j, b in enumerate(CODES)]
    times = pd.DataFrame(pairs, columns=["from_code", "to_code", "minutes"])
    rates = "year,stream,rate,unit,per,paid_to,estimate,source\n"
    frames = {
        "blank": blank,
        "renamed": whole.rename(columns={"list_size": "people"}),
        "teams": pd.DataFrame({"practice_code": CODES, "team_id": ["T1"] * 5 + ["T2"] * 9}),
        "times": times,
        "modes": pd.concat([times.assign(mode="bus"), times.assign(mode="car")]),
        "staff": pd.DataFrame({"team_id": ["T1", "T2"], "role": "nurse", "wte": [8, 9]}),
        "caseload": pd.DataFrame({"area_code": ["E01000001", "E01000002"], "caseload": [40, 60]}),
        "places": pd.DataFrame({"area_code": ["E01000001", "E01000002"], "council": ["A", "B"]}),
        "lives": _lives(whole),
    }
    for name, frame in frames.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    (folder / "rates.csv").write_text(
        f"{rates}1999/00,Core,1.0,GBP,registered patient,network,no,Gazette\n", "utf-8"
    )
    comment = {"format": comments.FORMAT, "comment": "Too far to walk."}
    (folder / "sent.json").write_text(json.dumps(comment), "utf-8")
    named = {name: folder / f"{name}.csv" for name in (*frames, "rates")}
    for name, text in LEVELS.items():
        named[name] = folder / f"{name}.toml"
        named[name].write_text(text, "utf-8")
    rows = [list(whole.columns), *whole.to_numpy().tolist()]
    book = workbook(folder / "book.xlsx", Notes=[["Lists of practices"]], Now=rows)
    return named | {"sent": folder / "sent.json", "book": book}


def _lives(whole: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (code, f"E0100000{1 + k % 2}", size)
        for k, (code, size) in enumerate(zip(CODES, whole["list_size"], strict=True))
    ]
    return pd.DataFrame(rows, columns=["PRACTICE_CODE", "LSOA_CODE", "NUMBER_OF_PATIENTS"])


def _of_areas(folder: Path) -> dict[str, Path]:
    shapes, figures = small.write(folder)
    return {"areas": shapes, "figures": figures}


def run(asked: str, files: dict[str, Path], out: Path) -> tuple[int, str]:
    """Exit code of a command, and all that it says on one line."""
    words = asked.format(**files, new=out).split()
    if words[0] not in ("check", "project", "read") and "--out" not in words:
        words += ["--out", out / "made.csv" if words[0] == "comments" else out]
    ran = pcn(*words)
    return ran.exit_code, " ".join(ran.output.split())


@pytest.mark.parametrize("name", TROUBLES)
def test_the_trouble_is_gone_when_its_remedy_is_typed(name, files, tmp_path):
    trouble = TROUBLES[name]
    _, said = run(trouble.asked, files, tmp_path / "first")
    assert trouble.said in said
    again = [f"{trouble.asked} {words}" for words in trouble.typed]
    for k, asked in enumerate((*again, *trouble.instead)):
        code, told = run(asked, files, tmp_path / f"out{k}")
        assert code != 2, (asked, told)
        assert trouble.said not in told, (asked, told)


def test_another_folder_for_projects_is_made_where_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setenv(work.VARIABLE, "")  # set back at the end
    (tmp_path / "file").write_text("no folder")
    ran = pcn("app", "--projects", tmp_path / "file")
    assert ran.exit_code == 2
    assert "Choose another with pcn app --projects DIR" in " ".join(ran.output.split())
    assert app.work_folder(tmp_path / "new").is_dir()
