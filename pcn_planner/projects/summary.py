"""What a project holds, as tables for people."""

from typing import Any

import pandas as pd

from pcn_planner.projects import scenarios as kept
from pcn_planner.projects.project import Project
from pcn_planner.words import counted


def scenarios(project: Project) -> pd.DataFrame:
    """One row a scenario, with what it was last found to be."""
    return pd.DataFrame([_row(project, one) for one in project.scenarios()])


def _row(project: Project, one: Any) -> dict[str, str]:
    found, fresh = kept.result_of(project.at(one.name))
    return {
        "Scenario": one.name,
        "Open": "yes" if one.name == project.scenario else "",
        "Status": one.status,
        "Branched from": one.branched_from or "",
        "Last result": result(found, fresh=fresh),
        "Begun (UTC)": one.at[:16].replace("T", " "),
        "By": one.author,
    }


def result(found: dict[str, Any] | None, *, fresh: bool) -> str:
    """The last verified result in words; ``fresh`` where it is of the draft as it stands."""
    if found is None:
        return "no plan yet"
    findings, networks = (int(found.get(key) or 0) for key in ("findings", "networks"))
    passed = "all checks passed" if found.get("verified") else counted(findings, "finding")
    parts = [f"{counted(networks, 'network')}, {found.get('in_band')} in band", passed]
    parts.append(str(found.get("proof", "")))
    return "; ".join(part for part in parts if part) + ("" if fresh else "; of an earlier change")
