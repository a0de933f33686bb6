"""Who is whose neighbour, as a person says it: links made by hand, barriers drawn on the map."""

from collections.abc import Mapping, Sequence
from math import dist

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.maps.live import drawn
from pcn_planner.safe_text import markdown
from pcn_planner.screen_words import reworded
from pcn_planner.study import linked
from pcn_planner.study.study import Line
from pcn_planner.views.acting import attempt
from pcn_planner.views.drafting import wishes
from pcn_planner.views.parts import being_written, memo
from pcn_planner.views.parts.worded import worded

PAIR, LINK_WHY = "link_pair", "link_why"
LINE, BARRIER_WHY = "barrier_line", "barrier_why"  #: a barrier that was drawn and is not kept yet
FILE = "barriers.geojson"
MOST = 6  #: parted pairs that are named
NOBODY = (
    "It parts nobody: draw it between two neighbours, right across the straight way from one to "
    "the other."
)
HOW = "With the river tool on the map, draw what nobody crosses; it parts neighbours on its sides."
Parted = Mapping[Line, Sequence[tuple[str, str]]]


def show(session: Session) -> None:
    """Links and barriers with their reasons, and forms for more."""
    if session.study is not None:
        _barriers(session)
        _links(session)


def pending() -> Line:
    """The barrier that was drawn and is not kept yet; empty for none."""
    line: Line = st.session_state.get(LINE, ())
    return line


def reasons(session: Session) -> dict[Line, str]:
    """The barriers of the draft, and why each is there."""
    return {one.line: one.reason for one in session.state.barriers}


def fill_barrier(line: Line) -> None:
    """Offer a line that was drawn; for callbacks."""
    st.session_state[LINE] = line


def fill_link(practices: Sequence[str]) -> None:
    """Put two practices into the form for a link; for callbacks."""
    st.session_state[PAIR] = list(practices)[:2]


def _barriers(session: Session) -> None:
    st.markdown("**Barriers drawn on the map**")
    kept, new = session.state.barriers, pending()
    try:
        parted = _parted(session, [*(one.line for one in kept), *([new] if new else [])])
    except DataError as error:
        st.error(markdown(reworded(str(error))))
        st.session_state[LINE] = ()
        return
    for one in kept:
        told = f"{one.reason}\n{_effect(session, parted[one.line])}"
        wishes.row(session, _length(one.line), told, "Erase", draft.erase_barrier(one.line))
    if new:
        _offer(session, new, parted[new])
    elif not kept:
        st.caption(HOW)
    if kept:
        st.download_button(
            "Barriers for --barriers", drawn.barriers_file(reasons(session)), FILE,
            "application/geo+json", on_click="ignore", icon=":material/download:",
            help="GeoJSON, which the command line and other projects take as they are",
        )  # fmt: skip


def _parted(session: Session, lines: Sequence[Line]) -> Parted:
    study = session.bench.study
    return memo.once(
        "parted", (study, repr(lines)), lambda: {x: linked.pairs_parted(study, x) for x in lines}
    )


def _effect(session: Session, pairs: Sequence[tuple[str, str]]) -> str:
    if not pairs:
        return NOBODY
    named = [" and ".join(wishes.named(session, code) for code in pair) for pair in pairs[:MOST]]
    more = f"; and {len(pairs) - MOST} more pairs" if len(pairs) > MOST else ""
    return f"It parts {'; '.join(named)}{more}."


def _length(line: Line) -> str:
    return f"A barrier of {sum(map(dist, line, line[1:])) / 1_000:.1f} km"


def _offer(session: Session, line: Line, pairs: Sequence[tuple[str, str]]) -> None:
    """A line that was drawn: what it would part, why, and whether to keep it."""
    with st.container(border=True, key="barrier_offer", gap="xsmall"):
        st.markdown(f"**{_length(line)}, not kept yet**")
        st.text(_effect(session, pairs))
        being_written.field(
            session, "What it is", BARRIER_WHY, placeholder="River, motorway, railway"
        )
        with st.container(horizontal=True, gap="xsmall"):
            st.button(
                "Keep the barrier", key="barrier_keep", type="primary", disabled=not pairs,
                on_click=_keep, args=(session, line),
            )  # fmt: skip
            st.button("Discard", key="barrier_discard", on_click=fill_barrier, args=((),))


def _keep(session: Session, line: Line) -> None:
    change = draft.draw_barrier(line, str(st.session_state[BARRIER_WHY]))
    if attempt(session, session.record, change, done="Neighbours are found anew with it."):
        st.session_state[LINE], st.session_state[BARRIER_WHY] = (), ""


def _links(session: Session) -> None:
    """Neighbours that were made or parted by hand, and a form for one more."""
    st.markdown("**Neighbours by hand**")
    for one in session.state.links:
        who = " and ".join(wishes.named(session, code) for code in one.practices)
        verb = "are neighbours" if one.action == "add" else "are no neighbours"
        wishes.row(session, f"{who} {verb}", one.reason, "Withdraw", draft.unlink(one.practices))
    codes = [str(code) for code in session.bench.study.practices.index]
    st.multiselect(
        worded("Two practices"), codes, format_func=lambda code: wishes.named(session, code),
        key=PAIR, max_selections=2, placeholder="On both sides of a bridge, say",
        filter_mode="contains", select_all=False,
    )  # fmt: skip
    being_written.field(session, "Why", LINK_WHY, placeholder="Bridge, ferry, motorway")
    with st.container(horizontal=True):
        for label, action in (("Make neighbours", "add"), ("Part them", "remove")):
            st.button(label, key=f"link_{action}", on_click=_add_link, args=(session, action))


def _add_link(session: Session, action: str) -> None:
    pair, why = tuple(st.session_state[PAIR]), str(st.session_state[LINK_WHY])
    done = "Neighbours are found anew with it."
    if attempt(session, session.record, draft.link(pair, action, why), done=done):
        st.session_state[PAIR], st.session_state[LINK_WHY] = [], ""
