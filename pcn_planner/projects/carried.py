"""The project that goes with an exported plan: all that is needed to go on, and no history."""

from collections.abc import Iterator
from pathlib import Path

from optimise.problem.stated import rules_toml
from pcn_planner.drafting import draft, provenance
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.keeping import results
from pcn_planner.drafting.state import DraftState
from pcn_planner.files import exported
from pcn_planner.projects.project import Project
from pcn_planner.projects.stored import contents
from pcn_planner.proposal.proposal import Proposal

LARGEST = 200_000_000  #: bytes of input files that go with a plan; larger ones are referred to
OF = "exported plan"


def write(path: Path, made: Proposal, state: DraftState | None = None) -> None:
    """Write the project of a plan to ``path``, and into the ``plan.gpkg`` beside it.

    Input files go with it; where they are very large, references to them with their digests.
    """
    sources = [one for one in made.study.inputs.files.values() if isinstance(one, Path)]
    large = sum(one.stat().st_size for one in sources) > LARGEST
    fill = contents.filler(made.study, references=large)
    project = Project.create(path, "Exported", fill=fill)
    for change in changes(made, state):
        project.record(change)
    results.keep(project, project.standing().head, made)
    gpkg = path.with_name("plan.gpkg")
    if gpkg.is_file():
        exported.embed(gpkg, path.read_bytes())


def changes(made: Proposal, state: DraftState | None) -> Iterator[Change]:
    """The changes that lead from nothing to a plan with its rules, locks and wishes."""
    before = state or DraftState(rules=rules_toml.to_dict(made.rules))
    plan = made.plan
    yield draft.set_rules(before.rules)
    if plan is None:
        return
    assignment = before.assignment or plan.assignment
    said = provenance.provenance(made, str(before.provenance.get("from", OF)))
    yield draft.set_plan(assignment, plan.names, said)
    for code, why in sorted(before.locked_practices.items()):
        yield draft.lock_practice(code, why)
    for network, why in sorted(before.locked_networks.items()):
        yield draft.lock_network(network, why)
    for bond in before.together:
        yield draft.keep_together(bond.practices, bond.reason)
    for bond in before.apart:
        yield draft.keep_apart(bond.practices, bond.reason)
