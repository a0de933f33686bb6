"""Codes of one table held against those of another: nobody is left out unsaid."""

import re
from collections.abc import Collection, Iterable

from boundaries.errors import DataError

SHOWN = 5


def held_against(
    codes: Iterable[str], known: Collection[str], *, what: str, among: str, source: str = ""
) -> list[str]:
    """Sentences on the codes of a table that the study does not know.

    Parameters
    ----------
    codes
        Codes of the table; repeats and blanks count once and not at all.
    known
        Codes of the study.
    what, among
        For the messages: ``practice codes of the branch table``, ``the practice table``.
    source
        The file, for messages.

    Raises
    ------
    DataError
        No code is known, or some are known but for their capitals.
    """
    given, here = {code for code in codes if code}, set(known)
    strangers = sorted(given - here)
    if not given or not strangers:
        return []
    refuse_alike(strangers, here, what=what, among=among, source=source)
    if len(strangers) == len(given):
        few = f"the only one of the {what} is not" if len(given) == 1 else ""
        raise DataError(
            f"{few or f'none of the {len(given):,} {what} is'} in {among}",
            rows=[f"{strangers[0]} here, {min(here)} there"] if here else [],
            remedy="Give a table of the same places and the same year, with the same codes",
            source=source,
        )
    shown = ", ".join(strangers[:SHOWN])
    more = f" and {len(strangers) - SHOWN:,} more" if len(strangers) > SHOWN else ""
    verb = "is" if len(strangers) == 1 else "are"
    return [
        f"{len(strangers):,} of {len(given):,} {what} {verb} not in {among}, and left out: "
        f"{shown}{more}."
    ]


def refuse_alike(
    strangers: Iterable[str], known: Iterable[str], *, what: str, among: str, source: str = ""
) -> None:
    """Raise DataError where unknown codes are known ones in capitals, with blanks, signs, zeros.

    ``0Q`` is ``00Q`` to a spreadsheet, ``e01 000001`` is ``E01000001`` to a person. Parameters
    as in ``held_against``.
    """
    pairs = alike(strangers, known)
    if pairs:
        capitals = all(one.casefold() == other.casefold() for one, other in pairs)
        signs = "capitals" if capitals else "capitals, blanks, signs or leading zeros"
        raise DataError(
            f"{len(pairs):,} {what} differ from {among} in nothing but {signs}",
            rows=[f"{one} here, {other} there" for one, other in pairs],
            remedy="Write the codes alike in both",
            source=source,
        )


def alike(strangers: Iterable[str], known: Iterable[str]) -> list[tuple[str, str]]:
    """Unknown codes, each with the known one it is but for capitals, blanks, signs, zeros."""
    folded = {_folded(code): code for code in sorted(known)}
    return [(one, folded[_folded(one)]) for one in strangers if _folded(one) in folded]


def _folded(code: str) -> str:
    plain = re.sub(r"[\W_]+", "", code.casefold())
    return plain.lstrip("0") or plain or code
