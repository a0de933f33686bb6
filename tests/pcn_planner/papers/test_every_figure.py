"""Every sheet of the workbook, and all that papers and the public page say of it, reckoned anew.

From the plan's own files and the tables given, in plain loops; ``test_figures`` has the rest.
"""

import csv
import html
import json
import math
import re
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import openpyxl
import pandas as pd
import pytest

import pcn_planner
from pcn_planner import pipeline
from pcn_planner.home import HOME
from pcn_planner.papers import board, registration
from pcn_planner.papers.formats import workbook
from pcn_planner.study.inputs import Inputs
from tests.support import packed, small_study
from tests.support.area_files import pcn
from tests.support.packed import number, sheet, sums, tables, text_of

pytestmark = pytest.mark.deep  # the pack is made once more

POSTS = {"T1": ("R0C0", 8.0), "T2": ("R2C3", 4.5)}  #: team -> base and posts, as in the table given
#: sheet -> the test below, or in ``test_figures``, that reckons its figures
RECKONED = {
    "practices": "each_practice", "networks": "networks_and_conflicts", "moves": "moves_networks",
    "conflicts": "networks_and_conflicts", "money": "money_to_the_penny",
    "money_practices": "money_of_each_practice", "staff": "posts", "staff_moves": "posts",
    "staff_visits": "visits", "staff_level": "staff_are_whole", "staff_roles": "posts",
    "profile": "need", "residents": "residents", "ground": "ground", "growth": "lists_grow",
    "checks": "checks", "columns": "workbook_is_tidy",
}  # fmt: skip


def at(code):
    """Where a practice stands, kilometres."""
    return 400 + 2 * int(code[3]), 406 - 2 * int(code[1])


def km(one, other):
    return math.dist(at(one), at(other))


def homes():
    """Practice -> where its patients live: a practice that stands there, and how many.

    The 100 of R0C0 whose home is in no row count at their practice.
    """
    there = {area: code for code, area in packed.AREA.items()}
    out = defaultdict(list, {"R0C0": [("R0C0", 100)]})
    for code, area, patients in packed.lives():
        out[code].append((there[area], patients))
    return out


def test_every_sheet_has_its_reckoning(made):
    assert set(RECKONED) == set(workbook.SHEETS)
    assert openpyxl.load_workbook(made / "pack" / "networks.xlsx").sheetnames == list(
        workbook.SHEETS
    )


def test_each_practice_of_the_sheet_is_that_of_the_plan(made, plan):
    rows = sheet(made, "practices").set_index("practice_code")
    assert rows["network_id"].to_dict() == plan["network"]
    assert rows["patients"].to_dict() == plan["patients"]


@pytest.mark.parametrize("name", ["networks", "conflicts"])
def test_networks_and_conflicts_are_those_of_the_plan(made, name):
    """To the decimals that the CSV keeps."""
    written = pd.read_csv(made / "plan" / f"{name}.csv")
    listed = sheet(made, name)
    assert list(listed) == list(written)
    for column in written:
        pairs = zip(written[column], listed[column], strict=True)
        for was, now in pairs:
            if isinstance(was, float):
                assert (now is None or math.isnan(now)) if math.isnan(was) else (
                    now == pytest.approx(was, abs=0.0006)
                ), column  # fmt: skip
            else:
                assert now == was, column


def test_checks_are_those_of_the_report(made):
    said = json.loads((made / "plan" / "report.json").read_text(encoding="utf-8"))
    checked = said["verification"]["checks"] if "verification" in said else said["checks"]
    rows = sheet(made, "checks").set_index("check")["passed"].to_dict()
    assert rows == {one["name"]: one["passed"] for one in checked}


def test_money_of_each_practice_and_of_each_stream_before_and_after(made, plan):
    with (HOME / "data" / "rates.csv").open(encoding="utf-8") as file:
        rates = [row for row in csv.DictReader(file) if row["year"] == packed.YEAR]
    known = {"patients": plan["patients"],
             "adjusted": {c: n for c, n in packed.ADJUSTED.items() if c != "R0C0"}}  # fmt: skip
    listed = sheet(made, "money_practices").set_index(["practice_code", "stream"])["amount"]
    changed = {row[0]: row[2:] for row in tables(made, "change", "Stream")[0]}
    before = packed.assignment(made / "before")
    for rate in rates:
        people = known.get(packed.STREAM_OF.get(rate["per"], ""), {})
        each = {c: penny(n * Decimal(rate["rate"])) for c, n in people.items()}
        for code in plan["network"]:
            cell = listed[code, rate["stream"]]
            assert math.isnan(cell) if code not in each else Decimal(str(cell)) == each[code]
        if not people:
            assert rate["stream"] not in changed
            continue
        was, now, more = map(packed.amount, changed[rate["stream"]])
        assert now == of_networks(plan["network"], people, rate)
        assert was == of_networks(before, people, rate)
        assert more == now - was
    by_network = tables(made, "change", "Network", "Before", "After", "Change")[2]
    totals = sheet(made, "money").groupby("network_id")["amount"].sum()
    said = sum(packed.amount(row[2]) for row in by_network)
    assert said == sum(penny(Decimal(str(round(one, 2)))) for one in totals)


def penny(value):
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def of_networks(placed, people, rate):
    """A stream over all networks, each to the penny."""
    own = defaultdict(int)
    for code, key in placed.items():
        own[key] += people.get(code, 0)
    return sum((penny(n * Decimal(rate["rate"])) for n in own.values()), Decimal(0))


def test_posts_of_networks_teams_and_roles(made, plan):
    moves, posts = sheet(made, "staff_moves"), sheet(made, "staff").set_index("network_id")
    lead = pd.read_csv(made / "plan" / "networks.csv").set_index("network_id")["lead_team_id"]
    assert posts["lead_team_id"].to_dict() == lead.to_dict()
    got, gone, changing = defaultdict(float), defaultdict(float), defaultdict(float)
    for row in moves.to_dict("records"):
        got[row["network_id"]] += row["wte"]
        gone[row["team_id"]] += row["wte"]
        assert row["changes_team"] == (lead[row["network_id"]] != row["team_id"])
        changing[row["network_id"]] += row["wte"] * row["changes_team"]
    assert dict(gone) == {team: wte for team, (_, wte) in POSTS.items()}
    assert dict(got) == posts["wte"].to_dict()
    assert dict(changing) == posts["wte_changing_team"].to_dict()
    assert sum(changing.values()) == fewest_changing(plan, lead)
    for row in sheet(made, "staff_roles").to_dict("records"):
        assert row["patients"] == sums(plan)[row["network_id"]]
        assert row["wte"] == got[row["network_id"]]
        assert row["wte_per_10k"] == pytest.approx(10_000 * row["wte"] / row["patients"])
    said = {row[0]: row for row in tables(made, "change", "Network", "Team", "Role")[0]}
    for key, row in posts.iterrows():
        assert said[key][3:] == [f"{row['wte']:g}", f"{row['fair_share_wte']:.2f}",
                                 f"{row['wte_changing_team']:g}"]  # fmt: skip
    levels = sheet(made, "staff_level").set_index("network_id")
    for key, patients, wte, each, short, cost in tables(made, "change", "Network", "Patients")[0]:
        row = levels.loc[key]
        assert (number(patients), float(wte), float(short)) == (
            sums(plan)[key], got[key], row["short_wte"])  # fmt: skip
        assert each == f"{10_000 * got[key] / sums(plan)[key]:.2f}"
        assert packed.amount(cost) == penny(Decimal(str(row["cost"])))


def fewest_changing(plan, lead):
    """Over every way to round fair shares to half posts: the fewest posts that change team."""
    everybody, posts = sum(sums(plan).values()), sum(wte for _, wte in POSTS.values())
    fair = {key: posts * n / everybody for key, n in sums(plan).items()}
    ways = [{}]
    for key, share in fair.items():
        low = math.floor(2 * share) / 2
        ways = [way | {key: low + up} for way in ways for up in (0, 0.5)]
    whole = [way for way in ways if sum(way.values()) == posts]
    return min(
        sum(max(0, sum(wte for key, wte in way.items() if lead[key] == team) - there)
            for team, (_, there) in POSTS.items())
        for way in whole
    )  # fmt: skip


def test_visits_by_home_and_by_list(made, plan):
    rows = sheet(made, "staff_visits")
    live = homes()
    for row in rows.to_dict("records"):
        base, own = POSTS[row["team_id"]][0], [
            code for code, key in plan["network"].items() if key == row["network_id"]
        ]  # fmt: skip
        assert row["base"] == base
        at_home = [(km(base, there), n) for code in own for there, n in live[code]]
        by_list = [(km(base, code), plan["patients"][code]) for code in own]
        for column, pairs in (("visit_km_by_home", at_home), ("visit_km_by_list", by_list)):
            mean = sum(far * n for far, n in pairs) / sum(n for _, n in pairs)
            assert row[column] == pytest.approx(mean, abs=1e-6)
    for key, wte, by_home, by_list in tables(made, "change", "Network", "WTE", "Homes, km")[0]:
        own = rows[rows["network_id"] == key]
        assert float(wte) == own["wte"].sum()
        for said, column in ((by_home, "visit_km_by_home"), (by_list, "visit_km_by_list")):
            mean = (own[column] * own["wte"]).sum() / own["wte"].sum()
            assert float(said) == pytest.approx(mean, abs=0.051)


def test_ground_and_need_of_each_network(made, plan):
    """The standard distance of patients, nobody's practice between, and counts of need."""
    said, live = text_of(made, "registration"), homes()
    ground = sheet(made, "ground").set_index("network_id")
    need = sheet(made, "profile").set_index(["network_id", "measure"])
    for key in sums(plan):
        own = [code for code, of in plan["network"].items() if of == key]
        people = [(at(there), n) for code in own for there, n in live[code]]
        count = sum(n for _, n in people)
        x, y = (sum(place[k] * n for place, n in people) / count for k in (0, 1))
        spread = math.sqrt(sum(math.dist(place, (x, y)) ** 2 * n for place, n in people) / count)
        assert ground["spread_km"][key] == pytest.approx(spread, abs=1e-6)
        assert ground["counted"][key] == "by home"
        assert f"Its patients are spread {spread:.1f} km around their middle" in said
        for measure, (top, base, _) in packed.need_of(own, plan["patients"]).items():
            row = need.loc[(key, measure)]
            assert (row["numerator"], row["denominator"]) == pytest.approx((top, base))
            assert row["value"] == pytest.approx(top / base)
            assert row["practices_unknown"] == 0


def test_an_exception_says_by_how_much_a_network_is_outside_the_band(tmp_path):
    """Of a practice that alone is above the ceiling, in the board's paper and in its section."""
    (tmp_path / "big.csv").write_text(small_study.table().replace(",9000,", ",40000,"))
    inputs = Inputs(tmp_path / "big.csv", within=("ccg_code",), current="pcn_code", team="team")
    pipeline.write(pipeline.propose(pipeline.load(inputs), small_study.RULES), tmp_path / "plan")
    written = pd.read_csv(tmp_path / "plan" / "networks.csv").set_index("network_id")
    (key,) = written.index[written["patients"] > 33_000]
    told = pcn_planner.open(tmp_path / "plan").papers(year=packed.YEAR)
    over = written["patients"][key] - 33_000
    said = f"R1C1 has {written['patients'][key]:,} patients, {over:,} above the ceiling: "
    (declared,) = board._exceptions(told)
    assert declared.startswith(f"{key}: {said}")
    heading, points = registration._exception(told, key)
    assert heading.text == "Outside the band"
    assert points.texts[0].startswith(f"Declared: {said}")
    without = "1 is outside the band, declared; nobody has given a reason yet."
    assert without in board._proposal(told)
    assert {k for k in written.index if registration._exception(told, k)} == {key}


def test_the_public_page_says_the_figures_of_the_plan(made, plan):
    result = pcn("publish", made / "plan", "--before", made / "before", "--out", made / "public")
    assert result.exit_code == 0, result.output
    page = html.unescape((made / "public" / "index.html").read_text(encoding="utf-8"))
    rows = re.findall(r'<tr data-code="(\w+)".*?<td class="number">([\d,]+)</td>\s*'
                      r'<td class="change">(.*?)</td>', page, re.DOTALL)  # fmt: skip
    assert {code: number(patients) for code, patients, _ in rows} == plan["patients"]
    before = packed.assignment(made / "before")
    moved = {code for code, key in plan["network"].items() if before[code] != key}
    assert {code for code, _, said in rows if "Would move to" in said} == moved
    verb = "practice would change its" if len(moved) == 1 else "practices would change their"
    assert f"{len(moved)} {verb} network." in page
    assert f"puts {len(plan['network'])} practices into {len(sums(plan))} networks" in page
    for key, patients in sums(plan).items():
        count = sum(of == key for of in plan["network"].values())
        assert f"{count} practices with {patients:,} registered patients." in page
