"""A reason or a finding as buttons: shown on the map, mended by one change, or put into a form."""

from collections.abc import Sequence

import streamlit as st

from pcn_planner.drafting.remedies import Remedy
from pcn_planner.drafting.session import Session
from pcn_planner.views.acting import attempt
from pcn_planner.views.drafting import neighbours, panes
from pcn_planner.views.parts.worded import worded

UNDONE = "Undo takes it back."
REDRAFT = "draft"  #: the page with the map


def show(
    session: Session,
    key: str,
    practices: Sequence[str],
    remedies: Sequence[Remedy],
    linkable: bool = False,
) -> None:
    """One row of buttons; ``key`` tells it from the others on the page."""
    with st.container(horizontal=True, gap="xsmall"):
        if practices:
            st.button(
                "Show", key=f"show_{key}", icon=":material/my_location:",
                on_click=look, args=(session, practices),
            )  # fmt: skip
        for number, one in enumerate(remedies):
            st.button(
                worded(one.label),
                key=f"remedy_{key}_{number}",
                on_click=carry_out,
                args=(session, one),
            )
        if linkable and len(practices) > 1:
            st.button(
                "Link two of them", key=f"link_{key}", icon=":material/link:",
                on_click=_link, args=(session, practices),
            )  # fmt: skip


def look(session: Session, practices: Sequence[str]) -> None:
    """Turn the map to some practices and select them."""
    session.look_at(practices)
    session.select(practices)
    session.bound_for = REDRAFT


def carry_out(session: Session, one: Remedy) -> None:
    """Do what a remedy says, as one change."""
    done = f"{one.done} {UNDONE}"
    if one.change is not None:
        attempt(session, session.record, one.change, done=done)
    elif one.rules is not None:
        attempt(session, session.set_rules, one.rules, done=done)


def _link(session: Session, practices: Sequence[str]) -> None:
    """Open the form for a link with these practices to choose from."""
    look(session, practices)
    panes.turn_to(panes.KEPT)
    neighbours.fill_link(practices)
