"""What a study is made from: files or tables, and which of their columns mean what."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boundaries.files.tables.in_memory import Source

NHS = (
    "Contains information from NHS England, licensed under the current version of the Open "
    "Government Licence."
)
ONS = "Source: Office for National Statistics licensed under the Open Government Licence v.3.0."
OS = "Contains OS data © Crown copyright and database right."
MAIL = "Contains Royal Mail data © Royal Mail copyright and database right."
#: what a further file is for
ROLES = (
    "branches", "outline", "barriers", "links", "adjacency", "footprints", "registrations", "areas",
    "travel_times", "roads",
)  # fmt: skip
_FILES = ("practices", *ROLES)
LAYER = "footprints: "  #: before the name of a further layer, as what its file is for
PRACTICES, AREAS = "practices", "areas"  #: what a plan is made of
SOURCE = "source: "  #: before the name of a file that a table was joined from
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Inputs:
    """Files and columns, as a person names them; each file may be a table in memory instead.

    Parameters
    ----------
    practices
        The practice table; ``columns``, ``where``, ``exclude`` and ``accept_places`` as in
        ``boundaries.practices.table.read``.
    planned, group_by
        What is planned: ``practices``, or small ``areas`` whose polygons are then given as
        ``practices``, with a code and residents; and the column that groups areas to larger ones.
    within
        Hard border columns, outermost first.
    branches, outline, barriers, links, adjacency, footprints, registrations, areas
        Further files; ``areas`` are the small areas' polygons, ``adjacency`` a table of edges
        that replaces the neighbours found.
    travel_times, roads, mode
        A table of minutes to count travel in, or roads that they are found on; and which of
        several modes of the table to take.
    layer, layers
        Name of the layer in ``footprints``, blank for one alone; and further footprint layers
        by name.
    team, current, need
        Columns of the practice table: the community team that runs a practice today, its
        network today, its need score.
    lists_date
        Date of the list sizes, where the practice table has no ``EXTRACT_DATE``.
    succession
        Old practice code -> the code that succeeds it in the practice table; plans that are
        given later are read with it.
    title
        Heading of maps and exports.
    attribution
        Lines to print wherever the data is shown; ``None`` for those of NHS England, ONS,
        Ordnance Survey and Royal Mail as far as the files call for them.
    sources
        The files that tables in memory were joined from, for their digests.
    """

    practices: "Source"
    columns: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    accept_places: bool = False
    planned: str = PRACTICES
    group_by: str = ""
    within: tuple[str, ...] = ()
    branches: "Source | None" = None
    outline: "Source | None" = None
    barriers: "Source | None" = None
    links: "Source | None" = None
    adjacency: "Source | None" = None
    footprints: "Source | None" = None
    registrations: "Source | None" = None
    areas: "Source | None" = None
    travel_times: "Source | None" = None
    roads: "Source | None" = None
    mode: str | None = None
    layer: str = ""
    layers: "Mapping[str, Source]" = field(default_factory=dict)
    team: str | None = None
    current: str | None = None
    need: str | None = None
    lists_date: str | None = None
    succession: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    attribution: tuple[str, ...] | None = None
    sources: tuple[Path, ...] = ()

    @property
    def of_areas(self) -> bool:
        """Whether the units of a plan are small areas."""
        return self.planned == AREAS

    @property
    def files(self) -> "dict[str, Source]":
        """What a file or table is for -> the same, for those that are given."""
        given = {role: getattr(self, role) for role in _FILES}
        known = {role: source for role, source in given.items() if source is not None}
        return known | {LAYER + name: source for name, source in self.layers.items()}

    @property
    def attributions(self) -> tuple[str, ...]:
        """The lines that have to stand beside everything made from these files."""
        if self.attribution is not None:
            return self.attribution
        if self.of_areas:
            return (ONS, OS)
        polygons = self.areas is not None or self.outline is not None
        return (NHS, *([ONS] if polygons else []), OS, MAIL)


def digests(inputs: Inputs) -> dict[str, str]:
    """What a file is for -> SHA-256 of its bytes; of a table in memory, of its rows as CSV.

    A GeoPackage that is open elsewhere is digested with its ``-wal``, where its newest rows are.
    Each file that a table was joined from stands beside the table, as ``source: NAME``.
    """
    return {role: _digest(source) for role, source in inputs.files.items()} | {
        f"{SOURCE}{_shown(path)}": _digest(path) for path in inputs.sources
    }


def _shown(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _digest(source: "Source") -> str:
    if not isinstance(source, Path):
        return hashlib.sha256(source.to_csv().encode()).hexdigest()
    digest = hashlib.sha256()
    for path in (source, source.with_name(f"{source.name}-wal")):
        if path == source or path.is_file():
            with path.open("rb") as stream:
                while block := stream.read(_BLOCK):
                    digest.update(block)
    return digest.hexdigest()
