"""A folder of publications made one study: each recognised, joined on codes, gaps named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries.errors import DataError
from boundaries.files import columns as names
from boundaries.files import heard, sheets
from boundaries.files.tables import in_memory, numerals
from boundaries.nhs import area_files, area_scores, recognise, registers, set_aside, successors
from boundaries.nhs.folder import Folder, rank
from boundaries.nhs.list_sizes import lists
from boundaries.nhs.list_sizes.everybody import everyone
from boundaries.nhs.postcodes import places, placing, postcode_files
from boundaries.nhs.recognise import KINDS, Recognised
from boundaries.practices import rows as practice_rows

_LIST_KINDS = ("practices", "lists", "ages", "registrations")
_CODES = ("pcn_code", "ccg_code", "sub_icb_code", "stp_code", "icb_code")
_SHOWN = 8
_USES = {
    "footprints": "teams", "outline": "land", "barriers": "barriers",
    "travel times": "travel", "roads": "travel",
}  # fmt: skip
# What only the registers themselves are about.
_OF_REGISTERS = (
    "PUBLICATION", "start_date", "end_date", "pcn_commissioner_code", "national_grouping",
    "prescribing_setting", "open_date", "close_date", "status",
)  # fmt: skip


@dataclass(frozen=True)
class Gathered:
    """What a folder of publications comes to.

    Parameters
    ----------
    practices
        Text, one row a practice: `practice_code`, `list_size`, `postcode`, `easting`,
        `northing` (EPSG:27700), `place_from`, and names, networks and borders as far as a file
        has them. `attrs["notes"]`; `attrs["set_aside"]` are codes without patients or a place.
    registrations, areas, branches, links, footprints, outline, barriers, travel_times, roads
        Further tables, where a file holds them; `areas` in EPSG:27700.
    files
        Columns `COLUMNS`: every table and what became of it.
    lists_date
        Date of the list sizes, ISO; blank where it is not said.
    lists_before
        Practice code -> list size before successors took over, where there are any.
    succession
        Old practice code -> the code that succeeds it, where a file says so.
    """

    practices: pd.DataFrame
    files: pd.DataFrame
    registrations: pd.DataFrame | None = None
    areas: gpd.GeoDataFrame | None = None
    branches: pd.DataFrame | None = None
    links: pd.DataFrame | None = None
    footprints: pd.DataFrame | None = None
    outline: gpd.GeoDataFrame | None = None
    barriers: gpd.GeoDataFrame | None = None
    travel_times: pd.DataFrame | None = None
    roads: gpd.GeoDataFrame | None = None
    lists_date: str = ""
    lists_before: Mapping[str, float] = field(default_factory=dict)
    succession: Mapping[str, str] = field(default_factory=dict)


def gather(paths: Iterable[Path], wishes: Sequence[sheets.Asked] = ()) -> Gathered:
    """The practices of files and folders of publications, and what else the study needs.

    List sizes come from a practice table, `gp-reg-pat-prac-all`, the list by age, or the
    registrations, the first of these that is there. Of several extracts the latest is taken.
    ``wishes`` are sheets that a person asks for.

    Raises
    ------
    DataError
        No file has list sizes, nothing says where the practices are, a file that is
        recognised cannot be used, or no file has a sheet that is asked for.
    """
    found, unmet = recognise.of_sheets(recognise.recognise(paths), wishes)
    sheets.refuse_unmet(unmet, list(dict.fromkeys(one.path for one in found)))
    return join(found)


def join(found: list[Recognised]) -> Gathered:
    """Do as ``gather`` with tables recognised already; the practices carry the notes of all."""
    with heard.hearing() as noted:
        made = _joined(found)
    said = made.practices.attrs["notes"]
    made.practices.attrs["notes"] = [*said, *heard.untold(noted, said)]
    return made


def _joined(found: list[Recognised]) -> Gathered:
    folder = Folder(found)
    registered = folder.take("registrations", "patients by small area")
    base, source = _base(folder)
    started, rows = list(base["practice_code"]), practice_rows.occurrences(base["practice_code"])
    base = base.reset_index(drop=True)
    for step in (_with_registers, _with_lists, _with_scores, _with_places):
        base = step(folder, base)
    kept = set(base["practice_code"])
    aside = [code for code in started if code not in kept]
    succession = folder.take("successors", "codes of practices")
    day = _latest(base, source.date)
    to = successors.read(succession.table(), day) if succession else {}
    before = successors.list_sizes(base)
    base = successors.applied(base, to)
    folder.notes += _dates(folder)
    lookup = _lookup(folder)
    patients, areas = area_files.matched(folder.of("small areas"), registered, lookup)
    for one, why in areas.used.items():
        folder.used[one] = why
    folder.notes += areas.notes
    if patients is not None:
        patients = successors.registered(patients, to, before)
    base = practice_rows.numbered(area_scores.joined(folder, base, patients, lookup), rows)
    base.attrs["source"] = source.name
    base.attrs["notes"] = list(dict.fromkeys([*base.attrs.get("notes", []), *folder.notes]))
    base.attrs[in_memory.SET_ASIDE] = aside
    further = _further(folder)
    return Gathered(
        base, folder.table(), patients, areas.shapes, lists_date=_latest(base, source.date),
        lists_before=before if to else {}, succession=to, **further,
    )  # fmt: skip


def _latest(base: pd.DataFrame, stated: str) -> str:
    """Date of the lists: the latest of the practices kept, else what the file's first row says."""
    dated = [str(name) for name in base if names.normalised(str(name)) == "extractdate"]
    return (lists.latest_date(base[dated[0]]) if dated else "") or stated


def _further(folder: Folder) -> dict[str, Any]:
    """Tables and shapes that go on as they are, by their role."""
    tables = {kind: folder.take(kind, kind) for kind in ("branches", "links")}
    made: dict[str, Any] = {kind: one.table() if one else None for kind, one in tables.items()}
    for kind, use in _USES.items():
        one = folder.take(kind, use)
        if one is not None:
            made[kind.replace(" ", "_")] = one.table() if one.shapes is None else one.shapes
    return made


def _lookup(folder: Folder) -> pd.DataFrame | None:
    one = folder.take("census lookup", "areas of 2011 and 2021")
    return one.table() if one else None


def _base(folder: Folder) -> tuple[pd.DataFrame, Recognised]:
    """Codes and list sizes, from the best file that has them."""
    for kind in _LIST_KINDS:
        some = [one for one in folder.of(kind) if kind != "registrations" or _counts(one)]
        if not some:
            continue
        one = max(some, key=rank) if kind == "registrations" else folder.take(kind, "list sizes")
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


def _counts(one: Recognised) -> bool:
    """Whether registrations have patients, not shares of lists."""
    return one.part is not None and bool(one.part.known(("list_size",))[0])


def _sizes(folder: Folder, one: Recognised) -> pd.DataFrame:
    table = one.table()
    folder.notes += table.attrs.get("notes", [])
    if one.kind == "practices":
        found = practice_rows.suggest(table)
        made = table.rename(columns={column: noun for noun, column in found.items()})
    elif one.kind == "registrations":
        made = _summed(table)
        folder.notes.append(f"List sizes are the sums of the registrations ({one.name}).")
        folder.used[id(one)] = "list sizes, patients by small area"
    else:
        made = lists.read_list_sizes(table)
        folder.notes += made.attrs.get("notes", [])
        made = _beside(made.assign(list_size=made["list_size"].astype("str")), table, one)
    folder.count(one, made["practice_code"], list(made["practice_code"]))
    return made


def _summed(table: pd.DataFrame) -> pd.DataFrame:
    """List sizes that are the sums of registrations, each sex and age once."""
    nouns = ("practice_code", "practice_name", "postcode", "list_size", "sex", "age")
    found = names.suggest([str(column) for column in table.columns], nouns)
    names.require(found, ("practice_code", "list_size"), str(table.attrs.get("source", "")))
    rows = everyone(table, found, source=str(table.attrs.get("source", "")))
    sizes = numerals.numbers(rows[found["list_size"]]).groupby(rows[found["practice_code"]])
    total = sizes.sum().astype("int64").astype("str")
    said = [noun for noun in nouns[:3] if noun in found]
    first = rows[[found[noun] for noun in said]].set_axis(said, axis=1)
    once = first.drop_duplicates("practice_code")
    return once.assign(list_size=once["practice_code"].map(total))


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
    apart = {str(one): f"{one} (file)" for one in others if one in made}
    names_of = {found.get("practice_name", ""): "practice_name"}
    named = others.rename(columns=names_of | apart).set_axis(codes.to_numpy(), axis=0)
    return made.join(named, on="practice_code")


def _with_registers(folder: Folder, base: pd.DataFrame) -> pd.DataFrame:
    """Names, postcodes, networks and borders where the base has none; differences are noted."""
    own = set(base.columns)
    for kind in ("map", "epcn", "epraccur"):
        one = folder.take(kind, "names, networks, borders")
        if one is None:
            continue
        register = _register(one).drop_duplicates("practice_code").set_index("practice_code")
        folder.count(one, register.index, list(base["practice_code"]))
        folder.notes += _differences(base, register, one)
        folder.notes += _closed(base, register, one)
        base = _filled(base, register)
        folder.notes += set_aside.without_lists(base, register, one.name)
    for sheet in folder.of("epcn sheet"):
        folder.used[id(sheet)] = "names of networks"
    return base.drop(columns=[name for name in _OF_REGISTERS if name in base and name not in own])


def _with_lists(folder: Folder, base: pd.DataFrame) -> pd.DataFrame:
    """Practices without patients set aside; the registrations say who has some."""
    counted = next((one for one in folder.of("registrations") if _counts(one)), None)
    if counted is None or not (base["list_size"].isin(["", "0"])).any():
        return set_aside.without_patients(base, None)
    sums = _summed(counted.table()).set_index("practice_code")["list_size"]
    return set_aside.without_patients(base, sums)


def _with_scores(folder: Folder, base: pd.DataFrame) -> pd.DataFrame:
    """Columns of the tables that give each practice a score or a weighted list."""
    for one in (*folder.of("weighted lists"), *folder.of("practice scores")):
        table = one.table()
        present = [str(column) for column in table.columns]
        found = names.suggest(present, ("practice_code", "practice_name"))
        code = found.get("practice_code") or names.suggest(present, ("area_code",))["area_code"]
        if table[code].duplicated().any():
            folder.used[id(one)] = "no: it has several rows a practice"
            continue
        new = [c for c in present if c not in {code, found.get("practice_name"), *base.columns}]
        base = base.join(table.set_index(code)[new], on="practice_code").fillna("")
        folder.count(one, table[code], list(base["practice_code"]))
        folder.used[id(one)] = f"columns {names.listed(new, _SHOWN)}"
    return base


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
                f"split or of another date: {names.listed(listed, _SHOWN)}. The latter counts."
            )
    return notes


def _closed(base: pd.DataFrame, register: pd.DataFrame, one: Recognised) -> list[str]:
    if "status" not in register:
        return []
    status = register["status"].reindex(base["practice_code"])
    closed = sorted(status.index[status.isin(["C", "D"])])
    if not closed:
        return []
    said = names.listed(closed, _SHOWN)
    return [f"{len(closed)} practices with a list are closed in {one.name}: {said}."]


def _with_places(folder: Folder, base: pd.DataFrame) -> pd.DataFrame:
    files = [*folder.of("code-point"), *folder.of("postcodes")]
    if "postcode" not in base or not files:
        return base
    wanted = places.postcode(base["postcode"])
    known = postcode_files.known(files, wanted)
    for one in files:
        folder.used[id(one)] = "places"
        folder.joined[id(one)] = f"{int(wanted.isin(known.index).sum()):,} of {len(base):,}"
    made = placing.placed(base, known)
    has_place = made["easting"] != ""
    if not has_place.all():
        made.attrs["notes"] = [one for one in made.attrs["notes"] if placing.NO_PLACE not in one]
    return set_aside.without_places(made, has_place)


def _dates(folder: Folder) -> list[str]:
    used = [one for one in folder.found if not folder.used.get(id(one), "no").startswith("no")]
    dated = [one for one in used if one.date]
    if len({one.date for one in dated}) < len(("one", "other")):
        return []
    said = ", ".join(f"{KINDS[one.kind]} of {one.date}" for one in dated)
    return [f"The files are of different dates: {said}."]
