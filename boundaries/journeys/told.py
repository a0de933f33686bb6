"""What is said of travel times: where patients start, and what stands in for missing times."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from boundaries.journeys.journeys import BACK, ITSELF, RULES, STRAIGHT, Journeys

BY_RULE = "travel_times_by_rule.csv"  #: lists every pair that a rule stands in for
SHOWN = 5


def sentences(found: Journeys, units: "pd.Series[str]") -> Iterator[str]:
    """Sentences on where patients start, and on each rule that stands in for missing times.

    Parameters
    ----------
    found
        Journeys of a study.
    units
        Border unit of each practice: only pairs inside one are of any use.
    """
    yield from found.notes
    mode = f" by the mode {found.mode}" if found.mode else ""
    yield f"Travel is counted in patient-minutes{mode}, {_start(found)}, not in straight lines."
    yield from _missing(found, found.missing(units))
    yield from _directions(found)


def _start(found: Journeys) -> str:
    if not found.by_home:
        return "every patient from their practice to the network's hub"
    areas = len(found.starts) - len(found.practices)
    rest = float(found.patients[:, areas:].sum())
    elsewhere = f", and {rest:,.0f} whose home is not known from their practice" if rest else ""
    return f"patients from their homes to the network's hub{elsewhere}"


def _missing(found: Journeys, pairs: pd.DataFrame) -> Iterator[str]:
    if pairs.empty:
        return
    counts = pairs["rule"].value_counts()
    ways = [
        f"{int(counts[RULES[rule]]):,} are taken as {RULES[rule]}"
        + (f" ({found.kph:.1f} km an hour)" if rule == STRAIGHT else "")
        for rule in (BACK, STRAIGHT)
        if RULES[rule] in counts
    ]
    named = [f"{a} to {b}" for a, b in pairs[["from_code", "to_code"]].head(SHOWN).to_numpy()]
    more = f" and {len(pairs) - SHOWN:,} more, listed in {BY_RULE}" if len(pairs) > SHOWN else ""
    yield (
        f"Travel times: {len(pairs):,} pairs that a network could use have no time: "
        f"{', '.join(named)}{more}; {'; '.join(ways)}."
    )


def _directions(found: Journeys) -> Iterator[str]:
    areas = len(found.starts) - len(found.practices)
    own, given = found.minutes[areas:], found.rests_on[areas:] < ITSELF
    differ = int(np.triu(~np.isclose(own, own.T) & given & given.T, 1).sum())
    if differ:
        yield (
            f"Travel times: of {differ:,} pairs of practices the two ways take different times; "
            "patients are counted on the way to the hub."
        )
