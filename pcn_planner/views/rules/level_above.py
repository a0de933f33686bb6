"""Levels above the networks: how many, the band of each, and which are planned together."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.study import tier_rules
from pcn_planner.study.tier_rules import Tier
from pcn_planner.views.parts import being_written
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.rules import borders

HOW_MANY = "Levels above the networks"
PROPOSED = "Proposed here"  #: of a level that no column fixes
#: name and band of levels that nobody has asked for yet, innermost first
USUAL = (
    ("place", 250_000, 500_000),
    ("system", 800_000, 2_000_000),
    ("region", 3_000_000, 9_000_000),
)
_MOST = 100_000_000


def show(session: Session, levels: Sequence[Tier]) -> list[dict[str, Any]]:
    """The levels as tables of ``tier_rules.stated``, innermost first; empty where none is asked.

    What a file stated of a level beside these fields stays as it is.
    """
    number = st.number_input(
        worded(HOW_MANY), 0, max(len(USUAL), len(levels)), len(levels), key=f"levels {len(levels)}",
        help=worded(
            "Places of whole networks, systems of whole places; each in one piece. Optimising "
            "draws them too. A file (TOML) can state more of them: see Levels as a file, below"
        ),
    )  # fmt: skip
    known = [tier_rules.plain(tier) for tier in levels]
    return [
        _level(session, k, known[k] if k < len(known) else None, innermost=k == 0)
        for k in range(int(number))
    ]


def _level(
    session: Session, k: int, known: dict[str, Any] | None, *, innermost: bool
) -> dict[str, Any]:
    usual, low, high = USUAL[min(k, len(USUAL) - 1)]
    said = known or {"name": usual, "band": [low, high]}
    low, high = said["band"]
    name, least, most = st.columns(3)
    with name:
        called = being_written.field(
            session, f"Level {k + 1}: name of a unit", f"level_name_{k}", str(said["name"]),
            at_once=True, max_chars=30,
        )  # fmt: skip
    floor = least.number_input(
        worded(f"Level {k + 1}: at least (patients)"), 1, _MOST, low, 10_000,
        key=f"level {k} least {low}",
    )  # fmt: skip
    ceiling = most.number_input(
        worded(f"Level {k + 1}: at most (patients)"), 1, _MOST, high, 10_000,
        key=f"level {k} most {high}",
    )  # fmt: skip
    column = _column(session, k, str(said.get("column", "")))
    together = innermost and _together(known is not None and bool(known.get("together")))
    own = {key: value for key, value in said.items() if key not in ("column", "together")}
    own |= {"name": called.strip(), "band": [int(floor), int(ceiling)]}
    return own | ({"column": column} if column else {}) | ({"together": True} if together else {})


def _column(session: Session, k: int, now: str) -> str:
    """The column that fixes the level, empty where it is proposed."""
    known = borders.levels(session)
    columns = ["", *([now] if now and now not in known else []), *known]
    chosen = st.selectbox(
        f"Level {k + 1} comes from", columns, columns.index(now),
        format_func=lambda column: column or PROPOSED, key=f"level {k} column {now}",
        help=worded("A column that the table has already is a border no network crosses"),
    )  # fmt: skip
    return str(chosen)


def _together(now: bool) -> bool:
    return st.checkbox(
        worded("Plan the networks and level 1 together"), now, key=f"level together {now}",
        help=worded(
            "Networks may then cost a little more where both levels together cost less; the "
            "proof is then one bound on both levels. Not with a level that a column fixes"
        ),
    )  # fmt: skip
