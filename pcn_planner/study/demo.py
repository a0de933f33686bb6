"""The fictional demo area: its files and the rules it is planned by."""

import re
from collections.abc import Iterable
from functools import cache

from optimise.problem.rules import Rules
from pcn_planner.home import HOME
from pcn_planner.study.inputs import Inputs

WITHIN = ("ccg_code",)
ONLINE = "Z80040"  #: its patients live everywhere, so it stands apart as its own network
FICTIONAL = "Fictional demo area; no place, practice or person in it is real."


#: the files of the demo area
FOLDER = HOME / "data" / "demo"


def rules() -> Rules:
    """The rules that the demo area is planned by."""
    return Rules(within=WITHIN, alone=(ONLINE,))


def inputs() -> Inputs:
    """The files of the demo area, which come with the source."""
    return Inputs(
        FOLDER / "practices.csv",
        within=WITHIN,
        branches=FOLDER / "branches.csv",
        outline=FOLDER / "ccg.geojson",
        barriers=FOLDER / "barriers.geojson",
        links=FOLDER / "links.csv",
        footprints=FOLDER / "footprints.geojson",
        registrations=FOLDER / "gp-reg-pat-prac-lsoa-all.csv.gz",
        areas=FOLDER / "lsoa.geojson",
        current="pcn_code",
        need="deprivation_score",
        lists_date="2021-01-01",
        title="Proposed primary care networks, demo area",
        attribution=(FICTIONAL,),
    )


def all_of_it(codes: Iterable[str]) -> bool:
    """Whether all these practices, or small areas, are of the demo area, in whatever file."""
    return _codes().issuperset(map(str, codes))


@cache
def _codes() -> frozenset[str]:
    """The codes of its practices and small areas; none of them is a real one's."""
    practices = (FOLDER / "practices.csv").read_text("utf-8")
    areas = (FOLDER / "lsoa.geojson").read_text("utf-8")
    found = re.findall(r"^Z\d{5}(?=,)", practices, re.M)
    return frozenset([*found, *re.findall(r'"(E0199\d{4})"', areas)])
