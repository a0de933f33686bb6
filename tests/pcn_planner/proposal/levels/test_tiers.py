"""Levels above the networks, from a TOML file to every output."""

import json
import tomllib
from pathlib import Path

import docx
import geopandas as gpd
import pandas as pd
import pytest

import pcn_planner as api
from boundaries.errors import DataError
from optimise.problem.plan import Status
from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.drafting import draft
from pcn_planner.projects import planning
from pcn_planner.proposal.levels import tiers
from pcn_planner.study import tier_rules
from tests.support import area_files, small_study
from tests.support.area_files import pcn

RULES = Rules(floor=16_000, ceiling=33_000, within=("ccg_code",))
PLACES = """
[[tiers]]
name = "network"
band = [16000, 33000]

[[tiers]]
name = "place"
band = [40000, 60000]
weights = { travel = 1.0 }
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> pipeline.Proposal:
    study = small_study.study(tmp_path_factory.mktemp("study"))
    return pipeline.judge(study, RULES, small_study.NETWORK)


def best_pairing(made: pipeline.Proposal) -> float:
    """The least travel of two places of two networks each, in plain loops."""
    at = {c: (int(c[1]) * 2.0, int(c[3]) * 2.0) for c in small_study.NETWORK}
    size = {c: 9_000 if c == "R1C1" else 8_000 for c in at}

    def travel(codes: list[str], hub: str) -> float:
        (y, x) = at[hub]
        return sum(size[c] * ((at[c][0] - y) ** 2 + (at[c][1] - x) ** 2) ** 0.5 for c in codes)

    def hub(network: str) -> str:
        own = [c for c, n in small_study.NETWORK.items() if n == network]
        return min(own, key=lambda h: (round(travel(own, h), 6), h))

    def place(networks: tuple[str, ...]) -> float:
        codes = [c for c, n in small_study.NETWORK.items() if n in networks]
        return min(travel(codes, hub(n)) for n in networks)

    pairs = [({"A", first}, {"B", "C", "D"} - {first}) for first in "BCD"]
    return min(place(tuple(sorted(a))) + place(tuple(sorted(b))) for a, b in pairs)


def test_levels_written_as_a_document_are_the_same_levels_again():
    asked = tier_rules.stated([
        {"name": "place", "band": [10_000, 20_000], "together": True, "within": ["ccg_code"],
         "networks": {"least": 1, "most": 4}, "weights": {"count": 2.0, "balance": 0.5},
         "ceiling_soft": True, "oversize_slack": 7_000, "balance_target": 15_000},
        {"name": "two words", "band": [20_000, 90_000], "weights": Rules().weights},
        {"name": "system", "band": [90_000, 100_000], "column": "stp_code"},
    ])  # fmt: skip
    assert tier_rules.loads(tier_rules.dumps(asked)) == asked


def test_places_are_the_best_pairing_of_networks(made: pipeline.Proposal):
    found = tiers.build(made, tier_rules.loads(PLACES)).levels[0]
    assert found.result.status is Status.OPTIMAL
    assert found.result.objective == pytest.approx(best_pairing(made), abs=1)
    assert list(found.units["members"]) == [2, 2]
    assert set(found.units["status"]) == {"in band"}
    assert "given the networks" in found.said


def test_a_border_of_the_level_holds(made: pipeline.Proposal):
    asked = PLACES + 'within = ["ccg_code"]\n'
    found = tiers.build(made, tier_rules.loads(asked)).levels[0]
    unit = made.study.practices["ccg_code"]
    pairs = {(place, unit[code]) for code, place in found.unit_of.items()}
    assert len(pairs) == 2


def test_every_output_has_the_level(made: pipeline.Proposal, tmp_path: Path):
    leveled = tiers.build(made, tier_rules.loads(PLACES)).made
    assert not pipeline.write(leveled, tmp_path / "out").lost
    table = pd.read_csv(tmp_path / "out" / "assignment.csv")
    assert sorted(table["place_id"].unique()) == ["PLACE-01", "PLACE-02"]
    assert table.groupby("network_id")["place_id"].nunique().max() == 1
    networks = pd.read_csv(tmp_path / "out" / "networks.csv").set_index("network_id")
    assert dict(zip(table["network_id"], table["place_id"], strict=True)) == dict(
        networks["place_id"]
    )
    units = pd.read_csv(tmp_path / "out" / "tiers.csv")
    assert list(units["patients"]) == [int(n) for n in units["patients"]]
    assert units["patients"].sum() == 97_000
    drawn = gpd.read_file(tmp_path / "out" / "plan.gpkg", layer="level_place")
    ground = gpd.read_file(tmp_path / "out" / "plan.gpkg", layer="networks")
    assert drawn.area.sum() == pytest.approx(ground.area.sum())
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    (level,) = report["tiers"]
    assert (level["name"], level["made_of"], level["status"]) == ("place", "network", "optimal")
    service = pd.read_csv(tmp_path / "out" / "service_levels.csv")
    assert set(service["fits_best"]) <= {"network", "place"}


def test_a_level_that_exists_is_taken_as_it_is(made: pipeline.Proposal):
    asked = '[[tiers]]\nname = "county"\nband = [10000, 20000]\ncolumn = "ccg_code"\n'
    loaded = tier_rules.loads(asked)
    assert tier_rules.with_columns(Rules(), loaded).within == ("ccg_code",)
    found = tiers.build(made, loaded).levels[0]
    assert found.result is None
    assert [f.check for f in found.findings] == ["band", "band"]
    assert list(found.units.index) == ["East", "West"]


def test_columns_of_levels_are_found_in_any_case_or_refused(made: pipeline.Proposal):
    asked = '[[tiers]]\nname = "county"\nband = [10000, 20000]\n'
    named = ('column = "CCG_CODE"', 'within = ["Team"]')
    levels = [tier_rules.loads(asked + more) for more in named]
    spelt = [tier_rules.spelt(one, made.study.practices)[0] for one in levels]
    assert (spelt[0].column, spelt[1].rules.within) == ("ccg_code", ("team",))
    for more in ('column = "nope"', 'within = ["nope"]'):
        with pytest.raises(DataError, match="no column 'nope' for the level county"):
            tier_rules.spelt(tier_rules.loads(asked + more), made.study.practices)


def test_three_levels_are_built_one_upon_the_other(made: pipeline.Proposal):
    text = PLACES + '\n[[tiers]]\nname = "system"\nband = [90000, 100000]\n'
    found = tiers.build(made, tier_rules.loads(text)).levels
    assert [(one.tier.name, one.below, len(one.units)) for one in found] == [
        ("place", "network", 2), ("system", "place", 1),
    ]  # fmt: skip


def test_a_level_that_cannot_be_made_says_so(made: pipeline.Proposal):
    text = '[[tiers]]\nname = "place"\nband = [200000, 300000]\nnetworks = { least = 9 }\n'
    with pytest.raises(DataError, match="cannot be put together"):
        tiers.build(made, tier_rules.loads(text))


def test_a_level_outside_its_band_is_told(made: pipeline.Proposal):
    text = '[[tiers]]\nname = "place"\nband = [200000, 300000]\n'
    found = tiers.build(made, tier_rules.loads(text)).levels[0]
    assert list(found.units["status"]) == ["below the floor"]
    assert "1 outside the band" in found.said


def test_two_levels_planned_together_are_better_than_one_upon_the_other(tmp_path: Path):
    """Networks best by themselves lie across the middle of a row that two places halve best."""
    at = [0.0, 0.1, 1.1, 2.65, 3.65, 5.2, 6.2, 6.3]  # km: three networks cost 1,000 less than four
    rows = [f"P{k},Surgery {k},{400_000 + 1_000 * x:.0f},400000,10000" for k, x in enumerate(at)]
    path = tmp_path / "row.csv"
    head = "practice_code,practice_name,easting,northing,list_size"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    levels = (
        '[[tiers]]\nname = "network"\nband = [20000, 30000]\n'
        '[[tiers]]\nname = "place"\nband = [30000, 50000]\nweights = { travel = 1.0 }\n'
    )
    (tmp_path / "upward.toml").write_text(levels, "utf-8")
    (tmp_path / "together.toml").write_text(levels + "together = true\n", "utf-8")
    study = api.read(path)
    plans = {
        name: api.propose(study, tiers=tmp_path / f"{name}.toml", weights={"travel": 1.0})
        for name in ("upward", "together")
    }
    first, best = (plans[name].made.levels[0]["joint"] for name in plans)
    tables = tomllib.loads(levels + "together = true\n")["tiers"]
    again = api.propose(study, tiers=tables, weights={"travel": 1.0})
    assert again.made.plan == plans["together"].made.plan
    assert plans["together"].verified
    assert best["bound"] <= best["objective"] < first["objective"] - 5_000
    assert best["bound"] == pytest.approx(first["bound"])
    assert plans["together"].bound == plans["upward"].objective <= plans["together"].objective
    assert best["objective"] == pytest.approx(
        plans["together"].objective + plans["together"].made.levels[0]["objective"]
    )
    assert plans["together"].status is Status.FEASIBLE
    assert list(plans["upward"].networks.index) == ["N01", "N02", "N03"]
    assert list(plans["together"].networks.index) == ["N01", "N02", "N03", "N04"]


def test_outside_in_is_read_as_inside_out():
    lines = PLACES.strip().split("\n\n")
    turned = tier_rules.loads("\n\n".join(reversed(lines)))
    assert [tier.name for tier in turned] == ["network", "place"]


WRONG = {
    "nothing": "",
    "not toml": "tiers = [",
    "no band": '[[tiers]]\nname = "place"\n',
    "strange": '[[tiers]]\nname = "place"\nband = [1, 2]\nsize = "x"\n',
    "odd name": '[[tiers]]\nname = "<b>"\nband = [1, 2]\n',
    "weight": '[[tiers]]\nname = "place"\nband = [1, 2]\nweights = { mix = 1.0 }\n',
    "one name": '[[tiers]]\nname = "a"\nband = [1, 2]\n[[tiers]]\nname = "A"\nband = [2, 3]\n',
    "upside down": '[[tiers]]\nname = "a"\nband = [5, 2]\n',
    "no answer": '[[tiers]]\nname = "place"\nband = [1, 2]\ntogether = "yes"\n',
    "together with a column": '[[tiers]]\nname="a"\nband=[1,2]\ncolumn="c"\ntogether=true\n',
    "together too high": '[[tiers]]\nname="a"\nband=[1,2]\n'
    '[[tiers]]\nname="b"\nband=[2,3]\ntogether=true\n',
    "lead team": '[[tiers]]\nname = "lead team"\nband = [1, 2]\n',
    "Lead Team": '[[tiers]]\nname = "Lead Team"\nband = [1, 2]\n',
    "team": '[[tiers]]\nname = "team"\nband = [1, 2]\n',
    "Network": '[[tiers]]\nname = "Network"\nband = [1, 2]\n',
    "outer network": '[[tiers]]\nname="a"\nband=[1,2]\n[[tiers]]\nname="network"\nband=[2,3]\n',
}


@pytest.mark.parametrize("name", WRONG)
def test_files_that_mean_nothing_are_refused(name: str):
    with pytest.raises(DataError):
        tier_rules.loads(WRONG[name])


def test_a_name_that_is_taken_is_refused_with_those_that_are():
    with pytest.raises(DataError, match=r"these are taken, .*: network, team, lead team"):
        tier_rules.stated([{"name": "lead team", "band": [1, 2]}])


def test_where_there_is_no_plan_levels_cost_neither_its_status_nor_its_reasons(tmp_path: Path):
    study = api.read(area_files.write(tmp_path))
    parted = {"together": [("P01", "P02")], "apart": [("P01", "P02")]}
    bare = api.propose(study, **parted)
    plan = api.propose(study, tiers=[{"name": "place", "band": [80_000, 150_000]}], **parted)
    assert (plan.status, plan.reasons) == (bare.status, bare.reasons)
    assert plan.reasons
    assert tiers.NOT_MADE + "there is no whole plan of networks." in plan.notes


@pytest.mark.parametrize("tables", [[], ["place"], [{"name": "place"}]])
def test_tables_that_state_no_levels_are_refused(tables: list[object]):
    with pytest.raises(DataError):
        tier_rules.stated(tables)


def keeps_the_places(made: pipeline.Proposal, places: dict[str, str]) -> None:
    assert made.tables is not None
    assert dict(made.tables.tiers["place_id"]) == places
    assert list(made.tables.tier_units["patients"]) == [49_000, 48_000]
    assert [level["status"] for level in made.levels] == ["optimal"]
    assert any("Level: 2 units of place" in note for note in made.notes)
    assert not made.tables.tier_areas["place_id"].geometry.is_empty.any()


def test_a_project_keeps_the_levels_with_the_plan_they_are_made_of(
    made: pipeline.Proposal, tmp_path: Path
):
    leveled = tiers.build(made, tier_rules.loads(PLACES)).made
    places = dict(leveled.tables.tiers["place_id"])
    pipeline.write(leveled, tmp_path / "out")
    with planning.opened(tmp_path / "out" / "project.pcn") as given:
        keeps_the_places(planning.judged(given), places)
        given.project.record(draft.move_practices(["R0C1"], "B"))
    with planning.opened(tmp_path / "out" / "project.pcn") as given:
        assert planning.judged(given).levels == ()


def test_a_project_is_planned_with_levels_from_the_command_line(
    made: pipeline.Proposal, tmp_path: Path
):
    pipeline.write(made, tmp_path / "out")
    (tmp_path / "tiers.toml").write_text(PLACES, encoding="utf-8")
    project = tmp_path / "out" / "project.pcn"
    done = pcn("plan", project, "--tiers", tmp_path / "tiers.toml", "--out", tmp_path / "new")
    assert done.exit_code == 0, done.output
    written = pd.read_csv(tmp_path / "new" / "assignment.csv").set_index("practice_code")
    with planning.opened(project) as given:
        keeps_the_places(planning.judged(given), written["place_id"].to_dict())


def test_a_folder_opened_again_and_papers_say_the_level(made: pipeline.Proposal, tmp_path: Path):
    leveled = tiers.build(made, tier_rules.loads(PLACES)).made
    pipeline.write(leveled, tmp_path / "out")
    plan = api.open(tmp_path / "out")
    assert dict(plan.tables.tiers["place_id"]) == dict(leveled.tables.tiers["place_id"])
    done = pcn("pack", tmp_path / "out", "--out", tmp_path / "pack")
    assert done.exit_code == 0, done.output
    registration = words_of(tmp_path / "pack" / "registration.docx")
    assert "PLACE-01, 49,000 patients" in registration
    assert "2 units of place, none outside the band" in words_of(tmp_path / "pack" / "board.docx")


def words_of(path: Path) -> str:
    paper = docx.Document(str(path))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_levels_that_cannot_be_made_cost_no_plan_in_python(tmp_path):
    study = small_study.study(tmp_path)
    levels = [{"name": "place", "band": [1, 2], "networks": {"most": 1}}]
    made = api.propose(study, rules=small_study.RULES, tiers=levels)
    assert made.verified
    assert any(one.startswith("The levels above the networks are not made: ") for one in made.notes)
