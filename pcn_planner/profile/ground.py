"""How the ground of each network lies: spread of its patients, and practices of others between."""

import pandas as pd

from boundaries.network_areas import separation
from boundaries.population import spread
from boundaries.teams.joined import joined, parted
from pcn_planner.profile.homes import Homes
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.words import counted

BY_HOME, BY_LIST = "by home", "by list"
COLUMNS = ["network_id", "spread_km", "counted", "practices_between", "between", "networks_between"]
NAMED = 4  #: practices between named one by one in a sentence


def of_networks(tables: PlanTables, homes: Homes) -> pd.DataFrame:
    """One row a network.

    Returns
    -------
    ``COLUMNS``: ``spread_km`` is the standard distance of its patients, ``counted`` by home where
    that is known; ``practices_between`` counts the practices of other networks that stand between
    its own (see ``separation.between``), ``between`` and ``networks_between`` name them.
    """
    lives, shapes = homes.registrations, homes.small_areas
    at_home = lives is not None and shapes is not None
    places = (
        spread.by_list(tables.practices)
        if lives is None or shapes is None
        else spread.by_home(tables.practices, lives, shapes)
    )
    km = spread.standard_distance_km(places, tables.assignment)
    between = separation.all_between(tables.practices, tables.assignment)
    rows = []
    for key in map(str, tables.networks.index):
        codes = between.get(key, ())
        others = sorted({str(tables.assignment[code]) for code in codes})
        rows.append((key, float(km.get(key, float("nan"))), BY_HOME if at_home else BY_LIST,
                     len(codes), joined(codes), joined(others)))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def sentences(ground: pd.DataFrame, network: str, tables: PlanTables) -> list[str]:
    """What the papers say of one network."""
    out = []
    for row in ground[ground["network_id"] == network].to_dict("records"):
        if row["counted"] == BY_LIST and alone(network, tables):
            out.append("How widely its patients are spread is not known: it has one practice.")
        elif row["spread_km"] == row["spread_km"]:
            out.append(
                f"Its patients are spread {row['spread_km']:.1f} km around their middle "
                f"(standard distance, {row['counted']})."
            )
        if row["practices_between"]:
            out.append(_between(row["practices_between"], parted(str(row["between"])), tables))
    return out


def alone(network: str, tables: PlanTables) -> bool:
    """Whether a network has one practice alone: its list stands at one place."""
    return sum(of == network for of in tables.assignment.values()) == 1


def _between(number: int, codes: list[str], tables: PlanTables) -> str:
    names = [f"{readable(str(tables.practices['name'][code]))} ({tables.assignment[code]})"
             for code in codes[:NAMED]]  # fmt: skip
    more = f" and {number - NAMED} more" if number > NAMED else ""
    verb = "stands" if number == 1 else "stand"
    return (
        f"{counted(number, 'practice')} of other networks {verb} between its own: "
        f"{', '.join(names)}{more}."
    )
