"""Visit travel of staff: from the base that each post starts from to the patients of its network.

Straight lines, one way. The posts that a team has in a network are drawn from the team's bases so
that all its visits are as short as they can be, proven by HiGHS on a small transport program.
"""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import pulp

from boundaries.population import travel
from optimise import milp
from pcn_planner.profile.homes import Homes
from pcn_planner.proposal.tables import PlanTables

HOME, LIST = "visit_km_by_home", "visit_km_by_list"
COLUMNS = ["team_id", "role", "base", "network_id", "wte", HOME, LIST]
OF_NETWORK = ["network_id", "wte", HOME, LIST]
Kilometres = Mapping[str, pd.DataFrame]


def kilometres(places: gpd.GeoSeries, tables: PlanTables, homes: Homes) -> dict[str, pd.DataFrame]:
    """Mean kilometres from each base to a patient of each network.

    Parameters
    ----------
    places
        Index base; points in EPSG:27700.
    tables
        The plan.
    homes
        Where patients live, as far as it is known.

    Returns
    -------
    ``LIST``, patients at their practice, and where homes are known ``HOME``, patients at the
    middle of their small area: bases as rows, networks as columns.
    """
    at_practice = travel.to_places_by_list(places, tables.practices)
    out = {LIST: _means(at_practice, tables)}
    if homes.registrations is not None and homes.small_areas is not None:
        at_home = travel.to_places(places, tables.practices, homes.registrations, homes.small_areas)
        out[HOME] = _means(at_home, tables)
    return out


def of_posts(
    moves: pd.DataFrame, posts: pd.DataFrame, known: Kilometres, step: float
) -> pd.DataFrame:
    """Who starts where: one row a team, role, base and network.

    Parameters
    ----------
    moves
        Posts by ``team_id``, ``role``, ``network_id``: ``wte`` in whole steps.
    posts
        See ``posts.read``; every base has posts in proportion to its WTE, rounded to steps.
    known
        See ``kilometres``.
    step
        The part of a post that is not divided.

    Returns
    -------
    ``COLUMNS``; kilometres are NaN where the base, or where patients live, is not known.
    """
    rows: list[tuple[object, ...]] = []
    for (team, role), given in moves.groupby(["team_id", "role"], sort=True):
        own = posts[(posts["team_id"] == team) & (posts["role"] == role)]
        rows += [(team, role, *row) for row in _of_team(given, own, known, step)]
    return pd.DataFrame(rows, columns=COLUMNS)


def of_networks(visits: pd.DataFrame) -> pd.DataFrame:
    """One row a network: its WTE and the mean kilometres of a visit, over posts with a known base.

    Returns
    -------
    ``OF_NETWORK``.
    """
    rows = [
        (key, float(group["wte"].sum()), _mean(group, HOME), _mean(group, LIST))
        for key, group in visits.groupby("network_id", sort=True)
    ]
    return pd.DataFrame(rows, columns=OF_NETWORK)


def sentence(visits: pd.DataFrame) -> str:
    """The mean length of a visit over all posts; blank where no base is known."""
    said = {"patients' homes": _mean(visits, HOME), "their practices": _mean(visits, LIST)}
    parts = [f"{km:.1f} km to {where}" for where, km in said.items() if km == km]
    if not parts:
        return ""
    return f"Visits from the bases of staff are {' and '.join(parts)} on average, one way."


def _mean(rows: pd.DataFrame, column: str) -> float:
    known = rows[rows[column].notna()]
    total = float(known["wte"].sum())
    return float((known["wte"] * known[column]).sum()) / total if total else float("nan")


def _means(patient_km: pd.DataFrame, tables: PlanTables) -> pd.DataFrame:
    network = tables.network_of.to_numpy()
    patients = tables.practices["patients"].groupby(network).sum()
    sums: pd.DataFrame = patient_km.T.groupby(network).sum().T
    return pd.DataFrame(sums / patients.where(patients > 0))


def _of_team(
    given: pd.DataFrame, own: pd.DataFrame, known: Kilometres, step: float
) -> list[tuple[object, ...]]:
    """Base, network, WTE and kilometres of one team's posts of one role."""
    pairs = zip(given["network_id"], given["wte"], strict=True)
    asked = {str(key): round(wte / step) for key, wte in pairs}
    wte_of = own.groupby("base")["wte"].sum()
    offered = _offered({str(base): float(wte) for base, wte in wte_of.items()}, sum(asked.values()))
    sent = _shortest(offered, asked, known.get(HOME, known[LIST]))
    return [
        (base, key, n * step, *(_cell(known.get(name), base, key) for name in (HOME, LIST)))
        for (base, key), n in sorted(sent.items())
    ]


def _cell(km: pd.DataFrame | None, base: str, network: str) -> float:
    if km is None or base not in km.index:
        return float("nan")
    return float(km[network][base])


def _offered(wte: Mapping[str, float], steps: int) -> dict[str, int]:
    """The steps of each base: in proportion to its WTE, by largest remainder."""
    whole = sum(wte.values())
    exact = {base: steps * share / whole if whole else 0.0 for base, share in wte.items()}
    out = {base: int(one) for base, one in exact.items()}
    order = sorted(exact, key=lambda base: (out[base] - exact[base], base))
    for base in order[: steps - sum(out.values())]:
        out[base] += 1
    return out


def _shortest(
    offered: Mapping[str, int], asked: Mapping[str, int], km: pd.DataFrame
) -> dict[tuple[str, str], int]:
    """Steps by base and network, whose kilometres together are least."""
    program = pulp.LpProblem("visits", pulp.LpMinimize)
    x = {
        (base, key): program.add_variable(f"x_{b}_{n}", 0, min(has, needs), cat=pulp.LpInteger)
        for b, (base, has) in enumerate(sorted(offered.items()))
        for n, (key, needs) in enumerate(sorted(asked.items()))
    }
    for base, has in offered.items():
        program.addConstraint(pulp.lpSum(x[base, key] for key in asked) == has)
    for key, needs in asked.items():
        program.addConstraint(pulp.lpSum(x[base, key] for base in offered) == needs)
    cost = {pair: _cell(km, *pair) for pair in x}
    program.setObjective(
        pulp.lpSum(cost[pair] * one for pair, one in x.items() if cost[pair] == cost[pair])
    )
    milp.solve_program(program)
    return {pair: n for pair, one in x.items() if (n := round(one.varValue or 0))}
