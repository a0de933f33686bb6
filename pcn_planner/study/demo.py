"""The fictional demo area: its files and the rules it is planned by."""

from pathlib import Path

from optimise.problem.rules import Rules
from pcn_planner.study.inputs import Inputs

WITHIN = ("ccg_code",)
ONLINE = "Z80040"  #: its patients live everywhere, so it stands apart as its own network
FICTIONAL = "Fictional demo area; no place, practice or person in it is real."


def rules() -> Rules:
    """The rules that the demo area is planned by."""
    return Rules(within=WITHIN, alone=(ONLINE,))


def inputs() -> Inputs:
    """The files of the demo area, which come with the source."""
    home = Path(__file__).resolve().parents[2] / "data" / "demo"
    return Inputs(
        home / "practices.csv",
        within=WITHIN,
        branches=home / "branches.csv",
        outline=home / "ccg.geojson",
        barriers=home / "barriers.geojson",
        links=home / "links.csv",
        footprints=home / "footprints.geojson",
        registrations=home / "gp-reg-pat-prac-lsoa-all.csv.gz",
        areas=home / "lsoa.geojson",
        current="pcn_code",
        need="deprivation_score",
        lists_date="2021-01-01",
        title="Proposed primary care networks, demo area",
        attribution=(FICTIONAL,),
    )
