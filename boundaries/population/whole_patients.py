"""Whole patients by practice and small area, who add up to the lists."""

import re

import pandas as pd

from boundaries.errors import DataError

UNPLACED = "UNPLACED"
#: What NHS England writes instead of a home area: no area known, practice closed, list empty.
NOT_A_PLACE = re.compile(r"NO\d{4}|CLOSED|EMPTY|" + UNPLACED)
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
    quotas, practice = quotas.round(_ROUNDING), whole["practice_code"]
    floors = quotas.astype("int64")  # nobody is below 0: the whole part
    counts = _made_whole(floors, quotas - floors, practice, practice.map(patients))
    tidy = whole[["practice_code", "area_code"]].assign(patients=counts)
    return tidy[tidy["patients"] > 0].reset_index(drop=True)


def fit_to_lists(registrations: pd.DataFrame, lists: pd.Series) -> pd.DataFrame:
    """Registrations of the listed practices, none of them above its list.

    Registrations and lists are extracted on different days. Where the patients by area exceed
    the list they are scaled down to it by largest remainders (Hamilton's method; equal
    remainders go to the first area code), so that they stay whole patients. Where they fall
    short they are left as they are.
    """
    rows = registrations[registrations["practice_code"].isin(lists.index)]
    rows = rows.groupby(["practice_code", "area_code"], sort=True)["patients"].sum().reset_index()
    total = rows.groupby("practice_code")["patients"].transform("sum")
    target = rows["practice_code"].map(lists).clip(upper=total).astype("int64")
    parts, whole = rows["patients"] * target, total.clip(lower=1)
    counts = _made_whole(parts // whole, parts % whole, rows["practice_code"], target)
    return rows.assign(patients=counts)


def _check_sums(covered: pd.Series) -> None:
    above = covered[covered > SHARE_SUM_MAX]
    if len(above):
        raise DataError(
            f"the shares of {len(above)} practices add up to more than 1",
            rows=[f"{code}: {total:.4f}" for code, total in above.items()],
            remedy="Give each practice's patients by area as parts of 1",
        )


def _made_whole(
    floors: pd.Series, left: pd.Series, practice: pd.Series, wanted: pd.Series
) -> pd.Series:
    """``floors``, and one more where most is ``left``, until each practice has what is wanted."""
    missing = wanted - floors.groupby(practice).transform("sum")
    # Rank 1 has most left; `first` breaks ties by the order of rows.
    rank = left.groupby(practice).rank(method="first", ascending=False)
    return floors + (rank <= missing).astype("int64")
