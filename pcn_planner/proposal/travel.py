"""Travel times of a plan: what is claimed of them, who is near the hub, and what rests on rules."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from boundaries.journeys.journeys import REACH_MIN
from optimise.problem import criteria
from optimise.problem.plan import Plan
from optimise.problem.problem import Problem
from optimise.verify.case import TravelClaims
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.study.study import Study

REACH = {limit: f"within_{limit}_minutes" for limit in REACH_MIN}  #: limit -> column, a share
BY_RULE = "patients_time_by_rule"  #: column: patients whose time a rule stands in for


def claims(
    study: Study, problem: Problem, plan: Plan, measured: pd.DataFrame
) -> TravelClaims | None:
    """What a plan says of its patient-minutes, for the verifier; ``None`` in straight lines."""
    found = study.journeys
    if found is None:
        return None
    weights = problem.rules.weights
    said = {}
    for network, codes in plan.networks.items():
        hub = problem.codes[criteria.hub(problem, problem.rows(codes))]
        said[network] = (hub, float(measured["travel"][network]))
    weight = weights.get("travel", 0.0)
    room = 1.0 / (criteria.UNITS * weight) if weight else 0.0
    return TravelClaims(said, found.at, found.time, None if weights.get("inertia", 0.0) else room)


def reach(study: Study, plan: Plan, hubs: "pd.Series[str]") -> pd.DataFrame:
    """Share of each network's patients who are near its hub; no columns in straight lines.

    Index network id; ``within_20_minutes`` and so on, from 0 to 1, and where any time rests on
    a rule, how many patients' (``patients_time_by_rule``).
    """
    found = study.journeys
    index = pd.Index(plan.networks, name="network_id", dtype="str")
    if found is None:
        return pd.DataFrame(index=index)
    patients = study.practices["patients"]
    rows = []
    for network, codes in plan.networks.items():
        hub, whole = str(hubs[network]), max(int(patients[list(codes)].sum()), 1)
        near = {name: found.within(limit, hub, codes) / whole for limit, name in REACH.items()}
        rows.append({**near, BY_RULE: round(found.by_rule(hub, codes))})
    table = pd.DataFrame(rows, index=index, columns=[*REACH.values(), BY_RULE])
    return table if table[BY_RULE].any() else table.drop(columns=BY_RULE)


def by_rule(study: Study, assignment: Mapping[str, str]) -> pd.DataFrame | None:
    """Pairs that a network could use and no time is given for; ``None`` where there are none."""
    if study.journeys is None or not assignment:
        return None
    pairs = study.journeys.missing(study.units)
    return pairs if len(pairs) else None


def plain(study: Study, tables: PlanTables | None) -> dict[str, Any] | None:
    """Travel times for ``report.json``; ``None`` in straight lines."""
    found = study.journeys
    if found is None:
        return None
    networks = None if tables is None else tables.networks
    patients = None if networks is None else networks["patients"]
    return {
        "unit": study.travel_unit.total,
        "mode": found.mode or None,
        "from": "homes" if found.by_home else "practices",
        "pairs_by_rule": 0 if tables is None or tables.times_by_rule is None
        else len(tables.times_by_rule),
        "rule_km_an_hour": round(found.kph, 1),
        "share_within": {
            str(limit): None if networks is None or patients is None
            else round(float((networks[name] * patients).sum() / patients.sum()), 4)
            for limit, name in REACH.items()
        },
    }  # fmt: skip


def sentence(networks: pd.DataFrame) -> str:
    """Shares of all patients near their hub, in a sentence; blank in straight lines."""
    shown = {limit: name for limit, name in REACH.items() if name in networks}
    if not shown:
        return ""
    patients = networks["patients"]
    shares = [
        f"{float((networks[name] * patients).sum() / patients.sum()):.1%} within {limit} minutes"
        for limit, name in shown.items()
    ]
    return f"Reach of the hubs: {', '.join(shares)}."
