"""Drafting: one window with the map, a drawer beside it, tools above and the status at the foot."""

from functools import partial

import streamlit as st

from optimise.problem.rules import Rules
from optimise.progress import Progress
from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.session import Session
from pcn_planner.drafting.state import DraftState
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.views import banner
from pcn_planner.views.acting import fragment, needs_data, tell
from pcn_planner.views.drafting import (
    draft_map,
    findings,
    neighbours,
    network_list,
    panes,
    solve_panel,
    status,
    tools,
    wishes,
)
from pcn_planner.views.drafting.cards import network_card, practice_card
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.rules import drawer

SMALL_SCREEN = "Drafting wants a larger screen. The plan can be read here."
WIDTHS = (71, 29)  #: of map and drawer; the style sheet sets the drawer's in pixels


def show(session: Session) -> None:
    """The drafting table."""
    draft_map.anew()
    if session.study is None:
        st.title("Draft")
    if needs_data(session, "Here stands the map that networks are drawn on."):
        desk = partial(_desk, rules=session.stated_rules, run=session.run)
        fragment(session, desk)


def _desk(session: Session, rules: Rules, run: Run[Progress, Proposal] | None) -> None:
    """What changes with every click; the rest of the page shows ``rules`` and ``run``."""
    if session.stated_rules != rules or session.run is not run:  # undo changes rules too
        st.rerun()
    banner.show(session)
    with st.container(key="small_screen"):  # which the style sheet shows on one alone
        st.caption(worded(SMALL_SCREEN))
    with st.container(key="desk", gap="xsmall"):
        tools.show(session)
        left, right = st.columns(WIDTHS, gap="small")
        with left, st.container(key="map", gap=None):
            draft_map.show(session)
        with right, st.container(key="drawer", gap="small"):
            _drawer(session)
        status.show(session)
    drawer.show(session)


def _drawer(session: Session) -> None:
    panes.show(
        session,
        {
            panes.NETWORKS: _networks,
            panes.PRACTICE: practice_card.show,
            panes.KEPT: _kept,
            panes.FINDINGS: findings.show,
        },
    )
    with st.container(key="solving"):  # at the foot, where it moves nothing under the pointer
        with st.container(key="notice"):  # its place stays, so nothing below is made anew
            tell(session)
        solve_panel.show(session)


def _networks(session: Session) -> None:
    if session.proposal is None:
        st.info(_nothing_yet(session.state))
        return
    network_list.show(session)
    network_card.show(session)


def _kept(session: Session) -> None:
    wishes.show(session)
    neighbours.show(session)


def _nothing_yet(state: DraftState) -> str:
    if state.assignment:
        return worded(
            "No practice has a network yet. **Optimise**, or choose a practice and put it in a "
            "new network."
        )
    return worded(
        "No plan yet. **Optimise** finds one, or **Start from** today's networks or a file."
    )
