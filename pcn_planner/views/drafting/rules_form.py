"""The rules of a draft in plain words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from optimise.problem import sizes
from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import TOGETHER, TOLD, Rules
from optimise.problem.rules_toml import PRICE_MAX, WEIGHT_MAX
from optimise.progress import Limits
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Notice, Session
from pcn_planner.proposal.proposal import known_criteria
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import ask, attempt

HARD, SOFT, IGNORED = "never crossed", "crossed at a price", "ignored"
SOFT_PRICE = 1.0
USE = "Use these rules"
COST_ABOVE = 1.0  #: km for each patient above a ceiling that is made soft
OVERSIZE, BORDERS = "oversize", "borders"
A_ROW = 4  #: so many criteria stand side by side
WORDS = {
    "travel": ("Short journeys", "patients near their network's hub practice"),
    "inertia": ("Compact shapes", "far practices count with the square of the distance"),
    "alignment": ("Whole community teams", "patients in networks that their own team leads"),
    "change": ("Little change", "patients staying in the network they are in today"),
    "balance": ("Even sizes", "list sizes near the target"),
    "mix": ("Even need", "poor and well-off areas in every network"),
    "count": ("Few networks", "as few networks as the rest allows"),
}
_NEEDS = {
    "alignment": "needs community team footprints",
    "change": "needs today's networks",
    "mix": "needs a need score for each practice",
}


def summary(rules: Rules, limits: Limits | None = None) -> str:
    """The rules, and when a solve stops, in one line."""
    least, most = rules.networks or (None, None)
    number = "any number of networks"
    if least is not None or most is not None:
        number = f"{least or 1} to {most} networks" if most else f"{least} networks or more"
    if least is not None and least == most:
        number = f"{least} networks"
    borders = f"within {', '.join(rules.within)}" if rules.within else "no hard border"
    ceiling = f"{rules.ceiling:,}{' (soft)' if rules.ceiling_soft else ''}"
    weights = ", ".join(_weighed(name, weight) for name, weight in rules.weights.items() if weight)
    counted = sizes.counted_in(rules.size) if rules.size else "patients"
    line = f"{rules.floor:,} to {ceiling} {counted} · {borders} · {number} · {weights}"
    return line if limits is None else f"{line} · {_stop(limits)}"


def _stop(limits: Limits) -> str:
    stop = f"at most {limits.time_s:,.0f} s" if limits.time_s is not None else "no time limit"
    return f"{stop} or within {limits.gap:.1%}" if limits.gap else stop


def _weighed(name: str, weight: float) -> str:
    """A criterion and what one unit of it may cost in travel."""
    words = WORDS.get(name, (name,))[0].lower()
    price = {"networks": "patient-km each", "patients": "km a patient"}.get(CRITERIA[name].unit)
    if price is None:
        return words if weight == 1 else f"{words} × {weight:,g}"
    return f"{words} ({weight:,g} {price})"


def show(session: Session) -> None:
    """The form; what is sent becomes the draft's rules.

    Keys of fields end in what the rules say now: a key alone would keep showing what was typed
    after undo had taken it back.
    """
    rules = session.stated_rules
    with st.form("rules", border=False):
        band, borders, rest = st.columns(3, gap="large")
        with band:
            new = _band(rules) | _size(session, rules)
        with borders:
            new |= _borders(session, rules)
        with rest:
            new["networks"] = _number(rules)
            new["same_premises"] = _premises(rules)
            limits = _limits(session.limits)
        cost = new.pop(OVERSIZE)
        new["weights"] = _weights(session, rules) | _prices(rules, new, cost)
        st.form_submit_button(USE, type="primary", on_click=ask, args=(session, USE))
        if session.asked == USE:
            _use(session, replace(rules, **new), limits)
            st.rerun()


def _use(session: Session, rules: Rules, limits: Limits) -> None:
    """Take over what differs, so that undo has nothing to take back where nothing does."""
    session.asked = None
    limited = "" if limits == session.limits else "The limits are changed."
    session.limits = limits
    if rules != _without_zeros(session.stated_rules):
        attempt(session, session.set_rules, rules, done=f"The rules are changed. {limited}".strip())
    else:
        session.notice = Notice("success", limited or "The rules are as they were.")


def _without_zeros(rules: Rules) -> Rules:
    """The rules as the form gives them, which leaves out what has no weight."""
    return replace(rules, weights={k: w for k, w in rules.weights.items() if w or k == BORDERS})


def _band(rules: Rules) -> dict[str, Any]:
    st.markdown("**Size of a network**")
    left, right = st.columns(2)
    floor = left.number_input("At least (patients)", 0, 10_000_000, rules.floor, step=1_000)
    ceiling = right.number_input("At most (patients)", 1, 10_000_000, rules.ceiling, step=1_000)
    soft = st.checkbox(
        "Soft ceiling: a larger network is allowed at a cost", rules.ceiling_soft,
        help=f"Up to {rules.oversize_slack:,} patients above it without being an exception",
    )  # fmt: skip
    cost = _cost_above(rules)
    target = st.number_input(
        "Target size for even sizes", 0, 10_000_000, rules.balance_target, 1_000
    )
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
        "The band counts", known, known.index(rules.size), format_func=sizes.counted_in
    )
    return {"size": chosen}


def _cost_above(rules: Rules) -> float:
    """What a patient above the soft ceiling costs."""
    now = float(rules.weights.get(OVERSIZE, 0.0 if rules.ceiling_soft else COST_ABOVE))
    cost = st.number_input(
        "Cost of a patient above a soft ceiling (km)", 0.0, float(WEIGHT_MAX[OVERSIZE]), now,
        step=0.5, format="%g", key=f"weight_{OVERSIZE} {now:g}",
        help=f"A cost of 1 buys {CRITERIA[OVERSIZE].buys}",
    )  # fmt: skip
    return float(cost)


def _number(rules: Rules) -> tuple[int | None, int | None] | None:
    st.markdown("**Number of networks**")
    least, most = rules.networks or (None, None)
    left, right = st.columns(2)
    fewest = left.number_input("At least", 1, 10_000, least, placeholder="free")
    greatest = right.number_input("At most", 1, 10_000, most, placeholder="free")
    return None if fewest is None and greatest is None else (fewest, greatest)


def _premises(rules: Rules) -> str:
    kept = st.checkbox(
        "Keep practices at one place together", rules.same_premises == TOGETHER,
        help="Where a plan parts them it is told either way", key=f"premises {rules.same_premises}",
    )  # fmt: skip
    return TOGETHER if kept else TOLD


def _borders(session: Session, rules: Rules) -> dict[str, Any]:
    st.markdown("**Borders**")
    within, soft = [], {}
    places = st.columns(2)
    for k, column in enumerate(border_levels(session)):
        now = HARD if column in rules.within else SOFT if column in rules.soft_borders else IGNORED
        options = [HARD, SOFT, IGNORED]
        at, key = options.index(now), f"border_{column} {now}"
        chosen = places[k % 2].selectbox(markdown(column), options, at, key=key)
        price = _price(places[k % 2], column, rules)
        if chosen == HARD:
            within.append(column)
        elif chosen == SOFT:
            soft[column] = price
    if not border_levels(session):
        st.caption("No column of the practice table looks like a border.")
    return {"within": tuple(within), "soft_borders": soft}


def _price(place: DeltaGenerator, column: str, rules: Rules) -> float:
    """What crossing a border costs for each patient cut off; it counts where the border is soft."""
    now = float(rules.soft_borders.get(column, SOFT_PRICE))
    price = place.number_input(
        f"Price of crossing {markdown(column)}", 0.0, float(PRICE_MAX), now, step=0.5,
        format="%g", key=f"price_{column} {now:g}",
        help="Kilometres of travel a patient cut off is worth; used where it is crossed at a price",
    )  # fmt: skip
    return float(price)


def border_levels(session: Session) -> list[str]:
    """Columns that can be borders, those in use first."""
    if session.study is None:
        return []
    rules, practices = session.stated_rules, session.study.practices
    text = pd.DataFrame(practices.drop(columns=["geometry", "name", "patients"])).astype(str)
    used = {"current": session.study.inputs.current or ""}
    found = uploads.border_columns(text, used)
    now = [*rules.within, *sorted(rules.soft_borders)]
    return [*now, *(column for column in found if column not in now)][:6]


def _limits(limits: Limits) -> Limits:
    st.markdown("**When to stop**")
    left, right = st.columns(2)
    seconds = left.number_input(
        "After (seconds)", 1, 86_400, int(limits.time_s or 120), step=30,
        help="The best plan found by then is kept, with how good it is at least",
    )  # fmt: skip
    gap = right.number_input(
        "Within (% of the best)", 0.0, 100.0, limits.gap * 100, step=0.5, format="%.1f",
        help="0 asks for a proof that no plan is better",
    )  # fmt: skip
    return Limits(gap=round(gap / 100, 6), time_s=float(seconds))


def _weights(session: Session, rules: Rules) -> dict[str, float]:
    st.markdown(
        "**What a good plan is** (0 leaves it out; patients in exceptions come first always)"
    )
    assert session.study is not None
    known = known_criteria(session.study, rules)
    out = {}
    rows = range(0, len(WORDS), A_ROW)
    places = [place for _ in rows for place in st.columns(A_ROW, gap="medium")]
    for place, (name, (label, meaning)) in zip(places, WORDS.items(), strict=False):
        missing = "" if name in known else _NEEDS.get(name, "")
        now = float(rules.weights.get(name, 0.0))
        cell = place.container(gap="xxsmall")
        weight = cell.number_input(
            label, 0.0, float(WEIGHT_MAX[name]), now, step=0.5, format="%g",
            disabled=bool(missing), key=f"weight_{name} {now:g}",
            help=f"A weight of 1 buys {CRITERIA[name].buys}",
        )  # fmt: skip
        cell.caption(missing or meaning)
        if weight and not missing:
            out[name] = float(weight)
    return out


def _prices(rules: Rules, new: Mapping[str, Any], cost: float) -> dict[str, float]:
    """The weights of soft borders and of a soft ceiling, where the form makes them soft."""
    out = {OVERSIZE: cost} if new["ceiling_soft"] and cost else {}
    weight = rules.weights.get(BORDERS, 1.0)
    return out | ({BORDERS: weight} if new["soft_borders"] else {})
