"""Practices that merged or closed: which code succeeds which."""

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import heard, strangers
from boundaries.files import text as files
from boundaries.files.tables import cells, numerals
from boundaries.files.tables.in_memory import Source, name_of
from boundaries.nhs.list_sizes.lists import iso_dates
from boundaries.unallocated import is_unallocated

_NOTHING: Mapping[str, float] = {}
_UNSAID: Mapping[str, str] = {}
_SHOWN = 8


def read(source: Source, lists_date: str = "") -> dict[str, str]:
    """Old practice code -> the code that succeeds it in the end.

    A merger of a date after the lists (ISO), or after today where theirs is not known, counts
    and is told to whoever hears notes.

    Parameters
    ----------
    source
        A table with columns `old_code`, `new_code` and perhaps `date`; of an old code that
        is there twice, the row of the latest date counts.
    lists_date
        Date of the lists, ISO.

    Raises
    ------
    DataError
        A column is missing, a code is blank, succeeds itself by a detour, or is given two
        successors without dates that tell which is later; dates are none, or codes differ in
        nothing but capitals.
    """
    table, name = files.text_table(source), name_of(source)
    found = {names.normalised(str(column)): str(column) for column in table.columns}
    names.require(found, ("oldcode", "newcode"), name, names.listed(table.columns))
    pairs = table.rename(columns={found["oldcode"]: "old", found["newcode"]: "new"})
    pairs = pairs.assign(day=_days(table[found["date"]], name) if "date" in found else "")
    pairs = pairs.sort_values("day", kind="stable")
    blank = pairs[(pairs["old"] == "") | (pairs["new"] == "")]
    for wrong, what in ((blank, "a code is blank"), (_untold(pairs), "two successors")):
        if len(wrong):
            rows = [f"row {row} ({one.old}, {one.new})" for row, one in wrong.iterrows()]
            raise DataError(what, rows=rows, remedy="Keep one row an old code", source=name)
    cells.question_case([*pairs["old"], *pairs["new"]], "codes of practices", name)
    direct = dict(zip(pairs["old"], pairs["new"], strict=True))
    heard.tell(_to_come(pairs.drop_duplicates("old", keep="last"), lists_date))
    return {old: _last(old, direct, name) for old in direct if direct[old] != old}


def _days(dates: pd.Series, source: str) -> pd.Series:
    """The dates in ISO form, which sorts them; a blank is before them all."""
    spelt = {text: day for day, many in iso_dates(dates, source).items() for text in many}
    return dates.map(spelt).fillna("")


def _to_come(pairs: pd.DataFrame, lists_date: str) -> list[str]:
    """A sentence on the mergers that the lists, or today, come before."""
    after = pairs[pairs["day"] > (lists_date or dt.date.today().isoformat())]
    if after.empty:
        return []
    told = [f"{one.old} to {one.new} on {one.day}" for one in after.itertuples()]
    when = f"the date of the lists, {lists_date}" if lists_date else "today"
    some = "1 merger is" if len(after) == 1 else f"{len(after):,} mergers are"
    which = names.listed(told, _SHOWN)
    return [f"{some} of a day after {when}, and made all the same: {which}."]


def applied(
    practices: pd.DataFrame,
    to: Mapping[str, str],
    source: str = "",
    columns: Mapping[str, str] = _UNSAID,
) -> pd.DataFrame:
    """A practice table (text) in which successors have the patients of those they succeed.

    A practice whose successor is not in the table only changes its code. `attrs["notes"]` says
    who joined whom, and which old codes the table does not have. ``columns`` says which column
    holds what, where its name does not: our name -> the table's.

    Raises
    ------
    DataError
        A column is missing, or codes differ from the table's in nothing but capitals and signs.
    """
    found = names.said(practices.columns, ("practice_code", "list_size"), columns, source)
    names.require(
        found, ("practice_code", "list_size"), source, names.listed(practices.columns), named=True
    )
    code, size = found["practice_code"], found["list_size"]
    practices = _with_strangers_told(practices, code, to)
    gone = practices[code].isin(list(to))
    if not gone.any():
        return practices
    after = practices[code].map(lambda one: to.get(one, one))
    # The successor's own row comes first, so that its name and place stay.
    order = pd.DataFrame({"code": after, "gone": gone}).sort_values("gone", kind="stable").index
    added = numerals.numbers(practices[size]).groupby(after).sum(min_count=1)
    kept = practices.assign(**{code: after}).loc[order].drop_duplicates(code)
    kept = kept.loc[kept.index.sort_values()]
    joined = set(after[gone & after.duplicated(keep=False)])
    whole = kept[code].map(added).map(lambda one: "" if pd.isna(one) else str(int(one)))
    made = kept.assign(**{size: kept[size].where(~kept[code].isin(joined), whole)})
    told = [
        f"{old} to {new}" for old, new in zip(practices.loc[gone, code], after[gone], strict=True)
    ]
    note = f"{len(told)} practices count under a successor's code: {names.listed(told, _SHOWN)}."
    made.attrs["notes"] = [*practices.attrs.get("notes", []), note]
    return made


def _with_strangers_told(practices: pd.DataFrame, code: str, to: Mapping[str, str]) -> pd.DataFrame:
    """The practices, noting the old codes that none of them has; see ``applied``."""
    known = set(practices[code]) - {""}
    unknown = sorted(set(to) - known)
    told = {*unknown, *(new for old, new in to.items() if old in known and new not in known)}
    strangers.refuse_alike(
        sorted(told), known, what="codes of the table of successors", among="the practice table",
    )  # fmt: skip
    if not unknown:
        return practices
    verb = "is" if len(unknown) == 1 else "are"
    some = f"{len(unknown):,} of {len(to):,} old codes of the table of successors {verb}"
    note = f"{some} not in the practice table: {names.listed(unknown, _SHOWN)}."
    made = practices.assign()
    made.attrs["notes"] = [*practices.attrs.get("notes", []), note]
    return made


def list_sizes(practices: pd.DataFrame, columns: Mapping[str, str] = _UNSAID) -> dict[str, float]:
    """Practice code -> list size of a table (text), as far as it has both.

    ``columns`` as in `applied`.
    """
    found = names.said(practices.columns, ("practice_code", "list_size"), columns)
    if len(found) < len(("code", "size")):
        return {}
    sizes = numerals.numbers(practices[found["list_size"]])
    pairs = pd.Series(sizes.to_numpy(), practices[found["practice_code"]]).dropna()
    return {str(code): float(size) for code, size in pairs[~pairs.index.duplicated()].items()}


def registered(
    registrations: pd.DataFrame, to: Mapping[str, str], lists: Mapping[str, float] = _NOTHING
) -> pd.DataFrame:
    """Registrations (text) with successors' codes, patients of one area added up.

    Shares of a practice's list are put together in the proportion of the ``lists`` (code ->
    patients before the mergers); a practice whose list is not known is left out and noted.
    """
    present = [str(column) for column in registrations.columns]
    found = names.suggest(present, ("practice_code", "list_size", "area_code"))
    code = found.get("practice_code")
    if code is None or not registrations[code].isin(list(to)).any():
        return registrations
    after = registrations[code].map(lambda one: to.get(one, one))
    if "list_size" in found:
        return added_up(registrations.assign(**{code: after}), code, found["list_size"])
    return _shares(registrations, code, after, lists)


def _shares(
    table: pd.DataFrame, code: str, after: "pd.Series[str]", lists: Mapping[str, float]
) -> pd.DataFrame:
    """Shares by area, long or wide, weighted by the lists of the practices that merged."""
    weight = table[code].map(dict(lists)).astype("float64")
    merged = after.isin(set(after[after != table[code]]))
    silent = merged & weight.isna()
    weight = weight.where(merged, 1.0)[~silent]
    rows, keys = table[~silent].assign(**{code: after}), _keys(table, code)
    figures = _figures(table, keys)
    whole = pd.DataFrame({"code": table[code], "after": after, "weight": weight}).dropna()
    total = whole.drop_duplicates("code").groupby("after")["weight"].sum()
    scale = weight / rows[code].map(total)
    scaled = rows.assign(**{one: numerals.numbers(rows[one]) * scale for one in figures})
    sums = scaled.groupby(keys, sort=False)[figures].sum().map(repr)
    first = rows.drop_duplicates(keys).set_index(keys).drop(columns=figures)
    made = first.join(sums).reset_index()
    gone = sorted(set(table.loc[silent, code]))
    note = f"{len(gone)} practices that merged have no known list, so their shares are left out: "
    said = [f"{note}{names.listed(gone, _SHOWN)}."] if gone else []
    made.attrs["notes"] = [*table.attrs.get("notes", []), *said]
    return made[list(table.columns)].astype("str")


def _figures(table: pd.DataFrame, keys: list[str]) -> list[str]:
    """The column of shares, or those of a wide table: one an area."""
    share = names.suggest([str(column) for column in table.columns], ("share",))
    if share:
        return list(share.values())
    others = [str(one) for one in table.columns if one not in keys]
    return [one for one in others if numerals.numbers(table[one]).notna().all()]


def _keys(table: pd.DataFrame, code: str) -> list[str]:
    """The columns that tell one figure from another."""
    present = [str(column) for column in table.columns]
    return [code, *names.suggest(present, ("area_code", "sex", "age")).values()]


def added_up(table: pd.DataFrame, code: str, size: str) -> pd.DataFrame:
    """A table of patients with one row for each practice, place, sex and age.

    What else a row says of its practice (name, postcode) is taken from the practice's first row.
    """
    keys = _keys(table, code)
    sums = (
        numerals.numbers(table[size])
        .groupby([table[key] for key in keys], sort=False)
        .transform("sum")
    )
    text = sums.map(lambda one: str(int(one)))
    return table.assign(**{size: text}).drop_duplicates(keys).reset_index(drop=True)


def assigned(
    assignment: Mapping[str, str], to: Mapping[str, str], whose: str = "the plan"
) -> tuple[dict[str, str], tuple[str, ...]]:
    """A plan with successors' codes, and notes of who counts under one; no note for nobody.

    A successor's own network comes before those of the practices it succeeds; who was in another
    one is told. ``whose`` plan it is, for the notes.
    """
    gone = {code: network for code, network in assignment.items() if code in to}
    made = {to[code]: network for code, network in gone.items()}
    made |= {code: network for code, network in assignment.items() if code not in to}
    if not gone:
        return made, ()
    which = names.listed([f"{code} to {to[code]}" for code in gone], _SHOWN)
    said = f"{len(gone)} practices of {whose} count under a successor's code: {which}."
    return made, (said, *_in_others(gone, to, made, whose))


def _in_others(
    gone: Mapping[str, str], to: Mapping[str, str], made: Mapping[str, str], whose: str
) -> list[str]:
    """A sentence on practices in another network than that which counts of their successor."""
    others = [
        f"{code} in {network}, {to[code]} in {made[to[code]]}" for code, network in gone.items()
        if not is_unallocated(network) and network != made[to[code]]
    ]  # fmt: skip
    if not others:
        return []
    stood = "1 practice stood" if len(others) == 1 else f"{len(others):,} practices stood"
    which = names.listed(others, _SHOWN)
    return [f"In {whose} {stood} in another network than the successor, whose counts: {which}."]


def _untold(pairs: pd.DataFrame) -> pd.DataFrame:
    """Old codes with two successors of one date, or of no date."""
    different = pairs.drop_duplicates(["old", "new", "day"])
    return different[different.duplicated(["old", "day"], keep=False)]


def _last(code: str, direct: Mapping[str, str], source: str) -> str:
    seen = [code]
    while (after := direct.get(seen[-1])) is not None and after != seen[-1]:
        if after in seen:
            raise DataError(
                "practices succeed one another in a circle",
                rows=[" to ".join([*seen, after])],
                remedy="Remove one of the rows",
                source=source,
            )
        seen.append(after)
    return seen[-1]
