"""Reading teams from tables: practice -> team, small area -> team, and nurses of each team."""

from collections.abc import Iterable, Mapping

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import text as files
from boundaries.files.tables import cells, numerals
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.teams.footprint_files import ons_columns
from boundaries.teams.matrix import UNPLACED
from boundaries.unallocated import is_unallocated
from boundaries.words import agreed

NOUNS = ("team_id", "team_name", "nurses_wte", "practice_code", "area_code")
# Without case and punctuation, most telling first.
_ALIASES = {
    "team_id": ("teamid", "teamcode", "team", "localitycode", "locality", "neighbourhoodcode",
                "neighbourhood", "footprintcode", "footprint", "communityteam", "cluster", "patch"),
    "team_name": ("teamname", "localityname", "neighbourhoodname", "footprintname", "name"),
    "nurses_wte": ("nurseswte", "wtenurses", "nursewte", "nursingwte", "wte", "nurses"),
}  # fmt: skip

NURSES_MAX = 1_000_000  #: whole-time equivalents; more is a slip of the pen
TEAM_COLUMNS = frozenset(_ALIASES["team_id"])  #: names, without case and signs, that tell teams


def read(
    table_source: Source, given: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.Series, tuple[str, ...]]:
    """Teams, their members and notes from a CSV file or a DataFrame; see ``footprints.read``.

    Members are code -> team id, index named ``practice_code`` or ``area_code``.
    """
    table, source = files.text_table(table_source), name_of(table_source)
    found = recognise(table.columns, given, source)
    key = _key(found, table.columns, source)
    codes, teams = table[found[key]], _team_ids(table, found)
    _check_codes(codes, teams, source)
    named = teams[teams != ""]
    members = pd.Series(named.to_numpy(), index=codes[named.index], name="team_id", dtype="str")
    members = members[~members.index.duplicated()].rename_axis(key)
    notes = (
        *table.attrs.get("notes", []), *ons_note(table.columns, found),
        *_without_team(codes[teams == ""]), *names_note(table, found, named),
    )  # fmt: skip
    return team_table(table.loc[named.index], found, named, source), members, notes


def recognise(
    columns: Iterable[str], given: Mapping[str, str], source: str, *, keyed: bool = True
) -> dict[str, str]:
    """Our name (``NOUNS``) -> the file's column: as given, else by the names in use.

    ``keyed`` for rows that have a code of a practice or an area beside their team's.

    Raises
    ------
    DataError
        A given name or column does not exist, or no column says which team a row is of.
    """
    present = [str(column) for column in columns]
    said = _codes_only(given) or None
    found = names.resolve(present, ["practice_code", "area_code"], said, source)
    _check_given(present, given, source)
    for noun, aliases in _ALIASES.items():
        hits = [c for alias in aliases for c in present if names.normalised(c) == alias]
        alike = [c for c in hits if names.normalised(c) == names.normalised(hits[0])]
        if len(alike) > 1 and noun not in given:
            raise DataError(
                f"columns {' and '.join(map(repr, alike))} could both be {noun}",
                remedy=f"Call the one that is meant {noun}",
                source=source,
            )
        found |= {noun: hits[0]} if hits else {}
    found |= dict(given)
    if not {"team_id", "team_name", "practice_code"} & set(found):
        found |= _of_ons(present, found.get("area_code", "") if keyed else "", source)
    found.setdefault("team_id", found.get("team_name", ""))
    if not found["team_id"]:
        raise DataError(
            f"no column says which team a row is of among {names.listed(present) or 'none'}",
            remedy="Call that column team_id",
            source=source,
        )
    return found


def _of_ons(present: list[str], key: str, source: str) -> dict[str, str]:
    """The columns of an ONS boundary file or lookup whose areas stand for teams, if it is one."""
    taken = ons_columns.of_teams(present, key, source)
    if taken is None:
        return {}
    return {"team_id": taken.code} | ({"team_name": taken.name} if taken.name else {})


def ons_note(columns: Iterable[str], found: Mapping[str, str]) -> tuple[str, ...]:
    """A note on which columns were taken for teams, where none is called after teams."""
    present = ons_columns.levels(columns)
    taken = [one for one in present if one.code == found["team_id"]]
    others = [one for one in present if one.code != found.get("area_code")]
    return tuple(ons_columns.note(one, others) for one in taken)


def names_note(
    table: pd.DataFrame, found: Mapping[str, str], team_ids: pd.Series
) -> tuple[str, ...]:
    """A note on teams that rows call by different names, of which ``team_table`` takes the first.

    ``team_ids`` are those of rows of ``table``, on their index.
    """
    if "team_name" not in found:
        return ()
    called = table.loc[team_ids.index, found["team_name"]]
    each = called[called != ""].groupby(team_ids).unique()
    several = {team: list(some) for team, some in each.items() if len(some) > 1}
    said = [f"{team} ({names.listed(map(repr, some), 5)})" for team, some in several.items()]
    told = agreed(f"{len(said)} teams have several names, the first of which counts: ")
    return (told + names.listed(said),) if said else ()


def _codes_only(given: Mapping[str, str]) -> dict[str, str]:
    return {n: c for n, c in given.items() if n in ("practice_code", "area_code")}


def _check_given(present: list[str], given: Mapping[str, str], source: str) -> None:
    for noun, column in given.items():
        if noun not in NOUNS or column not in present:
            raise DataError(
                f"cannot read column {column!r} as {noun!r}",
                remedy=f"The names are {', '.join(NOUNS)}; the columns {names.listed(present)}",
                source=source,
            )


def _key(found: Mapping[str, str], columns: Iterable[str], source: str) -> str:
    """Whether rows are practices or small areas; a bare ``code`` beside an area is no practice."""
    practice, area = found.get("practice_code"), found.get("area_code")
    if practice and not (area and names.normalised(practice) == "code"):
        return "practice_code"
    if area:
        return "area_code"
    raise DataError(
        f"no column holds practice codes or area codes among {names.listed(columns) or 'none'}",
        remedy="Call the column that holds them practice_code or area_code",
        source=source,
    )


def _team_ids(table: pd.DataFrame, found: Mapping[str, str]) -> pd.Series:
    ids = table[found["team_id"]]
    return ids.mask(cells.is_nothing(ids) | ids.map(is_unallocated), "")


def _without_team(codes: pd.Series) -> tuple[str, ...]:
    if codes.empty:
        return ()
    listed = ", ".join(sorted(set(codes)))
    return (f"{codes.nunique()} codes without a team count as outside every team: {listed}",)


def _check_codes(codes: pd.Series, teams: pd.Series, source: str) -> None:
    if (blank := codes == "").any():
        raise DataError(
            f"{blank.sum()} rows have no code",
            rows=[f"row {row}: {team}" for row, team in teams[blank].items()],
            remedy="Fill in the code or remove the row",
            source=source,
        )
    several = teams.groupby(codes).transform("nunique") > 1
    if several.any():
        pairs = zip(codes[several].index, codes[several], teams[several], strict=True)
        raise DataError(
            f"{codes[several].nunique()} codes are in more than one team",
            rows=[f"row {row} ({code}): {team or 'no team'}" for row, code, team in pairs],
            remedy="Keep one team for each code",
            source=source,
        )


def team_table(
    table: pd.DataFrame, found: Mapping[str, str], team_ids: pd.Series, source: str
) -> pd.DataFrame:
    """One row per team from rows that name it: ``name`` and ``nurses_wte``.

    ``table`` and ``team_ids`` share their index. The first name of a team that is not blank
    is taken, its id where it has none.

    Raises
    ------
    DataError
        No row names a team, two teams differ in nothing but capitals, a number of nurses is not
        one, or a team has two.
    """
    if team_ids.empty or (team_ids == UNPLACED).any():
        raise DataError("no team is named", remedy="Name each row's team", source=source)
    cells.question_case(team_ids, "teams", source)
    blank = pd.Series("", index=team_ids.index)
    called = table[found["team_name"]] if "team_name" in found else blank
    called = called.mask(called == "").groupby(team_ids).first()
    teams = pd.DataFrame({"name": called, "nurses_wte": _nurses(table, found, team_ids, source)})
    teams = teams.rename_axis("team_id").sort_index()
    return teams.assign(name=teams["name"].fillna(teams.index.to_series()).astype("str"))


def _nurses(
    table: pd.DataFrame, found: Mapping[str, str], team_ids: pd.Series, source: str
) -> pd.Series:
    if "nurses_wte" not in found:
        return pd.Series(float("nan"), index=pd.Index(sorted(set(team_ids))), dtype="float64")
    written = table[found["nurses_wte"]]
    known = written[~cells.is_nothing(written)]
    wte = numerals.numbers(known)
    _check_nurses(known, wte.between(0, NURSES_MAX), source)
    wte = wte.astype("float64").reindex(team_ids.index)
    several = wte.groupby(team_ids).nunique()
    if (several > 1).any():
        rows = [f"{team}: {n} numbers" for team, n in several[several > 1].items()]
        raise DataError(
            "teams have more than one number of nurses",
            rows=rows,
            remedy="Write the team's whole number of nurses (WTE) on each of its rows",
            source=source,
        )
    return wte.groupby(team_ids).first()


def _check_nurses(written: pd.Series, good: pd.Series, source: str) -> None:
    if not good.all():
        raise DataError(
            f"{(~good).sum()} rows have nurses that are not a number from 0 to {NURSES_MAX:,}",
            rows=[f"row {row}: {cell!r}" for row, cell in written[~good].items()],
            remedy="Write nurses as whole-time equivalents, such as 12.5, or leave them blank",
            source=source,
        )
