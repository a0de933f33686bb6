"""A folder of publications made one study: each recognised, joined on codes, gaps named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.nhs import area_files, lists, places, placing, recognise, registers, successors
from boundaries.nhs.recognise import KINDS, Recognised
from boundaries.practices import rows as practice_rows

_LIST_KINDS = ("practices", "lists", "ages", "registrations")
_CODES = ("pcn_code", "ccg_code", "sub_icb_code", "stp_code", "icb_code")
_SHOWN = 8
# What only the registers themselves are about.
_OF_REGISTERS = (
    "PUBLICATION", "start_date", "end_date", "pcn_commissioner_code", "national_grouping",
    "prescribing_setting", "open_date", "close_date", "status",
)  # fmt: skip
_CODE_POINT = {0: "postcode", 2: "easting", 3: "northing"}
_UNUSED = "nothing asks for it"
_UNASKED = {
    "borders": "if this is the land, give it with --outline",
    "": "none of its columns are known",
}
COLUMNS = ["file", "recognised as", "date", "joined", "used"]


@dataclass(frozen=True)
class Gathered:
    """What a folder of publications comes to.

    Parameters
    ----------
    practices
        Text, one row a practice: `practice_code`, `list_size`, `postcode`, `easting`,
        `northing` (EPSG:27700), `place_from`, and names, networks and borders as far as a file
        has them. `attrs["notes"]`.
    registrations, areas, branches, links, footprints
        Further tables, where a file holds them; `areas` in EPSG:27700.
    files
        Columns `COLUMNS`: every table and what became of it.
    lists_date
        Date of the list sizes, ISO; blank where it is not said.
    """

    practices: pd.DataFrame
    files: pd.DataFrame
    registrations: pd.DataFrame | None = None
    areas: gpd.GeoDataFrame | None = None
    branches: pd.DataFrame | None = None
    links: pd.DataFrame | None = None
    footprints: gpd.GeoDataFrame | None = None
    lists_date: str = ""


@dataclass
class _Folder:
    """Tables by what they are, and what became of each."""

    found: list[Recognised]
    used: dict[int, str] = field(default_factory=dict)
    joined: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Recognised]:
        return [one for one in self.found if one.kind == kind and not one.why]

    def take(self, kind: str, why: str) -> Recognised | None:
        """The latest, or else largest, of a kind; the others are noted as left out."""
        some = sorted(self.of(kind), key=_rank, reverse=True)
        for other in some[1:]:
            self.used[id(other)] = f"no: {some[0].name} is {_better(some[0], other)}"
        if some:
            self.used[id(some[0])] = why
        return some[0] if some else None

    def count(self, one: Recognised, codes: Iterable[str], base: Sequence[str]) -> None:
        known = set(codes)
        self.joined[id(one)] = f"{len(known & set(base)):,} of {len(base):,}"

    def table(self) -> pd.DataFrame:
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


def gather(paths: Iterable[Path]) -> Gathered:
    """The practices of files and folders of publications, and what else the study needs.

    List sizes come from a practice table, `gp-reg-pat-prac-all`, the list by age, or the
    registrations, the first of these that is there. Of several extracts the latest is taken.

    Raises
    ------
    DataError
        No file has list sizes, nothing says where the practices are, or a file that is
        recognised cannot be used.
    """
    folder = _Folder(recognise.recognise(paths))
    registered = folder.take("registrations", "patients by small area")
    base, source = _base(folder)
    base = _with_registers(folder, base)
    base = _with_places(folder, base)
    succession = folder.take("successors", "codes of practices")
    to = successors.read(succession.table()) if succession else {}
    base = successors.applied(base, to)
    folder.notes += _dates(folder)
    patients, areas = area_files.matched(folder.of("small areas"), registered, _lookup(folder))
    for one, why in areas.used.items():
        folder.used[one] = why
    folder.notes += areas.notes
    base.attrs["notes"] = [*base.attrs.get("notes", []), *folder.notes]
    teams = folder.take("footprints", "teams")
    more = {kind: folder.take(kind, kind) for kind in ("branches", "links")}
    return Gathered(
        base,
        folder.table(),
        registrations=None if patients is None else successors.registered(patients, to),
        areas=areas.shapes,
        footprints=teams.shapes if teams else None,
        lists_date=source.date,
        **{kind: one.table() if one else None for kind, one in more.items()},
    )


def _lookup(folder: _Folder) -> pd.DataFrame | None:
    one = folder.take("census lookup", "areas of 2011 and 2021")
    return one.table() if one else None


def _base(folder: _Folder) -> tuple[pd.DataFrame, Recognised]:
    """Codes and list sizes, from the best file that has them."""
    for kind in _LIST_KINDS:
        some = folder.of(kind)
        if not some:
            continue
        one = max(some, key=_rank) if kind == "registrations" else folder.take(kind, "list sizes")
        if one is not None:
            for worse in (k for k in _LIST_KINDS[:-1] if k != kind):
                for other in folder.of(worse):
                    folder.used[id(other)] = f"no: list sizes come from {one.name}"
            return _sizes(folder, one), one
    raise DataError(
        "no file has list sizes",
        rows=[f"{one.name}: {one.why or KINDS[one.kind]}" for one in folder.found],
        remedy="Add gp-reg-pat-prac-all, or a table of practice codes and patients",
    )


def _sizes(folder: _Folder, one: Recognised) -> pd.DataFrame:
    table = one.table()
    folder.notes += table.attrs.get("notes", [])
    if one.kind == "practices":
        found = practice_rows.suggest(table)
        made = table.rename(columns={column: noun for noun, column in found.items()})
    else:
        made = lists.read_list_sizes(table)
        folder.notes += made.attrs.get("notes", [])
        made = _beside(made.assign(list_size=made["list_size"].astype("str")), table, one)
        if one.kind == "registrations":
            folder.notes.append(f"List sizes are the sums of the registrations ({one.name}).")
            folder.used[id(one)] = "list sizes, patients by small area"
    folder.count(one, made["practice_code"], list(made["practice_code"]))
    return made.reset_index(drop=True)


def _beside(made: pd.DataFrame, table: pd.DataFrame, one: Recognised) -> pd.DataFrame:
    """The list sizes with what else a table of one row a practice says: names, networks."""
    found = names.suggest([str(c) for c in table.columns], ("practice_code", "practice_name"))
    codes = table[found["practice_code"]]
    if one.kind != "lists" or codes.duplicated().any():
        return made
    nouns = names.suggest(
        [str(c) for c in table.columns], [*made.columns, "sex", "age", "org_type"]
    )
    others = table.drop(columns=list(set(nouns.values()) - {found.get("practice_name")}))
    named = others.rename(columns={found.get("practice_name", ""): "practice_name"})
    return made.join(
        named.set_axis(codes.to_numpy(), axis=0), on="practice_code", rsuffix=" (file)"
    )


def _with_registers(folder: _Folder, base: pd.DataFrame) -> pd.DataFrame:
    """Names, postcodes, networks and borders where the base has none; differences are noted."""
    for kind in ("map", "epcn", "epraccur"):
        one = folder.take(kind, "names, networks, borders")
        if one is None:
            continue
        register = _register(one).drop_duplicates("practice_code").set_index("practice_code")
        folder.count(one, register.index, list(base["practice_code"]))
        folder.notes += _differences(base, register, one)
        folder.notes += _closed(base, register, one)
        base = _filled(base, register)
    for sheet in folder.of("epcn sheet"):
        folder.used[id(sheet)] = "names of networks"
    return base.drop(columns=[name for name in _OF_REGISTERS if name in base])


def _register(one: Recognised) -> pd.DataFrame:
    if one.kind == "map":
        return lists.read_practice_map(one.table())
    if one.kind == "epcn":
        return registers.read_epcn(one.path)
    return registers.read_epraccur(one.path, active_only=False)


def _filled(base: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    left = base.set_index("practice_code").replace("", pd.NA)
    right = register[~register.index.duplicated()].reindex(left.index)
    filled = left.combine_first(right).fillna("")
    order = [*left.columns, *right.columns.difference(left.columns, sort=False)]
    return filled.loc[left.index, order].reset_index()


def _differences(base: pd.DataFrame, register: pd.DataFrame, one: Recognised) -> list[str]:
    """Codes of borders and networks that two publications give differently, by pair."""
    own = base.set_index("practice_code")
    notes = []
    for column in (name for name in _CODES if name in own and name in register):
        both = pd.DataFrame({"a": own[column], "b": register[column].reindex(own.index)}).fillna("")
        other = both[(both["a"] != both["b"]) & (both != "").all(axis=1)]
        if len(other):
            pairs = (other["b"] + " is now " + other["a"]).value_counts()
            listed = [f"{pair} ({count})" for pair, count in pairs.items()]
            notes.append(
                f"{len(other)} practices have another {column} in {one.name}, which is merged, "
                f"split or of another date: {_cut(listed)}. The latter counts."
            )
    return notes


def _closed(base: pd.DataFrame, register: pd.DataFrame, one: Recognised) -> list[str]:
    if "status" not in register:
        return []
    status = register["status"].reindex(base["practice_code"])
    closed = sorted(status.index[status.isin(["C", "D"])])
    if not closed:
        return []
    return [f"{len(closed)} practices with a list are closed in {one.name}: {_cut(closed)}."]


def _with_places(folder: _Folder, base: pd.DataFrame) -> pd.DataFrame:
    if "postcode" not in base:
        return base
    wanted = places.postcode(base["postcode"])
    found = [_code_point(one) for one in folder.of("code-point")]
    found += [one.table() for one in folder.of("postcodes")]
    for one in (*folder.of("code-point"), *folder.of("postcodes")):
        folder.used[id(one)] = "places"
    if not found:
        return base
    known = places.read_postcodes(_of_sectors(found, wanted))
    for one in (*folder.of("code-point"), *folder.of("postcodes")):
        folder.joined[id(one)] = f"{int(wanted.isin(known.index).sum()):,} of {len(base):,}"
    made = placing.placed(base, known)
    nowhere = made["easting"] == ""
    kept = made[~nowhere].reset_index(drop=True)
    said = made.attrs["notes"]
    kept.attrs["notes"] = [note.replace("have no place,", "are left out,") for note in said]
    return kept


def _code_point(one: Recognised) -> pd.DataFrame:
    if one.part is None:
        raise DataError("holds no table", source=str(one.path))
    cells = one.part.cells(0)
    return cells[list(_CODE_POINT)].rename(columns=_CODE_POINT)


def _of_sectors(tables: list[pd.DataFrame], wanted: pd.Series) -> pd.DataFrame:
    """The rows of the postcode sectors that the practices are in, each postcode once."""
    sectors = set(placing.sector(wanted))
    kept = []
    for table in tables:
        column = names.suggest([str(c) for c in table.columns], ("postcode",))["postcode"]
        plain = places.postcode(table[column])
        some = table[placing.sector(plain).isin(sectors).to_numpy()]
        kept.append(some.assign(**{column: plain[some.index]}).rename(columns={column: "postcode"}))
    return pd.concat(kept, ignore_index=True).fillna("").drop_duplicates("postcode")


def _dates(folder: _Folder) -> list[str]:
    used = [one for one in folder.found if not folder.used.get(id(one), "no").startswith("no")]
    dated = [one for one in used if one.date]
    if len({one.date for one in dated}) < len(("one", "other")):
        return []
    said = ", ".join(f"{KINDS[one.kind]} of {one.date}" for one in dated)
    return [f"The files are of different dates: {said}."]


def _rank(one: Recognised) -> tuple[bool, str, int]:
    return not _one_sex(one), one.date, one.part.size if one.part is not None else 0


def _better(one: Recognised, other: Recognised) -> str:
    if _one_sex(other):
        return "of both sexes"
    return f"of {one.date}" if one.date > other.date else "larger"


def _one_sex(one: Recognised) -> bool:
    if one.part is None:
        return False
    sexes = {cell.upper() for row in one.part.head[1:] for cell in row} & {"MALE", "FEMALE"}
    return len(sexes) == 1


def _cut(items: Sequence[str]) -> str:
    more = len(items) - _SHOWN
    return ", ".join(items[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
