"""Every line and file of commands on small areas is about areas, residents, neighbourhoods."""

import re
from pathlib import Path

from tests.support import asked_of_areas
from tests.support.area_files import pcn

OURS = re.compile(r"(?<![\w./=-])(?:practice|patient|network)s?(?![\w=]|\.\w)", re.IGNORECASE)
MEANT = re.compile(
    r"it needs no network|GP practice|patient or carer"  # of the public page
    r"|^level,|^network,|^\d+,\d+,network,|,(?:network_split|practice_apart|team_split),|^place,"
)  # names of levels and kinds of conflicts are the same in every plan
BAND = ["--band", "20000:45000"]


def asked(folder: Path) -> list[list[object]]:
    shapes, figures = asked_of_areas.files(folder)
    given = [shapes, "--units", "areas", "--area-data", figures]
    teams = ["--footprints", f"nursing={folder}/teams.csv"]
    levels = ["--tiers", folder / "both.toml", "--teams-inside", "10000:20000", "--soft-ceiling"]
    near = ["--alternatives", "2", "--near", "10%", "--different", "8000"]
    today = ["--current", "today", *BAND]
    minutes = ["--travel-times", folder / "minutes.csv"]
    plan = folder / "plan"
    return [
        ["plan", *given, "--within", "council", *teams, *levels, *near, *today, *minutes,
         "--out", plan],
        ["check", *given, "--assignment", plan, "--out", folder / "checked"],
        ["conflicts", *given, "--assignment", plan, *teams, "--out", folder / "conflicts"],
        ["redraft", *given, *today, "--out", folder / "redraft"],
        ["compare", plan, folder / "checked", *given],
        ["pack", plan, "--out", folder / "pack"],
        ["publish", plan, "--out", folder / "page"],
    ]  # fmt: skip


def seen(path: Path) -> str:
    """What a person reads in a file; keys and units of ``report.json`` are for programs."""
    text = path.read_text("utf-8")
    if path.suffix != ".html":
        return text
    return re.sub(r"<[^>]*>", "\n", re.sub(r"<(style|script)\b.*?</\1>", " ", text, flags=re.S))


def test_every_line_and_every_file_is_about_areas(tmp_path):
    told = {}
    for words in asked(tmp_path):
        ran = pcn(*words)
        assert ran.exit_code in (0, 1), ran.output
        told[str(words[0])] = ran.output
    files = [p for p in tmp_path.rglob("*") if p.suffix in {".md", ".html", ".csv", ".svg"}]
    told |= {str(p.relative_to(tmp_path)): seen(p) for p in files if p.parent != tmp_path}
    odd = [
        (name, line.strip()[:160])
        for name, text in told.items()
        for line in text.splitlines()
        if OURS.search(line) and not MEANT.search(line.strip())
    ]
    odd = [one for one in odd if not one[1].startswith(("moves_max,", "plan,objective"))]
    assert odd == []
    assert (tmp_path / "plan-alternatives" / "areas.csv").is_file()
