"""What is next in a piece of work: one step, said in a few words, and the page it is done on."""

from dataclasses import dataclass

from pcn_planner.drafting.session import Session
from pcn_planner.words import counted

START, REDRAFT, DRAFT = "start", "redraft", "draft"
CONFLICTS, COMPARE, DOCUMENTS = "conflicts", "compare", "documents"


@dataclass(frozen=True)
class Step:
    """A step in words, the page it is done on, and what is wrong, where it mends something."""

    words: str
    page: str
    findings: bool = False


def of(session: Session) -> Step:
    """The step that the work as it stands asks for."""
    if session.study is None:
        return Step("load an area", START)
    if session.offer is not None:
        return Step("look at the result beside your draft", DRAFT)
    if session.proposal is None:
        return _first(session)
    return _mend(session) or _onward(session)


def _first(session: Session) -> Step:
    if session.todays_assignment:
        return Step("see what a redraft would change", REDRAFT)
    return Step("optimise, or begin from a file", DRAFT)


def _mend(session: Session) -> Step | None:
    made = session.proposal
    checked = None if made is None else made.checked
    count = 0 if checked is None else len(checked.findings)
    return Step(f"mend {counted(count, 'finding')}", DRAFT, findings=True) if count else None


def _onward(session: Session) -> Step:
    """A plan that keeps the rules: hold it against teams, then today's networks, then papers."""
    if session.approved:
        return Step("write the papers", DOCUMENTS)
    visited = session.visited
    made = session.proposal
    if made is not None and made.conflicts is not None and CONFLICTS not in visited:
        return Step("look at conflicts with teams", CONFLICTS)
    if session.todays_assignment and COMPARE not in visited:
        return Step("compare with today's networks", COMPARE)
    return Step("write the papers", DOCUMENTS)
