"""The price of alignment as a table: one row a plan of the strip."""

from collections.abc import Sequence

import pandas as pd

from pcn_planner.drafting.alignment import ALIGNMENT, Step

TEAMS_FIRST_KM = 100.0  #: no journey inside an English system outweighs a patient from here on
COLUMNS = [
    "step", "alignment_weight_km", "status", "gap", "networks", "smallest", "largest",
    "travel_patient_km", "travel_km_mean", "misaligned_patients", "misaligned_lists",
    "exceptions_patients", "km_per_patient_aligned",
]  # fmt: skip
_NAN = float("nan")


def label(step: Step) -> str:
    """What a step stands for, in a few words."""
    if step.weight == 0:
        others = {name for name, weight in step.rules.weights.items() if weight}
        return "Travel only" if others == {"travel"} else "Teams ignored"
    if step.weight >= TEAMS_FIRST_KM:
        return "No team split" if step.totals.get(ALIGNMENT) == 0 else "Teams first"
    return f"{step.weight:g} km a patient"


def build(steps: Sequence[Step]) -> pd.DataFrame:
    """One row a step, in the order given.

    Returns
    -------
    ``COLUMNS``: ``smallest`` and ``largest`` network in registered patients; ``travel_km_mean``
    per patient; ``misaligned_patients`` by where patients live, ``misaligned_lists`` by the
    whole lists of practices, which is what a plan is proven best for;
    ``km_per_patient_aligned``, the travel added since the step before over the patients of
    ``misaligned_lists`` it saved. Not a number where unknown.
    """
    table = pd.DataFrame([_row(step) for step in steps], columns=COLUMNS[:-1])
    more = table["travel_patient_km"].astype(float).diff()
    fewer = -table["misaligned_lists"].astype(float).diff()
    return table.assign(km_per_patient_aligned=more / fewer.where(fewer > 0))


def _row(step: Step) -> tuple[object, ...]:
    sizes, totals = list(step.sizes.values()), step.totals
    travel = _known(totals.get("travel"))
    return (
        *(label(step), step.weight, str(step.result.status), _known(step.result.gap)),
        *(len(sizes), min(sizes, default=0), max(sizes, default=0)),
        *(travel, travel / max(sum(sizes), 1), _known(step.misaligned)),
        *(_known(totals.get(ALIGNMENT)), _known(totals.get("exceptions"))),
    )


def _known(value: float | None) -> float:
    return _NAN if value is None else float(value)
