"""``python -m benchmarks.area_alignment``: Pennine Lancashire's neighbourhoods, and its networks.

MSOAs are made into neighbourhoods within councils; the practices are then made into networks
that fit them, patients counted where they live. Beside them the LSOAs of two councils as they are,
to see how far the proof goes.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks import tables
from benchmarks.judging import Row
from benchmarks.measure import PeakMemory
from benchmarks.real_data import REAL
from benchmarks.tables import number, share
from boundaries.areas import figures
from optimise.problem.rules import Rules
from optimise.progress import Limits
from pcn_planner import pipeline
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.study import intake
from pcn_planner.study.inputs import AREAS, Inputs

PENNINE = REAL / "pennine_lancashire_2020"
LSOAS = PENNINE / "lsoa11.geojson"
RESIDENTS = REAL / "national" / "lsoa11_population_mid2019.csv.gz"
LISTS = "gp-reg-pat-prac-lsoa-all_2020-04_extract.csv.gz"
TITLE = "Neighbourhoods of Pennine Lancashire, and networks aligned with them"
COUNCILS = ("Burnley", "Blackburn with Darwen")  #: whose LSOAs are planned as they are
LSOA_LIMIT_S = 120.0
NOTES = """\
MSOAs (2011) from LSOAs with residents of mid-2019, within councils, band 30,000 to 50,000, weight
of travel 1. Practices with their lists of April 2020 within CCGs, travel from home, the
neighbourhoods as a footprint layer with a weight of alignment of 0, 0.5 and 3; patients counted by
home. LSOAs as units have {limit:g} s a council. Other work ran on the machine meanwhile.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Plan, print, and write where asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.area_alignment")
    parser.add_argument("--out", type=Path, help="Markdown file to put the section into")
    asked = parser.parse_args(argv)
    if not LSOAS.exists():
        print(f"not measured: {PENNINE.name} is not at hand", file=sys.stderr)
        return 0
    with PeakMemory() as peak, tempfile.TemporaryDirectory() as place:
        rows = list(_rows(Path(place)))
    notes = NOTES.format(limit=LSOA_LIMIT_S)
    body = f"{notes}\n{tables.table(rows)}\nPeak memory {peak.mib:,.0f} MiB.\n"
    print(body)
    if asked.out is not None:
        tables.put(asked.out, TITLE, body)
    return 0


def _rows(place: Path) -> list[Row]:
    around = neighbourhoods("msoa")
    pipeline.write(around, place / "plan")
    rows = [row("MSOAs, neighbourhoods", around)]
    for weight in (0.0, 0.5, 3.0):
        rows.append(row(f"practices, alignment {weight:g}", networks(place / "plan", weight)))
    for council in COUNCILS:
        own = neighbourhoods("", {"council": council}, Limits(time_s=LSOA_LIMIT_S))
        rows.append(row(f"LSOAs of {council}, neighbourhoods", own))
    return rows


def neighbourhoods(
    group_by: str, where: dict[str, str] | None = None, limits: Limits = pipeline.PROOF
) -> Proposal:
    """The best neighbourhoods of MSOAs, or of LSOAs as they are."""
    people = pd.read_csv(RESIDENTS, dtype=str).rename(columns={"total_population": "residents"})
    table = people.assign(
        msoa=people["lsoa_name"].str[:-1],
        council=people["lsoa_name"].str.rsplit(" ", n=1).str[0],
    ).drop(columns="lsoa_name")
    inputs = Inputs(
        figures.joined(LSOAS, [table]), planned=AREAS, group_by=group_by, within=("council",),
        where=where or {},
    )  # fmt: skip
    study = pipeline.load(inputs)
    return pipeline.propose(
        study, Rules(within=("council",), weights={"travel": 1.0}), limits=limits
    )


def networks(plan: Path, weight: float) -> Proposal:
    """The best networks of practices beside the neighbourhoods of a plan."""
    inputs = Inputs(
        PENNINE / "practices.csv", exclude=("P81778",), within=("ccg_code",),
        registrations=PENNINE / LISTS, areas=LSOAS,
        **intake.footprints({"neighbourhoods": plan}),
    )  # fmt: skip
    rules = Rules(within=("ccg_code",), weights={"travel": 1.0, "alignment": weight})
    return pipeline.propose(pipeline.load(inputs), rules)


def row(name: str, made: Proposal) -> Row:
    """One line on a plan."""
    result, shown = made.result, made.tables
    assert shown is not None
    matrix = shown.neighbourhood_matrix
    lead = None if matrix is None else matrix.groupby("network_id")["patients"].max().sum()
    of_all = int(shown.networks["patients"].sum())
    return {
        "plan": name,
        "units": number(len(shown.practices)),
        "made": number(len(shown.networks)),
        "in band": share(int(shown.networks["in_band"].sum()), len(shown.networks)),
        "status": str(result.status),
        "gap": tables.NOTHING if result.gap is None else f"{result.gap:.3%}",
        "verified": "yes" if made.verified else "no",
        "km a head": number((made.totals or {})["travel"] / of_all, 3),  # type: ignore[operator]
        "in the lead neighbourhood": tables.NOTHING if lead is None else share(int(lead), of_all),
        "seconds": number(result.seconds, 1),
    }


if __name__ == "__main__":
    raise SystemExit(main())
