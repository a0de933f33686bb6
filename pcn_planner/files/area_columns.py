"""What columns of files are called where small areas are planned, and back again.

Inside, the units of every plan are practices with patients. Files that leave say what they are:
``area_code`` for ``practice_code``, ``residents`` for ``patients``, and all that is made of these.
"""

from collections.abc import Iterable
from typing import TypeVar

import pandas as pd

from pcn_planner.study.inputs import AREAS

Table = TypeVar("Table", bound=pd.DataFrame)
_WORDS = {"practice": "area", "practices": "areas", "patient": "resident", "patients": "residents"}
_BACK = {new: old for old, new in _WORDS.items()}
#: of the table of units; its other columns are the user's
OWN = ("practice_code", "patients")
MIDDLE = ("middle_easting", "middle_northing")  #: where distances are measured from


def named(name: str, planned: str) -> str:
    """A column of ours as files call it."""
    return _worded(name, _WORDS) if planned == AREAS else name


def in_files(table: Table, planned: str, columns: Iterable[str] | None = None) -> Table:
    """A table as it is written; ``columns`` are those of ours, all of them if not given."""
    ours = table.columns if columns is None else columns
    return table.rename(columns={name: named(str(name), planned) for name in ours})


def read_back(table: Table, columns: Iterable[str] | None = None) -> Table:
    """A table of a file as ``in_files`` had it; ``columns`` as there."""
    ours = table.columns if columns is None else [_worded(name, _WORDS) for name in columns]
    return table.rename(columns={name: _worded(str(name), _BACK) for name in ours})


def _worded(name: str, words: dict[str, str]) -> str:
    return "_".join(words.get(part, part) for part in name.split("_"))
