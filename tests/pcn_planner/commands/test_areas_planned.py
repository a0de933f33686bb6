"""``--units areas``: small areas planned, checked and compared; practices held against them."""

import json
import re
from pathlib import Path

import docx
import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from tests.support import area_files
from tests.support import small_areas_planned as small
from tests.support.area_files import pcn

OF_PRACTICES = r"\b(practices?|patients?|ODS|lists?|regist\w+|director|payee)\b"
BAND = ("--band", "25000:45000")
PLAN = ("--within", "council", *BAND, "--keep-whole", "ward=0.3", "--weights", "travel=1")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("areas")
    shapes, figures = small.write(folder)
    given = (shapes, "--units", "areas", "--area-data", figures)
    ran = pcn("plan", *given, *PLAN, "--out", folder / "plan")
    assert ran.exit_code == 0, ran.output
    return given, folder / "plan", ran.output


def test_the_screen_speaks_of_areas_and_lists_the_wards_that_are_split(made):
    _, out, said = made
    assert "neighbourhoods of 12 areas" in said
    assert "practice" not in said.replace("practices.geojson", "")
    assert "patient" not in said
    plan = pd.read_csv(out / "assignment.csv", index_col="area_code")["network_id"]
    ward = small.table().set_index("lsoa21cd")["ward"]
    parts = plan.groupby(ward.reindex(plan.index)).nunique()
    split = pd.read_csv(out / "split_places.csv")
    assert set(split["place"]) == set(parts.index[parts > 1])
    for (place, network), rows in split.groupby(["place", "network_id"]):
        people = small.table().set_index("lsoa21cd")["residents"]
        mine = [c for c in plan.index if plan[c] == network and ward[c] == place]
        assert rows["residents"].tolist() == [int(people[mine].sum())]


def test_a_plan_is_checked_from_its_folder_and_compared_with_itself(made):
    given, out, _ = made
    checked = pcn("check", *given, *PLAN[:4], "--assignment", out)
    assert checked.exit_code == 0, checked.output
    compared = pcn("compare", out, out, *given)
    assert compared.exit_code == 0, compared.output


def test_names_of_the_users_own_are_said_as_they_are(tmp_path):
    """Wards and areas called after a practice: sentences are about areas, names stay."""
    shapes, figures = small.write(tmp_path, first="Old Practice Green")
    table = pd.read_csv(figures).replace({"ward": {"Ward 1": "Network & Patients Row"}})
    table.to_csv(figures, index=False)
    plan = pd.DataFrame({"area_code": small.CODES, "network_id": [*"ABABABABABAB"]})
    plan.to_csv(tmp_path / "plan.csv", index=False)
    given = (shapes, "--units", "areas", "--area-data", figures)
    ran = pcn("conflicts", *given, "--assignment", tmp_path / "plan.csv", "--team", "ward",
              "--out", tmp_path / "out")  # fmt: skip
    said = " ".join(ran.output.split())
    assert "Network & Patients Row" in said
    assert "Neighbourhood & Residents Row" not in said
    checked = pcn("check", *given, "--within", "ward", "--assignment", tmp_path / "plan.csv",
                  "--out", tmp_path / "checked")  # fmt: skip
    assert "Network & Patients Row" in " ".join(checked.output.split())
    written = [one for out in ("out", "checked") for one in (tmp_path / out).glob("*.*")]
    texts = [one.read_text("utf-8") for one in written if one.suffix in {".csv", ".json", ".html"}]
    assert any("Network & Patients Row" in text for text in texts)
    for lost in ("Neighbourhood &", "Residents Row", "Old Area"):
        assert [text for text in texts if lost in text] == []
        assert lost not in said + checked.output


def test_the_report_has_areas_and_residents_beside_the_keys_of_before(made):
    _, out, _ = made
    said = json.loads((out / "report.json").read_text("utf-8"))
    assert said["inputs"]["areas"] == said["inputs"]["practices"] == len(small.CODES)
    assert said["inputs"]["residents"] == sum(small.RESIDENTS)
    for row in said["networks"].values():
        assert row["areas"] == row["practices"]
        assert row["residents"] == row["list_size"]
    assert not any("areas" in row for row in said["exceptions"])  # rows that are read back


def test_papers_of_neighbourhoods_are_about_areas_and_keep_names(made, tmp_path):
    _, out, _ = made
    ids = sorted(set(pd.read_csv(out / "assignment.csv")["network_id"]))
    facts = pd.DataFrame({"network_id": ids, "contact": "The Practice Network, Patients' Walk"})
    facts.to_csv(tmp_path / "facts.csv", index=False)
    ran = pcn("pack", out, "--facts", tmp_path / "facts.csv", "--out", tmp_path / "pack")
    assert ran.exit_code == 0, ran.output
    paper = docx.Document(str(tmp_path / "pack" / "registration.docx"))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    lines = [*(one.text for one in paper.paragraphs), *cells]
    assert "The Practice Network, Patients' Walk" in " ".join(lines)
    own = [line.replace("The Practice Network, Patients' Walk", "") for line in lines]
    assert [line for line in own if re.search(OF_PRACTICES, line, re.I)] == []

    assert "registration;" not in ran.output
    board = docx.Document(str(tmp_path / "pack" / "board.docx"))
    said = " ".join(one.text for one in board.paragraphs)
    assert not re.search(rf"{OF_PRACTICES}|£", said, re.I)
    book = pd.read_excel(tmp_path / "pack" / "networks.xlsx", sheet_name=None, engine="openpyxl")
    assert {"areas", "networks", "columns"} <= set(book)
    assert not {"practices", "money", "money_practices"} & set(book)
    assert dict(zip(book["areas"]["area_code"], book["areas"]["residents"], strict=True)) == dict(
        zip(small.CODES, small.RESIDENTS, strict=True)
    )
    heads = [str(head) for name in ("areas", "networks", "checks") for head in book[name]]
    described = book["columns"].fillna("").astype(str).to_numpy().ravel().tolist()
    assert [one for one in heads if "practice" in one or "patient" in one] == []
    assert [one for one in described if re.search(r"practice|patient|\blists?\b", one, re.I)] == []
    every = {(sheet, column) for sheet, table in book.items() for column in table}
    told = set(zip(book["columns"]["sheet"], book["columns"]["column"], strict=True))
    assert every - told == {("columns", name) for name in book["columns"]}


def test_papers_of_neighbourhoods_have_no_money_and_are_signed_by_who_decides(made, tmp_path):
    _, out, _ = made
    before = tmp_path / "before.csv"
    plan = pd.read_csv(out / "assignment.csv", dtype=str)[["area_code", "network_id"]]
    ids = sorted(set(plan["network_id"]))
    plan.loc[plan["network_id"] == ids[-1], "network_id"] = ids[0]
    plan.to_csv(before, index=False)
    people = tmp_path / "people.csv"
    people.write_text(f"practice_code,adjusted\n{small.CODES[0]},5\n")
    refused = pcn("pack", out, "--populations", people, "--out", tmp_path / "none")
    assert refused.exit_code == 2
    assert "Leave out --rates and --populations" in refused.output
    ran = pcn("pack", out, "--before", before, "--out", tmp_path / "pack")
    assert ran.exit_code == 0, ran.output
    for name in ("change", "registration"):
        paper = docx.Document(str(tmp_path / "pack" / f"{name}.docx"))
        assert "£" not in " ".join(one.text for one in paper.paragraphs)
        signed = [row.cells[0].text for row in paper.tables[-1].rows]
        assert signed == ["For", "Integrated care board", "Local authority"]
        cells = {cell.text for table in paper.tables for row in table.rows for cell in row.cells}
        assert not {one for one in cells if "£" in one or "ODS" in one}


def test_the_public_page_of_neighbourhoods_is_about_areas_and_keeps_names(tmp_path):
    shapes, figures = small.write(tmp_path, first="Old Practice Green")
    given = (shapes, "--units", "areas", "--area-data", figures)
    ran = pcn("plan", *given, *PLAN, "--out", tmp_path / "plan")
    assert ran.exit_code == 0, ran.output
    ran = pcn("publish", tmp_path / "plan", "--out", tmp_path / "page")
    assert ran.exit_code == 0, ran.output
    assert "written for practices" not in ran.output
    page = (tmp_path / "page" / "index.html").read_text("utf-8")
    assert "Old Practice Green" in page
    for text in (
        "Find your area",
        "All neighbourhoods",
        "Areas of",
        "residents",
        'data-one="area"',
    ):
        assert text in page
    seen = re.sub(r"<(style|script).*?</\1>|<[^>]*>", " ", page, flags=re.S)
    own = re.sub(r"Old Practice Green|OLD PRACTICE GREEN|GP practice|patient or carer", "", seen)
    assert re.findall(r"\w*(?:practice|patient|network)\w*", own, re.I) == []


def test_groups_are_planned(made, tmp_path):
    given, _, _ = made
    ran = pcn("plan", *given, "--group-by", "msoa", *PLAN[:4], "--out", tmp_path / "plan")
    assert ran.exit_code == 0, ran.output
    assert "of 4 areas" in ran.output
    assert "12 small areas make 4 by msoa" in ran.output


@pytest.mark.parametrize(
    ("more", "what"),
    [
        (("--units", "wards"), "--units cannot be 'wards'"),
        (("--units", "areas", "--postcodes", "x.csv"), "--postcodes say something of practices"),
        (("--group-by", "msoa"), "--group-by say something of areas"),
        (("--units", "areas", "--within", "place"), "the table of areas has no border column"),
        (("--units", "areas"), "how many residents"),
        (("--units", "areas", "--area-data", "absent.csv"), "absent.csv"),
    ],
)
def test_what_makes_no_sense_is_refused_without_a_folder(more, what, tmp_path):
    shapes, figures = small.write(tmp_path)
    data = ("--area-data", figures) if "--within" in more else ()
    ran = pcn("plan", shapes, *more, *data, "--out", tmp_path / "out")
    assert ran.exit_code == 2
    assert what in ran.output.replace("\n", " ")
    assert not (tmp_path / "out").exists()


def test_wards_that_are_split_are_listed_by_the_areas_own_column(made, tmp_path):
    given, priced, _ = made
    ran = pcn("plan", *given, "--within", "council", *BAND, "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    plan = pd.read_csv(tmp_path / "out" / "assignment.csv", index_col="area_code")["network_id"]
    ward = small.table().set_index("lsoa21cd")["ward"]
    parts = plan.groupby(ward.reindex(plan.index)).nunique()
    split = pd.read_csv(tmp_path / "out" / "split_places.csv")
    assert set(split.loc[split["level"] == "ward", "place"]) == set(parts.index[parts > 1])
    assert "council" not in set(split["level"])  # nobody crosses it
    assert f"of ward (of {len(parts)}) in several neighbourhoods" in ran.output
    assert set(pd.read_csv(priced / "split_places.csv")["level"]) == {"ward"}


def test_conflicts_of_neighbourhoods_are_counted_in_residents(made, tmp_path):
    given, out, _ = made
    ran = pcn("conflicts", *given, "--assignment", out, "--team", "ward", "--out", tmp_path / "out")
    assert ran.exit_code == 0, ran.output
    table = small.table().set_index("lsoa21cd")
    plan = pd.read_csv(out / "assignment.csv", index_col="area_code")["network_id"]
    sums = table["residents"].groupby([plan.reindex(table.index), table["ward"]]).sum().unstack()
    others = int((sums.sum(axis=1) - sums.max(axis=1)).sum())
    assert f"{others:,} residents, by area, belong to another team" in ran.output
    assert "neighbourhoods" in ran.output
    assert "patient" not in ran.output
    assert "practice" not in ran.output
    found = pd.read_csv(tmp_path / "out" / "conflicts.csv")
    assert {"residents", "area_names"} <= set(found.columns)


def test_a_map_of_neighbourhoods_is_held_against_teams(made):
    given, out, _ = made
    ran = pcn("conflicts", *given, "--assignment", out / "areas.geojson", "--team", "ward")
    drawn = pcn("conflicts", *given, "--assignment", out, "--team", "ward")
    assert drawn.exit_code == 0, drawn.output
    assert ran.exit_code in (0, 2), ran.output


def test_a_redraft_begins_from_todays_neighbourhoods_and_moves_areas(made, tmp_path):
    given, _, _ = made
    today = small.table()[["lsoa21cd"]].assign(now=[small.HALVES[c] for c in small.CODES])
    today["now"] += ["1" if k < 8 else "2" for k in range(small.NUMBER)]  # the band is 25,000 up
    today.to_csv(tmp_path / "today.csv", index=False)
    ran = pcn("redraft", *given, "--area-data", tmp_path / "today.csv", "--current", "now",
              "--within", "council", *BAND, "--out", tmp_path / "out")  # fmt: skip
    assert ran.exit_code == 0, ran.output
    assert "areas" in ran.output
    assert "patient" not in ran.output
    assert "practice" not in ran.output
    steps = pd.read_csv(tmp_path / "out" / "redraft.csv")
    assert {"areas_moved", "residents_moved", "residents_outside_band"} <= set(steps.columns)
    moves = pd.read_csv(tmp_path / "out" / "moves.csv")
    assert set(moves["area_code"]) <= set(small.CODES)
    last = moves[moves["moves_max"] == steps["moves_max"].max()]
    assert last["residents"].sum() == steps["residents_moved"].iloc[-1] > 0
    assert steps["residents_outside_band"].iloc[-1] == 0
    assert "practice" not in (tmp_path / "out" / "frontier.svg").read_text("utf-8")


@pytest.fixture(scope="module")
def aligned(tmp_path_factory):
    """Two neighbourhoods planned, and the practices of the same ground held against them."""
    folder = tmp_path_factory.mktemp("aligned")
    east, north = area_files.EAST, area_files.NORTH
    cells = [box(east + 1_000 * x - 500, north + 1_000 * y - 500, east + 1_000 * x + 500,
                 north + 1_000 * y + 500) for x in range(7) for y in range(2)]  # fmt: skip
    codes = [f"L{k:02d}" for k in range(len(cells))]
    ground = gpd.GeoDataFrame(
        {"area_code": codes, "residents": 3_000}, geometry=cells, crs=27700
    ).to_crs(4326)
    ground.to_file(folder / "lsoa.gpkg")
    plan = pcn("plan", folder / "lsoa.gpkg", "--units", "areas", "--band", "15000:25000",
               "--out", folder / "areas")  # fmt: skip
    assert plan.exit_code == 0, plan.output
    lists = zip(area_files.CODES, area_files.LISTS, strict=True)
    lived = [(code, codes[(k + step) % 14], 500 * size) for k, (code, size) in enumerate(lists)
             for step in (0, 2)]  # fmt: skip
    columns = ["practice_code", "area_code", "patients"]
    pd.DataFrame(lived, columns=columns).to_csv(folder / "homes.csv", index=False)
    return folder, pd.DataFrame(lived, columns=columns)


def test_the_matrix_counts_who_is_registered_where_and_lives_where(aligned, tmp_path):
    folder, lived = aligned
    ran = pcn(
        "plan", area_files.write(tmp_path), "--registrations", folder / "homes.csv",
        "--areas", folder / "lsoa.gpkg", "--footprints", f"neighbourhoods={folder / 'areas'}",
        "--weights", "travel=1,alignment=0.5", "--within", "ccg_code", "--band", "25000:45000",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert ran.exit_code == 0, ran.output
    network = pd.read_csv(tmp_path / "out" / "assignment.csv", index_col=0)["network_id"]
    around = pd.read_csv(Path(folder) / "areas" / "assignment.csv", index_col=0)["network_id"]
    by_hand: dict[tuple[str, str], int] = {}
    for practice, area, patients in lived.itertuples(index=False):
        key = network[practice], around[area]
        by_hand[key] = by_hand.get(key, 0) + patients
    matrix = pd.read_csv(tmp_path / "out" / "neighbourhood_matrix.csv")
    rows = zip(matrix["network_id"], matrix["neighbourhood_id"], matrix["patients"], strict=True)
    assert {(n, a): count for n, a, count in rows} == by_hand
    assert set(matrix["counted"]) == {"by home"}
    lead = sum(max(n for (own, _), n in by_hand.items() if own == key) for key in set(network))
    whole = sum(by_hand.values())
    said = " ".join(ran.output.split())
    assert f"{lead:,} of {whole:,} patients ({lead / whole:.1%}), by home, live in" in said
    assert matrix.groupby("network_id")["of_network"].sum().round(3).eq(1).all()
    assert matrix.groupby("neighbourhood_id")["of_neighbourhood"].sum().round(3).eq(1).all()
