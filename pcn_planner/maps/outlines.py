"""Geometries of a map's features, each kept once however many tables and sessions draw it.

A move changes two networks of a plan. The others are drawn as they were, in a table of their own;
as lists of numbers their corners take ten times the memory of their text.
"""

import base64
import hashlib
import json
from typing import Any
from weakref import WeakValueDictionary

DIGEST_BYTES = 9


class Outline(dict[str, Any]):
    """A GeoJSON geometry that knows its ``text`` and the ``digest`` of that."""

    __slots__ = ("__weakref__", "digest", "text")

    def __init__(self, geometry: dict[str, Any], text: str, digest: str) -> None:
        super().__init__(geometry)
        self.text, self.digest = text, digest


_standing: WeakValueDictionary[str, Outline] = WeakValueDictionary()


def outline(geometry: dict[str, Any]) -> Outline:
    """The geometry as it stands already, for as long as anybody draws it."""
    text = compact(geometry)
    name = digest(text)
    return _standing.setdefault(name, Outline(geometry, text, name))


def compact(what: Any) -> str:
    """JSON without spaces."""
    return json.dumps(what, separators=(",", ":"))


def digest(text: str) -> str:
    """What tells a text from others, short enough for a map's messages."""
    found = hashlib.blake2b(text.encode(), digest_size=DIGEST_BYTES).digest()
    return base64.urlsafe_b64encode(found).decode()
