"""Options that several commands share, in groups, and what is made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optimise.problem.rules import Rules
from pcn_planner.commands.asking import parsing
from pcn_planner.commands.running import shown
from pcn_planner.study.inputs import LAYER, PRACTICES, ROLES, Inputs

if TYPE_CHECKING:
    from boundaries.files.tables.in_memory import Source
    from boundaries.practices.table import Practices
    from pcn_planner.study.asked_sheets import Chosen
    from pcn_planner.study.intake import Intake

_TABLE, _FILES = "Practice table", "Further files"
_NOTHING: Mapping[str, Path | None] = {}


def option(flag: str, text: str, panel: str, metavar: str | None = None) -> Any:
    """An option with its line of help, in one of the panels of ``--help``."""
    return typer.Option(flag, help=text, rich_help_panel=panel, metavar=metavar)


WHERE = option(
    "--where", "Keep only the rows with this value: COLUMN=VALUE.", _TABLE, "COLUMN=VALUE"
)
SHEET = option(
    "--sheet",
    "Read this sheet of a workbook, and this row as its header.",
    _TABLE,
    "[FILE=]SHEET[!ROW]",
)
EXCLUDE = option("--exclude", "Leave these practices out.", _TABLE, "CODE,...")
COLUMNS = option(
    "--columns", "Say which column of the file holds what: list_size=NAME.", _TABLE, "NAME=COLUMN"
)
ACCEPT_PLACES = option("--accept-places", "Accept places that look unlikely.", _TABLE)


@dataclass(frozen=True)
class Table:
    """The practice table and how to read it."""

    practices: Annotated[
        Path,
        typer.Argument(
            help="Practice table of any kind, a folder of publications, or polygons of areas.",
            metavar="PRACTICES",
        ),
    ]
    columns: Annotated[list[str], COLUMNS] = field(default_factory=list)
    where: Annotated[list[str], WHERE] = field(default_factory=list)
    exclude: Annotated[list[str], EXCLUDE] = field(default_factory=list)
    postcodes: Annotated[
        Path | None,
        option(
            "--postcodes",
            "Table of postcodes that gives places: ONSPD, Code-Point Open, any.",
            _TABLE,
        ),
    ] = None
    successors: Annotated[
        Path | None,
        option("--successors", "Table of mergers and closures: old_code, new_code, date.", _TABLE),
    ] = None

    units: Annotated[
        str, option("--units", "Plan practices, or small areas.", _TABLE, "practices|areas")
    ] = PRACTICES
    area_data: Annotated[
        list[Path],
        option(
            "--area-data",
            "Table by area code: residents, council, ward; repeat it for each file.",
            _TABLE,
        ),
    ] = field(default_factory=list)
    group_by: Annotated[
        str,
        option("--group-by", "Column that holds the larger areas to plan.", _TABLE, "COLUMN"),
    ] = ""
    accept_places: Annotated[bool, ACCEPT_PLACES] = False
    sheet: Annotated[list[str], SHEET] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse what makes no sense together, before any file is read."""
        about = {"--area-data": self.area_data, "--group-by": self.group_by}
        lists = {"--postcodes": self.postcodes, "--successors": self.successors}
        parsing.checked_units(self.units, of_areas=about, of_practices=lists)

    def openable(self) -> None:
        """Raise DataError where the table or folder is not there, or cannot be opened at all."""
        from boundaries.files import folders, opening

        if self.practices.is_dir():
            folders.files_in(self.practices)
        else:
            opening.raw_bytes(self.practices, 1)

    def read(self, beside: "Mapping[str, Source | None] | None" = None) -> "Practices":
        """The practices or areas alone; ``beside`` are files whose sheets may be asked for, too."""
        return self.read_with(beside or {})[0]

    def read_with(
        self, beside: "Mapping[str, Source | None]"
    ) -> "tuple[Practices, Mapping[str, str]]":
        """As ``read``, and old practice code -> the code that succeeds it."""
        from pcn_planner.study import planned_words
        from pcn_planner.study.reading import planned

        with planned_words.speaking(planned_words.Words(self.units)):
            chosen = self.chosen(beside)
            given = Inputs(**self.joined(chosen, self.taken(chosen)), **self.reading)
            return planned.read(given).units, given.succession

    def joined(self, chosen: "Chosen", taken: "Intake") -> dict[str, Any]:
        """The practices or areas, with tables of these joined, as members of ``Inputs``."""
        from pcn_planner.study.reading import planned

        tables = [chosen.known[role] for role in self._data]
        units, sources = planned.with_figures(taken.practices, tables, taken.columns)
        said = {"planned": self.units, "group_by": self.group_by}
        made = {"practices": units, "sources": (*taken.sources, *sources), **said}
        return made | {"succession": taken.succession, "columns": taken.columns}

    @property
    def _data(self) -> dict[str, Path]:
        return {f"area data {k}": path for k, path in enumerate(self.area_data)}

    def chosen(self, beside: "Mapping[str, Source | None]") -> "Chosen":
        """The table's own files and others; for workbooks, the sheets that are asked for."""
        from pcn_planner.study import asked_sheets

        own = {
            "practices": self.practices, "postcodes": self.postcodes, "successors": self.successors,
        }  # fmt: skip
        return asked_sheets.chosen({**own, **self._data, **beside}, self.sheet)

    def taken(self, chosen: "Chosen", lists_date: str | None = None) -> "Intake":
        """The table or folder, opened; a folder's files are told."""
        from pcn_planner.study import intake

        taken = intake.opened(
            chosen.known["practices"],
            postcodes=chosen.files["postcodes"],
            succession=chosen.files["successors"],
            wishes=chosen.unmet,
            lists_date=lists_date or "",
            named=parsing.pairs(self.columns, "--columns"),
        )
        if taken.files is not None:
            shown.recognised(taken.files)
        return taken

    def source(self, path: Path | None) -> "Source | None":
        """A file, or the table of its sheet that is asked for."""
        from pcn_planner.study import asked_sheets

        return None if path is None else asked_sheets.read(path, self.sheet)

    @property
    def reading(self) -> dict[str, Any]:
        """Which of its rows to read, as ``boundaries.practices.table.read`` takes it."""
        return {
            "where": parsing.pairs(self.where, "--where"),
            "exclude": parsing.several(self.exclude),
            "accept_places": self.accept_places,
        }


@dataclass(frozen=True)
class Files:
    """What is known of the area beside the practice table."""

    branches: Annotated[Path | None, option("--branches", "Table of branch sites.", _FILES)] = None
    outline: Annotated[
        Path | None,
        option(
            "--outline", "Polygons of the land, or one for each border unit with its code.", _FILES
        ),
    ] = None
    barriers: Annotated[
        Path | None,
        option("--barriers", "Lines or polygons that nobody crosses: rivers, motorways.", _FILES),
    ] = None
    links: Annotated[
        Path | None, option("--links", "Table of pairs to join or part, with reasons.", _FILES)
    ] = None
    adjacency: Annotated[
        Path | None,
        option("--adjacency", "Table of neighbours to use instead of those found.", _FILES),
    ] = None
    footprints: Annotated[
        list[str],
        option(
            "--footprints",
            "Areas of community teams, or a table of their members; repeat it for each layer.",
            _FILES,
            "[NAME=]FILE",
        ),
    ] = field(default_factory=list)
    registrations: Annotated[
        Path | None,
        option("--registrations", "Table of patients by practice and small area.", _FILES),
    ] = None
    areas: Annotated[
        list[Path],
        option("--areas", "Polygons of the small areas; repeat it for each file.", _FILES),
    ] = field(default_factory=list)
    travel_times: Annotated[
        Path | None,
        option("--travel-times", "Table of minutes to count instead of straight lines.", _FILES),
    ] = None
    mode: Annotated[
        str | None,
        option("--mode", "Take this mode of travel, where the table has several.", _FILES, "NAME"),
    ] = None
    roads: Annotated[
        Path | None,
        option("--roads", "Lines of roads, or an .osm.pbf, to find minutes on.", _FILES),
    ] = None
    team: Annotated[
        str | None, option("--team", "Column that holds each practice's team.", _TABLE, "COLUMN")
    ] = None
    current: Annotated[
        str | None,
        option("--current", "Column that holds each practice's network today.", _TABLE, "COLUMN"),
    ] = None
    need: Annotated[
        str | None,
        option(
            "--need", "Column that holds a score of need, for the weight mix.", _TABLE, "COLUMN"
        ),
    ] = None
    lists_date: Annotated[
        str | None, option("--lists-date", "The date of the list sizes.", _TABLE, "YYYY-MM-DD")
    ] = None
    title: Annotated[
        str, option("--title", "Print this heading on the map and the exports.", _FILES)
    ] = ""
    attribution: Annotated[
        list[str],
        option("--attribution", "Print this attribution instead of the usual one.", _FILES),
    ] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse what no file can mend, before any is read."""
        parsing.checked_date(self.lists_date, "--lists-date")
        parsing.checked_text(self.title, "--title")
        for line in self.attribution:
            parsing.checked_text(line, "--attribution")


def inputs_of(
    table: Table, files: Files, rules: Rules, beside: Mapping[str, Path | None] = _NOTHING
) -> Inputs:
    """The inputs of a study; ``beside`` are further files whose sheets may be asked for."""
    from pcn_planner.study import intake, layers

    prints = {LAYER + name: path for name, path in layers.parsed(files.footprints).items()}
    alone = {role: getattr(files, role) for role in ROLES if role not in ("areas", "footprints")}
    chosen = table.chosen({**alone, **prints, **beside})
    taken = table.taken(chosen, files.lists_date)
    given = {name: value for name, value in vars(files).items() if name != "attribution"}
    given |= {role: chosen.files[role] for role in alone}
    given["areas"] = intake.areas(files.areas)
    given |= intake.footprints({name.removeprefix(LAYER): chosen.known[name] for name in prints})
    given["lists_date"] = files.lists_date or taken.lists_date
    given |= intake.files_of(taken, {role: given[role] for role in ROLES})
    units = table.joined(chosen, taken)
    joined = [*units.pop("sources"), *chosen.paths]
    joined += files.areas if len(files.areas) > 1 else []
    if files.registrations is not None and taken.succession:
        joined.append(files.registrations)
    return Inputs(
        **units,
        sources=tuple(dict.fromkeys(joined)),
        **table.reading,
        **given,
        within=rules.within,
        attribution=tuple(files.attribution) or None,
    )
