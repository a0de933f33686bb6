"""From files as they arrive to a first plan: one command, and no file edited."""

import gzip
import json
import shutil
import zipfile

import pandas as pd
import pytest

from benchmarks.real_data import ABSENT, REAL
from tests.support import publications
from tests.support.area_files import pcn

EVERYBODY = sum(publications.PATIENTS)


def planned(folder, *words):
    """The networks of a first plan that passed every check, and what was said meanwhile."""
    result = pcn("plan", *words, "--gap", "0.05", "--out", folder)
    assert result.exit_code == 0, result.output
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert all(check["passed"] for check in report["checks"])
    said = " ".join(result.stdout.split())
    return pd.read_csv(folder / "assignment.csv", dtype=str), report, said


def patients(folder) -> list[int]:
    return pd.read_csv(folder / "networks.csv")["patients"].tolist()


def test_the_national_zips_as_they_were_downloaded(tmp_path):
    folder = publications.national_zips_as_downloaded(tmp_path / "downloads")
    north = publications.CODES[:8]
    found, _, said = planned(tmp_path / "out", folder, "--where", "ccg_code=N1")
    assert sorted(found["practice_code"]) == north
    assert sum(patients(tmp_path / "out")) == sum(publications.PATIENTS[:8])
    assert "practice map" in said
    assert "coordinates of postcodes" in said
    assert "Only rows with ccg_code = N1: 8 of 15" in said


def test_a_board_s_workbook_with_titles_above_the_header(tmp_path):
    path = publications.board_s_workbook_with_titles_above_the_header(tmp_path / "mail")
    found, _, said = planned(tmp_path / "out", path, "--current", "pcn")
    assert sorted(found["practice_code"]) == publications.CODES
    assert sum(patients(tmp_path / "out")) == EVERYBODY
    assert "The header is row 4" in said
    assert "Not read below the table" in said


@pytest.mark.parametrize("together", [True, False])
def test_a_table_of_postcodes_alone(together, tmp_path):
    lists, places = publications.table_of_postcodes_alone(tmp_path / "mail")
    given = [lists.parent] if together else [lists, "--postcodes", places]
    found, _, _ = planned(tmp_path / "out", *given)
    assert sorted(found["practice_code"]) == publications.CODES
    assert sum(patients(tmp_path / "out")) == EVERYBODY


def test_a_folder_of_mixed_censuses_with_a_practice_that_closed(tmp_path):
    folder = publications.folder_of_mixed_censuses(tmp_path / "downloads")
    found, report, said = planned(tmp_path / "out", folder)
    assert sorted(found["practice_code"]) == publications.CODES
    assert sum(patients(tmp_path / "out")) == EVERYBODY
    assert "1 practice without patients in any file is set aside, as if closed: P81099" in said
    assert "2011" in said
    assert "registrations" in report["inputs"]["files"]
    # Whoever left the practice out by hand before may go on doing so.
    again, _, _ = planned(tmp_path / "again", folder, "--exclude", "P81099")
    assert again.equals(found)


@pytest.mark.real_data
@pytest.mark.deep
@pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT)
def test_the_real_national_zips_and_pennine_s_folder(tmp_path):
    folder = tmp_path / "zips"
    folder.mkdir()
    for path in sorted((REAL / "national").glob("*.csv.gz")):
        if "england_practices" not in path.name:
            with zipfile.ZipFile(folder / f"{path.name}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr(path.name.removesuffix(".gz"), gzip.decompress(path.read_bytes()))
    shutil.copy(REAL / "national" / "epcn_2019-12.xlsx", folder)
    found, _, _ = planned(tmp_path / "out", folder, "--where", "ccg_code=00Q")
    assert len(found) == 23
    assert sum(patients(tmp_path / "out")) == 179_302
    found, _, said = planned(tmp_path / "pennine", REAL / "pennine_lancashire_2020")
    assert len(found) == 73
    assert sum(patients(tmp_path / "pennine")) == 567_471
    assert "is set aside, as if closed: P81778" in said
