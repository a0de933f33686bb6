"""The drawer with the rules: presets first, then everything that the command line can state."""

from dataclasses import replace
from typing import Any

import streamlit as st

from boundaries.errors import DataError
from optimise.problem.rules import Rules
from optimise.progress import Limits
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.study import tier_rules
from pcn_planner.views.acting import ask, attempt, in_words
from pcn_planner.views.parts import being_written
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.rules import (
    borders,
    change,
    level_above,
    practices,
    priorities,
    rules_file,
    sizes,
    stopping,
)

OPEN, WHY = "rules_open", "rules_why"
REFUSED = "rules_refused"  #: why what was sent could not be used; until it is sent again
USE = "Use these rules"
BORDERS, SPLIT, OVERSIZE = "borders", "split", "oversize"
TABS = ("What matters", "Size and number", "Borders", "Change", "Practices", "When to stop")


def open_it() -> None:
    """Show the drawer with the next run of the script; for the callback of a button."""
    st.session_state[OPEN], st.session_state[REFUSED] = True, ""


def _close() -> None:
    st.session_state[OPEN] = False


def show(session: Session) -> None:
    """The drawer, where it is open; what is sent becomes the draft's rules.

    Keys of fields end in what the rules say now: a key alone would keep showing what was typed
    after undo had taken it back.
    """
    if st.session_state.get(OPEN):
        st.dialog("Rules", width="medium", position="right", on_dismiss=_close)(_form)(session)


def _form(session: Session) -> None:
    rules = session.stated_rules
    tabs = st.tabs([worded(tab) for tab in TABS])
    new: dict[str, Any] = {}
    with tabs[0]:
        weights = priorities.show(session, rules)
    with tabs[1]:
        new |= sizes.show(session, rules)
        levels = level_above.show(session, session.levels)
    with tabs[2]:
        new |= borders.show(session, rules)
    with tabs[3]:
        new |= change.show(session, rules)
    with tabs[4]:
        new |= practices.show(session, rules)
    with tabs[5]:
        limits = stopping.show(session.limits)
    taken = rules_file.show(session, rules)
    cost = new.pop(OVERSIZE)
    new["weights"] = weights | _prices(rules, new, cost)
    with st.container(key="use_rules", gap="xsmall"):
        refused = st.container()
        with st.container(horizontal=True, vertical_alignment="bottom"):
            being_written.field(session, "Why (stands in the history)", WHY, max_chars=500)
            st.button(USE, type="primary", on_click=ask, args=(session, USE))
    if session.asked == USE:
        _use(session, change.stated(session, replace(rules, **new)), limits, levels)
        taken = True
    if taken:
        _close_unless_refused(session)
    if st.session_state.get(REFUSED):
        refused.error(in_words(session, st.session_state[REFUSED]))


def _close_unless_refused(session: Session) -> None:
    """Close the drawer; where what was sent cannot be used, leave it open as it was filled in."""
    notice = session.notice
    if notice is None or notice.kind != "error":
        _close()
        st.rerun()
    st.session_state[REFUSED], session.notice = notice.text, None


def _use(session: Session, rules: Rules, limits: Limits, levels: list[dict[str, Any]]) -> None:
    """Take over what differs, so that undo has nothing to take back where nothing does."""
    session.asked = None
    assert session.study is not None
    try:
        above = tier_rules.stated(levels) if levels else ()
        above = tier_rules.spelt(above, session.study.practices)
    except DataError as error:
        session.notice = Notice("error", str(error))
        return
    rules, above = tier_rules.with_columns(rules, above), tier_rules.above_networks(above)
    limited = "" if limits == session.limits else "The limits are changed."
    if above != session.levels:
        if not attempt(session, rules_file.ask_levels, session, above):
            return
        limited += f" {rules_file.levels_told(above)}"
    session.limits = limits
    if rules != _without_zeros(session.stated_rules):
        why = str(st.session_state.get(WHY, "")).strip()
        done = f"The rules are changed. {limited}".strip()
        attempt(session, session.set_rules, rules, why, done=done)
    else:
        session.notice = Notice("success", limited.strip() or "The rules are as they were.")


def _without_zeros(rules: Rules) -> Rules:
    """The rules as the form gives them, which leaves out what has no weight."""
    return replace(
        rules, weights={k: w for k, w in rules.weights.items() if w or k in (BORDERS, SPLIT)}
    )


def _prices(rules: Rules, new: dict[str, Any], cost: float) -> dict[str, float]:
    """The weights of soft borders and of a soft ceiling, where the form makes them soft."""
    out = {OVERSIZE: cost} if new["ceiling_soft"] and cost else {}
    for name, priced in ((BORDERS, "soft_borders"), (SPLIT, "kept_whole")):
        out |= {name: rules.weights.get(name, 1.0)} if new[priced] else {}
    return out
