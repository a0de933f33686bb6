"""The networks and localities of Birmingham and Solihull, counted again by hand."""

import csv
import itertools
import json

import pytest

from benchmarks.real_data import ABSENT, REAL
from boundaries.population import registrations, small_areas
from boundaries.practices import table as practices
from boundaries.teams import conflicts, footprints

AREA = REAL / "birmingham_solihull_2024"
pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not AREA.is_dir(), reason=ABSENT),
]


def rows_of(name: str) -> list[dict[str, str]]:
    with (AREA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def is_inside(x: float, y: float, ring: list[list[float]]) -> bool:
    """Whether a line from the point to the east crosses the ring an odd number of times."""
    inside = False
    for (x1, y1), (x2, y2) in itertools.pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


def localities_by_hand() -> dict[str, str]:
    """Practice code -> the locality polygon its longitude and latitude lie in."""
    document = json.loads((AREA / "localities.geojson").read_text(encoding="utf-8"))
    found = {}
    for row in rows_of("practices.csv"):
        place = float(row["longitude"]), float(row["latitude"])
        for feature in document["features"]:
            outline, *holes = feature["geometry"]["coordinates"]
            if is_inside(*place, outline) and not any(is_inside(*place, h) for h in holes):
                found[row["practice_code"]] = feature["properties"]["Locality"]
    return found


def read():
    table = practices.read(AREA / "practices.csv")
    return table, footprints.read(AREA / "localities.geojson")


def test_the_35_real_networks_are_counted_as_by_hand():
    table, teams = read()
    found = conflicts.find(table, table["pcn_code"].to_dict(), teams, run_from=table["locality"])
    by_hand, rows = localities_by_hand(), rows_of("practices.csv")
    patients = {row["practice_code"]: int(row["list_size"]) for row in rows}

    in_locality: dict[str, dict[str, int]] = {}
    for row in rows:
        code, network = row["practice_code"], in_locality.setdefault(row["pcn_code"], {})
        team = by_hand.get(code, "")
        network[team] = network.get(team, 0) + patients[code]
    matrix = {n: {t: v for t, v in c.items() if v} for n, c in found.matrix.to_dict().items()}
    assert matrix == in_locality
    assert len(in_locality) == 35

    split = {n for n, teams in in_locality.items() if len(set(teams) - {""}) > 1}
    kinds = found.rows.groupby("kind")
    assert len(split) == 17
    assert set(kinds.get_group("network_split")["network_ids"]) == split
    assert found.networks["teams"].gt(1).sum() == 17

    elsewhere = {r["practice_code"] for r in rows} & set(by_hand)
    elsewhere = {c for c in elsewhere if table.loc[c, "locality"] != by_hand[c]}
    assert len(elsewhere) == 32
    assert set(kinds.get_group("practice_apart")["practices"]) == elsewhere
    assert sorted(set(patients) - set(by_hand)) == ["M91642"]
    assert found.practices.index[found.practices["team_id"] == ""].tolist() == ["M91642"]
    assert found.matrix.loc[""].sum() == patients["M91642"]


def test_real_homes_by_ward_are_counted_from_polygons_and_from_the_table():
    table, teams = read()
    wards = small_areas.read(AREA / "wards_2025.geojson")
    homes = registrations.read(AREA / "gp_patient_share_by_ward.csv.gz", practices=table)
    by_table = footprints.read(AREA / "ward_to_locality.csv")
    networks = table["pcn_code"].to_dict()
    both = [
        conflicts.find(table, networks, one, registrations=homes, small_areas=wards)
        for one in (teams, by_table)
    ]
    lists = table["patients"].groupby(table["pcn_code"]).sum().to_dict()
    for found in both:
        assert found.matrix.sum().to_dict() == lists
    drawn, told = (footprints.team_of_area(one, wards) for one in (teams, by_table))
    differ = [ward for ward in wards.index if drawn[ward] != told[ward]]
    # Here the published table names another locality than most of the ward lies in.
    assert sorted(wards.loc[differ, "name"]) == [
        "Bordesley Green",
        "North Edgbaston",
        "Tyseley & Hay Mills",
    ]
