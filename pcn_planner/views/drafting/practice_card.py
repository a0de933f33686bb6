"""One practice: where it is, where it may go, and what each move would change."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from pcn_planner.drafting import draft, moves
from pcn_planner.drafting.moves import MoveBoard, PricedMove
from pcn_planner.drafting.session import Session
from pcn_planner.maps.texts import SYMBOL
from pcn_planner.proposal.tables import ABOVE, BELOW
from pcn_planner.safe_text import markdown
from pcn_planner.views import memo
from pcn_planner.views.acting import attempt, do

KEY = "practice_choice"


def show(session: Session) -> None:
    """Choose a practice, on the map or here; see its card and move it."""
    study = session.study
    if study is None:
        return
    names = study.practices["name"].to_dict()
    st.session_state[KEY] = session.chosen if session.chosen in names else None
    st.selectbox(
        "Practice", list(names), key=KEY, placeholder="Choose a practice, or click one on the map",
        format_func=lambda code: f"{code}  {names[code]}",
        on_change=lambda: _choose(session),
    )  # fmt: skip
    code = st.session_state[KEY]
    if code is None:
        st.caption("Its networks to choose from, with what each move changes, appear here.")
        return
    _card(session, code)
    if session.state.assignment:
        _moves(session, code)
    else:
        st.caption("Start from blank, from today's networks or a file, or optimise first.")


def _choose(session: Session) -> None:
    session.chosen = st.session_state[KEY]


def _card(session: Session, code: str) -> None:
    study, state = session.bench.study, session.state
    row, network = study.practices.loc[code], state.assignment.get(code, "")
    name = state.names.get(network, "")
    where = f"{network} {name}".strip() if network else "in no network"
    team = "" if study.team is None else study.team.get(code)
    facts = {"Registered patients": f"{row['patients']:,}", "Network": where}
    if isinstance(team, str) and team and study.footprints is not None:
        facts["Community team"] = str(study.footprints.teams["name"].get(team, team))
    with st.container(border=True, gap="xsmall"):
        st.text(str(row["name"]).strip())
        for label, value in facts.items():
            left, right = st.columns([2, 3], wrap=False)
            left.caption(label)
            right.text(value)
        _lock(session, code)


def _lock(session: Session, code: str) -> None:
    locks = session.state.locked_practices
    if code in locks:
        st.caption(f":material/lock: Locked. {markdown(locks[code])}")
        st.button(
            "Unlock", key=f"unlock_{code}", icon=":material/lock_open:",
            on_click=do, args=(session, session.record, draft.unlock_practice(code)),
        )  # fmt: skip
    elif session.state.assignment.get(code):
        with st.popover("Lock in its network", icon=":material/lock:"):
            st.text_input("Why", key=f"why_{code}", placeholder="Reason, kept with the plan")
            st.button("Lock", key=f"lock_{code}", on_click=_lock_now, args=(session, code))


def _lock_now(session: Session, code: str) -> None:
    why = st.session_state.get(f"why_{code}", "")
    attempt(session, session.record, draft.lock_practice(code, why))


def board_of(session: Session) -> MoveBoard:
    """The draft laid out for pricing moves, once for every state of it."""
    made = session.proposal
    declared = () if made is None else made.result.exceptions
    place = dict(session.state.assignment)
    locks = session.locks
    locked = (*sorted(locks.practices), "", *sorted(locks.networks))
    key = (repr(sorted(place.items())), repr(session.rules), locked)
    return memo.once("board", key, lambda: moves.board(session.bench, place, declared, locks))


def _moves(session: Session, code: str) -> None:
    board = board_of(session)
    here = board.assignment.get(code, "")
    if not board.open(code, here):
        what = f"Network {here}" if here in board.locks.networks else "The practice"
        st.caption(f":material/lock: {markdown(what)} is locked. Unlock to move the practice.")
        return
    offered = moves.neighbour_moves(board, code)
    st.markdown("**Neighbouring networks**" if offered else "No other network is next to it.")
    for move in offered:
        _offer(session, move)
    _elsewhere(session, board, code, {move.network_id for move in offered})


def _elsewhere(session: Session, board: MoveBoard, code: str, near: set[str]) -> None:
    """Any other network, or a new one."""
    here = board.assignment.get(code)
    known = set(board.assignment.values())
    rest = sorted(n for n in known - near - {here} if board.open(code, n))
    fresh = moves.new_network_id(known)
    options = [fresh, *rest] if here is None or len(board.members(here)) > 1 else rest
    with st.expander("Another network, or a new one"):
        target = st.selectbox(
            "Network", options, index=None if near else 0, key=f"elsewhere_{code}",
            placeholder="Choose a network",
            format_func=lambda k: f"{k} (new)" if k == fresh else _name(session, k),
        )  # fmt: skip
        if target is not None:
            _offer(session, moves.price(board, code, target))


def _offer(session: Session, move: PricedMove) -> None:
    with st.container(border=True, gap="xsmall", key=f"move_{move.network_id}"):
        head, act = st.columns([3, 1], vertical_alignment="center", wrap=False)
        head.text(_name(session, move.network_id))
        with act:
            _button(session, move)
        st.caption(_effect(session, move))
        for warning in move.warnings[:1]:
            st.caption(f":material/warning: {markdown(warning)}")


def _button(session: Session, move: PricedMove) -> None:
    act = _mover(session, move)
    if move.legal:
        st.button(
            "Move here",
            key=f"go_{move.network_id}",
            type="primary",
            width="stretch",
            on_click=act,
        )
        return
    with st.popover("Move anyway", width="stretch"):
        st.markdown("This move breaks rules. The draft is flagged until it is mended:")
        for warning in move.warnings:
            st.markdown(f"- {markdown(warning)}")
        st.button("Move all the same", key=f"go_{move.network_id}", on_click=act)


def _mover(session: Session, move: PricedMove) -> Callable[[], Any]:
    change = draft.move_practice(move.practice_code, move.network_id)
    done = f"{move.practice_code} moved to {move.network_id}."
    if not move.legal:
        done += " Rules are broken now; see Findings, or repair."
    return lambda: attempt(session, session.record, change, done=done)


def _effect(session: Session, move: PricedMove) -> str:
    """List sizes, travel and teams after a move, in one line."""
    parts = [f"{_size(session, move.patients_joined)} patients after"]
    if move.patients_left:
        parts.append(f"leaves {_size(session, move.patients_left)}")
    parts.append(f"travel {move.travel_change:+,.0f} patient-km")
    if move.team_change is not None:
        parts.append(f"outside lead team {move.team_change:+,}")
    return " · ".join(parts)


def _size(session: Session, patients: int) -> str:
    rules = session.rules
    sign = SYMBOL[BELOW] if patients < rules.floor else SYMBOL[ABOVE]
    inside = rules.floor <= patients <= rules.ceiling
    return f"{patients:,}" if inside else f"{sign} {patients:,}"


def _name(session: Session, key: str) -> str:
    name = session.state.names.get(key, "")
    return f"{key}  {name}".strip()
