"""Several practices at once: moved, locked or kept together as one change, priced beforehand."""

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from pcn_planner.drafting import draft, moves
from pcn_planner.drafting.moves import MoveBoard, PricedGroup
from pcn_planner.drafting.session import Session
from pcn_planner.maps.texts import SYMBOL
from pcn_planner.proposal.tables import ABOVE, BELOW
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import attempt
from pcn_planner.views.drafting import wishes
from pcn_planner.views.parts import being_written
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import briefly, counted

TARGET, NETWORK, WHY = "bulk_target", "bulk_network", "bulk_why"


def show(session: Session, lay_out: Callable[[Session], MoveBoard], codes: Sequence[str]) -> None:
    """What is selected, and what can be done with it; ``lay_out`` makes the board when needed."""
    practices = session.bench.study.practices.loc[list(codes)]
    where = Counter(session.state.assignment.get(code) or worded("no network") for code in codes)
    with st.container(border=True, gap="xsmall"):
        patients = int(practices["patients"].sum())
        st.markdown(worded(f"**{counted(len(codes), 'practice')}, {patients:,} patients**"))
        st.caption(markdown(", ".join(f"{n} of {k}" for k, n in sorted(where.items()))))
        _whole_network(session, codes)
    if session.state.assignment:
        _move(session, lay_out(session), codes)
    _keep(session, codes)


def _whole_network(session: Session, codes: Sequence[str]) -> None:
    networks = sorted({n for n in session.state.assignment.values() if n})
    if not networks:
        return
    st.selectbox(
        worded("Add all practices of a network"), networks, index=None, key=NETWORK,
        placeholder=worded("Add all of a network"), label_visibility="collapsed",
        on_change=_add_network, args=(session, codes),
    )  # fmt: skip


def _add_network(session: Session, codes: Sequence[str]) -> None:
    members = session.state.members(str(st.session_state[NETWORK]))
    session.select({*codes, *members})
    st.session_state[NETWORK] = None


def _move(session: Session, board: MoveBoard, codes: Sequence[str]) -> None:
    """Choose where to, see what it would change, then move; what is locked is not offered."""
    still = [code for code in codes if not board.open(code, "")]
    if still:
        st.caption(f":material/lock: Locked, so no move is offered: {markdown(', '.join(still))}.")
        return
    known = sorted({n for n in board.assignment.values() if n not in board.locks.networks})
    fresh = moves.new_network_id(known)
    target = st.selectbox(
        "Move all to", [fresh, *known], index=None, key=TARGET, placeholder="Move all to ...",
        format_func=lambda key: f"{key} (new)" if key == fresh else named(session, key),
        label_visibility="collapsed",
    )  # fmt: skip
    if target is None:
        return
    priced = moves.price_all(board, codes, target)
    sizes, prices, *warnings = effects(session, priced)
    st.caption(sizes)
    st.caption(prices)
    st.button(
        worded(f"Move {counted(len(codes), 'practice')} to {target}"), key="bulk_move",
        type="primary", shortcut="M", on_click=_move_now, args=(session, codes, target),
    )  # fmt: skip
    for line in warnings:
        st.caption(line)


def effects(session: Session, priced: PricedGroup) -> list[str]:
    """What a move of several would change, in lines of Markdown."""
    rules = session.rules
    sizes = []
    for network, patients in priced.sizes.items():
        off = BELOW if patients < rules.floor else ABOVE if patients > rules.ceiling else None
        sign = f"{SYMBOL[off]} " if off else ""
        sizes.append(f"{network}: {sign}{patients:,}")
    unit = session.bench.study.travel_unit
    told = [f"travel {priced.travel_change:+,.0f} {unit.total}"]
    if priced.team_change is not None:
        told.append(f"of another team {priced.team_change:+,}")
    warned = [f":material/warning: {markdown(briefly(one))}" for one in priced.warnings[:3]]
    return [worded(f"Then {markdown(', '.join(sizes))} patients"), " · ".join(told), *warned]


def _move_now(session: Session, codes: Sequence[str], target: str) -> None:
    done = worded(f"{counted(len(codes), 'practice')} moved to {target}. Undo takes it back.")
    if attempt(session, session.record, draft.move_practices(codes, target), done=done):
        st.session_state[TARGET] = None


def _keep(session: Session, codes: Sequence[str]) -> None:
    being_written.field(session, "Why", WHY, placeholder="Reason, kept with the plan")
    placed = all(session.state.assignment.get(code) for code in codes)
    with st.container(horizontal=True, gap="xsmall"):
        for label, make, icon, key in (
            ("Lock them", draft.lock_practices, ":material/lock:", "L"),
            ("Keep together", draft.keep_together, ":material/link:", None),
            ("Keep apart", draft.keep_apart, ":material/call_split:", None),
        ):
            st.button(
                label, icon=icon, shortcut=key, disabled=not placed,
                key=f"bulk_{make.__name__}", on_click=_record, args=(session, make, codes),
            )  # fmt: skip


def _record(session: Session, make: Callable[..., draft.Change], codes: Sequence[str]) -> None:
    change = make(codes, str(st.session_state[WHY]))
    wishes.keep(session, change, done="Done, as one change. Undo takes it back.")


def named(session: Session, key: str) -> str:
    """A network by its id and name."""
    return f"{key}  {session.state.names.get(key, '')}".strip()
