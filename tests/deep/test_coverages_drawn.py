"""Random coverages with slivers, holes, collapsed rings: drawn, rounded and written."""

import json

import numpy as np
import pyogrio
import pytest
import shapely
from shapely.geometry import shape

from boundaries.errors import DataError
from boundaries.files.outlines import geojson, rounding
from boundaries.network_areas import draw
from boundaries.population import small_areas
from tests.support import random_coverages

SEEDS = 400


@pytest.mark.parametrize("decimals", [3, 5, 7])
def test_rounded_to_valid_shapes_that_keep_their_surface(decimals) -> None:
    for seed in range(SEEDS):
        shapes = random_coverages.shapes(seed)
        for before, out in zip(shapes, rounding.rounded(shapes, decimals), strict=True):
            random_coverages.check_rounded(before, out, decimals)


@pytest.mark.parametrize("block", range(8))
def test_read_drawn_written_and_read_again(block, tmp_path) -> None:
    refused = 0
    for seed in range(block * SEEDS // 8, (block + 1) * SEEDS // 8):
        path = tmp_path / f"{seed}.geojson"
        path.write_text(random_coverages.areas(seed).to_crs("EPSG:4326").reset_index().to_json())
        try:
            read = small_areas.read(path)
            network = read["name"].map(lambda code: f"N{int(code[-1]) % 3}")
            drawn = draw.from_small_areas(read, network)
        except DataError:  # one that others cover is named; the refusals have tests of their own
            refused += 1
            continue
        document = json.loads(geojson.dumps(geojson.to_json(drawn)))
        again = np.array([shape(one["geometry"]) for one in document["features"]])
        assert shapely.is_valid(again).all(), seed
        pyogrio.write_dataframe(drawn.reset_index(), tmp_path / f"{seed}.gpkg", layer="networks")
        kept = pyogrio.read_dataframe(tmp_path / f"{seed}.gpkg").geometry
        assert kept.area.sum() == pytest.approx(drawn.area.sum()), seed
    assert refused < SEEDS // 16  # less than half of them
