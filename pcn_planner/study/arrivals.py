"""Files dropped on the app: recognised, corrected by a person, joined; and what is missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from boundaries.adjacency import barriers, links
from boundaries.errors import DataError
from boundaries.files.tables import numerals
from boundaries.journeys import roads, times
from boundaries.nhs import gather, recognise
from boundaries.nhs.folder import Folder
from boundaries.nhs.gather import Gathered
from boundaries.nhs.postcodes import places, placing
from boundaries.nhs.recognise import Recognised, Said
from boundaries.population import registrations, small_areas
from boundaries.teams import footprints
from boundaries.territories import land
from optimise.progress import Cancelled
from pcn_planner.study.inputs import ROLES, Inputs

Tell = Callable[[str], None]
STOPPED = "Reading was stopped as asked"
SOURCE = "the joined files"
ROWS_SHOWN = 8
#: what a file is for -> its kind, and the reader that checks it
_CHECKS: Mapping[str, tuple[str, Callable[[Any], object]]] = {
    "branches": ("branches", places.read_branches),
    "links": ("links", links.read),
    "footprints": ("footprints", footprints.read),
    "areas": ("small areas", small_areas.read),
    "outline": ("outline", land.read),
    "barriers": ("barriers", barriers.read),
    "travel_times": ("travel times", times.read_first),
    "roads": ("roads", roads.read),
}


@dataclass(frozen=True)
class Gap:
    """Something that no file says: ``needed`` before anything can be drawn, or a help."""

    what: str
    remedy: str
    needed: bool = False


@dataclass(frozen=True, eq=False)
class Arrived:
    """What files come to.

    Parameters
    ----------
    found
        The files' tables and shapes as recognised, before a person said otherwise.
    joined
        The study's tables; None while something needed is missing.
    files
        Columns as of ``Gathered.files``, and ``check``: what keeps a file from being used.
    gaps
        What is still missing, what is needed first.
    """

    found: tuple[Recognised, ...]
    joined: Gathered | None
    files: pd.DataFrame
    gaps: tuple[Gap, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the files are one table, which can only be the practices'."""
        kinds = [one.kind for one in self.found]
        return len(kinds) == 1 and kinds[0] in ("", "practices", "lists")


Known = dict[Path, list[Recognised]]


def read(
    paths: Sequence[Path], said: Mapping[str, Said], known: Known, tell: Tell, cancelled: Cancelled
) -> Arrived:
    """Recognise, correct and join files; ``known`` keeps what was recognised for the next time.

    Raises
    ------
    DataError
        The reading was ``cancelled``.
    """

    def step(what: str) -> None:
        tell(what)
        if cancelled():
            raise DataError(STOPPED)

    for path in paths:
        if path not in known:
            known[path] = recognise.recognise([path], step)
    found = [one for path in paths for one in known[path]]
    step("Joining them on their codes")
    return joined(found, said)


def joined(found: Sequence[Recognised], said: Mapping[str, Said]) -> Arrived:
    """Tables joined as far as they can be; one that cannot be read is left out and says why."""
    told, faults = recognise.corrected(found, said), dict[str, str]()
    while True:
        usable = [_refused(one, faults) for one in told]
        try:
            made = gather.join(usable)
        except DataError as error:
            names = {one.name for one in told if _is_of(one, error.source)} - set(faults)
            if not names:
                gap = Gap(_sentence(error.what), error.remedy, needed=True)
                return Arrived(tuple(found), None, _unjoined(usable, faults), (gap,))
            faults |= dict.fromkeys(names, str(replace_source(error)))
        else:
            checked = _checked(made, usable) | faults
            files = made.files.assign(check=[checked.get(one.name, "") for one in usable])
            return Arrived(tuple(found), made, files, tuple(_gaps(made)))


def replace_source(error: DataError) -> DataError:
    """The error without the name of its file, for where the message stands beside the file."""
    return DataError(error.what, rows=error.rows, remedy=error.remedy)


def _refused(one: Recognised, faults: Mapping[str, str]) -> Recognised:
    return replace(one, kind="", why=faults[one.name]) if one.name in faults else one


def _is_of(one: Recognised, source: str) -> bool:
    return bool(one.kind) and source in (one.name, str(one.path), f"{one.path}/{one.name}")


def _unjoined(found: Iterable[Recognised], faults: Mapping[str, str]) -> pd.DataFrame:
    files = Folder(list(found)).table()
    return files.assign(used="", check=[faults.get(one.name, one.why) for one in found])


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _checked(made: Gathered, found: Sequence[Recognised]) -> dict[str, str]:
    """Name of a table -> what is wrong with it, by the readers that the study will use."""
    kinds = dict(_CHECKS) | {"registrations": ("registrations", _registered(made))}
    faults: dict[str, str] = {}
    for role, (kind, reader) in kinds.items():
        given = getattr(made, role)
        if given is None:
            continue
        try:
            reader(given)
        except DataError as error:
            used = [not str(use).startswith("no") for use in made.files["used"]]
            names = [o.name for o, u in zip(found, used, strict=True) if u and o.kind == kind]
            faults |= dict.fromkeys(names, str(replace_source(error)))
    return faults


def _registered(made: Gathered) -> Callable[[Any], object]:
    sizes = numerals.numbers(made.practices["list_size"])
    known = sizes.notna().to_numpy()
    index = pd.Index(made.practices["practice_code"][known], name="practice_code")
    lists = gpd.GeoDataFrame({"patients": sizes[known].astype("int64").to_numpy()}, index=index)
    lists = lists[~lists.index.duplicated()]

    def reader(given: Any) -> object:
        lived = registrations.read(given, practices=lists)
        return lived if made.areas is None else registrations.placed(
            lived, small_areas.read(made.areas)
        )  # fmt: skip

    return reader


def _gaps(made: Gathered) -> Iterable[Gap]:
    practices = made.practices
    if not {"easting", "longitude"} & set(practices):
        yield Gap(
            "No file says where the practices are",
            "Add a table of postcodes with their coordinates (ONSPD, Code-Point Open)", needed=True,
        )  # fmt: skip
    rough = int((practices.get("place_from", pd.Series()) == placing.BY_SECTOR).sum())
    if rough:
        yield Gap(
            f"{rough} practices stand in the middle of their postcode sector",
            "Go on with these places, or add a newer table of postcodes",
        )
    if made.registrations is not None and made.areas is None:
        yield Gap(
            "It is known how many patients live in which small area, but not where those are",
            "Add their polygons, so that travel and teams count from patients' homes",
        )
    if made.registrations is None:
        yield Gap(
            "No file says where patients live",
            "Add patients by practice and small area (LSOA), and the polygons of these areas",
        )
    if not {"pcn_code", "pcn_name"} & set(practices):
        yield Gap("Today's networks are not known", "Add the practice map or epcn")
    if made.footprints is None:
        yield Gap("No community teams are known", "Add their footprints")
    if made.travel_times is not None and made.roads is not None:
        yield Gap(
            "Travel times come from a table or from roads, not from both",
            "Leave out one of the two", needed=True,
        )  # fmt: skip


def practice_table(made: Gathered) -> pd.DataFrame:
    """The joined practices, rows counted as in the table that can be downloaded."""
    index = pd.RangeIndex(2, len(made.practices) + 2, name="row")
    table = made.practices.set_axis(index, axis=0)
    table.attrs = {**made.practices.attrs, "source": SOURCE}
    return table


def with_joined(inputs: Inputs, arrived: Arrived) -> Inputs:
    """Inputs with the further tables of files, and the files that they came from."""
    made = arrived.joined
    if made is None:
        return inputs
    found = {role: getattr(made, role, None) for role in ROLES}
    given: dict[str, Any] = {role: one for role, one in found.items() if one is not None}
    used = [not str(use).startswith("no") for use in arrived.files["used"]]
    paths = [one.path for one, is_used in zip(arrived.found, used, strict=True) if is_used]
    date = inputs.lists_date or made.lists_date or None
    return replace(
        inputs, **given, sources=tuple(dict.fromkeys(paths)), lists_date=date,
        succession=made.succession,
    )  # fmt: skip


def modes(arrived: Arrived) -> list[str]:
    """The modes of travel times to choose among; none where there are none, or one."""
    made = arrived.joined
    if made is None or made.travel_times is None:
        return []
    known = times.modes(made.travel_times)
    return known if len(known) > 1 else []


def preview(one: Recognised) -> pd.DataFrame:
    """The first rows of a table under its own column names, index ``row``."""
    plain = replace(one, columns={})
    if one.shapes is not None:
        return pd.DataFrame(one.shapes.drop(columns="geometry")).head(ROWS_SHOWN)
    return plain.table().head(ROWS_SHOWN) if one.part is None else plain.first(ROWS_SHOWN)
