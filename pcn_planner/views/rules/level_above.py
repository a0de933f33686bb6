"""A level above the networks, and whether it is planned together with them."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.study.tier_rules import Tier
from pcn_planner.views.parts import being_written
from pcn_planner.views.parts.worded import worded

NAME, BAND = "place", (250_000, 500_000)  #: of a level that nobody has asked for yet


def show(session: Session, levels: Sequence[Tier]) -> list[dict[str, Any]]:
    """The level as a table of ``tier_rules.stated``; empty where none is asked for."""
    known = levels[0] if levels else None
    low, high = (known.rules.floor, known.rules.ceiling) if known else BAND
    asked = st.checkbox(
        worded("Put networks together to a level above"), known is not None,
        help=worded("Places of whole networks, each in one piece; optimising draws them too"),
        key=f"level {known is not None}",
    )  # fmt: skip
    name, least, most = st.columns(3)
    with name:
        called = being_written.field(
            session, "What a unit of it is called", "level_name", known.name if known else NAME,
            at_once=True, max_chars=30, disabled=not asked,
        )  # fmt: skip
    floor = least.number_input(
        worded("Level: at least (patients)"), 1, 100_000_000, low, 10_000, key=f"level least {low}",
        disabled=not asked,
    )  # fmt: skip
    ceiling = most.number_input(
        worded("Level: at most (patients)"), 1, 100_000_000, high, 10_000, key=f"level most {high}",
        disabled=not asked,
    )  # fmt: skip
    together = st.checkbox(
        "Plan both levels together", known is not None and known.together,
        help=worded(
            "Networks may then cost a little more where both levels together cost less; the "
            "proof is then one bound on both levels"
        ), key=f"level together {known is not None and known.together}", disabled=not asked,
    )  # fmt: skip
    if not asked:
        return []
    return [{"name": called.strip(), "band": [int(floor), int(ceiling)], "together": together}]
