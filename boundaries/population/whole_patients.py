"""Shares of practices' patients by small area, turned into patients who add up to the lists."""

import numpy as np
import pandas as pd

from boundaries.errors import DataError

UNPLACED = "UNPLACED"
# Shares are printed with rounding; more than this above 1 is no rounding.
SHARE_SUM_MAX = 1.005
_ROUNDING = 9


def to_patients(shares: pd.DataFrame, patients: pd.Series) -> pd.DataFrame:
    """Whole patients by practice and small area from shares of each practice's list.

    Parameters
    ----------
    shares
        Columns `practice_code`, `area_code`, `share` (0 to 1).
    patients
        Index `practice_code`: list sizes. Rows of other practices are left out.

    Returns
    -------
        Columns `practice_code`, `area_code`, `patients` (int64), no rows of nobody. The
        part of a list that the shares do not cover is at `UNPLACED`, so that each
        practice's rows add up to its list exactly; a list without any share is there
        as a whole.

    Raises
    ------
    DataError
        The shares of a practice add up to more than `SHARE_SUM_MAX`.

    Notes
    -----
    Largest remainder (Hamilton): every area first gets the whole patients of its share,
    those left go one each to the largest fractions, ties by area code.
    """
    shares = shares[shares["practice_code"].isin(patients.index)]
    covered = shares.groupby("practice_code")["share"].sum().reindex(patients.index, fill_value=0.0)
    _check_sums(covered)
    rest = pd.DataFrame(
        {
            "practice_code": patients.index,
            "area_code": UNPLACED,
            "share": (1 - covered).clip(lower=0).to_numpy(),
        }
    )
    whole = pd.concat([shares, rest], ignore_index=True)
    whole = whole.sort_values(["practice_code", "area_code"], ignore_index=True)
    # Sums a rounding above 1 are scaled to 1.
    scale = whole["practice_code"].map(covered.clip(lower=1.0))
    quotas = whole["practice_code"].map(patients) * whole["share"] / scale
    counts = _largest_remainder(quotas.round(_ROUNDING), whole["practice_code"], patients)
    tidy = whole[["practice_code", "area_code"]].assign(patients=counts)
    return tidy[tidy["patients"] > 0].reset_index(drop=True)


def _check_sums(covered: pd.Series) -> None:
    above = covered[covered > SHARE_SUM_MAX]
    if len(above):
        raise DataError(
            f"the shares of {len(above)} practices add up to more than 1",
            rows=[f"{code}: {total:.4f}" for code, total in above.items()],
            remedy="Give each practice's patients by area as parts of 1",
        )


def _largest_remainder(quotas: pd.Series, practice: pd.Series, patients: pd.Series) -> pd.Series:
    floors: pd.Series = np.floor(quotas).astype("int64")
    short = practice.map(patients) - floors.groupby(practice).transform("sum")
    # Rank 1 is the largest fraction; `first` breaks ties by the order of rows.
    rank = (quotas - floors).groupby(practice).rank(method="first", ascending=False)
    return floors + (rank <= short).astype("int64")
