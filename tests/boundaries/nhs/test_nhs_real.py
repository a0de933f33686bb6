"""The publications of the open data folder against the national table made of them before."""

import pandas as pd
import pytest

from benchmarks.real_data import ABSENT, REAL
from boundaries.nhs import assemble as nhs

NATIONAL = REAL / "national"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT),
]


def test_england_from_its_publications():
    lists = nhs.read_list_sizes(NATIONAL / "gp-reg-pat-prac-all_2021-01.csv.gz")
    assert (len(lists), lists["list_size"].sum()) == (6_658, 60_606_345)
    register = nhs.read_practice_map(NATIONAL / "gp-reg-pat-prac-map_2020-09.csv.gz")
    places = nhs.read_postcodes(NATIONAL / "practice_postcode_coordinates.csv.gz")
    table = nhs.assemble(lists, places, registers=[register], leave_out_without_list=True)
    made_before = pd.read_csv(
        NATIONAL / "england_practices_2021-01.csv.gz",
        dtype=str,
        keep_default_na=False,
        index_col="practice_code",
    )
    table = table.loc[made_before.index]
    assert (table["patients"] == made_before["list_size"].astype(int)).all()
    assert (table.geometry.x - made_before["easting"].astype(float)).abs().max() < 1
    assert (table["ccg_code"] == made_before["ccg_code"]).all()
    unallocated = made_before["pcn_code"].where(made_before["pcn_code"] != "U", "")
    assert (table["pcn_code"] == unallocated).all()
    assert (table["pcn_code"] == "").sum() == 126


def test_registers():
    register = nhs.read_epraccur(NATIONAL / "epraccur_2019-11.csv.gz", england_only=False)
    assert len(register) == 6_830
    members = nhs.read_epcn(NATIONAL / "epcn_2019-12.xlsx")
    assert (len(members), members["pcn_code"].nunique()) == (6_757, 1_250)
    assert (members["pcn_name"] != "").all()


def test_places_and_branches_of_birmingham():
    places = nhs.read_postcodes(NATIONAL / "practice_postcode_coordinates.csv.gz")
    assert (len(places), places["easting"].isna().sum()) == (7_871, 5)
    folder = REAL / "birmingham_solihull_2024"
    joined = nhs.read_branches(folder / "branch_surgeries.csv")
    assert len(joined) == 52
    assert joined.attrs["notes"][0].startswith("6 sites left out")
    by_postcode = nhs.read_branches(
        folder / "gp_list_locality_pcn_2024-07.csv", postcodes=places
    ).set_index("site_code")
    apart_m = by_postcode.distance(joined.set_index("site_code").reindex(by_postcode.index))
    assert apart_m.max() < 1


def test_lists_by_sex_and_age_add_up():
    source = REAL / "pennine_lancashire_2020" / "practice_sex_age_2020-04.csv.gz"
    lists = nhs.read_list_sizes(source)
    assert (len(lists), lists["list_size"].sum()) == (73, 567_471)
