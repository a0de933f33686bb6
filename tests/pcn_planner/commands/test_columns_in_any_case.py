"""A column is found whatever its capitals, by every option that names one."""

import json

from tests.support.area_files import LISTS, pcn, table

OPTIONS = ("--within", "Ccg_Code", "--team", "TEAM", "--current", "pcn_Code", "--need", "Need")


def shouted(folder):
    path = folder / "practices.csv"
    table(loc=[f"L{k}" for k in range(14)], weighted=[size * 1_000 for size in LISTS]).rename(
        columns=str.upper
    ).to_csv(path, index=False)
    return path


def test_plan_finds_the_columns_of_its_options(tmp_path):
    result = pcn(
        "plan", shouted(tmp_path), *OPTIONS, "--soft", "loc=5", "--size", "Weighted",
        "--where", "ccg_code=N1", "--columns", "practice_name=Practice_Name",
        "--out", tmp_path / "out",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["rules"]["within"] == ["CCG_CODE"]
    assert list(report["rules"]["soft_borders"]) == ["LOC"]
    assert report["criteria"]["borders"]["total"] > 0


def test_what_judges_a_plan_does_too(tmp_path):
    path = shouted(tmp_path)
    for command in ("check", "conflicts"):
        result = pcn(
            command, path, "--networks-column", "pcn_code", "--within", "ccg_code", "--team",
            "team", "--out", tmp_path / command,
        )  # fmt: skip
        assert result.exit_code in (0, 1), result.output
    result = pcn("redraft", path, "--current", "pcn_code", "--within", "ccg_code", "--band",
                 "15000:60000", "--moves-max", "1", "--out", tmp_path / "redraft")  # fmt: skip
    assert result.exit_code in (0, 1), result.output


def test_two_columns_that_differ_in_capitals_alone_are_not_guessed_at(tmp_path):
    path = tmp_path / "practices.csv"
    table(CCG_CODE=["x", "y"] * 7).to_csv(path, index=False)
    result = pcn("plan", path, "--within", "Ccg_Code", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "ccg_code" in result.output
    assert "CCG_CODE" in result.output
