"""Patients by community team and network: the matrix from which every conflict is read.

A matrix has one row per team, in the order of their ids, then always two rows that are no team:
patients who live outside every footprint, and patients whose home is not known. Columns are
networks. Its columns therefore sum to the networks' list sizes, to the patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NO_TEAM = ""  #: row of patients who live outside every team's footprint
UNPLACED = "(unplaced)"  #: row of patients on a list whose home area is not known


@dataclass(frozen=True)
class Thresholds:
    """Limits below which an overlap of team and network is small, and nurses are few.

    Parameters
    ----------
    overlap_patients
        An overlap of fewer patients is small: a third of the people of one small area (an LSOA
        holds about 1,600), so that a footprint whose edge clips a small area makes no conflict.
    overlap_share
        So is an overlap of less than this share of both the network and the team.
    wte_per_10k
        A network with fewer nurses (whole-time equivalents per 10,000 registered patients) is
        flagged; ``None`` flags none, as no national minimum is published.
    """

    overlap_patients: int = 500
    overlap_share: float = 0.02
    wte_per_10k: float | None = None


def build(cells: pd.DataFrame, assignment: Mapping[str, str], team_ids: pd.Index) -> pd.DataFrame:
    """Add up patient cells (see ``patients_by_team``) by team and network.

    Returns patients as int64: index ``team_id`` (teams in order, then ``NO_TEAM`` and
    ``UNPLACED``), columns ``network_id`` in order.
    """
    columns = pd.Index(sorted(set(assignment.values())), name="network_id", dtype=str)
    networks = cells["practice_code"].map(dict(assignment)).rename("network_id")
    sums = cells["patients"].groupby([cells["team_id"], networks]).sum().unstack(fill_value=0)
    return sums.reindex(index=_rows(team_ids), columns=columns, fill_value=0).astype("int64")


def _rows(team_ids: pd.Index) -> pd.Index:
    return pd.Index([*sorted(team_ids), NO_TEAM, UNPLACED], name="team_id", dtype=str)


def of_teams(matrix: pd.DataFrame) -> pd.DataFrame:
    """The rows that are teams."""
    return matrix.iloc[:-2]


def lead_teams(matrix: pd.DataFrame) -> pd.Series:
    """Network -> the team with most of its patients; the first id of equals.

    ``NO_TEAM`` where nobody has a team, or more patients have none than are any team's.
    """
    return _first(matrix, is_lead(matrix))


def largest_teams(matrix: pd.DataFrame) -> pd.Series:
    """Network -> the team with most of its patients, also where more have none."""
    return _first(matrix, _is_largest(matrix))


def _first(matrix: pd.DataFrame, lead: pd.DataFrame) -> pd.Series:
    """Network -> the team that is marked; ``NO_TEAM`` where none is."""
    teams = of_teams(matrix)
    ids = np.array([*teams.index, NO_TEAM], dtype=object)
    first = np.where(lead.any(axis=0), lead.to_numpy().argmax(axis=0), -1)
    return pd.Series(ids[first], index=matrix.columns, dtype="str", name="lead_team_id")


def is_lead(matrix: pd.DataFrame) -> pd.DataFrame:
    """True where the team leads the network; team rows only.

    No team leads on the strength of a few patients where more have none.
    """
    largest = _is_largest(matrix)
    return largest & (of_teams(matrix).to_numpy() >= matrix.loc[NO_TEAM].to_numpy())


def _is_largest(matrix: pd.DataFrame) -> pd.DataFrame:
    """True at the team with most of a network's patients, the first of equals; team rows only."""
    teams = of_teams(matrix)
    counts = teams.to_numpy()
    if not len(counts):
        return teams > 0
    first = np.arange(len(counts))[:, None] == counts.argmax(axis=0)
    return pd.DataFrame(first & (counts > 0), index=teams.index, columns=teams.columns)


def outside_lead(matrix: pd.DataFrame) -> pd.Series:
    """Network -> patients who belong to another team than the one with most of its patients.

    Patients of no team and unplaced patients are not among them: no team has to attend for
    them, and both have rows of their own.
    """
    counts = of_teams(matrix).to_numpy()
    outside = counts.sum(axis=0) - counts.max(axis=0, initial=0)
    return pd.Series(outside, index=matrix.columns, dtype="int64", name="patients_outside_lead")


def small_overlaps(matrix: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """True where a team's patients in a network are too few to need it there; team rows only.

    A lead team's overlap is never small.
    """
    teams = of_teams(matrix)
    counts = teams.to_numpy()
    least = thresholds.overlap_share
    of_network = counts / np.maximum(matrix.to_numpy().sum(axis=0), 1)
    of_team = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    slight = (of_network < least) & (of_team < least)
    few = counts < thresholds.overlap_patients
    small = (counts > 0) & (few | slight) & ~is_lead(matrix).to_numpy()
    return pd.DataFrame(small, index=teams.index, columns=teams.columns)


def counted_overlaps(matrix: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """True where a team has patients enough in a network to be needed there; team rows only."""
    return (of_teams(matrix) > 0) & ~small_overlaps(matrix, thresholds)


def effective_number(counts: pd.DataFrame) -> pd.Series:
    """1 / sum p^2 of each column's shares p; NaN for an empty column.

    Laakso and Taagepera (1979), "Effective" number of parties; here of teams in a network.
    """
    shares = _shares(counts)
    squares = (shares**2).sum(axis=0)
    return pd.Series(1 / np.where(squares > 0, squares, np.nan), index=counts.columns)


def uncertainty_bits(counts: pd.DataFrame) -> pd.Series:
    """-sum p log2 p of each column's shares p, in bits; NaN for an empty column.

    Shannon (1948): how uncertain it is which team a patient of this network belongs to.
    """
    shares = _shares(counts)
    bits = np.abs((shares * np.log2(np.where(shares > 0, shares, 1))).sum(axis=0))
    return pd.Series(np.where(shares.any(axis=0), bits, np.nan), index=counts.columns)


def _shares(counts: pd.DataFrame) -> NDArray[np.float64]:
    """Each column's shares; zeros in an empty column."""
    values = counts.to_numpy(dtype="float64")
    shares: NDArray[np.float64] = values / np.maximum(values.sum(axis=0), 1)
    return shares


PER = 10_000  #: registered patients that staffing is stated for


def networks(matrix: pd.DataFrame, teams: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """One row per network: its lead team, the teams it needs, the nurses it can call on.

    ``teams`` has index ``team_id`` and a column ``nurses_wte`` (NaN unknown). Returns columns
    ``patients``; ``lead_team_id``, ``lead_patients``, ``lead_share`` (of patients with a team);
    ``teams`` (with any patient), ``teams_needed`` (lead and counted overlaps), ``teams_small``;
    ``patients_outside_lead``, of whom ``patients_small`` in small overlaps; ``patients_no_team``,
    ``patients_unplaced``; ``effective_teams``, ``uncertainty_bits``; ``nurses_wte``,
    ``wte_per_10k`` (NaN unknown), ``wte_low`` (below the set level).
    """
    parts = [_lead(matrix), _teams_needed(matrix, thresholds), _nurses(matrix, teams, thresholds)]
    return pd.concat(parts, axis=1).rename_axis("network_id")


def _lead(matrix: pd.DataFrame) -> pd.DataFrame:
    teams = of_teams(matrix)
    placed, most = teams.sum(), teams.where(is_lead(matrix), 0).max()
    return pd.DataFrame(
        {
            "patients": matrix.sum(),
            "lead_team_id": lead_teams(matrix),
            "lead_patients": most,
            "lead_share": most / placed.where(placed > 0),
            "patients_no_team": matrix.loc[NO_TEAM],
            "patients_unplaced": matrix.loc[UNPLACED],
            "effective_teams": effective_number(teams),
            "uncertainty_bits": uncertainty_bits(teams),
        }
    )


def _teams_needed(matrix: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    teams = of_teams(matrix)
    small = small_overlaps(matrix, thresholds)
    return pd.DataFrame(
        {
            "teams": (teams > 0).sum(),
            "teams_needed": counted_overlaps(matrix, thresholds).sum(),
            "teams_small": small.sum(),
            "patients_outside_lead": outside_lead(matrix),
            "patients_small": teams.where(small, 0).sum(),
        }
    )


def _nurses(matrix: pd.DataFrame, teams: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    wte = shared_wte(matrix, teams["nurses_wte"], thresholds)
    patients = matrix.sum()
    rate = wte / patients.where(patients > 0) * PER
    level = thresholds.wte_per_10k
    low = rate < level if level is not None else pd.Series(False, index=rate.index)
    return pd.DataFrame({"nurses_wte": wte, "wte_per_10k": rate, "wte_low": low})


def shared_wte(matrix: pd.DataFrame, nurses_wte: pd.Series, thresholds: Thresholds) -> pd.Series:
    """Each team's nurses shared out over networks by the team's patients there, in WTE.

    NaN where a team that the network needs has an unknown number of nurses, and where it
    needs no team at all.
    """
    served = of_teams(matrix)
    total = served.sum(axis=1)
    per_patient = nurses_wte.reindex(served.index).astype(float) / total.where(total > 0)
    needed = counted_overlaps(matrix, thresholds)
    unknown = needed[per_patient.isna()].any() | ~needed.any()
    return served.mul(per_patient.fillna(0.0), axis=0).sum().where(~unknown, np.nan)


def teams(matrix: pd.DataFrame, teams: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """One row per team: how many networks it serves, so how many MDTs it attends.

    Returns ``teams``' own columns and ``patients``; ``networks`` (with any patient), ``mdts``
    (networks that need it: one multi-disciplinary team meeting each), ``networks_small``,
    ``networks_led``; ``patients_led_by_others`` (in networks that another team leads);
    ``main_network_id`` and ``patients_outside_main`` (outside the network with most of them);
    ``effective_networks``; ``wte_per_10k`` of its own patients.
    """
    served = of_teams(matrix)
    own = teams.reindex(served.index)
    rate = own["nurses_wte"].astype(float) / served.sum(axis=1).where(lambda n: n > 0) * PER
    counts = [_service(served), _reach(matrix, thresholds), rate.rename("wte_per_10k")]
    return pd.concat([own, *counts], axis=1).rename_axis("team_id")


def _service(served: pd.DataFrame) -> pd.DataFrame:
    patients = served.sum(axis=1)
    return pd.DataFrame(
        {
            "patients": patients,
            "main_network_id": served.idxmax(axis=1).where(patients > 0, ""),
            "patients_outside_main": patients - served.max(axis=1),
            "effective_networks": effective_number(served.T),
        }
    )


def _reach(matrix: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    served, led, main = of_teams(matrix), is_lead(matrix), _is_largest(matrix)
    return pd.DataFrame(
        {
            "networks": (served > 0).sum(axis=1),
            "mdts": counted_overlaps(matrix, thresholds).sum(axis=1),
            "networks_small": small_overlaps(matrix, thresholds).sum(axis=1),
            "networks_led": led.sum(axis=1),
            "patients_led_by_others": served.where(~main, 0).sum(axis=1),
        }
    )
