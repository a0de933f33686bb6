"""Everything that is locked, kept together or kept apart, with the reasons."""

from collections.abc import Mapping, Sequence

import streamlit as st

from optimise.feasibility.reasons import Reason
from pcn_planner.drafting import draft
from pcn_planner.drafting.draft import Change
from pcn_planner.drafting.running import locks
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.drafting.state import Bond
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import attempt, do
from pcn_planner.views.parts import being_written, memo
from pcn_planner.views.parts.worded import worded

TOGETHER, APART = "Keep together", "Keep apart"
KIND, PRACTICES, WHY = "wish_kind", "wish_practices", "wish_why"
IS_SO = "It is so already, and nothing was changed."


def show(session: Session) -> None:
    """Lists of locks and wishes, and a form for a new wish."""
    state = session.state
    st.caption("Optimise and Repair keep all of these.")
    _locks(session, worded("Locked practices"), state.locked_practices, draft.unlock_practice)
    _locks(session, worded("Locked networks"), state.locked_networks, draft.unlock_network)
    _bonds(session, "together", state.together)
    _bonds(session, "apart", state.apart)
    if state.assignment:
        _form(session)
    else:
        st.caption(
            worded("To keep practices together before there is a plan, say so under **Rules**.")
        )


def _locks(session: Session, title: str, locks: Mapping[str, str], unlock: object) -> None:
    if not locks:
        return
    st.markdown(f"**{title}**")
    assert callable(unlock)
    for code, why in sorted(locks.items()):
        row(session, named(session, code), why, "Unlock", unlock(code))


def _bonds(session: Session, kind: str, bonds: tuple[Bond, ...]) -> None:
    if not bonds:
        return
    st.markdown(f"**Kept {kind}**")
    for bond in bonds:
        who = ", ".join(named(session, code) for code in bond.practices)
        row(session, who, bond.reason, "Release", draft.release(bond.practices, kind))


def row(session: Session, who: str, why: str, verb: str, change: Change) -> None:
    """What stands, with its reason and a button that takes it back."""
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
    with st.container(border=True, key="wish"):
        st.radio("New wish", [TOGETHER, APART], horizontal=True, key=KIND)
        st.multiselect(
            worded("Practices"), codes, format_func=lambda code: named(session, code),
            placeholder=worded("Two or more practices"), key=PRACTICES,
            filter_mode="contains", select_all=False,
        )  # fmt: skip
        being_written.field(session, "Why", WHY, placeholder="Reason, kept with the plan")
        st.button("Add", key="wish_add", on_click=_add, args=(session,))


def _add(session: Session) -> None:
    make = draft.keep_together if st.session_state[KIND] == TOGETHER else draft.keep_apart
    chosen, why = st.session_state[PRACTICES], str(st.session_state[WHY])
    if keep(session, make(chosen, why)):
        st.session_state[PRACTICES], st.session_state[WHY] = [], ""


def keep(session: Session, change: Change, done: str = "") -> bool:
    """Lock something, or keep it together or apart; what cannot hold beside the rest is named.

    What is so already is told and writes nothing. Returns whether it is so now.
    """

    def act() -> None:
        if draft.is_so(session.state, change):
            told.append(Notice("success", IS_SO))
            return
        before = locks.contradictions(session.bench, session.state)
        session.record(change)
        found = locks.contradictions(session.bench, session.state)
        new = [reason for reason in found if reason not in before]
        if new:
            told.append(Notice("warning", _clash(new)))

    told: list[Notice] = []
    kept = attempt(session, act, done=done)
    if kept and told:
        session.notice = told[0]
    return kept


def _clash(reasons: Sequence[Reason]) -> str:
    """What a person is warned of who asks for what no plan can keep."""
    said = " ".join(f"{reworded(one.message)}. {reworded(one.remedy)}." for one in reasons)
    return f"It is kept, but no plan can keep all that is asked. {said}"


def named(session: Session, code: str) -> str:
    """A practice by code and name; a network by id and name."""
    practices = session.bench.study.practices
    names = memo.once("names", (practices,), lambda: dict(practices["name"]))
    return f"{code} {names.get(code) or session.state.names.get(code, '')}".strip()
