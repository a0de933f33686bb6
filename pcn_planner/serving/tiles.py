"""Tiles of a map service beneath the draft: none unless whoever runs the app names one.

A tile tells its server which area is looked at, so a person has to ask for them even then.
"""

import os
import re
from dataclasses import dataclass

from boundaries.errors import DataError

ADDRESS, CREDIT = "PCN_TILES", "PCN_TILES_CREDIT"  #: in the environment of the app
#: scheme, server and the rest; nothing in the first two can end a rule of the content policy
SHAPE = re.compile(r"(https?://([A-Za-z0-9.-]+(?::\d+)?))/\S*")
PLACES = ("{z}", "{x}", "{y}")


@dataclass(frozen=True)
class Tiles:
    """``address`` with ``{z}``, ``{x}`` and ``{y}`` in it, of the ``server`` at ``origin``."""

    address: str
    credit: str
    origin: str
    server: str


def checked(address: str, credit: str) -> Tiles:
    """The tiles at an address. Raises ``DataError`` where it is none, or nobody is credited."""
    found = SHAPE.fullmatch(address.strip())
    if found is None or not all(one in address for one in PLACES):
        raise DataError(
            "this is no address of tiles",
            rows=[address],
            remedy="Give --tiles as https://SERVER/{z}/{x}/{y}.png",
        )
    if not credit.strip():
        raise DataError(
            "tiles need the credit that their maker asks for", remedy="Give it with --tiles-credit"
        )
    return Tiles(address.strip(), credit.strip(), found[1], found[2])


def told(address: str | None, credit: str | None) -> dict[str, str]:
    """What the app's environment says of tiles; nothing where none are named."""
    if address is None and credit is None:
        return {}
    if address is None:
        raise DataError(
            "a credit of tiles has no effect without their address", remedy="Give --tiles, too"
        )
    found = checked(address, credit or "")
    return {ADDRESS: found.address, CREDIT: found.credit}


def offered() -> Tiles | None:
    """The tiles that this process may offer, if any."""
    address = os.environ.get(ADDRESS, "")
    return checked(address, os.environ.get(CREDIT, "")) if address else None
