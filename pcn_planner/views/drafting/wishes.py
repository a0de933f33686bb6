"""Everything that is locked, kept together or kept apart, with the reasons."""

from collections.abc import Mapping

import streamlit as st

from pcn_planner.drafting import draft
from pcn_planner.drafting.draft import Bond, Change
from pcn_planner.drafting.session import Session
from pcn_planner.views.acting import attempt, do

TOGETHER, APART = "Keep together", "Keep apart"
KIND, PRACTICES, WHY = "wish_kind", "wish_practices", "wish_why"


def show(session: Session) -> None:
    """Lists of locks and wishes, and a form for a new wish."""
    state = session.state
    if not state.assignment:
        st.caption("Locks and wishes need a draft: start one, or optimise first.")
        return
    st.caption("Optimise and Repair keep all of these.")
    _locks(session, "Locked practices", state.locked_practices, draft.unlock_practice)
    _locks(session, "Locked networks", state.locked_networks, draft.unlock_network)
    _bonds(session, TOGETHER, state.together)
    _bonds(session, APART, state.apart)
    _form(session)


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
            "Practices", codes, format_func=lambda code: _named(session, code),
            placeholder="Two or more practices", key=PRACTICES,
        )  # fmt: skip
        st.text_input("Why", placeholder="Reason, kept with the plan", key=WHY)
        st.form_submit_button("Add", on_click=_add, args=(session,))


def _add(session: Session) -> None:
    make = draft.keep_together if st.session_state[KIND] == TOGETHER else draft.keep_apart
    chosen, why = st.session_state[PRACTICES], str(st.session_state[WHY])
    attempt(session, session.record, make(chosen, why))


def _named(session: Session, code: str) -> str:
    study = session.study
    if study is not None and code in study.practices.index:
        return f"{code} {study.practices['name'][code]}"
    return f"{code} {session.state.names.get(code, '')}".strip()
