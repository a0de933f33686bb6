"""What is kept between one click and the next: things made from tables, and what is imported.

A draft is drawn again with every click, and most of what is drawn is as it was.
"""

import gc
import hashlib
import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, partial, update_wrapper, wraps
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

import geopandas as gpd
import shapely

Made = TypeVar("Made")
_digests: "dict[int, tuple[weakref.ref[gpd.GeoDataFrame], bytes]]" = {}
TABLES_MAX = 64  #: tables whose drawings are kept, the oldest forgotten first; about ten a session


class ByOwner(Generic[Made]):
    """What ``make`` gives of a frozen object, worked out once, or noted by who knows it already."""

    def __init__(self, make: Callable[[Any], Made]) -> None:
        update_wrapper(self, make)
        self._make, self._known = make, WeakKeyDictionary[Any, Made]()

    def __call__(self, owner: Any) -> Made:
        """What is known of the owner, else made now."""
        if owner not in self._known:
            self._known[owner] = self._make(owner)
        return self._known[owner]

    def note(self, owner: Any, made: Made) -> None:
        """Give ``made`` for this owner from now on."""
        self._known[owner] = made


def by_owner(make: Callable[[Any], Made]) -> ByOwner[Made]:
    """Make ``make`` answer at once where it is asked of the same frozen object again."""
    return ByOwner(make)


def by_value(make: Callable[[gpd.GeoDataFrame], Made]) -> Callable[[gpd.GeoDataFrame], Made]:
    """Make ``make`` answer at once where it is asked of a table with the same content again."""
    known: OrderedDict[bytes, Made] = OrderedDict()

    @wraps(make)
    def once(table: gpd.GeoDataFrame) -> Made:
        key = _digest(table)
        made = known.pop(key) if key in known else make(table)
        known[key] = made
        while len(known) > TABLES_MAX:
            known.popitem(last=False)
        return made

    return once


def _digest(table: gpd.GeoDataFrame) -> bytes:
    """What tells the content of a table; tables are never changed, so each is read once."""
    known = _digests.get(id(table))
    if known is None or known[0]() is not table:
        forget = partial(_forget, id(table))
        known = _digests[id(table)] = weakref.ref(table, forget), _content(table)
    return known[1]


def _forget(key: int, gone: "weakref.ref[gpd.GeoDataFrame]") -> None:
    if key in _digests and _digests[key][0] is gone:
        del _digests[key]


def _content(table: gpd.GeoDataFrame) -> bytes:
    shapes = shapely.to_wkb(table.geometry.to_numpy())
    names = [name for name in table.columns if name != table.geometry.name]
    rest = [table.index.tolist(), *(table[name].tolist() for name in names)]
    found = hashlib.blake2b(repr((str(table.crs), list(table.columns), rest)).encode())
    for shape in shapes:
        found.update(shape or b"")
    return found.digest()


@cache
def settle() -> None:
    """Exempt what was imported from garbage collection, which else takes 0.2 s a click."""
    gc.collect()
    gc.freeze()
