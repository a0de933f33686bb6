"""Registrations of the open data folder: every patient counted, here or elsewhere."""

import pytest

from benchmarks.real_data import ABSENT, REAL
from boundaries.population import registrations, small_areas
from boundaries.practices import table as practices

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT),
]


def test_pennine_lancashire():
    folder = REAL / "pennine_lancashire_2020"
    own = practices.read(folder / "practices.csv", exclude=["P81778"])
    source = folder / "gp-reg-pat-prac-lsoa-all_2020-04_extract.csv.gz"
    table = registrations.read(source, practices=own)
    assert (table.groupby("practice_code")["patients"].sum() == own["patients"].sort_index()).all()
    areas = small_areas.read(folder / "lsoa11.geojson")
    placed, unplaced = registrations.placed(table, areas)
    assert placed["patients"].sum() == 564_590
    everyone, _ = registrations.placed(registrations.read(source), areas)
    assert (placed["area_code"].nunique(), everyone["area_code"].nunique()) == (342, 343)
    summary = registrations.unplaced_summary(unplaced)
    assert summary.loc["no small area given by the publisher (NO2011)", "patients"] == 103
    assert summary["patients"].sum() == 567_471 - 564_590


def test_birmingham_and_solihull_by_shares():
    folder = REAL / "birmingham_solihull_2024"
    own = practices.read(folder / "practices.csv")
    table = registrations.read(folder / "gp_patient_share_by_ward.csv.gz", practices=own)
    assert (table.groupby("practice_code")["patients"].sum() == own["patients"].sort_index()).all()
    placed, unplaced = registrations.placed(table, small_areas.read(folder / "wards_2025.geojson"))
    assert placed["area_code"].nunique() == 86
    assert placed["patients"].sum() + unplaced["patients"].sum() == 1_628_972
