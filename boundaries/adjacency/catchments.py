"""Catchments: how far the patients of two practices live in the same small areas."""

import numpy as np
import pandas as pd
from scipy.sparse import csc_array, csr_array

# Connects 12 of the 13 networks that formed in Pennine Lancashire in 2019; cells connect 8.
SHARE_MIN = 0.3
COLUMNS = ["practice_a", "practice_b", "catchment_share"]


def overlaps(
    registrations: pd.DataFrame, units: "pd.Series[str]", share_min: float
) -> pd.DataFrame:
    """Pairs of practices of one border unit whose catchments overlap by more than a share.

    The overlap of practices i and j is the sum over small areas a of min(p_ia, p_ja), with p_ia
    the share of the patients of i who live in a: 0 where no area has patients of both, 1 where
    the patients of both are spread alike.

    Parameters
    ----------
    registrations
        Columns ``practice_code``, ``area_code``, ``patients``. Codes that are no place, such as
        ``NO2011``, must have been set apart, or their patients would count as neighbours.
    units
        Border unit of each practice, index ``practice_code``.
    share_min
        Overlap that a pair must exceed, between 0 and 1.

    Returns
    -------
    Columns ``practice_a`` < ``practice_b``, ``catchment_share``, sorted.

    References
    ----------
    Overlap coefficient of two distributions: Weitzman M. Measures of overlap of income
    distributions of white and negro families in the United States. US Bureau of the Census
    technical paper 22, 1970.
    """
    found = []
    for _, members in units.groupby(units, sort=True):
        codes = sorted(members.index)
        rows, columns, share = _pairs(_shares(registrations, codes), share_min)
        named = np.asarray(codes, dtype=object)
        found.append(
            pd.DataFrame(dict(zip(COLUMNS, (named[rows], named[columns], share), strict=True)))
        )
    table = pd.concat(found).astype({"practice_a": "str", "practice_b": "str"})
    return table.sort_values(COLUMNS[:2], ignore_index=True)


def _shares(registrations: pd.DataFrame, codes: list[str]) -> csr_array:
    """Practice x small area: share of the practice's patients who live there."""
    rows = registrations[registrations["practice_code"].isin(codes)]
    practice = pd.Index(codes).get_indexer(pd.Index(rows["practice_code"]))
    area = pd.factorize(rows["area_code"])[0]
    patients = rows["patients"].to_numpy(dtype=float)
    total = np.bincount(practice, weights=patients, minlength=len(codes))
    share = patients / np.maximum(total, 1)[practice]
    size = (len(codes), int(area.max(initial=-1)) + 1)
    return csr_array((share, (practice, area)), shape=size)


def _pairs(shares: csr_array, share_min: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    by_area = csc_array(shares)
    rows, columns, values = [], [], []
    for i in range(shares.shape[0]):
        mine = slice(shares.indptr[i], shares.indptr[i + 1])
        here = by_area[:, shares.indices[mine]]
        own = np.repeat(shares.data[mine], np.diff(here.indptr))
        common = np.bincount(here.indices, np.minimum(here.data, own), minlength=shares.shape[0])
        others = i + 1 + np.flatnonzero(common[i + 1 :] > share_min)
        rows.append(np.full(len(others), i))
        columns.append(others)
        values.append(common[others])
    return np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
