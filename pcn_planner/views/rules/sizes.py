"""How large networks are and how many: band, ceiling, what is counted, number."""

from typing import Any

import streamlit as st

from optimise.problem import sizes
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import TOGETHER, TOLD, Rules
from optimise.problem.stated.rules_toml import WEIGHT_MAX
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.views.parts.worded import worded

OVERSIZE = "oversize"
COST_ABOVE = 1.0  #: km for each patient above a ceiling that is made soft


def show(session: Session, rules: Rules) -> dict[str, Any]:
    """Band and number; the cost above a soft ceiling stands under ``oversize``."""
    new = _band(rules) | _size(session, rules)
    new["networks"] = _number(rules)
    new["same_premises"] = _premises(rules)
    new["team_band"] = _teams_inside(rules)
    return new


def _band(rules: Rules) -> dict[str, Any]:
    left, right = st.columns(2)
    floor = left.number_input(
        worded("At least (patients)"),
        0,
        10_000_000,
        rules.floor,
        step=1_000,
        key=f"floor {rules.floor}",
    )
    ceiling = right.number_input(
        worded("At most (patients)"), 1, 10_000_000, rules.ceiling, step=1_000,
        key=f"ceiling {rules.ceiling}",
    )  # fmt: skip
    soft = st.checkbox(
        worded("Soft ceiling: a larger network is allowed at a cost"), rules.ceiling_soft,
        help=worded(f"Up to {rules.oversize_slack:,} patients above it without being an exception"),
        key=f"soft {rules.ceiling_soft}",
    )  # fmt: skip
    cost = _cost_above(rules)
    target = st.number_input(
        "Target size for even sizes", 0, 10_000_000, rules.balance_target, 1_000,
        key=f"target {rules.balance_target}",
    )  # fmt: skip
    return {
        "floor": int(floor), "ceiling": int(ceiling), "ceiling_soft": soft,
        "balance_target": int(target), OVERSIZE: cost,
    }  # fmt: skip


def _size(session: Session, rules: Rules) -> dict[str, str]:
    """Which list the band counts, where the practice table has others than the registered."""
    assert session.study is not None
    practices = session.study.practices
    others = [name for name in uploads.size_columns(practices) if name != rules.size]
    known = ["", *([rules.size] if rules.size else []), *others]
    if len(known) == 1:
        return {}
    chosen = st.selectbox(
        "The band counts", known, known.index(rules.size),
        format_func=lambda name: worded(sizes.counted_in(name)), key=f"size {rules.size}",
    )  # fmt: skip
    return {"size": chosen}


def _cost_above(rules: Rules) -> float:
    """What a patient above the soft ceiling costs."""
    now = float(rules.weights.get(OVERSIZE, 0.0 if rules.ceiling_soft else COST_ABOVE))
    cost = st.number_input(
        worded("Cost of a patient above a soft ceiling (km)"), 0.0, float(WEIGHT_MAX[OVERSIZE]),
        now, step=0.5, format="%g", key=f"weight_{OVERSIZE} {now:g}",
        help=worded(f"A cost of 1 buys {CRITERIA[OVERSIZE].buys}"),
    )  # fmt: skip
    return float(cost)


def _number(rules: Rules) -> tuple[int | None, int | None] | None:
    st.markdown(worded("**Number of networks**"))
    least, most = rules.networks or (None, None)
    left, right = st.columns(2)
    fewest = left.number_input("At least", 1, 10_000, least, placeholder="free", key=f"n {least}")
    greatest = right.number_input("At most", 1, 10_000, most, placeholder="free", key=f"m {most}")
    return None if fewest is None and greatest is None else (fewest, greatest)


def _premises(rules: Rules) -> str:
    kept = st.checkbox(
        worded("Keep practices at one place together"), rules.same_premises == TOGETHER,
        help="Either way, the plan says where it parts them", key=f"premises {rules.same_premises}",
    )  # fmt: skip
    return TOGETHER if kept else TOLD


def _teams_inside(rules: Rules) -> tuple[int, int] | None:
    """The band of the teams that a network above the ceiling has to divide into, if it has to."""
    divided = st.checkbox(
        worded("A network above the ceiling divides into teams"), rules.team_band is not None,
        help=worded(
            "Each team is in one piece and within the band of teams; a larger network that does "
            "not divide is not allowed"
        ), key=f"teams {rules.team_band}",
    )  # fmt: skip
    low, high = rules.team_band or (max(rules.floor, 1), rules.ceiling)
    left, right = st.columns(2)
    least = left.number_input(
        worded("Team: at least (patients)"), 1, 10_000_000, low, 1_000, key=f"team least {low}",
        disabled=not divided,
    )  # fmt: skip
    most = right.number_input(
        worded("Team: at most (patients)"), 1, 10_000_000, high, 1_000, key=f"team most {high}",
        disabled=not divided,
    )  # fmt: skip
    return (int(least), int(most)) if divided else None
