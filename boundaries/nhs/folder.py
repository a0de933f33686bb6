"""The tables of a folder by what they are, and what became of each."""

import filecmp
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from boundaries.files.real_path import real_path
from boundaries.nhs.kinds import KINDS
from boundaries.nhs.recognise import Recognised

_UNUSED = "nothing asks for it"
_UNASKED = {
    "borders": "if this is the land, give it with --outline; if its areas are teams, with "
    "--footprints",
    "": "none of its columns are known",
}
COLUMNS = ["file", "recognised as", "date", "joined", "used"]


@dataclass
class Folder:
    """Tables by what they are, and what became of each.

    Parameters
    ----------
    found
        Every table, as recognised.
    used, joined
        `id` of a table -> a word on its use, and how many practices it joined.
    notes
        Sentences on what was decided.
    """

    found: list[Recognised]
    used: dict[int, str] = field(default_factory=dict)
    joined: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Recognised]:
        """The tables of a kind that can be used."""
        return [one for one in self.found if one.kind == kind and not one.why]

    def take(self, kind: str, why: str) -> Recognised | None:
        """The latest, or else largest, of a kind; the others are noted as left out."""
        some = sorted(self.of(kind), key=rank, reverse=True)
        for other in some[1:]:
            self.used[id(other)] = f"no: {some[0].name} {_better(some[0], other)}"
        if some:
            self.used[id(some[0])] = why
        return some[0] if some else None

    def count(self, one: Recognised, codes: Iterable[str], base: Sequence[str]) -> None:
        """Note how many of the practices a table has."""
        known = set(codes)
        self.joined[id(one)] = f"{len(known & set(base)):,} of {len(base):,}"

    def table(self) -> pd.DataFrame:
        """Every table and what became of it: columns `COLUMNS`."""
        rows = [
            (
                one.name,
                KINDS[one.kind],
                one.date,
                self.joined.get(id(one), ""),
                self.used.get(id(one), f"no: {one.why or _UNASKED.get(one.kind, _UNUSED)}"),
            )
            for one in self.found
        ]
        return pd.DataFrame(rows, columns=COLUMNS)


def rank(one: Recognised) -> tuple[bool, str, int]:
    """To prefer both sexes to one, the latest extract, the largest table."""
    return not _one_sex(one), one.date, one.part.size if one.part is not None else 0


def _better(one: Recognised, other: Recognised) -> str:
    if _one_sex(other) and not _one_sex(one):
        return "is of both sexes"
    if one.date > other.date:
        return f"is of {one.date}"
    if alike := _alike(one, other):
        return alike
    sizes = [of.part.size if of.part is not None else 0 for of in (one, other)]
    larger = sizes[0] > sizes[1]
    return "is the larger file" if larger else "is a file as large, and read instead"


def _alike(one: Recognised, other: Recognised) -> str:
    """What to say where both are the same table; blank where they are not."""
    parts = [of.part.name if of.part is not None else "" for of in (one, other)]
    if real_path(one.path) == real_path(other.path):
        return "is the same table of the same file" if parts[0] == parts[1] else ""
    same = parts[0] == parts[1] and filecmp.cmp(one.path, other.path, shallow=False)
    return "has the same content" if same else ""


def _one_sex(one: Recognised) -> bool:
    if one.part is None:
        return False
    sexes = {cell.upper() for row in one.part.head[1:] for cell in row} & {"MALE", "FEMALE"}
    return len(sexes) == 1
