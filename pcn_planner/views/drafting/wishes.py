"""Everything that is locked, kept together or kept apart, with the reasons."""

from collections.abc import Mapping, Sequence

import streamlit as st

from pcn_planner.drafting import draft
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.session import Session
from pcn_planner.drafting.state import Bond
from pcn_planner.views.acting import attempt, do
from pcn_planner.views.parts.worded import worded

TOGETHER, APART = "Keep together", "Keep apart"
KIND, PRACTICES, WHY = "wish_kind", "wish_practices", "wish_why"
PAIR, LINK_WHY = "link_pair", "link_why"


def show(session: Session) -> None:
    """Lists of locks and wishes, and a form for a new wish."""
    state = session.state
    st.caption("Optimise and Repair keep all of these.")
    _locks(session, worded("Locked practices"), state.locked_practices, draft.unlock_practice)
    _locks(session, worded("Locked networks"), state.locked_networks, draft.unlock_network)
    _bonds(session, TOGETHER, state.together)
    _bonds(session, APART, state.apart)
    if state.assignment:
        _form(session)
    else:
        st.caption(
            worded("To keep practices together before there is a plan, say so under **Rules**.")
        )
    _links(session)


def _locks(session: Session, title: str, locks: Mapping[str, str], unlock: object) -> None:
    if not locks:
        return
    st.markdown(f"**{title}**")
    assert callable(unlock)
    for code, why in sorted(locks.items()):
        _row(session, _named(session, code), why, "Unlock", unlock(code))


def _bonds(session: Session, title: str, bonds: tuple[Bond, ...]) -> None:
    if not bonds:
        return
    st.markdown(f"**{'Kept' + title[4:]}**")
    for bond in bonds:
        who = ", ".join(_named(session, code) for code in bond.practices)
        _row(session, who, bond.reason, "Release", draft.release(bond.practices))


def _row(session: Session, who: str, why: str, verb: str, change: Change) -> None:
    with st.container(border=True):
        said, act = st.columns([3, 1], vertical_alignment="center", wrap=False)
        said.text(f"{who}\n{why}" if why else who)
        act.button(
            verb, key=f"{change.kind}_{change.payload}",
            on_click=do, args=(session, session.record, change),
        )  # fmt: skip


def _form(session: Session) -> None:
    assert session.study is not None
    codes = [str(code) for code in session.study.practices.index]
    with st.form("wish", clear_on_submit=True):
        st.radio("New wish", [TOGETHER, APART], horizontal=True, key=KIND)
        st.multiselect(
            worded("Practices"), codes, format_func=lambda code: _named(session, code),
            placeholder=worded("Two or more practices"), key=PRACTICES,
        )  # fmt: skip
        st.text_input("Why", placeholder="Reason, kept with the plan", key=WHY)
        st.form_submit_button("Add", on_click=_add, args=(session,))


def _links(session: Session) -> None:
    """Neighbours that were made or parted by hand, and a form for one more."""
    st.markdown("**Neighbours by hand**")
    for one in session.state.links:
        who = " and ".join(_named(session, code) for code in one.practices)
        verb = "are neighbours" if one.action == "add" else "are no neighbours"
        _row(session, f"{who} {verb}", one.reason, "Withdraw", draft.unlink(one.practices))
    assert session.study is not None
    codes = [str(code) for code in session.study.practices.index]
    st.multiselect(
        worded("Two practices"), codes, format_func=lambda code: _named(session, code), key=PAIR,
        max_selections=2, placeholder="On both sides of a bridge, say",
    )  # fmt: skip
    st.text_input("Why", placeholder="Bridge, ferry, motorway", key=LINK_WHY)
    with st.container(horizontal=True):
        for label, action in (("Make neighbours", "add"), ("Part them", "remove")):
            st.button(label, key=f"link_{action}", on_click=_add_link, args=(session, action))


def fill_link(practices: Sequence[str]) -> None:
    """Put two practices into the form for a link; for callbacks."""
    st.session_state[PAIR] = list(practices)[:2]


def _add_link(session: Session, action: str) -> None:
    pair, why = tuple(st.session_state[PAIR]), str(st.session_state[LINK_WHY])
    done = "Neighbours are found anew with it."
    if attempt(session, session.record, draft.link(pair, action, why), done=done):
        st.session_state[PAIR], st.session_state[LINK_WHY] = [], ""


def _add(session: Session) -> None:
    make = draft.keep_together if st.session_state[KIND] == TOGETHER else draft.keep_apart
    chosen, why = st.session_state[PRACTICES], str(st.session_state[WHY])
    attempt(session, session.record, make(chosen, why))


def _named(session: Session, code: str) -> str:
    study = session.study
    if study is not None and code in study.practices.index:
        return f"{code} {study.practices['name'][code]}"
    return f"{code} {session.state.names.get(code, '')}".strip()
