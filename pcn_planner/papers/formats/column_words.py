"""What the columns of ``networks.xlsx`` mean, in a sentence each."""

import re
from collections.abc import Collection
from decimal import Decimal

import numpy as np
import pandas as pd

from optimise.problem.criteria import CRITERIA
from pcn_planner.proposal.proposal import COLUMNS
from pcn_planner.study.inputs import AREAS, PRACTICES

OWN = "as the practice table of the plan has it"  #: of a column that the person's own file brought
_CONFLICT_MOVES = {
    f"{kind}_{name}": f"{said} ({of})"
    for kind, of in (("move", "moving a practice"), ("edge", "moving an edge between teams"))
    for name, said in (
        ("practice_code", "practice that would move"),
        ("from_network_id", "network it would leave"),
        ("to_network_id", "network it would join"),
        ("patients", "patients who would move"),
        ("removes", "patients by whom this conflict would be smaller"),
        ("removes_plan", "patients by whom all conflicts of the plan would be smaller"),
        ("from_patients_after", "patients of the network left, afterwards"),
        ("to_patients_after", "patients of the network joined, afterwards"),
        ("patient_km_change", "patient-kilometres of travel more, or less where negative"),
        ("place", "kind of place that would change team"),
        ("place_code", "code of that place"),
        ("from_team_id", "team it would leave"),
        ("to_team_id", "team it would join"),
        ("from_team_patients_after", "patients of the team left, afterwards"),
        ("to_team_patients_after", "patients of the team joined, afterwards"),
    )
}
_SENTENCE_END = re.compile(r"(?<!\bal)\.(?=\s|$)")  #: not that of "et al. 1965"
OF_UNITS = ("practices", "networks")  #: sheets with a column for every level of the plan
#: column -> what it means, wherever it stands; a sheet's own meaning goes first
MEANINGS = {
    "practice_code": "ODS code of the practice",
    "network_id": "network, as the plan numbers it",
    "name": "what it is called",
    "patients": "registered patients by list, on the date of the lists",
    "practices": "number of practices",
    "small_areas": "number of small areas that the network's area is made of",
    "patients_inside": "registered patients, by home, who live inside the network's area",
    "status": "place in the band: in band, below the floor, above the ceiling",
    "in_band": "whether the list lies within the band",
    "band_patients": "what the band counts, where that is not registered patients",
    "hub_code": "practice that the patients of the network reach with the least travel",
    "hub_name": "what that practice is called",
    "travel_km_mean": "kilometres from a patient to the hub, the mean, in straight lines",
    "travel_patient_km": "kilometres to the hub, summed over all patients, in straight lines",
    "lead_team_id": "community team that most patients of the network have",
    "lead_team_name": "what that team is called",
    "teams_needed": "its lead team, and the others that enough of its patients have to count",
    "patients_outside_lead": "patients who belong to another team than the lead team",
    "nurses_wte": "nurses that the network's patients have by their teams, whole-time equivalents",
    "wte_per_10k": "whole-time equivalents for 10,000 registered patients",
    "exception": "why the network is outside the band, blank where it is not",
    "rank": "place by patients, the largest first",
    "kind": "what kind of row it is",
    "small": "whether it is too small to act on",
    "network_ids": "networks concerned, most patients first",
    "team_ids": "teams concerned",
    "practice_names": "what the practices are called",
    "patients_small": "of the patients, those in shares too small to act on",
    **_CONFLICT_MOVES,
    "network_before": "network in the plan before",
    "network_after": "network in the proposal",
    "reason": "why the practice moves: as a person wrote, else as the redraft says, else by size",
    "stream": "payment of the network contract",
    "paid_to": "network or practice",
    "unit": "GBP, or WTE for posts",
    "per": "what the rate is paid for, a year",
    "population": "sum of what it is paid for, of the practices that it is known of",
    "rate": "for each of these, in the year of the pack",
    "amount": "population times rate; blank where the population is not known",
    "practices_unknown": "practices whose figure is not known and not counted",
    "estimate": "whether the rate is an estimate",
    "source": "where the rate is published",
    "role": "kind of post",
    "wte": "whole-time equivalents allotted",
    "fair_share_wte": "whole-time equivalents by share of caseload or patients, before rounding",
    "wte_changing_team": "of those allotted, posts that now work for another team",
    "team_id": "community team",
    "changes_team": "whether the posts would work with a network that another team leads",
    "base": "practice or place that staff set out from",
    "visit_km_by_home": "kilometres from base to where patients live, the mean, one way",
    "visit_km_by_list": "kilometres from base to the practices, by list, the mean, one way",
    "level_per_10k": "stated level, whole-time equivalents for 10,000 registered patients",
    "short_wte": "posts that the stated level asks for beyond those allotted",
    "cost": "pounds a year of bringing the network up to the level",
    "measure": "measure of need, as its column is called",
    "numerator": "sum of the counts above the line",
    "denominator": "sum of the counts below the line; patients, for a score",
    "value": "numerator by denominator",
    "place": "ward, council or other place; elsewhere, or not known",
    "registered": "registered patients of the network, by list",
    "share": "patients by registered",
    "own": "yes where a practice of the network stands in the place",
    "spread_km": "standard distance of patients round their middle",
    "counted": "by home or by list",
    "practices_between": "number of other networks' practices between the network's own",
    "between": "those practices",
    "networks_between": "their networks",
    "year": "calendar year",
    "share_projected": "share of registrations that live where people are projected",
    "check": "check of the plan, made by code that shares nothing with the optimiser",
    "passed": "whether nothing was found",
    "findings": "what was found",
}
OF_SHEET = {
    ("networks", "name"): "what the network is called",
    ("practices", "name"): "what the practice is called",
    ("conflicts", "patients"): "patients concerned, by home where homes are known, else by list",
    ("conflicts", "practices"): "codes of the practices concerned",
    ("conflicts", "kind"): "kind of conflict between networks and teams",
    ("residents", "patients"): "patients of the network who live there, by home",
    ("residents", "kind"): "kind of place: ward, council and so on",
    ("profile", "kind"): "rate (share of a count) or score (mean by patients)",
    ("growth", "patients"): "patients in that year, if people grow as projected where they live",
}
#: meanings where small areas are planned, if more than the words differs
OF_AREAS = {
    "practice_code": "code of the small area",
    "patients": "residents, as the table of areas has them",
    "in_band": "whether the residents are within the band",
}


def meaning(sheet: str, column: str, planned: str = PRACTICES, levels: Collection[str] = ()) -> str:
    """What a column of a sheet means; a column of the person's own file says so.

    ``levels`` are the columns of other levels than the networks, such as ``place_id``.
    """
    if column in levels and sheet in OF_UNITS:
        return f"unit of the level {column.removesuffix('_id')} that it belongs to"
    of_areas = OF_AREAS.get(column) if planned == AREAS else None
    known = OF_SHEET.get((sheet, column)) or of_areas or MEANINGS.get(column) or _criterion(column)
    return known or (OWN if sheet == "practices" else column.replace("_", " "))


def kind(values: pd.Series) -> str:
    """What stands in a column: ``text``, ``number``, ``yes or no``; blank where nothing does."""
    known = [one for one in values.dropna() if one != ""]
    if not known:
        return ""
    if all(isinstance(one, bool | np.bool_) for one in known):
        return "yes or no"
    return "number" if isinstance(known[0], int | float | np.number | Decimal) else "text"


def _criterion(column: str) -> str:
    """The first sentence of the criterion that a column holds."""
    for name, of in COLUMNS.items():
        if column == of:
            said = " ".join(str(CRITERIA[name].measure.__doc__ or "").split())
            return _SENTENCE_END.split(said, maxsplit=1)[0]
    return ""
