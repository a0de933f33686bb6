"""Areas of the networks that really formed in Pennine Lancashire, from where patients live."""

from functools import cache

import pytest
import shapely

from benchmarks.real_data import ABSENT, REAL
from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import draw as areas
from boundaries.network_areas import nearest_site
from boundaries.population import dispersion, registrations, residence, small_areas
from boundaries.practices import table as practices
from optimise.network_areas.allocate import allocate

FOLDER = REAL / "pennine_lancashire_2020"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not REAL.is_dir(), reason=ABSENT),
]


@cache
def world():
    own = practices.read(FOLDER / "practices.csv", exclude=["P81778"])
    source = FOLDER / "gp-reg-pat-prac-lsoa-all_2020-04_extract.csv.gz"
    return own, registrations.read(source), small_areas.read(FOLDER / "lsoa11.geojson")


@cache
def allotted():
    own, table, small = world()
    assignment = own["pcn_code"].to_dict()
    patients = areas.network_patients(table, assignment, small)
    homes = nearest_site.homes(small, own, assignment)
    return patients, allocate(areas.area_graph(small), patients, homes)


def test_every_lsoa_is_in_one_whole_area_and_most_patients_live_inside():
    patients, allocation = allotted()
    small = world()[2]
    drawn = areas.from_small_areas(
        small,
        allocation.area_network,
        patients=patients,
        patients_bound=allocation.patients_bound,
    )
    assert area_checks.check(drawn, small)["passed"].all()
    assert drawn["small_areas"].sum() == 343
    assert len(drawn) == 13
    assert (shapely.get_num_geometries(drawn.geometry.to_numpy()) == 1).all()
    assert shapely.coverage_is_valid(drawn.geometry.to_numpy())
    land = shapely.union_all(small.geometry.to_numpy())
    covered = shapely.union_all(drawn.geometry.to_numpy())
    assert shapely.symmetric_difference(land, covered).area <= 1
    assert allocation.proven
    assert allocation.patients_plurality == 427_668
    assert allocation.patients_inside == allocation.patients_bound == 427_229
    assert "24.3% of patients live outside" in drawn.attrs["caveat"]


def test_by_plurality_seven_of_the_thirteen_come_in_pieces():
    patients, _ = allotted()
    small = world()[2]
    drawn = areas.from_small_areas(
        small, patients.idxmax(axis=1), patients=patients, method=areas.AreaMethod.PLURALITY
    )
    table = area_checks.check(drawn, small)
    found = table[~table["passed"]].groupby("check")["network_id"].nunique()
    assert found.to_dict() == {"no_doughnuts": 3, "one_piece": 7}


def test_every_patient_is_somewhere_and_103_have_no_small_area():
    own, table, small = world()
    _, allocation = allotted()
    found = residence.count(table, own, small, own["pcn_code"].to_dict(), allocation.area_network)
    kinds = found.unplaced["patients"]
    assert kinds["no small area given by the publisher (NO2011)"] == 103
    networks = found.networks
    assert networks["patients"].sum() == 567_471
    assert (networks[list(residence.PARTS)].sum(axis=1) == networks["patients"]).all()
    assert networks["unplaced"].sum() == 103
    assert networks["inside"].sum() == 427_229
    assert (
        networks["residents"].sum() == table[table["area_code"].isin(small.index)]["patients"].sum()
    )


def test_one_practice_has_its_patients_in_two_far_places():
    own, table, small = world()
    found = dispersion.find(table, own, small)
    assert found.index[~found["place_based"]].tolist() == ["Y02606"]
