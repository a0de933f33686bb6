"""Where the patients of each network live: by ward, council or any other place of a lookup."""

from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.files.strangers import held_against
from boundaries.practices import table as practice_tables
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import counted

COLUMNS = ["network_id", "kind", "place", "patients", "registered", "share"]
NOT_KNOWN = "not known"
ELSEWHERE = "elsewhere"


def read_lookup(path: Path, areas: pd.Index) -> tuple[pd.DataFrame, list[str]]:
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
    table = pd.DataFrame(practice_tables.read_table(path)).astype("str")
    if "area_code" not in table or len(table.columns) == 1:
        raise DataError(
            "the columns of a lookup are missing", source=str(path),
            remedy="Give area_code and columns such as ward and council",
        )  # fmt: skip
    codes = table["area_code"].str.strip()
    twice = sorted(set(codes[codes.duplicated()]))
    if twice:
        raise DataError("areas are in the lookup twice", rows=twice, source=str(path),
                        remedy="Keep one row an area")  # fmt: skip
    found = sorted(set(codes) & set(areas))
    if not found:
        held_against(codes, list(areas), what="area codes of the lookup", among="the registrations")
    places = table.drop(columns="area_code").set_axis(codes)
    missing = len(set(areas) - set(found))
    lost = f"In no row of the lookup: {counted(missing, 'area')} where patients live."
    said = [lost] if missing else []
    return places, said


def of_networks(lives: pd.DataFrame, lookup: pd.DataFrame, tables: PlanTables) -> pd.DataFrame:
    """One row a network, kind of place and place, most patients first.

    Parameters
    ----------
    lives
        ``practice_code``, ``area_code``, ``patients`` of the plan's practices.
    lookup
        See ``read_lookup``.
    tables
        The plan.

    Returns
    -------
    ``COLUMNS``: ``patients`` live there, of the ``registered`` ones of the network by list;
    ``share`` of those. Patients in no row of the lookup live ``elsewhere``; what lists and
    registrations differ by is ``not known`` (negative where registrations hold more), so that
    every kind of place sums to the list.
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
        parts.append(rows.assign(kind=kind))
    out = pd.concat(parts).assign(registered=lambda one: one["network_id"].map(lists))
    out["share"] = out["patients"] / out["registered"].where(out["registered"] > 0)
    order = ["network_id", "kind", "patients", "place"]
    return out.sort_values(order, ascending=[True, True, False, True])[COLUMNS].reset_index(
        drop=True
    )


def sentences(residents: pd.DataFrame, kind: str) -> dict[str, str]:
    """Network -> "71,000 registered, 17,000 live in Hather", of the place where most live."""
    known = residents[
        (residents["kind"] == kind) & ~residents["place"].isin([NOT_KNOWN, ELSEWHERE])
    ]
    first = known.drop_duplicates("network_id")
    return {
        str(row["network_id"]): f"{row['registered']:,} registered, {row['patients']:,} live in "
        f"{row['place']}"
        for row in first.to_dict("records")
    }
