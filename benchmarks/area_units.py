"""``python -m benchmarks.area_units``: neighbourhoods out of England's MSOAs, CCG by CCG.

MSOAs are put together from LSOAs (mid-2019 residents), each in the CCG of April 2020 whose
generalised outline holds its middle, the nearest where none does. Each CCG is solved by itself
within a time limit of its own; all neighbourhoods are then verified together and drawn.
"""

import argparse
import gzip
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd

from benchmarks import tables
from benchmarks.areas import CCG_OUTLINE, TRAVEL
from benchmarks.england_units import Unit, piecemeal
from benchmarks.judging import Row
from benchmarks.measure import PeakMemory
from benchmarks.real_data import REAL
from benchmarks.tables import number, share
from boundaries.areas import figures
from boundaries.crs import BNG
from boundaries.files.outlines import shapes
from boundaries.network_areas import checks
from optimise.problem.plan import Plan
from optimise.problem.rules import CEILING, FLOOR, Rules
from optimise.progress import Limits
from optimise.verify import verify
from pcn_planner import pipeline
from pcn_planner.proposal import judging
from pcn_planner.proposal.land import network_areas as drawing
from pcn_planner.study.inputs import AREAS, Inputs
from pcn_planner.study.study import Study

NATIONAL = REAL / "national"
LSOAS = NATIONAL / "boundaries_lsoa11_simplified.geojson.gz"
RESIDENTS = NATIONAL / "lsoa11_population_mid2019.csv.gz"
TITLE = "Neighbourhoods of England from MSOAs"
NOTES = """\
MSOAs (2011) from LSOAs with residents of mid-2019 and simplified outlines, neighbours by shared
border, within the CCGs of April 2020 (by the generalised outline that holds the middle of each
LSOA; an MSOA lies where most of its residents do), band {floor:,} to {ceiling:,} residents, weight
of travel 1: residents times kilometres from the middle of their MSOA to that of the MSOA at the
neighbourhood's hub. {limit:g} s at most for each CCG; other work ran on the machine meanwhile.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Solve, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.area_units")
    parser.add_argument("--unit", metavar="NAME", help="only this CCG")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each CCG")
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side")
    parser.add_argument("--out", type=Path, help="Markdown file to put the section into")
    asked = parser.parse_args(argv)
    if not LSOAS.exists():
        print(f"not measured: {LSOAS.name} is not at hand", file=sys.stderr)
        return 0
    body = measured(asked.unit, Limits(time_s=asked.time_limit), asked.jobs)
    print(body)
    if asked.out is not None:
        tables.put(asked.out, TITLE, body)
    return 0


def measured(unit: str | None, limits: Limits, jobs: int) -> str:
    """The section: what was done, what came of it, and one line a CCG."""
    with PeakMemory() as peak:
        begun = time.perf_counter()
        study = study_of(unit)
        loaded = time.perf_counter() - begun
        rules = Rules(within=study.within, weights=TRAVEL)
        solved = piecemeal(judging.freeze(study, rules), limits, jobs)
        seconds = time.perf_counter() - begun
        clean = _clean(study, solved, rules)
    facts = (
        f"{summary(solved, study)} {clean} {seconds / 60:.1f} minutes in all, {loaded:.0f} s of "
        f"them to read and find neighbours; {jobs} at a time; peak memory {peak.mib:,.0f} MiB.\n"
    )
    notes = NOTES.format(floor=FLOOR, ceiling=CEILING, limit=limits.time_s or 0)
    return f"{notes}\n{facts}\n{tables.table([_row(one) for one in solved])}"


def study_of(unit: str | None) -> Study:
    """England's MSOAs within CCGs, or those of one CCG."""
    polygons = shapes.read(LSOAS)
    with gzip.open(RESIDENTS, "rt", encoding="utf-8") as file:
        people = pd.read_csv(file, dtype=str)
    named = people["lsoa_name"].str
    table = pd.DataFrame(
        {
            "lsoa11_code": people["lsoa_code"],
            "residents": people["total_population"],
            "msoa": named[:-1],
            "council": named.rsplit(" ", n=1).str[0],
        }
    )
    places = figures.joined(
        polygons, [table], {"area_code": "lsoa11_code", "area_name": "lsoa11_name"}
    )
    where = {} if unit is None else {"ccg": unit}
    return pipeline.load(
        Inputs(
            places.assign(ccg=_ccg(places)), planned=AREAS, group_by="msoa", within=("ccg",),
            where=where,
        )
    )  # fmt: skip


def _ccg(places: gpd.GeoDataFrame) -> "pd.Series[str]":
    """Name of the CCG of April 2020 that holds a point of each area, or the nearest."""
    outlines = gpd.read_file(CCG_OUTLINE).to_crs(BNG)[["ccg_name", "geometry"]]
    points = places[["geometry"]].assign(geometry=places.representative_point())
    found = gpd.sjoin_nearest(points, outlines)["ccg_name"]
    first: pd.Series[str] = found[~found.index.duplicated()].reindex(places.index)
    return first.astype("str").str.removeprefix("NHS ").str.removesuffix(" CCG")


def _clean(study: Study, solved: Sequence[Unit], rules: Rules) -> str:
    """What the verifier, and the checks of the areas drawn, say of all neighbourhoods together."""
    groups = {f"{u.name}-{k}": g for u in solved for k, g in enumerate(u.networks, start=1)}
    plan = Plan(groups)
    declared = [row for unit in solved for row in unit.declared]
    checked = verify.verify(
        plan.assignment, study.practices, study.graph, rules, units=study.units,
        declared=declared, outer=study.outer,
    )  # fmt: skip
    drawn = checks.check(drawing.network_areas(study, plan.assignment), study.small_areas)
    found = [*(f.message for f in checked.findings), *drawn["message"][~drawn["passed"]]]
    said = "; ".join(line[:120] for line in found[:5])
    return (
        f"Verified by code of its own ({len(checked.checks)} checks) and drawn clean: "
        f"{'yes' if not found else f'{len(found)} findings ({said})'}."
    )


def summary(solved: Sequence[Unit], study: Study) -> str:
    """How many neighbourhoods, how many CCGs are proven, and how far the others are from it."""
    sizes = study.practices["patients"]
    people = [int(sizes[list(group)].sum()) for unit in solved for group in unit.networks]
    proven = sum(unit.status == "optimal" for unit in solved)
    gaps = [unit.gap for unit in solved if unit.gap is not None and unit.status != "optimal"]
    far = f"largest gap of the others {max(gaps):.2%}" if gaps else "none with a gap"
    inside = sum(FLOOR <= size <= CEILING for size in people)
    return (
        f"{len(study.practices):,} MSOAs with {int(sizes.sum()):,} residents in {len(solved)} CCGs "
        f"make {len(people):,} neighbourhoods, {share(inside, len(people))} of them in the band; "
        f"{proven} of {len(solved)} CCGs proven ({share(proven, len(solved))}), {far}."
    )


def _row(unit: Unit) -> Row:
    return {
        "CCG": unit.name,
        "MSOAs": number(unit.practices),
        "neighbourhoods": number(len(unit.networks)),
        "status": unit.status,
        "gap": tables.NOTHING if unit.gap is None else f"{unit.gap:.3%}",
        "residents outside band": number(unit.exceptions),
        "seconds": number(unit.seconds, 1),
    }


if __name__ == "__main__":
    raise SystemExit(main())
