"""What the team x network matrix says of each network and of each team."""

import numpy as np
import pandas as pd

from boundaries.teams import matrix as team_matrix
from boundaries.teams.matrix import NO_TEAM, UNPLACED, Thresholds

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
    teams = team_matrix.of_teams(matrix)
    placed, most = teams.sum(), teams.max()
    return pd.DataFrame(
        {
            "patients": matrix.sum(),
            "lead_team_id": team_matrix.lead_teams(matrix),
            "lead_patients": most,
            "lead_share": most / placed.where(placed > 0),
            "patients_no_team": matrix.loc[NO_TEAM],
            "patients_unplaced": matrix.loc[UNPLACED],
            "effective_teams": team_matrix.effective_number(teams),
            "uncertainty_bits": team_matrix.uncertainty_bits(teams),
        }
    )


def _teams_needed(matrix: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    teams = team_matrix.of_teams(matrix)
    small = team_matrix.small_overlaps(matrix, thresholds)
    return pd.DataFrame(
        {
            "teams": (teams > 0).sum(),
            "teams_needed": team_matrix.counted_overlaps(matrix, thresholds).sum(),
            "teams_small": small.sum(),
            "patients_outside_lead": team_matrix.outside_lead(matrix),
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
    served = team_matrix.of_teams(matrix)
    total = served.sum(axis=1)
    per_patient = nurses_wte.reindex(served.index).astype(float) / total.where(total > 0)
    needed = team_matrix.counted_overlaps(matrix, thresholds)
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
    served = team_matrix.of_teams(matrix)
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
            "effective_networks": team_matrix.effective_number(served.T),
        }
    )


def _reach(matrix: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    served, led = team_matrix.of_teams(matrix), team_matrix.is_lead(matrix)
    return pd.DataFrame(
        {
            "networks": (served > 0).sum(axis=1),
            "mdts": team_matrix.counted_overlaps(matrix, thresholds).sum(axis=1),
            "networks_small": team_matrix.small_overlaps(matrix, thresholds).sum(axis=1),
            "networks_led": led.sum(axis=1),
            "patients_led_by_others": served.where(~led, 0).sum(axis=1),
        }
    )
