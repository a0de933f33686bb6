"""Several layers of team footprints, from the files to what is planned, told, kept and exported."""

import json
from pathlib import Path

import pandas as pd
import pytest

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from pcn_planner import pipeline
from pcn_planner.files import exports
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.proposal import layers as shown
from pcn_planner.study import intake, layers
from pcn_planner.study.inputs import Inputs
from tests.support import small_study

RULES = {"floor": 16_000, "ceiling": 33_000, "within": ("ccg_code",)}


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """The teams of the table, and as further layers the columns and the two halves of the grid."""
    (tmp_path / "practices.csv").write_text(small_study.table(), encoding="utf-8")
    codes = list(small_study.NETWORK)
    columns = "".join(f"{code},Column {code[3]}\n" for code in codes)
    (tmp_path / "columns.csv").write_text(f"practice_code,team_id\n{columns}")
    halves = "".join(f"{code},{'upper' if code[1] == '0' else 'lower'}\n" for code in codes)
    (tmp_path / "halves.csv").write_text(f"practice_code,team_id\n{halves}")
    return Inputs(
        tmp_path / "practices.csv", within=("ccg_code",), team="team", layer="nursing",
        layers={"mental health": tmp_path / "columns.csv", "wards": tmp_path / "halves.csv"},
    )  # fmt: skip


def outside(assignment: dict[str, str], team_of: dict[str, str]) -> int:
    """Patients of another team than their network's lead team, in plain loops."""
    total = 0
    for network in set(assignment.values()):
        sums: dict[str, int] = {}
        for code, own in assignment.items():
            if own == network:
                patients = 9_000 if code == "R1C1" else 8_000
                sums[team_of[code]] = sums.get(team_of[code], 0) + patients
        total += sum(sums.values()) - max(sums.values())
    return total


def teams() -> dict[str, dict[str, str]]:
    codes = small_study.NETWORK
    return {
        "nursing": {c: "T2" if c[1] == "2" else "T1" for c in codes},
        "mental health": {c: c[3] for c in codes},
        "wards": {c: "upper" if c[1] == "0" else "lower" for c in codes},
    }


def test_every_layer_counts_at_its_own_weight(inputs: Inputs):
    study = pipeline.load(inputs)
    weights = {"travel": 0.1, "alignment": 1.0, "alignment:mental health": 4.0}
    made = pipeline.propose(study, Rules(**RULES, weights=weights))
    assert made.verified
    assert made.plan is not None
    counted = {name: outside(dict(made.plan.assignment), own) for name, own in teams().items()}
    totals = made.totals or {}
    assert {name: totals[f"alignment:{name}"] for name in counted} == counted
    assert totals["alignment"] == sum(counted.values())
    cost = 0.1 * totals["travel"] + counted["nursing"] + counted["wards"]
    assert made.result.objective == pytest.approx(cost + 4 * counted["mental health"], abs=1)
    found = {name: int(one.networks["patients_outside_lead"].sum())
             for name, one in made.by_layer.items()}  # fmt: skip
    assert found == counted


def test_a_weight_on_one_layer_alone_serves_it_best(inputs: Inputs):
    study = pipeline.load(inputs)
    served = {}
    for name in teams():
        made = pipeline.propose(study, Rules(**RULES, weights={f"alignment:{name}": 1.0}))
        served[name] = (made.totals or {})[f"alignment:{name}"]
    even = pipeline.propose(study, Rules(**RULES, weights={"alignment": 1.0}))
    assert all(served[name] <= (even.totals or {})[f"alignment:{name}"] for name in served)


def test_files_report_and_project_have_every_layer(inputs: Inputs, tmp_path: Path):
    study = pipeline.load(inputs)
    made = pipeline.judge(study, Rules(**RULES), small_study.NETWORK)
    written = pipeline.write(made, tmp_path / "out")
    assert not written.lost
    table = pd.read_csv(tmp_path / "out" / exports.LAYERS)
    assert list(table["layer"][:3]) == list(teams())
    assert set(table["counted"]) == {"by list"}
    conflicts = pd.read_csv(tmp_path / "out" / "conflicts.csv")
    assert set(conflicts["layer"]) == set(teams())
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert list(report["layers"]) == list(teams())
    assert report["criteria"]["alignment:wards"]["total"] == outside(
        small_study.NETWORK, teams()["wards"]
    )
    again = contents.study_of(Project(tmp_path / "out" / "project.pcn", "Exported"), tmp_path)
    assert again.inputs.layer == "nursing"
    assert list(again.layers) == ["mental health", "wards"]
    assert again.layers["wards"].cells.equals(study.layers["wards"].cells)


def test_mends_of_one_layer_say_what_they_do_to_the_others(inputs: Inputs):
    made = pipeline.judge(pipeline.load(inputs), Rules(**RULES), small_study.NETWORK)
    of = teams()
    for name, found in made.by_layer.items():
        for move in found.practice_moves.to_dict("records"):
            after = {**small_study.NETWORK, move["practice_code"]: move["to_network_id"]}
            for other in set(of) - {name}:
                fewer = outside(small_study.NETWORK, of[other]) - outside(after, of[other])
                assert move[f"move_removes: {other}"] == fewer


def test_one_layer_is_put_in_front(inputs: Inputs):
    made = pipeline.judge(pipeline.load(inputs), Rules(**RULES), small_study.NETWORK)
    front = shown.in_front(made, "wards")
    assert front.conflicts is made.layers["wards"]
    assert front.tables is not None
    assert list(front.tables.footprints.teams.index) == ["lower", "upper"]
    assert shown.in_front(made, "nursing") is made


def test_a_weight_of_a_layer_that_is_not_there_is_refused(inputs: Inputs):
    study = pipeline.load(inputs)
    with pytest.raises(DataError, match="alignment:schools"):
        pipeline.propose(study, Rules(**RULES, weights={"alignment:schools": 1.0}))


@pytest.mark.parametrize("values", [["a.csv", "b.csv"], ["x=a.csv", "x=b.csv"], ["=a.csv"], ["x="]])
def test_layers_without_names_of_their_own_are_refused(values):
    with pytest.raises(DataError, match="--footprints"):
        layers.parsed(values)


@pytest.mark.parametrize("name", ["<b>", "a/b", "x" * 41, "=1+1"])
def test_names_that_a_file_or_a_page_could_not_bear_are_refused(name):
    with pytest.raises(DataError, match="cannot be called"):
        layers.check_names([name])


def test_layers_keep_their_order_and_a_file_alone_has_no_name():
    given = layers.parsed(["a.csv", "b layer=x/b.csv"])
    found = intake.footprints(given)
    assert (found["layer"], list(found["layers"])) == ("teams", ["b layer"])
    assert intake.footprints(layers.parsed(["x/y=z.csv"]))["layer"] == ""
    with pytest.raises(DataError, match="one name"):
        layers.check_names(["Wards", "wards"])
