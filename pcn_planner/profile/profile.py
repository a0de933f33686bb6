"""The profile of every network: need, homes, spread, growth of lists; with what is unknown."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from boundaries.files.tables.in_memory import Source, name_of
from pcn_planner.profile import ground, growth, need, residents
from pcn_planner.profile.homes import Homes
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import counted


@dataclass(frozen=True)
class Profile:
    """Tables of every network; empty where nothing of the kind is given.

    Parameters
    ----------
    tables
        The plan.
    need, residents, growth, ground
        See ``need.of_networks``, ``residents.of_networks``, ``growth.of_networks``,
        ``ground.of_networks``; the last is of every plan.
    notes
        What was left out or is not known, one sentence each.
    need_before
        As ``need``, of the plan before.
    """

    tables: PlanTables
    need: pd.DataFrame
    residents: pd.DataFrame
    growth: pd.DataFrame
    ground: pd.DataFrame
    notes: tuple[str, ...]
    need_before: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=need.COLUMNS))

    def sentences(self, network: str) -> tuple[str, ...]:
        """What the papers say of a network: need, homes, ground, how its list grows."""
        lies = ground.sentences(self.ground, network, self.tables)
        return (*self._needs(network), *self._lives(network), *lies, *self._grows(network))

    def dated(self, lists_date: str | None) -> "Profile":
        """The profile, with a note if projections begin in another year than the lists (ISO)."""
        years = self.growth["year"]
        if lists_date is None or years.empty or int(years.min()) == int(lists_date[:4]):
            return self
        first = int(years.min())
        said = (
            f"Projections begin in {first}, and the lists are of {lists_date[:4]}: lists are taken "
            f"to be of {first}."
        )
        return replace(self, notes=(*self.notes, said))

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
    homes: Homes,
    *,
    needs: Source | None = None,
    places: Source | None = None,
    projections: Source | None = None,
    before: PlanTables | None = None,
) -> Profile:
    """The profile of a plan from files or tables, any of which may be missing.

    Parameters
    ----------
    tables
        The plan.
    homes
        Where patients live; registrations are needed for places and projections.
    needs, places, projections
        See ``need.read``, ``residents.read_lookup``, ``growth.read``.
    before
        The plan that is changed, where it is known.

    Raises
    ------
    DataError
        A file cannot be used, or places or projections come without registrations.
    """
    told, notes = _empty(), list(homes.notes)
    told["ground"] = ground.of_networks(tables, homes)
    if needs is not None:
        counts, said = need.read(needs, tables.practices.index)
        told["need"] = need.of_networks(counts, tables)
        if before is not None:
            told["need_before"] = need.of_networks(counts, before)
        notes += said
    lookup = None
    if places is not None:
        lives = _needed(homes.registrations)
        lookup, said = residents.read_lookup(places, pd.Index(lives["area_code"].unique()))
        told["residents"], more = _living(lives, lookup, tables, homes)
        notes += [*said, *more]
    if projections is not None:
        told["growth"], said = _grown(projections, _needed(homes.registrations), lookup, tables)
        notes += said
    return Profile(tables, **told, notes=tuple(notes))


def _living(
    lives: pd.DataFrame, lookup: pd.DataFrame, tables: PlanTables, homes: Homes
) -> tuple[pd.DataFrame, list[str]]:
    """Patients by place, told which places are a network's own where small areas are known."""
    shapes = homes.small_areas
    if shapes is None:
        return residents.of_networks(lives, lookup, tables), [
            "Which places are a network's own is not known: give the small areas as polygons."
        ]
    stand = residents.areas_of_practices(tables.practices, shapes)
    off = sorted(set(map(str, tables.practices.index)) - set(map(str, stand.index)))
    said = [f"Practices that stand in no small area: {', '.join(off)}."] if off else []
    return residents.of_networks(lives, lookup, tables, stand), said


def _empty() -> dict[str, pd.DataFrame]:
    columns: dict[str, Sequence[str]] = {
        "need": need.COLUMNS, "residents": residents.COLUMNS, "growth": growth.COLUMNS,
        "ground": ground.COLUMNS,
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
    source: Source, lives: pd.DataFrame, lookup: pd.DataFrame | None, tables: PlanTables
) -> tuple[pd.DataFrame, list[str]]:
    given = growth.read(source)
    read = growth.interpolated(given)
    at = _places(read.index, lives, lookup)
    said = held_against(
        map(str, read.index), set(at.dropna()), what="areas of the projections",
        among="the registrations and their places", source=name_of(source),
    )  # fmt: skip
    said = [*given.attrs["notes"], *said]
    years = list(map(int, read.columns))
    first, last = years[0], years[-1]
    ends = [str(first + more) for more in growth.AFTER_YEARS if first + more > last]
    if ends:
        said.append(f"Projections end in {last}: lists of {' and '.join(ends)} are not known.")
    out = growth.of_networks(read, lives, at, tables)
    partly = sorted(set(out.loc[out["share_projected"] < 1, "network_id"]))
    if partly:
        said.append(
            f"Of {counted(len(partly), 'network')} some patients live where nothing is projected; "
            "they are taken to grow as the others do."
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
    return f"{name}: {shown}" + (
        f" (not known for {counted(int(unknown), 'practice')})." if unknown else "."
    )
