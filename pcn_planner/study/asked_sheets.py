"""Sheets that are asked for, in any of the files that a command or a notebook gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from boundaries.files import sheets
from boundaries.files.tables.in_memory import Source

_RECOGNISED = ("practices", "postcodes", "successors")  #: what a folder is recognised together with


@dataclass(frozen=True)
class Chosen:
    """Files by their role, each as the table of the sheet that is asked for.

    Parameters
    ----------
    files
        Role -> file, table or None.
    unmet
        What is asked for of the workbooks in a folder of publications.
    paths
        The files that tables were taken out of.
    """

    files: Mapping[str, Source | None]
    unmet: tuple[sheets.Asked, ...] = ()
    paths: tuple[Path, ...] = ()

    @property
    def known(self) -> dict[str, Source]:
        """Role -> file or table, of what is given."""
        return {role: one for role, one in self.files.items() if one is not None}


def chosen(given: Mapping[str, Source | None], said: Sequence[str]) -> Chosen:
    """The files given; for workbooks, the sheets asked for; see ``sheets.Asked``.

    A folder of publications (role ``practices``) and what is recognised with it stay as they are.

    Raises
    ------
    DataError
        No file has a sheet that is asked for: the sheets that there are, are named.
    """
    if not said:
        return Chosen(given)
    practices = given.get("practices")
    folder = isinstance(practices, Path) and practices.is_dir()
    kept = _RECOGNISED if folder else ()
    apart = {role: one for role, one in given.items() if role not in kept}
    made, unmet = sheets.chosen(apart, sheets.asked(said))
    if not folder:
        sheets.refuse_unmet(unmet, paths_of(given))
    taken = [one for role, one in given.items() if one is not made.get(role, one)]
    return Chosen(
        {**given, **made}, tuple(unmet), tuple(one for one in taken if isinstance(one, Path))
    )


def read(path: Path, said: Sequence[str]) -> Source:
    """A file, or the table of its sheet that is asked for."""
    found = sheets.table_of(path, sheets.asked(said)) if said else None
    return path if found is None else found[1]


def named(text: str, said: Sequence[str]) -> str | pd.DataFrame:
    """What may be a file or a column: the table of the sheet asked for, if it is such a file."""
    path = Path(text).expanduser()
    found = read(path, said) if path.is_file() else path
    return text if isinstance(found, Path) else found


def paths_of(given: Mapping[str, Source | None]) -> list[Path]:
    """The files among what is given, each once."""
    paths = [one for one in given.values() if isinstance(one, Path)]
    return list(dict.fromkeys(paths))
