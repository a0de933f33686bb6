"""Travel times from file to report: proof, verifier, figures, projects, every command."""

import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

import pcn_planner as pcn
from boundaries.errors import DataError
from boundaries.teams.best_moves import travel_change
from optimise.problem.travel_unit import MINUTES
from optimise.verify import verify
from optimise.verify.case import TravelClaims
from pcn_planner import pipeline
from pcn_planner.cli import cli
from pcn_planner.drafting import comparable
from pcn_planner.drafting.price import alignment
from pcn_planner.proposal import judging, travel
from pcn_planner.study import arrivals
from pcn_planner.study.inputs import Inputs
from pcn_planner.views.rules import priorities, summary
from tests.support import small_study
from tests.support.places import BNG

CODES = sorted(small_study.NETWORK)
PATIENTS = {code: 9_000 if code == "R1C1" else 8_000 for code in CODES}


def minutes(a: str, b: str) -> float:
    """Four minutes a step on the grid, and five uphill, which is towards row 0."""
    rows, columns = int(b[1]) - int(a[1]), abs(int(b[3]) - int(a[3]))
    return float(4 * columns + (4 * rows if rows > 0 else -5 * rows))


def times() -> pd.DataFrame:
    rows = [(a, b, minutes(a, b)) for a in CODES for b in CODES if a != b]
    return pd.DataFrame(rows, columns=["from_code", "to_code", "minutes"])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("timed")
    (folder / "practices.csv").write_text(small_study.table(), encoding="utf-8")
    times().to_csv(folder / "times.csv", index=False)
    gap = times()[lambda t: t["from_code"] != "R0C0"]
    gap.to_csv(folder / "gap.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def study(files):
    return pipeline.load(
        Inputs(files / "practices.csv", within=("ccg_code",), current="pcn_code", team="team",
               travel_times=files / "times.csv")
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(study):
    return pipeline.propose(study, replace(small_study.RULES, weights={"travel": 1.0}))


def counted(codes) -> float:
    """Patient-minutes of a network in the plainest words."""
    return min(sum(PATIENTS[a] * minutes(a, hub) for a in codes) for hub in codes)


def test_the_plan_is_proven_in_patient_minutes_and_each_figure_is_that(made):
    assert made.result.status.value == "optimal"
    networks = made.tables.networks
    for network, codes in made.plan.networks.items():
        assert networks["travel_patient_minutes"][network] == pytest.approx(counted(codes))
    assert made.result.objective == pytest.approx(networks["travel_patient_minutes"].sum())
    assert "travel_patient_km" not in networks
    for network, codes in made.plan.networks.items():
        hub = networks["hub_code"][network]
        near = sum(PATIENTS[a] for a in codes if minutes(a, hub) <= 20)
        share = near / sum(PATIENTS[a] for a in codes)
        assert networks["within_20_minutes"][network] == pytest.approx(share)


def test_straight_lines_and_minutes_are_told_apart_by_the_verifier(made, study):
    measured = pd.DataFrame({"travel": made.tables.networks["travel_patient_minutes"]})
    claims = travel.claims(study, judging.freeze(study, made.rules), made.plan, measured)
    network = next(iter(claims.travel))
    hub, total = claims.travel[network]
    other = next(c for c in made.plan.networks[network] if c != hub)

    def findings(said: tuple[str, float]) -> list[str]:
        changed = replace(claims, travel={**claims.travel, network: said})
        report = verify.verify(made.plan.assignment, study.practices, study.graph, made.rules,
                               units=study.units, claims=changed)  # fmt: skip
        return [f.message for f in report.findings if f.check == "travel_times"]

    assert findings((hub, total)) == []
    assert "the times say" in findings((hub, total - 10_000))[0]
    away = sum(PATIENTS[a] * minutes(a, other) for a in made.plan.networks[network])
    assert away == pytest.approx(total) or "takes" in findings((other, away))[0]
    assert "not in the network" in findings(("R9C9", total))[0]


def test_a_claim_made_up_costs_the_plan(made, study, monkeypatch):
    true = travel.claims

    def lies(*asked) -> TravelClaims:
        found = true(*asked)
        return replace(found, travel={k: (h, n / 2) for k, (h, n) in found.travel.items()})

    monkeypatch.setattr(travel, "claims", lies)
    with pytest.raises(judging.UnverifiedError, match="patient-minutes"):
        pipeline.propose(study, made.rules)


def test_a_mend_of_a_conflict_says_the_minutes_that_travel_counts(study):
    rules = replace(small_study.RULES, floor=7_000, ceiling=60_000, weights={"travel": 1.0})
    made = pipeline.judge(study, rules, dict(small_study.NETWORK))
    moves = made.conflicts.practice_moves
    assert len(moves)
    assert "patient_km_change" not in moves
    for move in moves.to_dict("records"):
        left, joined = (
            [c for c, n in small_study.NETWORK.items() if n == move[f"{side}_network_id"]]
            for side in ("from", "to")
        )
        mover = move["practice_code"]
        after = counted([c for c in left if c != mover]) + counted([*joined, mover])
        change = after - counted(left) - counted(joined)
        assert move["patient_minutes_change"] == pytest.approx(change)
    row = made.conflicts.rows[made.conflicts.rows["move_practice_code"] != ""].iloc[0]
    change, unit = travel_change(row)
    assert unit == "patient-minutes"
    assert change in moves["patient_minutes_change"].tolist()


def test_report_readme_and_tables_name_the_unit(made, tmp_path):
    pipeline.write(made, tmp_path / "out")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["criteria"]["travel"]["unit"] == "patient-minutes"
    assert report["travel_times"]["share_within"]["45"] == 1.0
    assert report["travel_times"]["from"] == "practices"
    assert "patient-minutes" in (tmp_path / "out" / "README.txt").read_text()
    assert "minutes" in (tmp_path / "out" / "map.html").read_text()
    written = pd.read_csv(tmp_path / "out" / "networks.csv")
    assert {"travel_patient_minutes", "within_30_minutes"} <= set(written)


def test_a_project_keeps_the_times(made, tmp_path):
    pipeline.write(made, tmp_path / "out")
    again = pcn.open(tmp_path / "out" / "project.pcn")
    assert again.networks["travel_patient_minutes"].sum() == pytest.approx(made.totals["travel"])


def run(*words: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [str(word) for word in words])
    return done.exit_code, done.output


def asked(files, command, *more):
    return run(command, files / "practices.csv", "--within", "ccg_code", "--band", "16000:33000",
               *more)  # fmt: skip


def test_plan_names_missing_pairs_and_lists_them_in_a_file(files, tmp_path):
    code, said = asked(files, "plan", "--travel-times", files / "gap.csv", "--weights", "travel=1",
                       "--out", tmp_path / "out")  # fmt: skip
    assert code == 0
    assert "5 pairs that a network could use have no time: R0C0 to R0C1" in said
    assert "taken as the time of the way back" in said
    assert "Reach of the hubs: " in said
    listed = pd.read_csv(tmp_path / "out" / "travel_times_by_rule.csv")
    assert len(listed) == 5
    assert set(listed["rule"]) == {"the time of the way back"}


def test_check_and_redraft_take_the_times(files, tmp_path):
    code, said = asked(files, "check", "--networks-column", "pcn_code", "--travel-times",
                       files / "times.csv")  # fmt: skip
    assert code == 0
    assert "patient-minutes of travel" in said
    code, said = asked(files, "redraft", "--current", "pcn_code", "--towards", "travel",
                       "--moves-max", "1", "--travel-times", files / "times.csv",
                       "--out", tmp_path / "out")  # fmt: skip
    assert code == 0
    assert "travel_patient_minutes" in (tmp_path / "out" / "redraft.csv").read_text()
    assert "patient-minutes" in (tmp_path / "out" / "frontier.svg").read_text()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--mode", "car"), "no table of travel times"),
        (("--travel-times", "times.csv", "--mode", "car"), "no column mode"),
        (("--travel-times", "times.csv", "--roads", "times.csv"), "not from both"),
        (("--travel-times", "absent.csv"), "no such file"),
    ],
)
def test_bad_input_is_one_message(files, tmp_path, more, said):
    given = [files / word if str(word).endswith(".csv") else word for word in more]
    code, told = asked(files, "plan", *given, "--out", tmp_path / "out")
    assert code == 2
    assert said in told.replace("\n", " ")


def test_roads_give_minutes_too(files):
    lines = [[(400_000 + 2_000 * x, 406_000), (400_000 + 2_000 * x, 402_000)] for x in range(4)]
    lines += [[(400_000, 406_000 - 2_000 * y), (406_000, 406_000 - 2_000 * y)] for y in range(3)]
    grid = [[(x0 + k * (x1 - x0) / n, y0 + k * (y1 - y0) / n) for k in range(n + 1)]
            for (x0, y0), (x1, y1) in lines for n in [3 if y0 == y1 else 2]]  # fmt: skip
    shapes = [shapely.LineString(one) for one in grid]
    roads = gpd.GeoDataFrame({"speed_kph": [60] * len(grid)}, geometry=shapes, crs=BNG)
    study = pcn.read(files / "practices.csv", within="ccg_code", roads=roads)
    found = study.journeys
    assert found.mode == "road"
    assert found.time("R0C0", "R2C3") == pytest.approx(10.0)
    plan = pcn.propose(study, floor=16_000, ceiling=33_000, weights={"travel": 1})
    assert plan.networks["travel_minutes_mean"].between(0, 5).all()


def test_a_mode_is_chosen_in_python(files):
    table = pd.concat([times().assign(mode="car"), times().assign(mode="bus", minutes=30)])
    with pytest.raises(DataError, match="several modes"):
        pcn.read(files / "practices.csv", travel_times=table)
    study = pcn.read(files / "practices.csv", travel_times=table, mode="car")
    assert study.journeys.time("R0C0", "R0C1") == 4.0


def test_files_dropped_on_the_app_are_known_as_times_and_modes_are_offered(files, tmp_path):
    table = pd.concat([times().assign(mode="car"), times().assign(mode="bus")])
    table.to_csv(tmp_path / "matrix.csv", index=False)
    paths = [files / "practices.csv", tmp_path / "matrix.csv"]
    found = arrivals.read(paths, {}, {}, lambda _: None, lambda: False)
    used = found.files.set_index("file")
    assert used.loc["matrix.csv", "recognised as"] == "travel times"
    assert used.loc["matrix.csv", "used"] == "travel"
    assert set(used["check"]) == {""}
    assert arrivals.modes(found) == ["bus", "car"]
    inputs = arrivals.with_joined(Inputs(files / "practices.csv", mode="car"), found)
    study = pipeline.load(inputs)
    assert study.travel_unit is MINUTES


def test_pages_say_minutes(study, made):
    rules = replace(small_study.RULES, weights={"travel": 1.0, "alignment": 0.5})
    assert "whole community teams (0.5 minutes a patient)" in summary.of(rules, unit=MINUTES)
    assert priorities.worth("alignment", 0.5, 1.0, MINUTES).endswith(
        "is worth 0.5 minutes of travel."
    )
    (step,) = alignment.strip(study, rules, [0.5])
    assert alignment.label(step) == "0.5 minutes a patient"
    table = alignment.build([step])
    assert table["travel_patient_minutes"][0] == pytest.approx(step.totals["travel"])
    both = comparable.figures(made, made).set_index("figure")
    assert "Travel, minutes a patient" in both.index
