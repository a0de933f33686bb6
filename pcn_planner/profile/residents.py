"""Where the patients of each network live: by ward, council or any other place of a lookup."""

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files.strangers import held_against
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.practices import table as practice_tables
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import counted

COLUMNS = ["network_id", "kind", "place", "patients", "registered", "share", "own"]
NOT_KNOWN = "not known"
ELSEWHERE = "elsewhere"
YES, NO = "yes", "no"
NAMED = 3  #: own places named one by one in a sentence


def read_lookup(source: Source, areas: pd.Index) -> tuple[pd.DataFrame, list[str]]:
    """Read which ward, council and so on each small area lies in.

    Returns
    -------
    Index ``area_code``, a column of names or codes for each kind of place (``ward``,
    ``council``, ...), and what was left out, a sentence each.

    Raises
    ------
    DataError
        There is no column ``area_code`` or no other, or an area is there twice.
    """
    table = practice_tables.read_rows(source).astype("str")
    names.refuse_repeated(table.columns, ["area_code"], name_of(source))
    if "area_code" not in table or len(table.columns) == 1:
        raise DataError(
            "the columns of a lookup are missing", source=name_of(source),
            remedy="Give area_code and columns such as ward and council",
        )  # fmt: skip
    codes = table["area_code"].str.strip()
    twice = sorted(set(codes[codes.duplicated()]))
    if twice:
        raise DataError("areas are in the lookup twice", rows=twice, source=name_of(source),
                        remedy="Keep one row an area")  # fmt: skip
    found = sorted(set(codes) & set(areas))
    if not found:
        held_against(codes, list(areas), what="area codes of the lookup", among="the registrations")
    places = table.drop(columns="area_code").set_axis(codes)
    missing = len(set(areas) - set(found))
    lost = f"In no row of the lookup: {counted(missing, 'area')} where patients live."
    said = [*table.attrs.get("notes", []), *([lost] if missing else [])]
    return places, said


def of_networks(
    lives: pd.DataFrame,
    lookup: pd.DataFrame,
    tables: PlanTables,
    areas_of: "pd.Series[str] | None" = None,
) -> pd.DataFrame:
    """One row a network, kind of place and place, most patients first.

    Parameters
    ----------
    lives
        ``practice_code``, ``area_code``, ``patients`` of the plan's practices.
    lookup
        See ``read_lookup``.
    tables
        The plan.
    areas_of
        Index practice code: the small area that it stands in (see ``areas_of_practices``).

    Returns
    -------
    ``COLUMNS``: ``patients`` live there, of the ``registered`` ones of the network by list;
    ``share`` of those. Patients in no row of the lookup live ``elsewhere``; what lists and
    registrations differ by is ``not known`` (negative where registrations hold more), so that
    every kind of place sums to the list. ``own`` is ``yes`` where a practice of the network stands
    in the place, blank where it is not known in which practices stand.
    """
    network = lives["practice_code"].map(tables.assignment).rename("network_id")
    lists = tables.networks["patients"].rename(index=str)
    parts = []
    for kind in map(str, lookup.columns):
        place = lives["area_code"].map(lookup[kind]).fillna(ELSEWHERE).replace("", ELSEWHERE)
        counts = lives["patients"].groupby([network, place.rename("place")]).sum()
        lost = lists - counts.groupby(level=0).sum().reindex(lists.index, fill_value=0)
        rest = pd.DataFrame({"network_id": lost.index, "place": NOT_KNOWN, "patients": lost})
        rows = pd.concat([counts.rename("patients").reset_index(), rest[rest["patients"] != 0]])
        own = _own(lookup[kind], tables, areas_of)
        parts.append(rows.assign(kind=kind, own=_is_own(rows, own)))
    out = pd.concat(parts).assign(registered=lambda one: one["network_id"].map(lists))
    out["share"] = out["patients"] / out["registered"].where(out["registered"] > 0)
    order = ["network_id", "kind", "patients", "place"]
    return out.sort_values(order, ascending=[True, True, False, True])[COLUMNS].reset_index(
        drop=True
    )


def areas_of_practices(
    practices: gpd.GeoDataFrame, small_areas: gpd.GeoDataFrame
) -> "pd.Series[str]":
    """The small area that each practice stands in, by practice code; none for those off the map."""
    shapes = small_areas[["geometry"]].rename_axis("area_code").reset_index()
    found = gpd.sjoin(practices[["geometry"]], shapes, predicate="intersects")["area_code"]
    return pd.Series(found[~found.index.duplicated()].astype("str"), name="area_code")


def sentences(residents: pd.DataFrame, kind: str) -> dict[str, str]:
    """Network -> "71,000 registered, 17,000 (24%) live in its own council, Hather"

    Where it is not known in which place its practices stand, the place where most live.
    """
    said = residents[residents["kind"] == kind]
    known = said[~said["place"].isin([NOT_KNOWN, ELSEWHERE])]
    return {
        str(key): _sentence(kind, rows, of) for key, rows in known.groupby("network_id")
        for of in [int(rows["registered"].iloc[0])]
    }  # fmt: skip


def _sentence(kind: str, rows: pd.DataFrame, registered: int) -> str:
    own = rows[rows["own"] == YES]
    if own.empty:
        first = rows.iloc[0]
        return f"{registered:,} registered, {first['patients']:,} live in {first['place']}"
    patients = int(own["patients"].sum())
    share = f" ({patients / registered:.0%})" if registered else ""
    return f"{registered:,} registered, {patients:,}{share} live in {_called(kind, own['place'])}"


def _called(kind: str, places: "Sequence[str] | pd.Series[str]") -> str:
    names = list(map(str, places))
    if len(names) == 1:
        return f"its own {kind}, {names[0]}"
    if len(names) > NAMED:
        return f"the {len(names)} {kind}s of its practices"
    return f"the {kind}s of its practices, {', '.join(names[:-1])} and {names[-1]}"


def _own(
    lookup: "pd.Series[str]", tables: PlanTables, areas_of: "pd.Series[str] | None"
) -> set[tuple[str, str]] | None:
    """Networks and the places that their practices stand in; ``None`` where that is not known."""
    if areas_of is None:
        return None
    places = areas_of.map(lookup).dropna()
    return {(str(tables.assignment[str(code)]), str(place)) for code, place in places.items()}


def _is_own(rows: pd.DataFrame, own: set[tuple[str, str]] | None) -> list[str]:
    if own is None:
        return [""] * len(rows)
    pairs = zip(rows["network_id"].astype("str"), rows["place"].astype("str"), strict=True)
    return [YES if pair in own else NO for pair in pairs]
