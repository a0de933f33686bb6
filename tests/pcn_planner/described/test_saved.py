"""A plan's folder whose files are not as they were written is refused in words."""

import json
import shutil

import geopandas as gpd
import pandas as pd
import pytest

from boundaries.errors import DataError
from pcn_planner import pipeline
from pcn_planner.described import saved
from pcn_planner.study.reading import neighbourhoods
from tests.support import small_study
from tests.support.area_files import pcn

DAMAGES = {
    "no list of checks": {"checks": 7},
    "a check of nothing": {"checks": [{}]},
    "rules in a list": {"rules": [1]},
    "a status that is none": {"status": "splendid"},
    "exceptions of another kind": {"exceptions": [{"practices": 3}]},
    "a level without words": {"tiers": [{"name": "x"}]},
    "caveats in a number": {"caveats": 3},
    "inputs in a list": {"inputs": ["practices.csv"]},
    "a date in a number": {"inputs": {"lists_date": 5}},
    "dates in a word": {"inputs": {"lists_dates": "2026-01-01"}},
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("saved")
    made = pipeline.judge(small_study.study(folder), small_study.RULES, small_study.NETWORK)
    pipeline.write(made, folder / "plan")
    return folder / "plan"


@pytest.fixture
def copied(written, tmp_path):
    return shutil.copytree(written, tmp_path / "plan")


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_report_of_another_shape_is_refused_with_what_to_name_instead(copied, damage):
    path = copied / "report.json"
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | DAMAGES[damage]), encoding="utf-8")
    for command in ("pack", "publish"):
        result = pcn(command, copied, "--out", copied.parent / "out")
        assert result.exit_code == 2, result.output
        assert "Name a folder that pcn plan" in " ".join(result.output.split())
    assert not (copied.parent / "out").exists()


@pytest.mark.parametrize("text", ["", "[]", "3", '"rules"', "[" * 9_000, '{"rules": {', "\0"])
def test_a_report_that_is_none_is_refused(copied, text):
    (copied / "report.json").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="is no folder of a plan") as refused:
        saved.opened(copied)
    assert "Name a folder" in str(refused.value)


def test_layers_without_their_columns_are_refused(copied):
    drawn = gpd.read_file(copied / "plan.gpkg", layer="practices")
    (copied / "plan.gpkg").unlink()
    drawn.rename(columns={"practice_code": "code"}).to_file(copied / "plan.gpkg", layer="practices")
    for layer in ("networks", "metadata"):
        pd.DataFrame(drawn.drop(columns="geometry")).pipe(gpd.GeoDataFrame).to_file(
            copied / "plan.gpkg", layer=layer
        )
    with pytest.raises(DataError, match=r"plan\.gpkg is not as it was written"):
        saved.opened(copied)


def test_names_that_a_spreadsheet_would_run_come_back_without_the_apostrophe(tmp_path):
    given = {"R0C0": "+44 Surgery", "R0C1": "=1+1", "R0C2": "'=2", "R0C3": "NA House"}
    networks = {code: f"-{one}" if one == "A" else one for code, one in small_study.NETWORK.items()}
    names = {"-A": "@Alder PCN", "B": "NA"}
    made = pipeline.judge(
        small_study.study(tmp_path, given), small_study.RULES, networks, names=names
    )
    pipeline.write(made, tmp_path / "plan")
    opened = saved.opened(tmp_path / "plan").shown
    assert opened.practices["name"][list(given)].to_dict() == given
    assert opened.networks["name"].to_dict() == made.tables.networks["name"].to_dict()
    assert opened.networks["name"]["-A"] == "@Alder PCN"
    drawn = neighbourhoods.of_plan(tmp_path / "plan")
    assert dict(zip(drawn["team_id"], drawn["name"], strict=True))["-A"] == "@Alder PCN"
