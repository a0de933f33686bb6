"""Every figure of the papers reckoned once more, from the plan's CSV files alone."""

import csv
import math
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import docx
import pandas as pd
import pytest

from pcn_planner.home import HOME
from tests.support.area_files import pcn
from tests.support.packed import (
    ADJUSTED,
    AREA,
    COUNCIL,
    PEOPLE,
    STREAM_OF,
    UNLISTED,
    YEAR,
    amount,
    assignment,
    in_pieces,
    lives,
    need_of,
    number,
    sheet,
    sums,
    tables,
    text_of,
)


def test_members_lists_and_totals_of_the_registration(made, plan):
    found = tables(made, "registration", "ODS code", "Practice")
    (listed,) = tables(made, "registration", "Network", "Name")
    written = pd.read_csv(made / "plan" / "networks.csv").set_index("network_id")
    for key, _, practices, patients, place in listed[:-1]:
        own = [code for code, of in plan["network"].items() if of == key]
        assert (number(practices), number(patients)) == (len(own), sums(plan)[key])
        assert place == written["status"][key]
        size = f"{sums(plan)[key]:,} registered patients, {place}"
        assert f"Network id\t{key} Size\t{size} " in text_of(made, "registration")
    assert number(listed[-1][2]) == len(plan["network"])
    assert number(listed[-1][3]) == sum(plan["patients"].values())
    members = defaultdict(dict)
    for rows, key in zip(found, sorted(sums(plan)), strict=True):
        *listed, total = rows
        members[key] = {code: number(size) for code, _, size in listed}
        assert number(total[2]) == sums(plan)[key]
    assert {c: k for k, own in members.items() for c in own} == plan["network"]
    assert {c: n for own in members.values() for c, n in own.items()} == plan["patients"]


def test_moves_networks_and_effects_of_the_change(made, plan):
    before = assignment(made / "before")
    moved = {c for c, key in plan["network"].items() if before[c] != key}
    (listed,) = tables(made, "change", "ODS code", "Practice", "Patients")
    assert {row[0]: number(row[2]) for row in listed} == {c: plan["patients"][c] for c in moved}
    (pairs,) = tables(made, "change", "Before", "After")
    for was, now, old, new, more in pairs:
        assert number(old) == sums(plan, before)[was.split()[0]]
        assert number(new) == sums(plan)[now.split()[0]]
        assert number(more) == number(new) - number(old)
    (effects,) = tables(made, "change", "Figure")
    said = {name: (was, now) for name, was, now in effects}
    for side, place, network in ((0, "before", before), (1, "plan", plan["network"])):
        sizes, written = sums(plan, network).values(), pd.read_csv(made / place / "networks.csv")
        assert {name: number(row[side]) for name, row in said.items()} == {
            "Networks": len(sizes),
            "Networks within the band": (written["status"] == "in band").sum(),
            "Networks in pieces": in_pieces(made / place),
            "Smallest network, patients": min(sizes),
            "Largest network, patients": max(sizes),
            "Travel, patient-km": round(written["travel_patient_km"].sum()),
            "Patients outside their network's lead team": written["patients_outside_lead"].sum(),
        }  # fmt: skip


def test_every_network_before_and_after(made, plan):
    """Travel, patients of other teams, money and need of each network, and why practices move."""
    before = assignment(made / "before")
    written = {side: pd.read_csv(made / side / "networks.csv", dtype={"network_id": str})
               .set_index("network_id") for side in ("before", "plan")}  # fmt: skip
    travel, others, paid = tables(made, "change", "Network", "Before", "After", "Change")
    for rows, column in ((travel, "travel_patient_km"), (others, "patients_outside_lead")):
        assert {row[0].split()[0] for row in rows} == set(sums(plan))
        for called, was, now, more in rows:
            key = called.split()[0]
            assert number(was) == round(written["before"][column][key])
            assert number(now) == round(written["plan"][column][key])
            assert number(more) == number(now) - number(was)
    money = sheet(made, "money")
    after = money[money["unit"] == "GBP"].groupby("network_id")["amount"].sum()
    for called, paid_old, paid_new, more in paid:
        key = called.split()[0]
        assert amount(paid_new) == Decimal(f"{after[key]:.2f}")
        assert amount(more) == amount(paid_new) - amount(paid_old)
        assert (paid_old == paid_new) == (
            {c for c, n in before.items() if n == key}
            == {c for c, n in plan["network"].items() if n == key}
        )
    (needs,) = tables(made, "change", "Measure", "Network")
    assert len(needs) == 3 * len(sums(plan))
    for measure, called, was, now in needs:
        for said, of in ((was, before), (now, plan["network"])):
            own = [code for code, key in of.items() if key == called.split()[0]]
            assert said == need_of(own, plan["patients"])[measure.replace(" ", "_")][2]
    (moves,) = tables(made, "change", "ODS code", "Practice", "Patients")
    assert all(row[5] for row in moves)
    assert sheet(made, "moves")["reason"].tolist() == [row[5] for row in moves]


def test_money_to_the_penny_and_only_of_what_is_known(made, plan):
    with (HOME / "data" / "rates.csv").open(encoding="utf-8") as file:
        rates = [row for row in csv.DictReader(file) if row["year"] == YEAR]
    known = {"patients": plan["patients"], "adjusted": {
        c: n for c, n in ADJUSTED.items() if c in plan["network"] and c != "R0C0"}}  # fmt: skip
    money = sheet(made, "money").set_index(["network_id", "stream"])
    for rate in rates:
        people = known.get(STREAM_OF.get(rate["per"], ""), {})
        for key in sums(plan):
            own = [people[c] for c, of in plan["network"].items() if of == key and c in people]
            cell = money.loc[(key, rate["stream"])]
            assert cell["practices_unknown"] == sum(
                of == key and c not in people for c, of in plan["network"].items()
            )
            if own:
                exact = (Decimal(sum(own)) * Decimal(rate["rate"])).quantize(
                    Decimal("0.01"), ROUND_HALF_UP
                )
                assert Decimal(str(cell["amount"])) == exact
            else:
                assert math.isnan(cell["amount"])
    text = "\n".join(p.text for p in docx.Document(str(made / "pack" / "board.docx")).paragraphs)
    total = sum(Decimal(str(one)) for one in money["amount"].dropna())
    assert f"£{total:,.2f}" in text
    partly = set(money.loc[money["practices_unknown"] > 0].index.get_level_values("stream"))
    assert f"Not counted in full: {', '.join(sorted(partly))}." in text


def test_options_of_the_board(made, plan):
    (options,) = tables(made, "board", "Option")
    for row, place in zip(options, ("before", "plan"), strict=True):
        written = pd.read_csv(made / place / "networks.csv")
        assert number(row[1]) == len(written)
        assert number(row[2]) == (written["status"] == "in band").sum()
        assert number(row[3]) == in_pieces(made / place)
        assert number(row[4]) == round(written["travel_patient_km"].sum())
    written = pd.read_csv(made / "before" / "networks.csv")
    outside = int(written["patients_outside_lead"].sum())
    assert f"It would be {outside:,} as networks are." in text_of(made, "board")


def test_staff_are_whole_halves_of_what_there_is_and_the_price_is_that_of_a_mean_post(made, plan):
    posts = sheet(made, "staff")
    assert posts["wte"].sum() == 12.5
    everybody = sum(sums(plan).values())
    assert posts.set_index("network_id")["fair_share_wte"].to_dict() == pytest.approx(
        {key: 12.5 * n / everybody for key, n in sums(plan).items()}
    )
    mean = (Decimal(8) * 40_000 + Decimal("4.5") * 38_000) / Decimal("12.5")
    for row in sheet(made, "staff_level").to_dict("records"):
        needs = 2 * sums(plan)[row["network_id"]] / 10_000
        short = max(0, math.ceil(round((needs - row["wte"]) / 0.5, 9))) * 0.5
        assert row["short_wte"] == short
        assert row["cost"] == pytest.approx(float(mean) * short, abs=0.005)
    stated = {row[0]: row[1:] for row in tables(made, "change", "Network", "Role")[0]}
    for row in sheet(made, "staff_roles").to_dict("records"):
        needs = 1.5 * sums(plan)[row["network_id"]] / 10_000
        short = max(0, math.ceil(round((needs - row["wte"]) / 0.5, 9))) * 0.5
        assert (row["level_per_10k"], row["short_wte"]) == (1.5, short)
        assert row["cost"] == pytest.approx(float(mean) * short, abs=0.005)
        per = f"{10_000 * row['wte'] / sums(plan)[row['network_id']]:.2f}"
        cost = f"£{mean * Decimal(str(short)):,.2f}"
        assert stated[row["network_id"]] == ["nurse", f"{row['wte']:g}", per, "1.5", f"{short:g}",
                                             cost]  # fmt: skip


def test_sentences_of_board_and_change_say_the_sums_of_the_plan(made, plan):
    before = assignment(made / "before")
    moved = [c for c, key in plan["network"].items() if before[c] != key]
    patients, everybody = sum(plan["patients"][c] for c in moved), sum(plan["patients"].values())
    verb = "practice moves" if len(moved) == 1 else "practices move"
    said = f"{len(moved)} {verb}, {patients:,} patients by list ({patients / everybody:.0%} of all)"
    board = text_of(made, "board")
    for name in ("board", "change"):
        assert said in text_of(made, name)
    assert f"{len(plan['network'])} practices with {everybody:,} registered patients" in board
    written = pd.read_csv(made / "plan" / "networks.csv")
    inside = int((written["status"] == "in band").sum())
    assert f"{len(written)} networks, {inside} of them within the band." in board
    outside = int(written["patients_outside_lead"].sum())
    assert f"{outside:,} patients ({outside / everybody:.0%}) belong to another team" in board
    several = int((written["teams_needed"] > 1).sum())
    verb = "network works" if several == 1 else "networks work"
    assert f"{several} {verb} with more than one team." in board
    assert "each of 16,000 to 33,000 registered patients, in one piece" in board
    counted = f"Conflicts with teams: {everybody:,} patients counted by list."
    assert counted in board
    missing = 1 + len(written)  # the date of the lists, and a director and payee of each network
    for name in ("board", "registration"):
        assert f"{missing} things still stop registration" in text_of(made, name)
    money = sheet(made, "money")
    total = sum(Decimal(f"{one:.2f}") for one in money[money["unit"] == "GBP"]["amount"].dropna())
    assert f"Money that follows the list in {YEAR}: £{total:,.2f}" in board


def test_need_in_the_registration_is_rebuilt_from_counts(made, plan):
    said = text_of(made, "registration")
    for key in sums(plan):
        own = [code for code, of in plan["network"].items() if of == key]
        for measure, (_, _, value) in need_of(own, plan["patients"]).items():
            assert f"{measure.replace('_', ' ')}: {value}." in said


def test_residents_are_counted_by_home_and_sum_to_the_list(made, plan):
    told = defaultdict(int)
    for code, area, patients in lives():
        known = area != UNLISTED
        for kind, place in (("council", COUNCIL[area]), ("ward", f"Ward {area[-2]}")):
            told[plan["network"][code], kind, place if known else "elsewhere"] += patients
    for kind in ("council", "ward"):
        told[plan["network"]["R0C0"], kind, "not known"] += 100
    listed = sheet(made, "residents")
    rows = listed.set_index(["network_id", "kind", "place"])["patients"].to_dict()
    assert rows == dict(told)
    assert (listed["share"] * listed["registered"]).tolist() == pytest.approx(
        listed["patients"].tolist()
    )
    assert dict(zip(listed["network_id"], listed["registered"], strict=True)) == sums(plan)
    papers = tables(made, "registration", "By", "Place")
    for key, paper in zip(sorted(sums(plan)), papers, strict=True):
        for kind, place, patients, share in paper:
            assert number(patients) == told[key, kind, place]
            assert share == f"{told[key, kind, place] / sums(plan)[key]:.0%}"
    said = text_of(made, "registration")
    for key, listed_of in sums(plan).items():
        own = {COUNCIL[AREA[c]] for c, of in plan["network"].items()
               if of == key and AREA[c] != UNLISTED}  # fmt: skip
        (council,) = own
        inside = told[key, "council", council]
        share = f"{inside / listed_of:.0%}"
        assert f"{listed_of:,} registered, {inside:,} ({share}) live in its own council" in said
        wards = {f"Ward {c[1]}" for c, of in plan["network"].items()
                 if of == key and AREA[c] != UNLISTED}  # fmt: skip
        inside = sum(told[key, "ward", ward] for ward in wards)
        live = f"{listed_of:,} registered, {inside:,} ({inside / listed_of:.0%}) live in"
        where = "the wards of its practices" if len(wards) > 1 else "its own ward"
        assert f"{live} {where}, " in said


def test_lists_grow_as_the_people_where_patients_live(made, plan):
    """Projected lists, and the year a network leaves the band, in plain loops."""
    people = {name: {**by, 2036: by.get(2036, 490)} for name, by in PEOPLE.items()}

    def factor(council, year):
        by = people[council]
        (low,) = [y for y in (2026, 2031) if y <= year <= y + 5][:1]
        between = by[low] + (by[low + 5] - by[low]) * (year - low) / 5
        return between / by[2026]

    growth = sheet(made, "growth").set_index(["network_id", "year"])
    said = text_of(made, "registration")
    for key, listed in sums(plan).items():
        own = [(COUNCIL[area], n) for code, area, n in lives()
               if plan["network"][code] == key and area != UNLISTED]  # fmt: skip
        sizes = {
            year: listed * sum(n * factor(c, year) for c, n in own) / sum(n for _, n in own)
            for year in range(2026, 2037)
        }
        for year, size in sizes.items():
            assert growth.loc[(key, year), "patients"] == pytest.approx(size)
        band = {year: 16_000 <= round(size) <= 33_000 for year, size in sizes.items()}
        text = (
            f"Projected: {sizes[2031]:,.0f} patients in 2031, {sizes[2036]:,.0f} patients in 2036"
        )
        outside = next((year for year, inside in band.items() if not inside), None)
        left = f", outside the band from {outside}" if band[2026] and outside else ""
        assert f"{text}{left}." in said


@pytest.mark.deep  # a pack takes three seconds
def test_the_networks_of_today_are_measured_as_the_plan_before_is(made, plan):
    """Travel and teams of a column are known: the folder holds what its plan was made of."""
    result = pcn("pack", made / "plan", "--out", made / "today")
    assert result.exit_code == 0, result.output
    found = docx.Document(str(made / "today" / "change.docx")).tables
    rows = [[cell.text for cell in row.cells] for table in found for row in table.rows]
    said = {row[0]: row[1] for row in rows if len(row) == 3}
    written = pd.read_csv(made / "before" / "networks.csv")
    assert number(said["Travel, patient-km"]) == round(written["travel_patient_km"].sum())
    outside = "Patients outside their network's lead team"
    assert number(said[outside]) == written["patients_outside_lead"].sum()
