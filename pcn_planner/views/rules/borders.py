"""Borders that no network crosses, or crosses at a price."""

from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from optimise.problem.rules import Rules
from optimise.problem.stated.rules_toml import PRICE_MAX
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.views.parts.worded import worded

HARD, SOFT, IGNORED = "never crossed", "crossed at a price", "ignored"
WHOLE = "each kept whole at a price"
SOFT_PRICE = 1.0
SHOWN = 6  #: columns that may be borders


def show(session: Session, rules: Rules) -> dict[str, Any]:
    """One line a border level."""
    within, soft, whole = [], dict[str, float](), dict[str, float]()
    for column in levels(session):
        left, right = st.columns(2)
        now, options = _now(column, rules), [HARD, SOFT, WHOLE, IGNORED]
        at, key = options.index(now), f"border_{column} {now}"
        chosen = left.selectbox(markdown(column), options, at, key=key)
        price = _price(right, column, rules)
        if chosen == HARD:
            within.append(column)
        elif chosen == SOFT:
            soft[column] = price
        elif chosen == WHOLE:
            whole[column] = price
    if not levels(session):
        st.caption(worded("No column of the practice table looks like a border."))
    return {"within": tuple(within), "soft_borders": soft, "kept_whole": whole}


def _now(column: str, rules: Rules) -> str:
    """What the rules say of a column."""
    if column in rules.within:
        return HARD
    return (
        SOFT if column in rules.soft_borders else WHOLE if column in rules.kept_whole else IGNORED
    )


def _price(place: DeltaGenerator, column: str, rules: Rules) -> float:
    """What crossing a border costs for each patient cut off; it counts where the border is soft."""
    now = float({**rules.kept_whole, **rules.soft_borders}.get(column, SOFT_PRICE))
    price = place.number_input(
        f"Price of crossing {markdown(column)}", 0.0, float(PRICE_MAX), now, step=0.5,
        format="%g", key=f"price_{column} {now:g}",
        help=worded(
            "Travel that a patient cut off is worth, in kilometres (minutes with travel times); "
            "used where there is a price"
        ),
    )  # fmt: skip
    return float(price)


def levels(session: Session) -> list[str]:
    """Columns that can be borders, those in use first."""
    if session.study is None:
        return []
    rules, practices = session.stated_rules, session.study.practices
    text = pd.DataFrame(practices.drop(columns=["geometry", "name", "patients"])).astype(str)
    used = {"current": session.study.inputs.current or ""}
    found = uploads.border_columns(text, used)
    now = [*rules.within, *sorted({*rules.soft_borders, *rules.kept_whole})]
    return [*now, *(column for column in found if column not in now)][:SHOWN]
