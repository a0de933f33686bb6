"""Councils and wards as layers: patients count by home, else where their practice stands."""

import geopandas as gpd
import pandas as pd
import shapely

from boundaries.teams import conflicts, layers
from boundaries.teams.footprints import Footprints


def study() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, pd.DataFrame]:
    """Two practices in the west area E1; the patients of A live in the east, nobody knows B's."""
    practices = gpd.GeoDataFrame(
        {"name": ["A", "B"], "patients": [1_000, 500]},
        index=pd.Index(["A", "B"], name="practice_code"),
        geometry=shapely.points([(100, 100), (200, 200)]),
        crs="EPSG:27700",
    )
    areas = gpd.GeoDataFrame(
        {"name": ["E1", "E2"]},
        index=pd.Index(["E1", "E2"], name="area_code"),
        geometry=[shapely.box(0, 0, 1_000, 1_000), shapely.box(1_000, 0, 2_000, 1_000)],
        crs="EPSG:27700",
    )
    homes = pd.DataFrame(
        {"practice_code": ["A", "A"], "area_code": ["E1", "E2"], "patients": [100, 900]}
    )
    return practices, areas, homes


def test_patients_outside_the_main_council_are_counted_by_home_else_at_the_practice():
    practices, areas, homes = study()
    councils = Footprints(
        pd.DataFrame(
            {"name": ["West", "East"], "nurses_wte": [None, None]},
            index=pd.Index(["E", "W"], name="team_id"),
        ).sort_index(),
        area_team=pd.Series({"E1": "W", "E2": "E"}),
    )
    found = conflicts.find(
        practices, {"A": "N1", "B": "N1"}, councils, registrations=homes, small_areas=areas
    )
    row = layers.table({"council": found}).iloc[0]
    assert (row["counted"], row["lead_team_id"], row["patients_outside_lead"]) == (
        "by home", "E", 600,
    )  # fmt: skip
    assert "500 at their practice" in found.method
    assert dict(found.practices["apart"]) == {"A": False, "B": True}
