"""Readers of the Organisation Data Service's registers: practices and networks."""

import contextlib
from pathlib import Path

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import text as files
from boundaries.files.columns import normalised
from boundaries.practices import checks as practice_checks

EPRACCUR_COLUMNS = 27
# Position (from 0) of what is used of epraccur's 27 columns; the file has no header.
_EPRACCUR = {
    "practice_code": 0,
    "practice_name": 1,
    "national_grouping": 2,
    "icb_code": 3,
    "postcode": 9,
    "open_date": 10,
    "close_date": 11,
    "status": 12,
    "commissioner_code": 14,
    "prescribing_setting": 25,
}
_PCN: dict[str, tuple[str, ...]] = {
    "pcn_code": ("pcncode",),
    "pcn_name": ("pcnname",),
    "close_date": ("closedate",),
}
_PARTNER: dict[str, tuple[str, ...]] = {
    "practice_code": ("partnerorganisationcode",),
    "practice_name": ("partnername",),
    "commissioner_code": ("practiceparentccgcode", "practiceparentsubicbloccode"),
    "pcn_code": ("pcncode",),
    "pcn_name": ("pcnname",),
    "pcn_commissioner_code": ("pcnparentccgcode", "pcnparentsubicbloccode"),
    "start_date": ("practicetopcnrelationshipstartdate",),
    "end_date": ("practicetopcnrelationshipenddate",),
}


def read_epraccur(
    path: Path, *, active_only: bool = True, england_only: bool = True
) -> pd.DataFrame:
    """Open GP practices from the register `epraccur`: no header, 27 columns.

    Parameters
    ----------
    path
        The file, line ends of either kind.
    active_only
        Keep only status A; a practice can be active and have no patients.
    england_only
        Leave out Wales (national grouping W00, codes W..., commissioners 6A* and 7A*).

    Returns
    -------
        Prescribing setting 4 (GP practice) only. Text columns `practice_code`,
        `practice_name`, `postcode`, `status` (A active, C closed, D dormant,
        P proposed), `commissioner_code`, `icb_code`, `national_grouping`, `open_date`,
        `close_date` (YYYYMMDD), `prescribing_setting`; index `row` of the file.

    Raises
    ------
    DataError
        The file does not have 27 columns or a code is used twice.
    """
    cells = files.untitled_table(path)
    if cells.shape[1] != EPRACCUR_COLUMNS:
        raise DataError(
            f"has {cells.shape[1]} columns where epraccur has {EPRACCUR_COLUMNS}",
            remedy="Give the file as the Organisation Data Service publishes it",
            source=str(path),
        )
    register = cells[list(_EPRACCUR.values())].set_axis(list(_EPRACCUR), axis=1)
    wanted = register["prescribing_setting"] == "4"
    if active_only:
        wanted &= register["status"] == "A"
    if england_only:
        wanted &= ~_in_wales(register)
    practice_checks.raise_for(
        practice_checks.code_problems(register[wanted], "practice_code"), str(path)
    )
    return register[wanted]


def read_epcn(path: Path, *, open_only: bool = True) -> pd.DataFrame:
    """Practices and their networks from an `epcn` workbook of any year.

    Sheets are told by their headers, of which case, blanks and line breaks do not count.

    Parameters
    ----------
    path
        The workbook, of any kind.
    open_only
        Leave out memberships that ended and networks that closed.

    Returns
    -------
        One row a membership, in the file's order: text columns `practice_code`,
        `practice_name`, `pcn_code`, `pcn_name` (from the sheet of networks),
        `commissioner_code` (the practice's CCG or sub-ICB), `pcn_commissioner_code`,
        `start_date`, `end_date` (YYYYMMDD); index `row` of the sheet. The two
        commissioners differ for some tens of practices.

    Raises
    ------
    DataError
        No workbook, a sheet or column is missing, or a practice is in two open networks.
    """
    sheets = _sheets(path)
    networks = _undated(_sheet(sheets, _PCN, "partnerorganisationcode", str(path)))
    partners = _undated(_sheet(sheets, _PARTNER, None, str(path)))
    by_code = networks.drop_duplicates("pcn_code").set_index("pcn_code")
    named = partners["pcn_code"].map(by_code["pcn_name"]).fillna("")
    members = partners.assign(pcn_name=named)
    if not open_only:
        return members
    closed = set(networks.loc[networks["close_date"] != "", "pcn_code"])
    members = members[(members["end_date"] == "") & ~members["pcn_code"].isin(closed)]
    practice_checks.raise_for(practice_checks.code_problems(members, "practice_code"), str(path))
    return members


def _in_wales(register: pd.DataFrame) -> pd.Series:
    return (
        (register["national_grouping"] == "W00")
        | register["practice_code"].str.match(r"W[0-9]")
        | register["commissioner_code"].str.match(r"[67]A")
    )


def _sheets(path: Path) -> list[pd.DataFrame]:
    """The tables of a workbook, one a sheet; sheets without rows are none."""
    found = []
    for part in files.parts(path):
        with contextlib.suppress(DataError):
            found.append(files.table(part, str(path)))
    return found


def _sheet(
    sheets: list[pd.DataFrame],
    nouns: dict[str, tuple[str, ...]],
    without: str | None,
    source: str,
) -> pd.DataFrame:
    """The first sheet whose header has a column for every one of `nouns`."""
    for table in sheets:
        plain = {normalised(str(name)): name for name in reversed(table.columns)}
        found = [next((plain[a] for a in names if a in plain), None) for names in nouns.values()]
        if None not in found and without not in plain:
            return table[found].set_axis(list(nouns), axis=1)
    raise DataError(
        f"no sheet has columns for {', '.join(nouns)}",
        remedy="Give the epcn workbook as the Organisation Data Service publishes it",
        source=source,
    )


def _undated(table: pd.DataFrame) -> pd.DataFrame:
    """Dates as the register writes them in CSV, YYYYMMDD, where a workbook has them in ISO."""
    dates = [str(name) for name in table.columns if str(name).endswith("_date")]
    return table.assign(**{name: table[name].str.replace("-", "") for name in dates})
