"""Twelve square areas of one kilometre, in two councils and four wards, to be planned."""

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from pcn_planner import pipeline
from pcn_planner.study.inputs import AREAS, Inputs
from pcn_planner.study.reading import planned
from pcn_planner.study.study import Study

COLUMNS, ROWS = 4, 3
NUMBER = COLUMNS * ROWS
CODES = [f"E0{k:02d}" for k in range(NUMBER)]
RESIDENTS = [
    9_000,
    11_000,
    8_500,
    10_000,
    12_000,
    7_500,
    9_500,
    10_500,
    8_000,
    11_500,
    9_000,
    10_000,
]
WEST = [code for k, code in enumerate(CODES) if k % COLUMNS < COLUMNS // 2]
#: three areas a neighbourhood, each in one piece inside its council
HALVES = {code: ("W" if code in WEST else "E") for code in CODES}


def polygons() -> gpd.GeoDataFrame:
    """Column ``lsoa21cd``; row by row from the south-west, in degrees."""
    cells = [box(x, y, x + 1_000, y + 1_000) for y in _steps(ROWS) for x in _steps(COLUMNS)]
    return gpd.GeoDataFrame({"lsoa21cd": CODES}, geometry=cells, crs="EPSG:27700").to_crs(4326)


def _steps(number: int) -> list[int]:
    return [400_000 + 1_000 * k for k in range(number)]


def table() -> pd.DataFrame:
    """Residents, council, ward and the larger area of each."""
    wards = [f"Ward {1 + k // (NUMBER // 4)}" for k in range(NUMBER)]
    return pd.DataFrame(
        {
            "lsoa21cd": CODES,
            "residents": RESIDENTS,
            "council": ["West" if code in WEST else "East" for code in CODES],
            "ward": wards,
            "msoa": [f"M{1 + k % COLUMNS}" for k in range(NUMBER)],
        }
    )


def write(folder: Path, first: str = "") -> tuple[Path, Path]:
    """Both as files; ``first`` is the name of the first area, where areas have names."""
    shapes, figures = folder / "lsoa.geojson", folder / "figures.csv"
    shapes.write_text(polygons().to_json(), encoding="utf-8")
    named = {"lsoa21nm": [first, *CODES[1:]]} if first else {}
    table().assign(**named).to_csv(figures, index=False)
    return shapes, figures


def study(folder: Path, first: str = "", **more: Any) -> Study:
    """The areas within councils."""
    shapes, figures = write(folder, first)
    joined = planned.areas_with(shapes, [figures])
    return pipeline.load(Inputs(joined, planned=AREAS, **{"within": ("council",), **more}))
