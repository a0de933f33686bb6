"""Practices of a folder that no network can have: those without patients, and without a place."""

import pandas as pd

from boundaries.files import columns as names
from boundaries.files.tables import numerals
from boundaries.words import agreed

_SHOWN = 8
_UNITS = ("ccg_code", "sub_icb_code", "commissioner_code", "icb_code", "stp_code")


def without_patients(base: pd.DataFrame, sums: "pd.Series[str] | None") -> pd.DataFrame:
    """The practices with a list; those whose list is blank or 0 have the sum of registrations.

    A practice without either has nobody to look after: it closed, or is not open yet. Lists in
    words, below 0 and the like stay, so that whoever checks the rows names them.

    Parameters
    ----------
    base
        Text: `practice_code`, `list_size` and perhaps `practice_name`.
    sums
        Practice code -> its patients by small area added up, where these are known.

    Returns
    -------
        `base` without them; `attrs["notes"]` names both kinds.
    """
    sizes = numerals.numbers(base["list_size"])
    none = (base["list_size"] == "") | (sizes == 0)
    if not none.any():
        return base
    known = {} if sums is None else {code: said for code, said in sums.items() if said != "0"}
    filled = none & base["practice_code"].isin(list(known))
    gone = none & ~filled
    lists = base["list_size"].mask(filled, base["practice_code"].map(known))
    made = base.assign(list_size=lists)[~gone].reset_index(drop=True)
    made.attrs = dict(base.attrs)
    made.attrs["notes"] = [
        *base.attrs.get("notes", []), *_filled_said(base[filled]), *_gone_said(base[gone]),
    ]  # fmt: skip
    return made


def without_lists(base: pd.DataFrame, register: pd.DataFrame, source: str) -> list[str]:
    """A sentence on the practices of a register that no list of patients has.

    Those count that are not closed, and lie in a unit in which a practice of ``base`` lies: the
    finest unit that the register says.

    Parameters
    ----------
    base
        The practices with lists: `practice_code` and the units of the register, filled in.
    register
        Index `practice_code`; perhaps `practice_name`, `status` and codes of units.
    source
        What the register is called.
    """
    gone = register[~register.index.isin(base["practice_code"])]
    if "status" in gone:
        gone = gone[gone["status"].isin(["", "A"])]
    units = [one for one in _UNITS if one in register and one in base]
    if units:
        gone = gone[gone[units[0]].isin(set(base[units[0]]) - {""})]
    if gone.empty:
        return []
    some = f"{len(gone):,} practices are in no list of patients though {source} has them"
    return [agreed(f"{some}: set aside, as if closed, {_said(gone.reset_index())}.")]


def without_places(base: pd.DataFrame, placed: pd.Series) -> pd.DataFrame:
    """The practices that have a place; the others and their patients are named in the notes."""
    if placed.all():
        return base
    gone = base[~placed]
    patients = int(numerals.numbers(gone["list_size"]).fillna(0).sum())
    made = base[placed].reset_index(drop=True)
    made.attrs = dict(base.attrs)
    made.attrs["notes"] = [
        *base.attrs.get("notes", []),
        agreed(
            f"{len(gone):,} practices have no place, as no file knows the postcode or one near "
            f"it, so {patients:,} patients are in no network: {_said(gone)}. Add the postcode to "
            "a table of postcodes."
        ),
    ]
    return made


def _filled_said(rows: pd.DataFrame) -> list[str]:
    some = f"{len(rows):,} practices without a list size have the sum of their registrations"
    return [agreed(f"{some}: {_said(rows)}.")] if len(rows) else []


def _gone_said(rows: pd.DataFrame) -> list[str]:
    some = f"{len(rows):,} practices without patients in any file are set aside, as if closed"
    return [agreed(f"{some}: {_said(rows)}.")] if len(rows) else []


def _said(rows: pd.DataFrame) -> str:
    called = rows.get("practice_name", pd.Series("", rows.index))
    pairs = zip(rows["practice_code"], called, strict=True)
    return names.listed([f"{code} ({name})" if name else code for code, name in pairs], _SHOWN)
