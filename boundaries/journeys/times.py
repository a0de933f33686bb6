"""Tables of travel times: from where, to which practice, how many minutes, by what mode."""

from collections.abc import Sequence

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns, text
from boundaries.files.strangers import refuse_alike
from boundaries.files.tables import numerals
from boundaries.files.tables.in_memory import Source, name_of

PAIR = ["from_code", "to_code"]
LONGEST_MIN = 1440.0  #: a day; more is no time in minutes
SHOWN = 5


def read(source: Source, mode: str | None = None) -> pd.DataFrame:
    """Read ``from_code, to_code, minutes`` and perhaps ``mode``.

    A pair that is there twice with the same time counts once. The two directions of a pair are
    two pairs.

    Parameters
    ----------
    source
        Any file of rows, or a table.
    mode
        Which of several modes to take, in any case.

    Returns
    -------
    ``from_code``, ``to_code`` (text) and ``minutes``, one row a pair in the file's order.
    ``attrs``: ``notes``, ``mode`` (blank where there is none).

    Raises
    ------
    DataError
        A column is missing, a code is blank, a time is no number of minutes, a pair has two
        times, or there are several modes and none, or a strange one, is asked for.
    """
    name = name_of(source)
    given = text.text_table(source, wants=(*PAIR, "minutes", "mode"))
    columns.refuse_repeated(given.columns, (*PAIR, "minutes", "mode"), name)
    table = _required(_renamed(given), name)
    notes = list(given.attrs.get("notes", []))
    table, taken = _of_mode(table, mode, name, notes)
    table = table.assign(minutes=_minutes(table, name))
    _refuse(table, (table[PAIR] == "").any(axis=1), "has no code", "Give both codes", name)
    whole = _once(table, name, notes)
    whole.attrs = {"notes": notes, "mode": taken}
    return whole


def modes(source: Source) -> list[str]:
    """The modes that a table tells apart, sorted; none where it has no such column."""
    table = _renamed(text.text_table(source, wants=(*PAIR, "minutes", "mode")))
    return sorted(set(table["mode"])) if "mode" in table else []


def read_first(source: Source) -> pd.DataFrame:
    """Read a table as ``read`` does, with the first of several modes, to see its faults."""
    known = modes(source)
    return read(source, known[0] if len(known) > 1 else None)


def _renamed(table: pd.DataFrame) -> pd.DataFrame:
    found = columns.suggest(list(map(str, table.columns)), (*PAIR, "minutes", "mode"))
    kept = table[list(found.values())]
    return kept.set_axis(list(found), axis=1)


def _required(table: pd.DataFrame, source: str) -> pd.DataFrame:
    missing = [name for name in (*PAIR, "minutes") if name not in table]
    if missing:
        raise DataError(
            f"no column {', '.join(missing)}",
            remedy="The table needs from_code, to_code, minutes, and mode where there are several",
            source=source,
        )
    return table


def _of_mode(
    table: pd.DataFrame, mode: str | None, source: str, notes: list[str]
) -> tuple[pd.DataFrame, str]:
    """The rows of one mode, and its name; a note says which was taken."""
    if "mode" not in table:
        if mode is not None:
            raise DataError(
                f"there is no column mode to take {mode!r} from",
                remedy="Leave out --mode, or give the table a column mode",
                source=source,
            )
        return table, ""
    known = sorted(set(table["mode"]))
    wanted = [one for one in known if mode is None or one.casefold() == mode.strip().casefold()]
    if len(wanted) != 1:
        called = f"no mode, or more than one, is called {mode!r}"
        what = "there are several modes" if mode is None else called
        raise DataError(
            what,
            rows=[one or "(blank)" for one in known],
            remedy="Choose one with --mode",
            source=source,
        )
    kept = table[table["mode"] == wanted[0]]
    if len(known) > 1:
        notes.append(
            f"Travel times: the mode {wanted[0]} is taken ({len(kept):,} of {len(table):,} rows)."
        )
    return kept, wanted[0]


def _minutes(table: pd.DataFrame, source: str) -> pd.Series:
    minutes = numerals.numbers(table["minutes"])
    wrong = minutes.isna() | (minutes < 0)
    _refuse(
        table, wrong, "has no time in minutes",
        "Give numbers from 0 on; leave out pairs whose time is not known", source, "minutes",
    )  # fmt: skip
    _refuse(
        table, minutes > LONGEST_MIN, "takes more than a day",
        "Give minutes: a time in seconds is divided by 60", source, "minutes",
    )  # fmt: skip
    return minutes


def _once(table: pd.DataFrame, source: str, notes: list[str]) -> pd.DataFrame:
    """Each pair once; DataError where one has two times."""
    plain = table[[*PAIR, "minutes"]]
    repeated = plain.duplicated(PAIR, keep=False)
    if not repeated.any():
        return plain.copy()
    pairs = plain[repeated]
    apart = pairs.groupby(PAIR)["minutes"].transform("nunique") > 1
    _refuse(
        pairs, apart, "gives a pair another time than a row before or after it",
        "Keep one time a pair, or tell them apart in a column mode", source, "minutes",
    )  # fmt: skip
    once = plain.drop_duplicates(PAIR)
    notes.append(f"Travel times: {len(plain) - len(once):,} rows say again what another row says.")
    return once.copy()


def _refuse(
    table: pd.DataFrame,
    wrong: "pd.Series[bool]",
    what: str,
    remedy: str,
    source: str,
    shown: str = "",
) -> None:
    if not wrong.any():
        return
    bad = table[wrong]
    values = bad[shown].map("{}".format).radd(": ") if shown else [""] * len(bad)
    rows = [
        f"row {at} ({start} to {end}){value}"
        for at, start, end, value in zip(
            bad.index, bad["from_code"], bad["to_code"], values, strict=True
        )
    ]
    said = f"1 row {what}" if len(bad) == 1 else f"of {len(bad):,} rows each {what}"
    raise DataError(said, rows=rows, remedy=remedy, source=source)


def held(table: pd.DataFrame, known: Sequence[str], practices: Sequence[str]) -> pd.DataFrame:
    """The rows from a place that is known to a practice of the study; others are noted.

    Raises
    ------
    DataError
        No row is left, or codes differ from those of the study in nothing but capitals, blanks,
        signs or leading zeros.
    """
    every = {*known, *practices}
    strangers = sorted({*pd.unique(table[PAIR].to_numpy().ravel())} - every)
    refuse_alike(strangers, every, what="codes of the travel times", among="the study")
    here = table["from_code"].isin(list(known)) & table["to_code"].isin(list(practices))
    kept = table[here].copy()
    if kept.empty:
        raise DataError(
            "no row leads from a practice or small area of the study to one of its practices",
            rows=[f"{a} to {b}" for a, b in table[PAIR].head(SHOWN).to_numpy()],
            remedy="Give times between these practices, or from their patients' small areas",
        )
    kept.attrs = {**table.attrs, "notes": list(table.attrs.get("notes", []))}
    left = int((~here).sum())
    if left:
        shown = f", such as {', '.join(strangers[:SHOWN])}" if strangers else ""
        kept.attrs["notes"].append(
            f"Travel times: {left:,} of {len(table):,} rows are from or to places outside the "
            f"study{shown}; they are left out."
        )
    return kept
