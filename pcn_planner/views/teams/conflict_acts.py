"""What can be done about a conflict: try its mend in the draft, see it on the map, decide on it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from boundaries.teams.joined import parted
from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.drafting.state import DECISIONS, conflict_key
from pcn_planner.views.acting import attempt
from pcn_planner.views.parts import being_written, remedy_buttons
from pcn_planner.views.parts.worded import worded

WORDS = {
    "accept": "Accepted", "negotiate": "To be negotiated", "waive": "Waived", "": "Open",
}  # fmt: skip
DECISION, COMMENT = "conflict_decision", "conflict_comment"
Row = Mapping[Any, Any]


def key_of(row: Row) -> str:
    """How the project calls a conflict; the same in every plan that has it."""
    about = {"network_split": "network_ids", "practice_apart": "practices"}
    return conflict_key(row["kind"], parted(str(row[about.get(row["kind"], "team_ids")]))[0])


def show(session: Session, row: Row, editable: bool) -> None:
    """Buttons under a conflict, and the decision on it; without buttons for other plans' ones."""
    if not editable:
        st.caption("Moves are tried, and decisions made, on the draft.")
        return
    practices = parted(str(row["practices"]))
    with st.container(horizontal=True, gap="xsmall"):
        if row["move_practice_code"]:
            st.button(
                "Try in draft", key="try_move", type="primary", icon=":material/science:",
                on_click=_try, args=(session, row),
            )  # fmt: skip
        st.button(
            "Show in the draft", key="show_conflict", icon=":material/my_location:",
            on_click=remedy_buttons.look, args=(session, practices),
        )  # fmt: skip
        if len(practices) > 1:
            st.button(
                worded("Keep these practices together"), key="keep_conflict", on_click=_keep,
                args=(session, practices),
            )  # fmt: skip
    _decision(session, key_of(row))


def _try(session: Session, row: Row) -> None:
    code, goal = str(row["move_practice_code"]), str(row["move_to_network_id"])
    change = draft.move_practice(code, goal, "tried from the conflicts")
    done = f"{code} moved to {goal} in the draft. {remedy_buttons.UNDONE}"
    attempt(session, session.record, change, done=done)


def _keep(session: Session, practices: list[str]) -> None:
    change = draft.keep_together(practices, "one conflict with community teams")
    attempt(session, session.record, change, done=f"They are kept. {remedy_buttons.UNDONE}")


def _decision(session: Session, key: str) -> None:
    """What was decided on a conflict, with a comment; both are kept in the project."""
    now = session.state.decisions.get(key)
    options = ["", *DECISIONS]
    said = "" if now is None else now.decision
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    left.selectbox(
        "Decision", options, options.index(said), format_func=WORDS.__getitem__,
        key=f"{DECISION} {key} {said}",
    )  # fmt: skip
    comment = "" if now is None else now.comment
    with right:
        being_written.field(session, "Comment", f"{COMMENT} {key}", comment, max_chars=500)
    fields = f"{DECISION} {key} {said}", f"{COMMENT} {key}"
    st.button("Keep the decision", on_click=_decide, args=(session, key, *fields))


def _decide(session: Session, key: str, decision: str, comment: str) -> None:
    chosen, why = str(st.session_state[decision]), str(st.session_state[comment])
    done = f"The conflict is {WORDS[chosen].lower()}."
    attempt(session, session.record, draft.decide(key, chosen, why), done=done)


def said(session: Session, row: Row) -> str:
    """The decision on a conflict in a few words, for the list; blank where there is none."""
    one = session.state.decisions.get(key_of(row))
    if one is None:
        return ""
    return WORDS[one.decision] + (f": {one.comment}" if one.comment else "")
