"""What a good plan is: four presets, and under them every weight with what it is worth."""

from collections.abc import Collection, Mapping

import streamlit as st

from optimise.problem.criteria import CRITERIA
from optimise.problem.rules import Rules
from optimise.problem.travel_unit import KM, MINUTES, TravelUnit
from pcn_planner.drafting.session import Session
from pcn_planner.proposal import presets
from pcn_planner.proposal.proposal import known_criteria
from pcn_planner.safe_text import markdown
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.rules.summary import WORDS

OWN = "Tuned by hand"
_NEEDS = {
    "alignment": "needs community team footprints",
    "change": "needs today's networks",
    "mix": "needs a need score for each practice",
}
_KM = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0)
STEPS = {  #: weights on offer, far apart where they are large
    "travel": (0.0, 0.001, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0),
    "inertia": (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0),
    "count": (0.0, 5e3, 1e4, 2e4, 4e4, 8e4, 1.6e5, 3.2e5, 1e6),
}
_WORTH = {
    "alignment": "One patient kept with their team",
    "change": "One patient who stays in today's network",
    "balance": "One patient nearer the target size",
    "mix": "One point of need evened out for a patient",
}


def show(session: Session, rules: Rules) -> dict[str, float]:
    """The presets as a choice, the weights as sliders; gives the weights that are not 0."""
    assert session.study is not None
    known = known_criteria(session.study, rules)
    start = _preset(rules, known)
    with st.expander("Fine tune", icon=":material/tune:"):
        st.caption(
            worded("Patients outside the band come first always; these tell the other plans apart.")
        )
        return _tuned(start, known, session.study.travel_unit)


def _preset(rules: Rules, known: Collection[str]) -> Mapping[str, float]:
    """The weights to begin with: those of a preset, or the rules' own."""
    now = presets.chosen(_of_form(rules.weights))
    own = {OWN: _told(rules.weights)} if now is None else {}
    offered = [name for name in presets.PRESETS if not presets.missing(name, known)]
    told = own | {n: f"{p.means} {p.demo}" for n, p in presets.PRESETS.items() if n in offered}
    chosen = st.radio(
        "What matters most", list(told), list(told).index(now) if now in told else 0,
        format_func=lambda name: name if name == OWN else worded(presets.PRESETS[name].label),
        captions=[markdown(worded(line)) for line in told.values()], key=f"preset {now}",
    )  # fmt: skip
    for name in presets.PRESETS:
        for one in presets.missing(name, known)[:1]:
            st.caption(worded(f"{presets.PRESETS[name].label}: {_NEEDS.get(one, one)}."))
    return rules.weights if chosen in (OWN, now) else presets.weights(str(chosen))


def _of_form(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights that this form gives: what borders and a soft ceiling cost stands beside them."""
    return {name: weight for name, weight in weights.items() if name in WORDS}


def _told(weights: Mapping[str, float]) -> str:
    return ", ".join(f"{WORDS[n][0].lower()} {w:g}" for n, w in _of_form(weights).items() if w)


def _tuned(
    start: Mapping[str, float], known: Collection[str], unit: TravelUnit
) -> dict[str, float]:
    chosen: dict[str, float] = {}
    travel = 0.0
    for name, (label, meaning) in WORDS.items():
        missing = "" if name in known else _NEEDS.get(name, "")
        now = float(start.get(name, 0.0))
        help_ = f"{meaning.capitalize()}. A weight of 1 buys {CRITERIA[name].buys_in(unit)}."
        weight = st.select_slider(
            worded(label), sorted({*STEPS.get(name, _KM), now}), now, disabled=bool(missing),
            format_func=lambda value: f"{value:,g}", key=f"weight_{name} {now:g}",
            help=worded(help_),
        )  # fmt: skip
        travel = float(weight) if name == "travel" else travel
        st.caption(worded(missing or worth(name, float(weight), travel, unit)))
        if weight and not missing:
            chosen[name] = float(weight)
    return chosen


def worth(name: str, weight: float, travel: float, unit: TravelUnit = KM) -> str:
    """What a weight means beside that of travel, in a sentence."""
    if not weight:
        return "Left out."
    if name == "travel":
        return f"The measure of all others: a {unit.one} of a patient's journey."
    if name == "inertia" and unit == MINUTES:
        return f"A patient ten kilometres from the hub counts as {100 * weight:,.4g} minutes more."
    if name == "inertia":
        return f"Ten kilometres to the hub count as {10 + 100 * weight / (travel or 1):,.4g}."
    if not travel:
        return f"Counts {weight:,g}, whatever the journeys are."
    if name == "count":
        return f"One network fewer is worth {weight / travel:,.0f} patient-{unit.one}s."
    return f"{_WORTH[name]} is worth {weight / travel:,.4g} {unit.each} of travel."
