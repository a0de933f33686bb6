"""Comments of the public in a project, where its history tells them beside everybody else's."""

from collections.abc import Hashable, Mapping

from pcn_planner.consultation import comments
from pcn_planner.consultation.comments import Comments
from pcn_planner.drafting import draft
from pcn_planner.drafting.state import Note
from pcn_planner.projects.project import Project

PUBLIC = "Public: "  #: before the words of every comment
WHO = {
    "patient": "a patient or carer", "practice": "somebody at a practice",
    "organisation": "an organisation", "other": "somebody", "": "somebody",
}  # fmt: skip
OTHERS = {
    comments.OTHER_PLAN: " (of another plan)", comments.NOBODY: " (of nobody in this plan)",
}  # fmt: skip
VIEWS = {"agree": "agrees", "disagree": "disagrees", "unsure": "is not sure", "": "says"}


def notes(found: Comments) -> list[Note]:
    """Each comment as a remark on a network, a practice or the whole draft."""
    rows = found.table.astype("str").to_dict("records")
    return [Note(_words(row), str(row["key"])) for row in rows]


def record(project: Project, found: Comments, *, author: str = "") -> tuple[int, int]:
    """Write comments into the scenario of a project.

    Parameters
    ----------
    project
        The project, at the scenario that was commented on.
    found
        See ``comments.read``.
    author
        Who reads them in; who wrote them stands in their words.

    Returns
    -------
    How many were written, and how many were there already.

    Raises
    ------
    DataError
        The scenario is approved, or cannot be written to.
    """
    known = set(project.state().notes)
    fresh = [note for note in dict.fromkeys(notes(found)) if note not in known]
    for note in fresh:
        project.record(draft.add_note(note.text, note.about), author=author)
    return len(fresh), len(found.table) - len(fresh)


def _words(row: Mapping[Hashable, str]) -> str:
    who = f"{row['name'].strip()}, {WHO[row['who']]}," if row["name"].strip() else (
        f"{WHO[row['who']][0].upper()}{WHO[row['who']][1:]}"
    )  # fmt: skip
    other = OTHERS.get(row["of_this_plan"], "")
    return f"{PUBLIC}{who} {VIEWS[row['view']]}{other}: {row['comment'].strip()}"
