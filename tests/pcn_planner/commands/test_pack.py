"""``pcn pack`` from a plan's folder: the same figures as the plan's CSVs, or a clear refusal."""

import openpyxl
import pandas as pd
import pytest

from pcn_planner import pipeline
from tests.support import small_study
from tests.support.area_files import pcn


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    folder = tmp_path_factory.mktemp("planned")
    moved = small_study.NETWORK | {"R1C1": "A"}
    made = pipeline.judge(small_study.study(folder), small_study.RULES, moved)
    pipeline.write(made, folder / "plan")
    return folder / "plan"


def rows_of(path, sheet) -> pd.DataFrame:
    head, *rows = openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=head)


@pytest.fixture(scope="module")
def packed(plan, tmp_path_factory):
    """A function that packs a folder or project; the folder it gives, and what was said."""
    files = tmp_path_factory.mktemp("facts")
    (files / "facts.csv").write_text("network_id,clinical_director,nominated_payee\nA,Dr A,Payee\n")
    (files / "people.csv").write_text("practice_code,weighted\nR0C0,8100\nR0C1,8200.5\n")
    options = ["--facts", files / "facts.csv", "--populations", files / "people.csv"]

    def pack(source, out):
        result = pcn("pack", source, *options, "--year", "2025/26", "--out", files / out)
        assert result.exit_code == 0, result.output
        return files / out, result.output

    return pack


@pytest.fixture(scope="module")
def of_folder(plan, packed):
    return packed(plan, "folder")


def test_the_pack_holds_the_figures_of_the_plan(plan, of_folder):
    out, said = of_folder
    assert "things still stop registration" in said
    assert "adjusted: not known for 12 of 12 practices" in said
    networks = pd.read_csv(plan / "networks.csv")
    told = rows_of(out / "networks.xlsx", "networks")
    assert told["patients"].tolist() == networks["patients"].tolist()
    assignment = pd.read_csv(plan / "assignment.csv", dtype=str)
    placed = rows_of(out / "networks.xlsx", "practices")
    pairs = zip(placed["practice_code"], placed["network_id"], strict=True)
    record = zip(assignment["practice_code"], assignment["network_id"], strict=True)
    assert dict(pairs) == dict(record)
    moves = rows_of(out / "networks.xlsx", "moves")
    assert moves[["practice_code", "network_before", "network_after"]].values.tolist() == [
        ["R1C1", "B", "A"]
    ]
    money = rows_of(out / "networks.xlsx", "money").set_index(["network_id", "stream"])["amount"]
    lists = networks.set_index("network_id")["patients"]
    for key, patients in lists.items():
        assert money[key, "Core by list"] == pytest.approx(patients * 2.266, abs=0.005)
    assert money["A", "Network participation"] == pytest.approx((8100 + 8200.5) * 1.761, abs=0.005)


@pytest.mark.deep  # a pack takes three seconds
def test_staff_are_in_the_workbook_and_in_what_is_said(plan, tmp_path):
    (tmp_path / "staff.csv").write_text("team_id,role,wte\nT1,nurse,8\nT2,nurse,4.5\n")
    options = ["--staff", tmp_path / "staff.csv", "--staff-level", "2", "--staff-step", "0.5"]
    result = pcn("pack", plan, *options, "--out", tmp_path / "pack")
    assert result.exit_code == 0, result.output
    assert "WTE change team" in result.output
    told = rows_of(tmp_path / "pack" / "networks.xlsx", "staff")
    assert told["wte"].sum() == 12.5
    levels = rows_of(tmp_path / "pack" / "networks.xlsx", "staff_level")
    networks = pd.read_csv(plan / "networks.csv")
    assert levels["patients"].tolist() == networks["patients"].tolist()
    alone = pcn("pack", plan, "--staff-level", "2", "--out", tmp_path / "pack")
    assert alone.exit_code == 2
    assert "no staff are given" in alone.output


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--year", "1999/00"], "no rates are known"),
        (["--before", "no_such_column"], "no column 'no_such_column' for --before"),
        (["--populations", "strangers.csv"], "the only one of the practice code"),
        (["--facts", "facts.csv"], "1 network of the facts is not in the plan: ZZZ"),
        (["--template", "practices.csv"], "no Word document"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_written(plan, tmp_path, given, said):
    (tmp_path / "practices.csv").write_text("no")
    (tmp_path / "strangers.csv").write_text("practice_code,adjusted\nQ99,100\n")
    (tmp_path / "facts.csv").write_text("network_id,clinical_director\nZZZ,Dr A\n")
    words = [str(tmp_path / one) if one.endswith(".csv") else one for one in given]
    result = pcn("pack", plan, *words, "--out", tmp_path / "pack")
    assert result.exit_code == 2
    assert said in result.output
    assert not (tmp_path / "pack").exists()


def test_a_project_gives_the_same_papers(plan, packed, of_folder):
    project, _ = packed(plan / "project.pcn", "project")
    for sheet in ("networks", "moves", "money"):
        one, other = (rows_of(out / "networks.xlsx", sheet) for out in (of_folder[0], project))
        shared = [name for name in one if name in other]
        assert len(shared) > 4
        pd.testing.assert_frame_equal(one[shared], other[shared])


def test_a_folder_without_a_plan_is_refused(tmp_path):
    result = pcn("pack", tmp_path, "--out", tmp_path / "pack")
    assert result.exit_code == 2
    assert "no folder of a plan" in result.output
