"""What a scenario last came to, as a project file keeps it: figures, colours, a small picture."""

from typing import Any

from pcn_planner.maps.pictures import thumbnail
from pcn_planner.projects import scenarios
from pcn_planner.projects.project import Project
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording import proof


def keep(project: Project, head: int | None, made: Proposal) -> None:
    """Write the result of the draft that stands at ``head`` into its project."""
    if made.tables is not None:
        picture = thumbnail.svg(made.tables)
        scenarios.keep_result(project, head, figures(made), thumbnail=picture)


def figures(made: Proposal) -> dict[str, Any]:
    """What was verified of a plan, as plain values."""
    assert made.tables is not None
    networks, result = made.tables.networks, made.result
    findings = () if made.checked is None else made.checked.findings
    return {
        "networks": len(networks),
        "in_band": int(networks["in_band"].sum()),
        "patients": int(networks["patients"].sum()),
        "verified": made.verified,
        "findings": len(findings),
        "status": None if made.status is None else str(made.status),
        "objective": result.objective,
        "bound": result.bound,
        "gap": result.gap,
        "proof": proof.words(result, proposed=made.proposed),
        "colours": {str(key): colour for key, colour in made.tables.colours.items()},
    }
