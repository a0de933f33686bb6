"""Who is registered where and lives where: practice by small area, in patients."""

import re
from collections.abc import Mapping
from typing import TypeAlias

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import text as files
from boundaries.files.strangers import held_against, refuse_alike
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.population import census_years
from boundaries.population.layouts import tidy_table
from boundaries.population.whole_patients import UNPLACED, to_patients

Registrations: TypeAlias = pd.DataFrame

_NOTHING: Mapping[str, str] = {}

# What the codes that are in no polygon mean, first match counts.
_KINDS = (
    (UNPLACED, "no small area known"),
    (r"NO[0-9]{4}", "no small area given by the publisher (NO2011)"),
    ("CLOSED", "closed practice (CLOSED)"),
    ("EMPTY", "no address (EMPTY)"),
    (r"L9+", "Channel Islands"),
    (r"M9+", "Isle of Man"),
    (r"W[0-9]{8}", "Wales"),
    (r"S[0-9]{8}", "Scotland"),
    (r"N[0-9]{8}|9[0-9][A-Z]{2}[0-9]{2}[A-Z][0-9]", "Northern Ireland"),
    (r"E[0-9]{8}", "elsewhere in England"),
    (r".*", "elsewhere"),
)


def read(
    source: Source,
    *,
    practices: gpd.GeoDataFrame | None = None,
    columns: Mapping[str, str] = _NOTHING,
) -> Registrations:
    """Registrations from `gp-reg-pat-prac-lsoa-all` of any year, or any like table.

    Long tables have a column for the practice, one for the small area, one for patients
    (or shares of the practice's list). Wide tables have one row a practice and one column
    a small area. Rows by sex count once.

    Parameters
    ----------
    source
        The table: CSV, gzip or a DataFrame.
    practices
        The practice table: needed to turn shares into patients; where given, patients of
        other practices are left out and counted in `attrs["others"]` and in the notes.
    columns
        Our name (`practice_code`, `area_code`, `list_size`, `share`) -> the file's column.

    Returns
    -------
        Columns `practice_code`, `area_code` (text), `patients` (int64), one row a pair,
        in the order of both, no rows of nobody; patients whose area the file does not
        say are at `UNPLACED`. `attrs`: `notes`, `area_column`, `others`.

    Raises
    ------
    DataError
        A column is missing, values are no counts, a pair is there twice, or there are
        shares and no practices.
    """
    wanted = ("practice_code", "area_code", "list_size")
    name, table = name_of(source), files.text_table(source, wants=wanted)
    given = source.attrs.get("notes", []) if isinstance(source, pd.DataFrame) else []
    opened = [*given, *table.attrs.get("notes", [])]
    tidy, area_column, is_share = tidy_table(table, columns, name)
    if practices is not None:
        _held_against(tidy, practices, name)
    tidy["area_code"] = tidy["area_code"].where(tidy["area_code"] != "", UNPLACED)
    if is_share:
        registrations = to_patients(_as_shares(tidy), _lists(practices, name))
    else:
        registrations = _as_counts(tidy)
    own, others = split(registrations, practices)
    own.attrs.update(_attributes(tidy, others, practices), area_column=area_column)
    said = [*opened, *tidy.attrs.get("notes", []), *own.attrs["notes"]]
    own.attrs["notes"] = list(dict.fromkeys(said))
    own.attrs["extract_date"] = tidy.attrs.get("extract_date", "")
    return own


def split(
    registrations: Registrations, practices: gpd.GeoDataFrame | None
) -> tuple[Registrations, Registrations]:
    """Registrations of the practices in the table, and those of all others."""
    if practices is None:
        return registrations, registrations.iloc[:0]
    own = registrations["practice_code"].isin(practices.index)
    return _reset(registrations[own]), _reset(registrations[~own])


def placed(
    registrations: Registrations, small_areas: gpd.GeoDataFrame
) -> tuple[Registrations, Registrations]:
    """Registrations in the small areas, and those elsewhere or nowhere; none are lost.

    Where no code is known and the file has the areas' names instead, names are turned
    into codes (of names that occur once).

    Raises
    ------
    DataError
        No code is in the polygons, or they are of another census (see `census_years`).
    """
    named = _with_codes(registrations, small_areas)
    patients = named[named["area_code"] != UNPLACED].groupby("area_code")["patients"].sum()
    inside = named["area_code"].isin(small_areas.index)
    if not inside.any():
        refuse_alike(
            patients.index, small_areas.index,
            what="area codes of the registrations", among="the small areas",
        )  # fmt: skip
        _refuse_strangers(patients, small_areas)
    refuse_alike(
        named.loc[~inside, "area_code"].unique(), small_areas.index,
        what="area codes of the registrations", among="the small areas",
    )  # fmt: skip
    census_years.check(patients, small_areas, str(registrations.attrs.get("area_column", "")))
    return _reset(named[inside]), _reset(named[~inside])


def unplaced_summary(unplaced: Registrations) -> pd.DataFrame:
    """Patients in no small area, by the kind of their code.

    Returns
    -------
        Index `kind`; columns `areas` (different codes), `practices`, `patients`; most
        patients first. The patients add up to those of `unplaced`.
    """
    kinds = unplaced["area_code"].map(_kind)
    groups = unplaced.assign(kind=kinds).groupby("kind")
    summary = groups.agg(
        areas=("area_code", "nunique"),
        practices=("practice_code", "nunique"),
        patients=("patients", "sum"),
    )
    return summary.sort_values("patients", ascending=False, kind="stable")


def _held_against(tidy: pd.DataFrame, practices: gpd.GeoDataFrame, source: str) -> None:
    held_against(
        tidy["practice_code"].unique(),
        practices.index,
        what="practice codes of the registrations",
        among="the practice table",
        source=source,
    )


def _lists(practices: gpd.GeoDataFrame | None, source: str) -> pd.Series:
    if practices is None:
        raise DataError(
            "holds shares, which are patients only together with the practices' lists",
            remedy="Give the practice table too",
            source=source,
        )
    lists: pd.Series = practices["patients"]
    return lists


def _as_shares(tidy: pd.DataFrame) -> pd.DataFrame:
    return tidy.rename(columns={"value": "share"})


def _as_counts(tidy: pd.DataFrame) -> Registrations:
    totals = tidy.groupby(["practice_code", "area_code"])["value"].sum().astype("int64")
    counts = totals.rename("patients").reset_index()
    return _reset(counts[counts["patients"] > 0])


def _attributes(
    tidy: pd.DataFrame,
    others: Registrations,
    practices: gpd.GeoDataFrame | None,
) -> dict[str, object]:
    """What was left out or is missing, as notes and as numbers."""
    left_out = {
        "practices": int(others["practice_code"].nunique()),
        "patients": int(others["patients"].sum()),
    }
    notes = []
    if practices is not None:
        known = set(tidy["practice_code"].unique())
        strangers = known - set(practices.index)
        silent = sorted(set(practices.index) - known)
        left_out["practices"] = len(strangers)
        if strangers:
            notes += [
                f"{left_out['patients']:,} patients of {len(strangers)} practices that are not "
                "in the practice table are left out."
            ]
        if silent:
            notes += [f"{len(silent)} practices have no registrations: {', '.join(silent)}."]
    return {"notes": notes, "others": left_out}


def _with_codes(registrations: Registrations, small_areas: gpd.GeoDataFrame) -> Registrations:
    areas = registrations["area_code"]
    if areas.isin(small_areas.index).any():
        return registrations
    label = small_areas["name"].str.casefold()
    once = label[~label.duplicated(keep=False)]
    codes = areas.str.casefold().map(pd.Series(once.index, index=once.to_numpy()))
    return registrations.assign(area_code=codes.fillna(areas))


def _refuse_strangers(patients: pd.Series, small_areas: gpd.GeoDataFrame) -> None:
    raise DataError(
        f"none of the {len(patients)} small areas of the registrations is among the "
        f"{len(small_areas)} polygons (registrations: {', '.join(patients.index[:3])}; "
        f"polygons: {', '.join(small_areas.index[:3])})",
        remedy="Give polygons of the same kind and year as the registrations' areas",
    )


def _kind(code: str) -> str:
    return next(kind for pattern, kind in _KINDS if re.fullmatch(pattern, code))


def _reset(registrations: Registrations) -> Registrations:
    return registrations.reset_index(drop=True)
