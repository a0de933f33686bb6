"""Who is registered where: patients by practice and small area, falling off with distance."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from data.draws import Floats, Whole, normal, scattered_shares
from data.nhs.people import Ground

# Practices draw on about this many times their own list of residents nearby, so that in towns a
# small area's residents are spread over some twenty practices, as in Pennine Lancashire.
REACH_LISTS = 4.0
TASTE = 0.6
TAIL_SHARE, TAIL_M = 0.0004, 6_000.0
ACROSS_BORDER = 0.3
FITTING_ROUNDS = 20


def draw(
    ground: Ground,
    sites: list[list[int]],
    lists: Whole,
    rng: np.random.Generator,
    *,
    anywhere: Sequence[int] = (),
) -> Whole:
    """Patients of each practice in each small area: (practices, areas) whole numbers.

    Rows sum to the lists exactly, columns follow the residents. ``sites`` are the small areas of
    each practice's premises, main site first; the practices of ``anywhere`` (by position) have
    patients everywhere alike.
    """
    pull = _pull(ground, sites, lists, rng)
    for k in anywhere:
        pull[k] = ground.residents * (0.5 + rng.random(len(ground.residents)))
    fitted = _fit(pull, lists.astype(np.float64), ground.residents.astype(np.float64))
    rows = [scattered_shares(rng, row, int(n)) for row, n in zip(fitted, lists, strict=True)]
    return np.vstack(rows)


def _pull(ground: Ground, sites: list[list[int]], lists: Whole, rng: np.random.Generator) -> Floats:
    away = np.vstack([np.minimum.reduce([ground.away_m(k) for k in places]) for places in sites])
    reach = np.array([_reach_m(ground, row, n) for row, n in zip(away, lists, strict=True)])
    near = np.exp(-away / reach[:, None]) + TAIL_SHARE * np.exp(-away / TAIL_M)
    home_zone = ground.zone[[places[0] for places in sites]]
    border = np.where(home_zone[:, None] == ground.zone[None, :], 1.0, ACROSS_BORDER)
    taste = np.exp(TASTE * normal(rng, away.shape))
    found: Floats = np.round(lists[:, None] * near * border * taste, 9)
    return found


def _reach_m(ground: Ground, away: Floats, patients: int) -> float:
    """The distance scale: a third of the radius that holds the residents the practice draws on."""
    order = np.argsort(away, kind="stable")
    within = int(np.searchsorted(np.cumsum(ground.residents[order]), REACH_LISTS * patients))
    return float(max(away[order[min(within, len(order) - 1)]] / 3.0, 350.0))


def _fit(pull: Floats, rows: Floats, columns: Floats) -> Floats:
    """Iterative proportional fitting to the lists and (scaled) residents, lists last."""
    columns = columns * (rows.sum() / columns.sum())
    for _ in range(FITTING_ROUNDS):
        pull = pull * (columns / np.maximum(pull.sum(axis=0), 1e-12))
        pull = pull * (rows / np.maximum(pull.sum(axis=1), 1e-12))[:, None]
    return np.round(pull, 6)


def tidy(patients: Whole, practice_codes: pd.Index, area_codes: pd.Index) -> pd.DataFrame:
    """One row a pair with patients: ``practice_code, area_code, patients``."""
    who, where = np.nonzero(patients)
    return pd.DataFrame(
        {
            "practice_code": practice_codes[who],
            "area_code": area_codes[where],
            "patients": patients[who, where],
        }
    )
