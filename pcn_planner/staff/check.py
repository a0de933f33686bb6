"""An allotment of posts checked in plain loops, by nothing that made it."""

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd


def findings(
    given: Mapping[tuple[str, str], int],
    steps: Mapping[str, int],
    weights: Mapping[str, Fraction],
) -> list[str]:
    """What is wrong with an allotment of steps by (team, network), a sentence each."""
    out = []
    for team, count in steps.items():
        placed = sum(n for (one, _), n in given.items() if one == team)
        if placed != count:
            out.append(f"Team {team} has {count} steps, but {placed} are allotted.")
    total, whole = sum(steps.values()), sum(weights.values())
    for network, weight in weights.items():
        got = sum(n for (_, one), n in given.items() if one == network)
        if abs(got * whole - total * weight) >= whole:
            out.append(f"Network {network} has {got} steps, a whole step or more off its share.")
    strange = sorted(
        {k for _, k in given if k not in weights} | {t for t, _ in given if t not in steps}
    )
    return [*out, *(f"{one} is unknown." for one in strange)]


def visit_findings(sent: pd.DataFrame, moves: pd.DataFrame) -> list[str]:
    """Where the posts sent out from bases are not those that a team has in a network."""
    out = []
    for row in moves.to_dict("records"):
        keys = ("team_id", "role", "network_id")
        same = [one for one in sent.to_dict("records") if all(one[k] == row[k] for k in keys)]
        got = sum(float(one["wte"]) for one in same)
        if got != row["wte"]:
            named = ", ".join(str(row[key]) for key in keys)
            out.append(f"{named}: {row['wte']:g} WTE are allotted, and {got:g} sent out.")
    return out
