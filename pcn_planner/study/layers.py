"""Footprint layers beside the first: district nursing, mental health, social care, wards."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from boundaries.errors import DataError
from boundaries.teams import patients_by_team
from boundaries.teams.footprints import Footprints

if TYPE_CHECKING:
    from boundaries.files.tables.in_memory import Source

FIRST = "teams"  #: name of a first layer that nobody named, where there are others
LONGEST = 40


@dataclass(frozen=True, eq=False)
class Layer:
    """One layer of footprints, and where each practice's patients belong in it.

    ``cells`` are patients by practice, small area and team (``patients_by_team.build``).
    """

    footprints: Footprints
    cells: pd.DataFrame

    @property
    def team_patients(self) -> pd.DataFrame:
        """Patients by practice and team, counted as conflicts are."""
        return patients_by_team.by_team(self.cells)

    @property
    def counted(self) -> str:
        """How its patients are counted, ``by home`` or ``by list``."""
        return patients_by_team.counted(self.cells)


def check_names(names: list[str]) -> None:
    """Raise DataError unless names are short, plain, and no two are alike but for capitals."""
    named = [name for name in names if name]
    odd = [n for n in named if not re.fullmatch(r"\w[\w .&-]*", n) or len(n) > LONGEST]
    if odd:
        raise DataError(
            "a footprint layer cannot be called this",
            rows=odd,
            remedy=f"Use letters, digits, spaces and hyphens, {LONGEST} characters at most",
        )
    twice = sorted({n for n in named if [m.casefold() for m in named].count(n.casefold()) > 1})
    if twice:
        raise DataError("two footprint layers have one name", rows=twice, remedy="Name them apart")


def told_apart(given: "Mapping[str, Source]") -> tuple[str, dict[str, "Source"]]:
    """The first layer's name, and all layers; a blank name is ``FIRST`` where there are others."""
    named = {name or (FIRST if len(given) > 1 else ""): one for name, one in given.items()}
    return next(iter(named), ""), named


def parsed(values: list[str]) -> "dict[str, Source]":
    """``NAME=FILE``, or a file alone, as a command line gives them, in order.

    Raises
    ------
    DataError
        Two have one name, or none.
    """
    found: dict[str, Source] = {}
    for value in values:
        name, equals, file = value.partition("=")
        named = bool(equals) and not Path(value).exists() and not re.search(r"[\\/]", name)
        key, path = (name.strip(), file.strip()) if named else ("", value)
        if key in found or (named and not (key and path)):
            raise DataError(
                f"--footprints cannot be {value!r}",
                remedy="Name each of several layers: --footprints NAME=FILE",
            )
        found[key] = Path(path)
    return found
