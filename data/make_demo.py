"""Make the demo area: ``python -m data.make_demo [--out DIR]`` writes the same bytes every time."""

import argparse
from pathlib import Path

import geopandas as gpd
import shapely

from data import demo_area
from data.building import Area
from data.ground import roads
from data.ground.layouts import write_bytes, write_csv, write_geojson, write_workbook
from data.ground.setting import BNG
from data.nhs import further_layers, publications, registers

HERE = Path(__file__).parent / "demo"
TIERS = """# Two places above the networks of the demo area.
[[tiers]]
name = "place"
band = [250000, 500000]
networks = { most = 2 }
"""


def write(folder: Path) -> None:
    """Write every file of the demo area into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    area = demo_area.area()
    write_csv(folder / "practices.csv", publications.practices(area))
    write_csv(folder / "branches.csv", publications.branches(area))
    write_csv(folder / "links.csv", demo_area.links(area))
    write_csv(folder / "postcode_coordinates.csv", publications.postcodes(area))
    write_csv(folder / "gp-reg-pat-prac-all.csv", publications.registered(area))
    write_csv(folder / "gp-reg-pat-prac-map.csv", publications.mapping(area))
    write_csv(folder / "gp-reg-pat-prac-lsoa-all.csv.gz", publications.by_small_area(area))
    write_csv(folder / "epraccur.csv", registers.register(area), quoted=True, header=False)
    write_workbook(folder / "epcn.xlsx", registers.networks(area))
    write_csv(folder / "mental_health_teams.csv", further_layers.mental_health(area))
    write_csv(folder / "localities.csv", further_layers.localities(area))
    write_geojson(folder / "lsoa.geojson", lsoas(area))
    write_geojson(folder / "ccg.geojson", ccgs(area))
    write_geojson(folder / "footprints.geojson", area.footprints)
    write_geojson(folder / "coast.geojson", coast(area))
    write_geojson(folder / "barriers.geojson", barriers())
    write_geojson(folder / "roads.geojson", made_roads(area))
    write_bytes(folder / "tiers.toml", TIERS.encode())


def lsoas(area: Area) -> gpd.GeoDataFrame:
    """The small areas under the names that ONS gives such columns."""
    renamed = area.small_areas.rename(columns={"name": "lsoa_name"}).rename_axis("lsoa_code")
    return renamed[
        ["lsoa_name", "residents", "ccg_code", "team_id", "deprivation_score", "geometry"]
    ]


def ccgs(area: Area) -> gpd.GeoDataFrame:
    """One polygon a CCG: its small areas together."""
    shapes = area.small_areas.groupby("ccg_code")["geometry"].agg(
        lambda group: shapely.union_all(group.to_numpy())
    )
    table = gpd.GeoDataFrame({"geometry": shapes}, crs=BNG)
    table.insert(0, "ccg_name", [area.setting.units[code] for code in table.index])
    return table


def coast(area: Area) -> gpd.GeoDataFrame:
    """All land of the system, island included."""
    land = shapely.union_all(area.small_areas.geometry.to_numpy())
    code, name = area.setting.system
    return gpd.GeoDataFrame(
        {"stp_code": [code], "stp_name": [name]}, geometry=[land], crs=BNG
    ).set_index("stp_code")


def barriers() -> gpd.GeoDataFrame:
    """The estuary, which nobody crosses but by the bridge."""
    return gpd.GeoDataFrame(
        {"name": ["Hather estuary"], "kind": ["estuary"]}, geometry=[demo_area.water()], crs=BNG
    ).set_index("name")


def made_roads(area: Area) -> gpd.GeoDataFrame:
    """Roads between small areas, over the estuary only by the bridge, to the isle by the ferry."""
    links = demo_area.links(area)
    return roads.roads(area.small_areas, links, area.practices, demo_area.water())


def main() -> None:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into")
    write(parser.parse_args().out)


if __name__ == "__main__":
    main()
