"""What a draft can be compared with, and how two plans differ, as tables for people."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from boundaries.files import strangers
from boundaries.nhs import successors
from boundaries.teams.conflicts import misaligned_patients
from optimise.problem.travel_unit import KM, MINUTES
from pcn_planner.files import exports
from pcn_planner.projects.project import Project
from pcn_planner.proposal import workbench
from pcn_planner.proposal.compare import Comparison
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.proposal.workbench import Workbench
from pcn_planner.study.study import Study

FIGURES = {
    "networks": "Networks",
    "in_band": "Networks inside the band",
    "smallest": "Smallest network, patients",
    "largest": "Largest network, patients",
    **{unit.mean_column: f"Travel, {unit.mean}" for unit in (KM, MINUTES)},
    "exceptions": "Patients in exceptions",
    "misaligned": "Patients of another team",
    "networks_split": "Networks that need several teams",
    "teams_split": "Teams in several networks",
}


def of_scenario(bench: Workbench, project: Project, name: str) -> Proposal | None:
    """A scenario's plan judged by the present rules; ``None`` where it has none."""
    state = project.at(name).state()
    placed = {code: network for code, network in state.assignment.items() if network}
    return workbench.judge(bench, placed, names=state.names) if placed else None


def plan_in(study: Study, path: Path) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """A file like ``assignment.csv``: networks of the study's practices, names, what is to tell.

    Practices that merged or closed count under a successor's code, as far as the study knows.

    Raises
    ------
    DataError
        The file is no assignment, has none of the practices, or writes their codes otherwise.
    """
    assignment, names = exports.read_assignment(path)
    known = study.practices.index
    assignment, followed = successors.assigned(assignment, study.inputs.succession)
    told = strangers.held_against(
        assignment, known, what="practice codes of the plan", among="the data", source=path.name
    )
    placed = {code: key for code, key in assignment.items() if code in known}
    return placed, names, [*followed, *told]


def of_file(bench: Workbench, path: Path) -> tuple[Proposal, list[str]]:
    """A file like ``assignment.csv`` judged by the present rules, and who of it is left out.

    Raises ``DataError`` as ``plan_in`` does.
    """
    assignment, names, told = plan_in(bench.study, path)
    return workbench.judge(bench, assignment, names=names), told


def figures(before: Proposal, after: Proposal) -> pd.DataFrame:
    """One row a figure: ``figure``, ``before``, ``after``, ``change``; NaN where unknown."""
    sides = [_figures(before), _figures(after)]
    rows = [(words, *(side.get(key) for side in sides)) for key, words in FIGURES.items()]
    table = pd.DataFrame(rows, columns=["figure", "before", "after"])
    table[["before", "after"]] = table[["before", "after"]].astype("float64")
    known = table[["before", "after"]].notna().all(axis=1)
    return table[known].assign(change=table["after"] - table["before"]).reset_index(drop=True)


def moves(found: Comparison, before: Proposal, after: Proposal) -> pd.DataFrame:
    """The practices that move: ``practice_code, name, before, after, patients``."""
    table = found.to_table()
    for column, made in (("before", before), ("after", after)):
        called = network_names(made)
        table[column] = [called.get(key, key) for key in table[f"network_{column}"]]
    return table[["practice_code", "name", "before", "after", "patients"]]


def sizes(found: Comparison, before: Proposal, after: Proposal) -> pd.DataFrame:
    """Networks that continue one another, are dissolved or new, largest change first."""
    old, new = network_names(before), network_names(after)
    table = found.sizes_table()
    table["before"] = [old.get(str(key), "new") for key in table["network_before"]]
    table["after"] = [new.get(str(key), "dissolved") for key in table["network_after"]]
    columns = ["before", "after", "patients_before", "patients_after", "patients_change",
               "patients_shared"]  # fmt: skip
    order = table["patients_change"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order, columns].reset_index(drop=True)


def teams(before: Proposal, after: Proposal) -> pd.DataFrame:
    """How many meetings each team attends, and whose patients others lead, before and after.

    Empty where no teams are known.
    """
    if before.conflicts is None or after.conflicts is None:
        return pd.DataFrame()
    old, new = before.conflicts.teams, after.conflicts.teams.reindex(before.conflicts.teams.index)
    table = pd.DataFrame({"name": old["name"]})
    for column in ("mdts", "patients_led_by_others"):
        table[f"{column}_before"], table[f"{column}_after"] = old[column], new[column]
    table["change"] = table["patients_led_by_others_after"] - table["patients_led_by_others_before"]
    return table.sort_values("change", kind="stable").reset_index(drop=True)


def network_names(made: Proposal) -> Mapping[str, str]:
    """Network id -> id with its name, where it has one of its own."""
    if made.tables is None:
        return {}
    named = made.tables.networks["name"].items()
    return {str(k): str(k) if name == k else f"{k} ({readable(name)})" for k, name in named}


def _figures(made: Proposal) -> dict[str, float]:
    if made.tables is None:
        return {}
    networks, found = made.tables.networks, made.conflicts
    out = {
        "networks": len(networks),
        "in_band": int(networks["in_band"].sum()),
        "smallest": int(networks["patients"].min()),
        "largest": int(networks["patients"].max()),
        "exceptions": (made.totals or {}).get("exceptions"),
    }
    unit = made.tables.travel_unit
    if unit.total_column in networks:
        out[unit.mean_column] = networks[unit.total_column].sum() / networks["patients"].sum()
    if found is not None:
        out["misaligned"] = misaligned_patients(found.matrix)
        out["networks_split"] = int((found.networks["teams_needed"] > 1).sum())
        out["teams_split"] = int((found.teams["mdts"] > 1).sum())
    return {key: value for key, value in out.items() if value is not None}
