"""One practice: where it is, where it may go, and what each move would change."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from boundaries.practices import addresses
from pcn_planner.drafting import draft, moves
from pcn_planner.drafting.moves import MoveBoard, PricedMove
from pcn_planner.drafting.session import Session
from pcn_planner.maps.texts import SYMBOL
from pcn_planner.proposal.tables import ABOVE, BELOW
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import attempt, do
from pcn_planner.views.drafting import wishes
from pcn_planner.views.drafting.cards import bulk
from pcn_planner.views.parts import being_written, memo
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import briefly

KEY, GATHER, MOVED = "practice_choice", "gathering", "moved"
DROPPED = "dropped"  #: a practice that was dragged, and the network it was dropped on
ARROWS = {
    "Left": (":material/west:", -1, 0), "Up": (":material/north:", 0, 1),
    "Down": (":material/south:", 0, -1), "Right": (":material/east:", 1, 0),
}  # fmt: skip


def show(session: Session) -> None:
    """Choose practices, on the map or here; one has a card with its moves, several move at once."""
    if session.study is None:
        return
    codes = _choose(session, session.study.practices)
    if not codes:
        st.caption(
            worded(
                "Click a practice, draw round several with the tools on the map, or search. What "
                "can be done, and what it changes, appears here."
            )
        )
    elif len(codes) > 1:
        bulk.show(session, board_of, codes)
    else:
        _one(session, codes[0])


def _one(session: Session, code: str) -> None:
    _card(session, code)
    if not session.state.assignment:
        st.caption(worded("Start from blank, from today's networks or a file, or optimise first."))
    elif st.session_state.get(MOVED) == (code, session.state.assignment.get(code)):
        _moved(session, code)
    else:
        _moves(session, code)


def _choose(session: Session, practices: pd.DataFrame) -> tuple[str, ...]:
    """The practices selected, else the chosen one; found by code, name or address."""
    names = practices["name"].to_dict()
    places = memo.once("addresses", (practices,), lambda: addresses.of(practices)).to_dict()
    asked = "Search by code, name or address" if any(places.values()) else "Search by code or name"
    one = session.chosen
    now = session.selected or ((one,) if one is not None and one in names else ())
    st.session_state[KEY] = list(now)
    st.multiselect(
        worded("Practices"), list(names), key=KEY, placeholder=asked,
        format_func=lambda code: f"{code}  {names[code]}  {places[code]}".strip(),
        on_change=_select, args=(session,), label_visibility="collapsed",
        filter_mode="contains", select_all=False,
    )  # fmt: skip
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        st.toggle(
            "Clicks add", session.gathering, key=GATHER,
            help="Clicks on the map add to the selection instead of replacing it",
            on_change=lambda: setattr(session, "gathering", st.session_state[GATHER]),
        )  # fmt: skip
        if len(now) == 1:
            _arrows(session, now[0])
        elif now:
            st.button("Clear", key="clear_selection", on_click=session.select_nothing)
    return now


def _select(session: Session) -> None:
    """Select what the field holds, nothing where it was emptied; for its callback."""
    chosen = st.session_state[KEY]
    session.select(chosen) if chosen else session.select_nothing()


def _arrows(session: Session, code: str) -> None:
    """Buttons to the neighbour in each direction; the arrow keys do the same."""
    for key, (sign, east, north) in ARROWS.items():
        other = moves.towards(session.bench, code, east, north)
        st.button(
            sign, key=f"arrow_{key}", disabled=other is None, type="tertiary", shortcut=key,
            help=f"The neighbour in the {sign.removeprefix(':material/').rstrip(':')}",
            on_click=session.select, args=((other,),),
        )  # fmt: skip


def _moved(session: Session, code: str) -> None:
    """Show the move made where the moves stood, so that a second click there moves nothing."""
    network = session.state.assignment.get(code, "")
    st.text(f"Moved to {_name(session, network)}.")
    head = None if session.standing is None else session.standing.head
    if head is not None and session.last is not None and session.last.kind == "move_practice":
        being_written.field(
            session, "Why it moved", f"why_moved_{head}", max_chars=500, on_change=_why_moved,
            args=(session, head), placeholder="Reason, kept in the history",
        )  # fmt: skip
    st.button("Other moves", key="other_moves", on_click=lambda: st.session_state.pop(MOVED, None))


def _why_moved(session: Session, number: int) -> None:
    """Write down why the newest change was made; for the callback of its field."""
    why = str(st.session_state[f"why_moved_{number}"]).strip()
    if why:
        attempt(
            session, lambda: session.writable().explain(number, why, author=session.author),
            done="The reason is in the history.",
        )  # fmt: skip


def _card(session: Session, code: str) -> None:
    study, state = session.bench.study, session.state
    row, network = study.practices.loc[code], state.assignment.get(code, "")
    name = readable(state.names.get(network, ""))
    where = f"{network} {name}".strip() if network else worded("in no network")
    team = "" if study.team is None else study.team.get(code)
    facts = {"Registered patients": f"{row['patients']:,}", "Network": where}
    if isinstance(team, str) and team and study.footprints is not None:
        facts["Community team"] = str(study.footprints.teams["name"].get(team, team))
    with st.container(border=True, gap="xsmall"):
        st.text(str(row["name"]).strip())
        for label, value in facts.items():
            left, right = st.columns([2, 3], wrap=False)
            left.caption(worded(label))
            right.text(value)
        _lock(session, code)


def _lock(session: Session, code: str) -> None:
    locks = session.state.locked_practices
    if code in locks:
        st.caption(f":material/lock: Locked. {markdown(locks[code])}")
        st.button(
            "Unlock", key=f"unlock_{code}", icon=":material/lock_open:", shortcut="L",
            on_click=do, args=(session, session.record, draft.unlock_practice(code)),
        )  # fmt: skip
    elif session.state.assignment.get(code):
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="bottom"):
            being_written.field(
                session, "Why it stays", f"why_{code}", placeholder="Reason, kept with the plan",
                label_visibility="collapsed",
            )  # fmt: skip
            st.button(
                "Lock", key=f"lock_{code}", icon=":material/lock:", shortcut="L",
                help=worded("Keep it in its network"), on_click=_lock_now, args=(session, code),
            )  # fmt: skip


def _lock_now(session: Session, code: str) -> None:
    why = st.session_state.get(f"why_{code}", "")
    wishes.keep(session, draft.lock_practice(code, why))


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
        st.caption(
            worded(f":material/lock: {markdown(what)} is locked. Unlock to move the practice.")
        )
        return
    offered = memo.once("moves", (board, code), lambda: moves.neighbour_moves(board, code))
    onto = _dropped_on(board, code)
    if onto:
        st.markdown("**Dropped on the map: press to move it there**")
        first = moves.price(board, code, onto)
        _offer(session, first, first=True)
        offered = tuple(move for move in offered if move.network_id != onto)
    near = "**Neighbouring networks**" if offered else "No other network is next to it."
    st.markdown(worded(near))
    for move in offered:
        _offer(session, move, first=move is offered[0] and not onto)
    _elsewhere(session, board, code, {onto, *(move.network_id for move in offered)} - {""})


def _dropped_on(board: MoveBoard, code: str) -> str:
    """The network that the practice was dropped on, while it is not in it; blank for none."""
    dragged, network = st.session_state.get(DROPPED, ("", ""))
    here = board.assignment.get(code)
    fits = dragged == code and network != here and network in board.assignment.values()
    return network if fits and board.open(code, network) else ""


def _elsewhere(session: Session, board: MoveBoard, code: str, near: set[str]) -> None:
    """Offer any other network, or a new one."""
    here = board.assignment.get(code)
    known = set(board.assignment.values())
    rest = sorted(n for n in known - near - {here} if board.open(code, n))
    fresh = moves.new_network_id(known)
    options = [fresh, *rest] if here is None or len(board.members(here)) > 1 else rest
    with st.expander(worded("Another network, or a new one")):
        target = st.selectbox(
            worded("Network"), options, index=None if near else 0, key=f"elsewhere_{code}",
            placeholder=worded("Choose a network"),
            format_func=lambda k: f"{k} (new)" if k == fresh else _name(session, k),
        )  # fmt: skip
        if target is not None:
            _offer(session, moves.price(board, code, target))


def _offer(session: Session, move: PricedMove, first: bool = False) -> None:
    with st.container(border=True, gap="xsmall", key=f"move_{move.network_id}"):
        head, act = st.columns([3, 1], vertical_alignment="center", wrap=False)
        head.text(_name(session, move.network_id))
        with act:
            _button(session, move, first)
        st.caption(_effect(session, move))
        for warning in move.warnings[:1]:
            st.caption(f":material/warning: {markdown(worded(briefly(warning)))}")


def _button(session: Session, move: PricedMove, first: bool) -> None:
    """A button that moves the practice; the ``first`` of all answers to the key M as well."""
    act = _mover(session, move)
    if move.legal:
        st.button(
            "Move here",
            key=f"go_{move.network_id}",
            type="primary",
            width="stretch",
            on_click=act,
            shortcut="M" if first else None,
        )
        return
    with st.popover("Move anyway", width="stretch"):
        st.markdown("This move breaks rules. The draft is flagged until it is mended:")
        for warning in move.warnings:
            st.markdown(f"- {markdown(worded(warning))}")
        st.button("Move all the same", key=f"go_{move.network_id}", on_click=act)


def _mover(session: Session, move: PricedMove) -> Callable[[], Any]:
    change = draft.move_practice(move.practice_code, move.network_id)
    done = f"{move.practice_code} moved to {move.network_id}."
    if not move.legal:
        done += " Rules are broken now; see Findings, or repair."

    def act() -> None:
        if session.state.assignment.get(move.practice_code) == move.network_id:
            return  # a second click on the same button
        if attempt(session, session.record, change, done=done):
            st.session_state[MOVED] = (move.practice_code, move.network_id)

    return act


def _effect(session: Session, move: PricedMove) -> str:
    """List sizes, travel and teams after a move, in one line."""
    parts = [worded(f"{_size(session, move.patients_joined)} patients after")]
    if move.patients_left:
        parts.append(f"leaves {_size(session, move.patients_left)}")
    unit = worded(session.bench.study.travel_unit.total)
    parts.append(f"travel {move.travel_change:+,.0f} {unit}")
    if move.team_change is not None:
        parts.append(f"of another team {move.team_change:+,}")
    return " · ".join(parts)


def _size(session: Session, patients: int) -> str:
    rules = session.rules
    sign = SYMBOL[BELOW] if patients < rules.floor else SYMBOL[ABOVE]
    inside = rules.floor <= patients <= rules.ceiling
    return f"{patients:,}" if inside else f"{sign} {patients:,}"


def _name(session: Session, key: str) -> str:
    return f"{key}  {readable(session.state.names.get(key, ''))}".strip()
