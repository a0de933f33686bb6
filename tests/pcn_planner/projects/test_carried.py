"""A plan exported, opened and exported again is the same plan, with all that was said of it."""

import json
import shutil
import zipfile

import pytest

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.progress import Limits
from pcn_planner import pipeline
from pcn_planner.drafting import draft
from pcn_planner.drafting.running import solving
from pcn_planner.drafting.session import Session
from pcn_planner.files import exported
from pcn_planner.projects import planning
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.study.inputs import Inputs
from tests.support import small_study
from tests.support.app_pages import WITHIN, session, study

SAME = ("assignment.csv", "networks.csv", "adjacency.csv", "conflicts.csv", "networks.geojson",
        "practices.geojson", "README.txt", "map.html")  # fmt: skip

#: six practices of 49,000 patients in each unit: one network of two teams is cheapest
DIVIDED = Rules(
    floor=16_000, ceiling=33_000, within=("ccg_code",), ceiling_soft=True, oversize_slack=20_000,
    team_band=(16_000, 33_000), weights={"travel": 1.0, "count": 1_000_000.0},
)  # fmt: skip


@pytest.fixture(scope="module")
def drafted(tmp_path_factory) -> Session:
    """A session whose plan was optimised and proven, with a lock and a wish with its reason."""
    out = session(study(tmp_path_factory.mktemp("area")))
    out.take(solving.optimise(out.bench, out.state, limits=Limits()), "optimised")
    network = out.state.assignment["P01"]
    mates = out.state.members(network)
    out.record(draft.lock_practice("P01", "landlord"))
    out.record(draft.add_note("keep this among us", "P01"))
    assert len(mates) > 1
    return out


def report_of(folder) -> dict:
    return json.loads((folder / "report.json").read_text("utf-8"))


def exported_again(path, out):
    with planning.opened(path) as given:
        made = planning.judged(given)
        pipeline.write(made, out, state=given.state)
    return made


@pytest.mark.parametrize("name", ["project.pcn", "plan.gpkg"])
def test_an_exported_plan_goes_on_as_the_identical_plan(drafted, tmp_path, name):
    first, second = tmp_path / "first", tmp_path / "second"
    pipeline.write(drafted.finished(), first, state=drafted.state)
    project = tmp_path / "again.pcn"
    project.write_bytes(exported.project_in(first / name))
    made = exported_again(project, second)
    assert report_of(first) == report_of(second)
    assert [n for n in SAME if (first / n).read_bytes() != (second / n).read_bytes()] == []
    assert made.result.status == "optimal"
    assert report_of(second)["proof"].startswith("proven")


def test_wishes_go_with_an_exported_plan_and_comments_do_not(drafted, tmp_path):
    pipeline.write(drafted.finished(), tmp_path / "plan", state=drafted.state)
    with planning.opened(tmp_path / "plan" / "project.pcn") as given:
        assert given.state.locked_practices == {"P01": "landlord"}
        assert given.state.notes == ()
    content = (tmp_path / "plan" / "project.pcn").read_bytes()
    assert b"keep this among us" not in content


def test_a_session_reopened_has_draft_proof_colours_and_undo(drafted, tmp_path):
    path = tmp_path / "copy.pcn"
    shutil.copy(drafted.project.path, path)
    again = Session(projects=tmp_path)
    again.open_project(path)
    assert again.state == drafted.state
    assert again.rules == drafted.rules
    assert again.proposal.status == drafted.proposal.status == "optimal"
    assert again.proposal.result.bound == drafted.proposal.result.bound
    assert again.proposal.tables.colours == drafted.proposal.tables.colours
    while again.can_undo:
        again.undo()
    assert again.state.assignment == {}
    assert again.stated_rules == WITHIN


def test_a_claim_that_the_plan_does_not_bear_out_is_not_believed(drafted, tmp_path):
    path = tmp_path / "forged.pcn"
    shutil.copy(drafted.project.path, path)
    again = Session(projects=tmp_path)
    again.open_project(path)
    said = dict(again.state.provenance) | {"objective": 1.0, "bound": 1.0}
    again.record(draft.set_plan(again.state.assignment, again.state.names, said))
    again = Session(projects=tmp_path)
    again.open_project(path)
    assert not again.proposal.proposed
    assert again.proposal.result.bound is None


def test_a_moved_practice_ends_the_proof(drafted, tmp_path):
    path = tmp_path / "moved.pcn"
    shutil.copy(drafted.project.path, path)
    again = Session(projects=tmp_path)
    again.open_project(path)
    there = next(n for n in again.state.assignment.values() if n != again.state.assignment["P05"])
    again.record(draft.move_practice("P05", there))
    assert not again.proposal.proposed
    again.undo()
    assert again.proposal.status == "optimal"


def test_references_are_held_to_their_digests(tmp_path):
    area = study(tmp_path)
    fill = contents.filler(area, references=True)
    project = Project.create(tmp_path / "by reference.pcn", fill=fill)
    assert contents.study_of(project, tmp_path).digests == area.digests
    table = area.inputs.practices
    table.write_text(table.read_text() + "\n")
    with pytest.raises(DataError, match="not what it was"):
        contents.study_of(project, tmp_path)
    table.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        contents.study_of(project, tmp_path)


def written_again(made, folder) -> list[str]:
    """A plan written, and the names of files that differ once its project has written it again."""
    first, second = folder / "first", folder / "second"
    assert not pipeline.write(made, first).lost
    exported_again(first / "project.pcn", second)
    assert {one.name for one in first.iterdir()} == {one.name for one in second.iterdir()}
    assert report_of(first) == report_of(second)
    same = [*SAME, "layers.csv"]
    return [
        name for name in same
        if (first / name).is_file() and (first / name).read_bytes() != (second / name).read_bytes()
    ]  # fmt: skip


def test_teams_inside_large_networks_go_on_as_they_are(tmp_path):
    made = pipeline.propose(small_study.study(tmp_path), DIVIDED)
    assert written_again(made, tmp_path) == []


def test_layers_of_teams_go_on_as_they_are(tmp_path):
    (tmp_path / "practices.csv").write_text(small_study.table(), encoding="utf-8")
    columns = "".join(f"{code},Column {code[3]}\n" for code in small_study.NETWORK)
    (tmp_path / "columns.csv").write_text(f"practice_code,team_id\n{columns}")
    area = pipeline.load(
        Inputs(
            tmp_path / "practices.csv", within=("ccg_code",), team="team", layer="nursing",
            layers={"mental health": tmp_path / "columns.csv"},
        )
    )  # fmt: skip
    rules = Rules(floor=16_000, ceiling=33_000, within=("ccg_code",))
    made = pipeline.judge(area, rules, small_study.NETWORK)
    assert written_again(made, tmp_path) == []


def test_an_archive_damaged_at_any_byte_gives_a_project_or_a_message(tmp_path):
    whole = bytes(range(256)) * 2 + b"some words " * 30
    with zipfile.ZipFile(tmp_path / "plan.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(exported.PROJECT, whole)
    raw, refused = (tmp_path / "plan.zip").read_bytes(), 0
    for at in range(len(raw)):
        path = tmp_path / "damaged.zip"
        path.write_bytes(raw[:at] + bytes([raw[at] ^ 0x55]) + raw[at + 1 :])
        try:
            assert exported.project_in(path) in (whole, None)
        except DataError as error:
            refused += "archive cannot be read" in str(error)
    assert refused > len(raw) // 2
