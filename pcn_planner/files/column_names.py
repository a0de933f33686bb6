"""Columns of a person's table beside those that files have of their own."""

from collections.abc import Collection, Iterable
from itertools import count

import pandas as pd

#: names that a GeoPackage's own columns have, in lower case
RESERVED = frozenset({"fid", "geom", "geometry", "ogc_fid", "rowid", "oid", "_rowid_"})
#: columns that ``practice_layer`` adds
OURS = frozenset({"practice_code", "network_id", "network_name"})
#: columns that ``practice_layer`` adds where small areas are planned
AREAS_OURS = frozenset({"area_code", "residents", "middle_easting", "middle_northing"})


def in_exports(practices: pd.DataFrame, levels: Collection[str] = ()) -> dict[str, str]:
    """Columns of the practice table that the exports' own would overwrite -> their new names.

    ``levels`` are the columns of levels beside the networks.
    """
    return _apart(practices.columns, OURS | set(levels))


def in_geopackage(frame: pd.DataFrame) -> dict[str, str]:
    """Columns that a GeoPackage cannot hold under their names -> their names in it.

    A GeoPackage keeps ``fid`` and ``geom`` for itself, and takes names that differ in case alone
    for one.
    """
    geometry = getattr(frame, "active_geometry_name", None)
    columns = [str(name) for name in frame.columns if name != geometry]
    return _apart(columns, RESERVED)


def notes(practices: pd.DataFrame, levels: Collection[str] = ()) -> list[str]:
    """What columns of the practice table are called in the exports, where not as in the file."""
    ours = in_exports(practices, levels)
    theirs = in_geopackage(practices.rename(columns=ours))
    said = [(ours, "exports"), (theirs, "GeoPackage")]
    return [
        f"Columns of the practice table have other names in the {where}: "
        f"{'; '.join(f'{old} is {new}' for old, new in renamed.items())}."
        for renamed, where in said
        if renamed
    ]


def _apart(columns: Iterable[str], reserved: Collection[str]) -> dict[str, str]:
    """New names for columns called like a reserved name or an earlier column, whatever the case."""
    names = [str(name) for name in columns]
    taken, every = set(reserved), {name.casefold() for name in names}
    out: dict[str, str] = {}
    for name in names:
        ways = (f"{name} (file{'' if k == 1 else f' {k}'})" for k in count(1))
        free = (way for way in ways if way.casefold() not in taken | every)
        if name.casefold() in taken:
            out[name] = next(free)
        taken.add(out.get(name, name).casefold())
    return out
