"""The profile of every network: need, where people live, how lists grow; with what is unknown."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from pcn_planner.profile import growth, need, residents
from pcn_planner.proposal.tables import PlanTables


@dataclass(frozen=True)
class Profile:
    """Tables of every network; empty where nothing of the kind is given.

    Parameters
    ----------
    need, residents, growth
        See ``need.of_networks``, ``residents.of_networks``, ``growth.of_networks``.
    notes
        What was left out or is not known, one sentence each.
    """

    need: pd.DataFrame
    residents: pd.DataFrame
    growth: pd.DataFrame
    notes: tuple[str, ...]

    def sentences(self, network: str) -> tuple[str, ...]:
        """What the papers say of a network: need, where people live, how its list grows."""
        return (*self._needs(network), *self._lives(network), *self._grows(network))

    def _needs(self, network: str) -> list[str]:
        rows = self.need[(self.need["network_id"] == network) & self.need["value"].notna()]
        return [_need(row) for row in rows.to_dict("records")]

    def _lives(self, network: str) -> list[str]:
        kinds = dict.fromkeys(self.residents["kind"])
        said = [residents.sentences(self.residents, kind).get(network) for kind in kinds]
        return [f"{one}." for one in said if one]

    def _grows(self, network: str) -> list[str]:
        rows = self.growth[self.growth["network_id"] == network].set_index("year")["patients"]
        if rows.dropna().empty:
            return []
        first = min(rows.index)
        later = [first + more for more in growth.AFTER_YEARS if first + more in rows.index]
        said = [f"{rows[year]:,.0f} patients in {year}" for year in later]
        leaves = growth.leaving(self.growth).get(network)
        if leaves is not None:
            said.append(f"outside the band from {leaves}")
        return [f"Projected: {', '.join(said)}."] if said else []


def of_plan(
    tables: PlanTables,
    lives: pd.DataFrame | None,
    *,
    needs: Path | None = None,
    places: Path | None = None,
    projections: Path | None = None,
) -> Profile:
    """The profile of a plan from files, any of which may be missing.

    Parameters
    ----------
    tables
        The plan.
    lives
        ``practice_code``, ``area_code``, ``patients``; needed for places and projections.
    needs, places, projections
        Files; see ``need.read``, ``residents.read_lookup``, ``growth.read``.

    Raises
    ------
    DataError
        A file cannot be used, or places or projections come without registrations.
    """
    told, notes = _empty(), list[str]()
    if needs is not None:
        counts, said = need.read(needs, tables.practices.index)
        told["need"] = need.of_networks(counts, tables)
        notes += said
    lookup = None
    if places is not None:
        known = _needed(lives)
        lookup, said = residents.read_lookup(places, pd.Index(known["area_code"].unique()))
        told["residents"] = residents.of_networks(known, lookup, tables)
        notes += said
    if projections is not None:
        told["growth"], said = _grown(projections, _needed(lives), lookup, tables)
        notes += said
    return Profile(told["need"], told["residents"], told["growth"], tuple(notes))


def _empty() -> dict[str, pd.DataFrame]:
    columns: dict[str, Sequence[str]] = {
        "need": need.COLUMNS, "residents": residents.COLUMNS, "growth": growth.COLUMNS,
    }  # fmt: skip
    return {name: pd.DataFrame(columns=list(one)) for name, one in columns.items()}


def _needed(lives: pd.DataFrame | None) -> pd.DataFrame:
    if lives is None:
        raise DataError(
            "it is not known where patients live",
            remedy="Give the patients by practice and area with --registrations",
        )
    return lives


def _grown(
    path: Path, lives: pd.DataFrame, lookup: pd.DataFrame | None, tables: PlanTables
) -> tuple[pd.DataFrame, list[str]]:
    read = growth.interpolated(growth.read(path))
    at = _places(read.index, lives, lookup)
    said = held_against(
        map(str, read.index), set(at.dropna()), what="areas of the projections",
        among="the registrations and their places", source=str(path),
    )  # fmt: skip
    out = growth.of_networks(read, lives, at, tables)
    partly = sorted(set(out.loc[out["share_projected"] < 1, "network_id"]))
    if partly:
        said.append(
            f"Of {len(partly)} networks some patients live where nothing is projected; they are "
            "taken to grow as the others do."
        )
    return out, said


def _places(
    projected: pd.Index, lives: pd.DataFrame, lookup: pd.DataFrame | None
) -> "pd.Series[str]":
    """The area of the projections of every small area: its own code, or a place of the lookup."""
    areas = pd.Series(lives["area_code"].unique()).astype("str")
    choices = [areas.set_axis(areas)]
    if lookup is not None:
        choices += [lookup[kind].reindex(areas) for kind in lookup.columns]
    return max(choices, key=lambda one: int(one.isin(projected).sum()))


def _need(row: dict[Hashable, Any]) -> str:
    name, value = str(row["measure"]).replace("_", " "), float(row["value"])
    shown = f"{value:.1f}" if row["kind"] == "score" else f"{value:.1%}"
    unknown = row["practices_unknown"]
    return f"{name}: {shown}" + (f" (not known for {unknown} practices)." if unknown else ".")
