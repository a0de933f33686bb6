"""Files that people upload, read in a process of their own.

A file may take much memory, or end whatever reads it. So it is not read by the server of the app,
which keeps on answering and has its memory back when the reading ends.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from boundaries.errors import DataError
from boundaries.files import sheets
from boundaries.nhs import recognise
from boundaries.nhs.recognise import Recognised, Said
from boundaries.practices import table as practice_tables
from optimise.progress import Cancelled
from optimise.units import processes
from pcn_planner.study import arrivals
from pcn_planner.study.arrivals import Arrived, Tell
from pcn_planner.study.inputs import Inputs
from pcn_planner.study.reading import load as studies
from pcn_planner.study.study import Study


def load(inputs: Inputs) -> Study:
    """Load as ``study.load`` does, in another process.

    Raises
    ------
    DataError
        A file cannot be used, or ended the process that read it.
    """
    made: Study = _apart(_load, inputs)
    return made


def read(
    paths: Sequence[Path], said: Mapping[str, Said], tell: Tell, cancelled: Cancelled
) -> Arrived:
    """Read as ``arrivals.read`` does, in another process; tables found have only their first rows.

    Raises
    ------
    DataError
        The reading was ``cancelled``, or a file ended the process that read it.
    """
    made: Arrived = _apart(_read, paths, said, progress=tell, cancelled=cancelled)
    return made


def headed(one: Recognised, header: int) -> pd.DataFrame:
    """Read a table again, in another process, with its header in this row.

    Raises
    ------
    DataError
        There is no such row, or the file ended the process that read it.
    """
    made: pd.DataFrame = _apart(_headed, one.path, one.name, header)
    return made


def table(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """The table of a file, or of a sheet of it, as text; read in another process.

    Raises
    ------
    DataError
        The file cannot be used, or ended the process that read it.
    """
    made: pd.DataFrame = _apart(_table, path, sheet)
    return made


def _apart(function: Callable[..., Any], *asked: Any, **watching: Any) -> Any:
    try:
        made = processes.call(function, *asked, **watching)
    except processes.EndedError as error:
        raise DataError(
            "Reading ended before its end, most likely as there is not enough memory",
            remedy="Give smaller files, with the rows and columns that are needed alone",
        ) from error
    if isinstance(made, DataError):
        raise made
    return made


def _load(inputs: Inputs, **_watching: Any) -> Study | DataError:
    try:
        return studies.load(inputs)
    except DataError as error:  # an answer, not a fault of the process
        return error


def _read(
    paths: Sequence[Path], said: Mapping[str, Said], progress: Tell, cancelled: Cancelled
) -> Arrived | DataError:
    try:
        made = arrivals.read(paths, said, {}, progress, cancelled)
    except DataError as error:
        return error
    return replace(made, found=tuple(map(_first_rows, made.found)))


def _headed(path: Path, name: str, header: int, **_watching: Any) -> pd.DataFrame | DataError:
    try:
        found = [one for one in recognise.recognise([path]) if one.name == name]
        return found[0].said(Said(header=header)).table()
    except DataError as error:
        return error


def _table(path: Path, sheet: str | None, **_watching: Any) -> pd.DataFrame | DataError:
    try:
        asked = [] if sheet is None else [sheets.Asked(sheet, "", sheet)]
        found = sheets.table_of(path, asked)
        return practice_tables.read_table(path) if found is None else found[1]
    except DataError as error:
        return error


def _first_rows(one: Recognised) -> Recognised:
    if one.part is None:
        return one
    return replace(one, part=replace(one.part, cells=_left_behind, stream=None))


def _left_behind(_skip: int) -> pd.DataFrame:
    raise RuntimeError("only the first rows of this table are here")
