"""A pack of the small study with everything in it, and what tests read from its papers."""

import csv
import json
from collections import defaultdict
from decimal import Decimal

import docx
import geopandas as gpd
import openpyxl
import page
import pandas as pd
import pdfua
import pypdf
import shapely

from pcn_planner import pipeline
from tests.support import small_study
from tests.support.area_files import pcn

YEAR = "2025/26"
ADJUSTED = {f"R{r}C{c}": 8_000 + 10 * (3 * r + c) for r in range(3) for c in range(4)}
CASES = {code: (10 + at, 100 + 7 * at) for at, code in enumerate(sorted(ADJUSTED))}
AGED = {code: 500 + 11 * at for at, code in enumerate(CASES)}
SCORE = {code: 10.5 + 2.3 * at for at, code in enumerate(CASES)}
NEED = "practice_code,copd_numerator,copd_denominator,aged,imd_score\n" + "".join(
    f"{code},{top},{base},{AGED[code]},{SCORE[code]}\n" for code, (top, base) in CASES.items()
)
AREA = {code: f"E010000{code[1]}{code[3]}" for code in ADJUSTED}  #: each stands in its own
COUNCIL = {AREA[code]: "West" if int(code[3]) < 2 else "East" for code in ADJUSTED}
UNLISTED = AREA["R0C3"]  #: an area in no row of the lookup
PEOPLE = {"West": {2026: 1_000, 2031: 1_300, 2036: 1_250}, "East": {2026: 500, 2031: 490}}
STREAM_OF = {"registered patient": "patients", "adjusted patient": "adjusted"}


def made(folder):
    """Write the plan, the plan before and the pack into ``folder``; the folder."""
    area = small_study.study(folder)
    moved = small_study.NETWORK | {"R1C1": "A"}
    for name, assignment in (("plan", moved), ("before", small_study.NETWORK)):
        pipeline.write(pipeline.judge(area, small_study.RULES, assignment), folder / name)
    people = pd.Series(ADJUSTED, name="adjusted").rename_axis("practice_code")
    people[people.index != "R0C0"].to_csv(folder / "people.csv")
    (folder / "staff.csv").write_text(
        "team_id,role,wte,base,annual_cost\nT1,nurse,8,R0C0,40000\nT2,nurse,4.5,R2C3,38000\n"
    )
    (folder / "need.csv").write_text(NEED)
    homes(folder)
    result = pcn(
        "pack", folder / "plan", "--before", folder / "before", "--year", YEAR,
        "--populations", folder / "people.csv", "--staff", folder / "staff.csv",
        "--staff-level", "2,nurse=1.5", "--need-counts", folder / "need.csv",
        "--registrations", folder / "lives.csv", "--areas", folder / "areas.gpkg",
        "--places", folder / "places.csv", "--projections", folder / "people.by_council.csv",
        "--out", folder / "pack",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    return folder


def lives():
    """Practice, area, patients: a quarter live one area further east; 100 of R0C0 are in no row."""
    for code, area in AREA.items():
        patients = 9_000 if code == "R1C1" else 7_900 if code == "R0C0" else 8_000
        yield code, area, patients * 3 // 4
        yield code, AREA[f"{code[:3]}{(int(code[3]) + 1) % 4}"], patients - patients * 3 // 4


def homes(folder):
    """Write where patients live, in which council and ward, and how the people there grow."""
    pd.DataFrame(lives(), columns=["PRACTICE_CODE", "LSOA_CODE", "NUMBER_OF_PATIENTS"]).to_csv(
        folder / "lives.csv", index=False
    )
    listed = [(area, name, f"Ward {area[-2]}") for area, name in COUNCIL.items()]
    places = pd.DataFrame(listed, columns=["area_code", "council", "ward"])
    places[places["area_code"] != UNLISTED].to_csv(folder / "places.csv", index=False)
    people = [(name, year, n) for name, by in PEOPLE.items() for year, n in by.items()]
    people += [("East", 2036, 490)]
    pd.DataFrame(people, columns=["area_code", "year", "people"]).to_csv(
        folder / "people.by_council.csv", index=False
    )
    squares = [
        shapely.box(399_000 + 2_000 * int(code[3]), 405_000 - 2_000 * int(code[1]),
                    401_000 + 2_000 * int(code[3]), 407_000 - 2_000 * int(code[1]))
        for code in AREA
    ]  # fmt: skip
    shapes = gpd.GeoDataFrame({"LSOA21CD": list(AREA.values())}, geometry=squares, crs=27700)
    shapes.to_file(folder / "areas.gpkg")


def assignment(folder):
    text = (folder / "assignment.csv").read_text(encoding="utf-8")
    return {row["practice_code"]: row["network_id"] for row in csv.DictReader(text.splitlines())}


def in_pieces(folder):
    """How many networks of a plan's folder are not joined up by its neighbours."""
    with (folder / "adjacency.csv").open(encoding="utf-8") as file:
        beside = [(row["practice_a"], row["practice_b"]) for row in csv.DictReader(file)]
    placed = assignment(folder)
    piece = {code: code for code in placed}
    for _ in placed:
        for one, other in beside:
            if placed[one] == placed[other]:
                piece[one] = piece[other] = min(piece[one], piece[other])
    pieces = defaultdict(set)
    for code, key in placed.items():
        pieces[key].add(piece[code])
    return sum(len(own) > 1 for own in pieces.values())


def plan_of(made):
    """Practice -> network, and practice -> list, from the plan's own files."""
    shapes = json.loads((made / "plan" / "practices.geojson").read_text(encoding="utf-8"))
    facts = [one["properties"] for one in shapes["features"]]
    return {
        "network": assignment(made / "plan"),
        "patients": {row["practice_code"]: row["patients"] for row in facts},
    }


def sums(plan, network=None):
    out = defaultdict(int)
    for code, key in (network or plan["network"]).items():
        out[key] += plan["patients"][code]
    return dict(out)


def need_of(codes, patients):
    """Measure -> what is counted, of how many, and what papers say of them all."""
    own = sum(patients[code] for code in codes)
    cases, of = (sum(CASES[code][at] for code in codes) for at in (0, 1))
    aged = sum(AGED[code] for code in codes)
    score = sum(SCORE[code] * patients[code] for code in codes)
    return {
        "copd": (cases, of, f"{cases / of:.1%}"),
        "aged": (aged, own, f"{aged / own:.1%}"),
        "imd_score": (score, own, f"{score / own:.1f}"),
    }


def sheet(made, name):
    head, *rows = openpyxl.load_workbook(made / "pack" / "networks.xlsx")[name].iter_rows(
        values_only=True
    )
    return pd.DataFrame(rows, columns=head)


def tables(made, name, *head):
    """The rows of the tables of a paper that begin with these words."""
    found = docx.Document(str(made / "pack" / f"{name}.docx")).tables
    texts = [[[cell.text for cell in row.cells] for row in table.rows] for table in found]
    return [rows[1:] for rows in texts if tuple(rows[0][: len(head)]) == head]


def against_pdf_ua(path):
    """What two checkers that share nothing find; the second keeps to all tests of veraPDF."""
    more = page.validate_pdf(path, profile="ua1", limits=page.SafetyLimits.unlimited())
    assert more.rules.total > 100
    return {
        "pdfua": [(one.rule_id, one.message) for one in pdfua.validate(str(path)).findings],
        "page": [(one.rule_id, one.message) for one in more.failures],
    }


def elements(node, kind):
    """Every element of that kind in the tree of a PDF's structure."""
    node = node.get_object()
    if isinstance(node, pypdf.generic.ArrayObject):
        for one in node:
            yield from elements(one, kind)
    elif isinstance(node, pypdf.generic.DictionaryObject):
        if node.get("/S") == kind:
            yield node
        if "/K" in node:
            yield from elements(node["/K"], kind)


def number(text):
    return int(text.replace(",", ""))


def amount(text):
    return Decimal(text.replace("£", "").replace(",", ""))


def text_of(made, name):
    return " ".join(p.text for p in docx.Document(str(made / "pack" / f"{name}.docx")).paragraphs)
