"""Commands as documents print them, and a folder with the files that they name, from the demo."""

import re
import shlex
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from pcn_planner import pipeline
from pcn_planner.study import demo

HOME = Path(__file__).resolve().parents[2]
_COMMAND = re.compile(r"^(pcn (?:[^\n]*\\\n)*[^\n]*)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def commands(document: str) -> list[list[str]]:
    """Every ``pcn`` command that a how-to shows, in words, in order."""
    text = (HOME / "docs" / "how-to" / document).read_text("utf-8")
    shown = [block for kind, block in _BLOCK.findall(text) if not kind]
    lines = [line for block in shown for line in _COMMAND.findall(block)]
    return [shlex.split(line.replace("\\\n", " "))[1:] for line in lines]


def block(document: str, kind: str) -> str:
    """The first block of a kind, such as ``toml``."""
    text = (HOME / "docs" / "how-to" / document).read_text("utf-8")
    return next(held for found, held in _BLOCK.findall(text) if found == kind)


def folder(place: Path) -> Path:
    """The demo area under the names of the how-tos; small areas with MSOAs, councils and wards."""
    source = demo.FOLDER
    (place / "data").symlink_to(HOME / "data")
    for name in ("practices.csv", "lsoa.geojson", "mental_health_teams.csv", "localities.csv"):
        shutil.copyfile(source / name, place / name)
    shutil.copyfile(source / "footprints.geojson", place / "teams.geojson")
    pd.read_csv(source / "gp-reg-pat-prac-lsoa-all.csv.gz").to_csv(
        place / "registrations.csv", index=False
    )
    gpd.read_file(source / "roads.geojson").to_file(place / "roads.gpkg")
    (place / "rules.toml").write_text("ceiling_soft = true\noversize_slack = 50000\n", "utf-8")
    (place / "tiers.toml").write_text(block("tiers.md", "toml"), "utf-8")
    _small_areas(place)
    _times(place)
    return place


def _small_areas(place: Path) -> None:
    areas = gpd.read_file(place / "lsoa.geojson")
    areas["council"] = areas["ccg_code"]
    areas["msoa"] = areas["lsoa_name"].str[:-1]
    areas["ward"] = areas["lsoa_name"].str[:-4]
    plain = pd.DataFrame(areas.drop(columns="geometry"))
    plain[["lsoa_code", "residents"]].to_csv(place / "population.csv", index=False)
    plain[["lsoa_code", "msoa", "council", "ward"]].to_csv(place / "lookup.csv", index=False)
    now = plain[["lsoa_code"]].assign(neighbourhood=plain["team_id"])
    now.to_csv(place / "today.csv", index=False)
    for name in ("council", "ward"):
        table = plain[["lsoa_code", name]].set_axis(["lsoa_code", "team_id"], axis=1)
        table.to_csv(place / f"lsoa_to_{name}.csv", index=False)
    groups = {"residents": "sum", "council": "first"}
    msoas = areas.dissolve("msoa", aggfunc=groups).reset_index(names="msoa21cd")
    msoas.to_file(place / "msoa.gpkg")
    areas[["lsoa_code", "geometry"]].to_file(place / "lsoa.geojson")
    areas.dissolve("team_id").reset_index()[["team_id", "geometry"]].to_file(
        place / "localities.geojson"
    )


def _times(place: Path) -> None:
    """Minutes by car between all practices, at 40 km an hour in a straight line."""
    found = pipeline.load(demo.inputs()).practices
    xy = np.column_stack([found.geometry.x, found.geometry.y])
    minutes = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) / 1_000 / 40 * 60
    table = pd.DataFrame(minutes, found.index, found.index).rename_axis("from_code")
    long = table.melt(ignore_index=False, var_name="to_code", value_name="minutes").reset_index()
    long.assign(mode="car").to_csv(place / "times.csv", index=False)
