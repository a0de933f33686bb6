"""The conflicts of two plans in one table: what both have, and what one of them alone has."""

import pandas as pd

from boundaries.teams.conflicts import Conflicts
from pcn_planner.maps.teams import conflict_texts
from pcn_planner.maps.teams.conflict_texts import Names

KEY = ["kind", "where"]


def beside(here: Conflicts, there: Conflicts, names: tuple[Names, Names]) -> pd.DataFrame:
    """Conflicts of both plans, those that differ most first; small overlaps left out.

    Returns
    -------
    One row a conflict: ``kind`` in words, ``where`` (network, team or practice), ``here`` and
    ``there`` in patients, 0 where the plan does not have it, and ``change``, there less here.
    """
    sides = [_patients(one, named) for one, named in zip((here, there), names, strict=True)]
    out = sides[0].rename("here").to_frame().join(sides[1].rename("there"), how="outer")
    out = out.fillna(0).astype(int).reset_index()
    out["change"] = out["there"] - out["here"]
    order = out["change"].abs().rename("size").to_frame().assign(**out[KEY])
    ranked = order.sort_values(["size", *KEY], ascending=[False, True, True], kind="stable").index
    return out.loc[ranked].reset_index(drop=True)


def figures(here: Conflicts, there: Conflicts) -> pd.DataFrame:
    """The headline of both plans: one row a figure, ``figure``, ``here``, ``there``, ``change``."""
    one, other = conflict_texts.headline(here), conflict_texts.headline(there)
    rows = [
        ("Patients of another team, " + one.counted, one.misaligned, other.misaligned),
        ("Networks that need several teams", one.networks_split, other.networks_split),
        ("Teams in several networks", one.teams_split, other.teams_split),
        ("Practices run from another team", one.practices_apart, other.practices_apart),
    ]
    out = pd.DataFrame(rows, columns=["figure", "here", "there"])
    return out.assign(change=out["there"] - out["here"])


def _patients(found: Conflicts, names: Names) -> "pd.Series[int]":
    rows = conflict_texts.ranked(found, names)
    return rows[~rows["small"]].groupby(KEY)["patients"].sum()
