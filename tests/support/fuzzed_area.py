"""A small area with a file of every kind, and what planning it may come to when one is spoiled."""

import csv
import json
import random
import resource
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import geopandas as gpd
import shapely

from boundaries.errors import DataError
from boundaries.nhs import assemble
from optimise.problem.rules import Rules
from optimise.problem.stated import rules_toml
from optimise.progress import Limits
from pcn_planner import pipeline
from pcn_planner.commands.asking.rule_options import Bounds
from pcn_planner.files import exports
from pcn_planner.study.inputs import Inputs
from tests.support.locations import DEMO, SAMPLES
from tests.support.mutations import mutated

SIDE, SIZE = 4, 8_000
EAST, NORTH, STEP = 400_000, 420_000, 2_000
RULES = Rules(floor=15_000, ceiling=33_000)
CODES = [f"P{k:05d}" for k in range(SIDE * SIDE)]
PLACE = {code: divmod(k, SIDE) for k, code in enumerate(CODES)}
SECONDS_MAX, BYTES_MAX = 20.0, 2_000_000_000
WRITE_EVERY = 7  #: a case is written and read back
NHS = {
    "epcn": (assemble.read_epcn, SAMPLES / "epcn_2022_layout.xlsx"),
    "epraccur": (assemble.read_epraccur, SAMPLES / "epraccur_lf.csv"),
    "lists": (assemble.read_list_sizes, SAMPLES / "lists_of_sub_icbs_2025.csv"),
    "map": (assemble.read_practice_map, SAMPLES / "map_of_sub_icbs_2025.csv"),
    "postcodes": (assemble.read_postcodes, DEMO / "postcode_coordinates.csv"),
}
TOGETHER = {"areas": "registrations", "registrations": "areas"}  #: one says little alone


@dataclass(frozen=True)
class End:
    """How a case ended; ``fault`` is blank where it is one of those allowed."""

    kind: str
    how: str
    seconds: float
    fault: str = ""


def write(folder: Path) -> dict[str, Path]:
    """The area's files by what they are for."""
    rows = [
        [code, f"Surgery {code}", EAST + x * STEP, NORTH + y * STEP, SIZE + 100 * x,
         "W" if x < SIDE // 2 else "E", f"N{x // 2}{y // 2}", "T1" if y < SIDE // 2 else "T2"]
        for code, (x, y) in PLACE.items()
    ]  # fmt: skip
    out = _tables(folder, rows) | _shapes(folder)
    head = ["code", "name", "geometry"]
    points = [[row[0], row[1], shapely.Point(row[2], row[3])] for row in rows]
    table = gpd.GeoDataFrame(points, columns=head, crs="EPSG:27700")
    table = table.assign(list_size=[row[4] for row in rows]).rename(
        columns={"code": "practice_code", "name": "practice_name"}
    )
    out |= {"practices_geojson": folder / "p.geojson", "practices_gpkg": folder / "p.gpkg"}
    table.to_crs("EPSG:4326").to_file(out["practices_geojson"], driver="GeoJSON")
    table.to_file(out["practices_gpkg"], driver="GPKG")
    out["rules"] = folder / "rules.toml"
    out["rules"].write_text(rules_toml.dumps(RULES))
    return out | {kind: path for kind, (_, path) in NHS.items()}


def _tables(folder: Path, rows: list[list[object]]) -> dict[str, Path]:
    heads = {
        "practices": "practice_code,practice_name,easting,northing,list_size,ccg_code,pcn_code,"
        "team",
        "branches": "practice_code,site_code,site_name,easting,northing",
        "links": "practice_a,practice_b,action,reason",
        "adjacency": "practice_a,practice_b,reason",
        "registrations": "practice_code,LSOA11CD,patients",
        "assignment": "practice_code,network_id,network_name",
    }
    a, b, *_, z = CODES
    pairs = [
        [one, other, "near"]
        for one, other in combinations(CODES, 2)
        if sum(abs(p - q) for p, q in zip(PLACE[one], PLACE[other], strict=True)) == 1
    ]
    bodies: dict[str, list[list[object]]] = {
        "practices": rows,
        "branches": [[a, f"{a}001", "Branch", EAST + 900, NORTH + 900]],
        "links": [[a, z, "add", "Bridge"], [a, b, "remove", "Cliff"]],
        "adjacency": pairs,
        "registrations": [[c, f"E0100{x}{y}", SIZE - 50] for c, (x, y) in PLACE.items()],
        "assignment": [[row[0], row[6], ""] for row in rows],
    }
    return {k: _csv(folder / f"{k}.csv", heads[k].split(","), bodies[k]) for k in heads}


def _shapes(folder: Path) -> dict[str, Path]:
    wall = shapely.LineString([(EAST + 1_000, NORTH - 900), (EAST + 1_000, NORTH + 3_000)])
    half = SIDE // 2
    layers = {
        "areas": ("LSOA11CD", [(f"E0100{x}{y}", _box(x, y, 1, 1)) for x, y in PLACE.values()]),
        "outline": ("name", [("land", _box(0, 0, SIDE, SIDE))]),
        "barriers": ("name", [("river", wall)]),
        "footprints": (
            "team_id", [("T1", _box(0, 0, SIDE, half)), ("T2", _box(0, half, SIDE, half))]
        ),
    }  # fmt: skip
    return {k: _geojson(folder / f"{k}.geojson", *layer) for k, layer in layers.items()}


def check_sound(files: Mapping[str, Path], folder: Path) -> None:
    """Assert that the files are planned and written whole before any is spoiled.

    Code is compiled by it, so that no case is charged for that.
    """
    assert _judged("practices", files["practices"], files, WRITE_EVERY, folder) == ("planned", "")


def case(seed: int, files: Mapping[str, Path], folder: Path) -> End:
    """Spoil one file and go as far as a command would."""
    rng = random.Random(seed)
    kind = rng.choice(sorted(files))
    source = files[kind]
    spoiled = folder / f"spoiled{source.suffix}"
    spoiled.write_bytes(mutated(source.read_bytes(), source.suffix, rng))
    begun = time.process_time()
    how, fault = "", ""
    try:
        how, fault = _judged(kind, spoiled, files, seed, folder)
    except DataError as error:
        how = "refused"
        fault = "" if str(error).strip() and "Traceback" not in str(error) else "an empty message"
    except Exception as error:
        at = traceback.extract_tb(error.__traceback__)[-1]
        how = "traceback"
        fault = f"{type(error).__name__}: {error} ({Path(at.filename).name}:{at.lineno})"[:300]
    seconds = time.process_time() - begun
    if not fault and seconds > SECONDS_MAX:
        fault = f"took {seconds:.0f} s"
    if not fault and resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > BYTES_MAX:
        fault = "took more than 2 GB"
    return End(kind, how, seconds, fault)


def _judged(
    kind: str, spoiled: Path, files: Mapping[str, Path], seed: int, folder: Path
) -> tuple[str, str]:
    if kind in NHS:
        read, _ = NHS[kind]
        read(spoiled)
        return "read", ""
    rules = RULES
    if kind == "rules":
        rules = Bounds(rules=spoiled).rule_set()
    given = {"practices": files["practices"]}
    if kind.startswith("practices"):
        given["practices"] = spoiled
    elif kind not in ("rules", "assignment"):
        given[kind] = spoiled
        if kind in TOGETHER:
            given[TOGETHER[kind]] = files[TOGETHER[kind]]
    study = pipeline.load(Inputs(**given, within=rules.within))
    lost = _lost(study, kind, spoiled)
    if lost:
        return "loaded", lost
    if kind == "assignment":
        assignment, names = exports.read_assignment(spoiled)
        made = pipeline.judge(study, rules, assignment, names=names)
    else:
        made = pipeline.propose(study, rules, limits=Limits(time_s=3.0))
        if made.plan is None:
            return "no plan", "" if made.result.reasons else "no plan and no reason"
        placed = made.plan.assignment
        if sorted(placed) != sorted(map(str, study.practices.index)):
            return "planned", "practices are lost or doubled"
    patients = int(made.tables.networks["patients"].sum()) if made.tables is not None else -1
    whole = int(study.practices["patients"].sum())
    if kind != "assignment" and patients != whole:
        return "planned", f"{patients} patients are in networks of {whole}"
    if seed % WRITE_EVERY == 0:
        pipeline.write(made, folder / "out")
        again = exports.read_plan(folder / "out").assignment
        if again != made.plan.assignment:
            return "written", "what is written is another plan"
    return "planned", ""


def _lost(study: pipeline.Study, kind: str, spoiled: Path) -> str:
    """Practices that are gone without being named, in files that can still be read as tables."""
    known = {str(code).upper() for code in study.practices.index}
    said = " ".join([*study.notes]).upper()
    if kind != "practices":
        own = kind.startswith("practices") or known == set(CODES)
        return "" if own else "practices of a sound table are gone"
    try:
        text = spoiled.read_text("utf-8-sig", "strict")
        rows = list(csv.reader(text.splitlines(), strict=True))
    except (UnicodeDecodeError, csv.Error):
        return ""
    if not rows or rows[0][:1] != ["practice_code"]:
        return ""
    codes = {
        row[0].strip().upper() for row in rows[1:] if len(row) == len(rows[0]) and row[0].strip()
    }
    gone = sorted(code for code in codes if code not in known and code not in said)
    return f"gone without a word: {gone}" if gone else ""


def _csv(path: Path, head: list[str], rows: list[list[object]]) -> Path:
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])
    return path


def _box(x: int, y: int, wide: int, high: int) -> shapely.Polygon:
    west, south = EAST - STEP / 2 + x * STEP, NORTH - STEP / 2 + y * STEP
    return shapely.box(west, south, west + wide * STEP, south + high * STEP)


def _geojson(path: Path, name: str, rows: list[tuple[str, shapely.Geometry]]) -> Path:
    shapes = gpd.GeoSeries([shape for _, shape in rows], crs="EPSG:27700").to_crs("EPSG:4326")
    features = [
        {
            "type": "Feature",
            "properties": {name: value},
            "geometry": shapely.geometry.mapping(shape),
        }
        for (value, _), shape in zip(rows, shapes, strict=True)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path
