"""Tiles are offered only where an address is named, and then their server alone is let in."""

import pytest

from boundaries.errors import DataError
from pcn_planner.serving import answers, tiles

ADDRESS, MAKER = "https://tiles.example.org:8443/{z}/{x}/{y}.png", "The makers"
MAP = f"{answers.MAP_FRAME}.st_folium/index.html"


def images(path: str) -> str:
    rules = answers.headers(path)["Content-Security-Policy"].split("; ")
    return next(one for one in rules if one.startswith("img-src"))


def test_without_an_address_there_are_none(monkeypatch):
    monkeypatch.delenv(tiles.ADDRESS, raising=False)
    assert tiles.offered() is None
    assert tiles.told(None, None) == {}
    assert "example" not in images(MAP)


def test_the_map_of_the_draft_alone_may_ask_the_server_that_is_named(monkeypatch):
    for name, value in tiles.told(ADDRESS, MAKER).items():
        monkeypatch.setenv(name, value)
    found = tiles.offered()
    assert (found.server, found.credit) == ("tiles.example.org:8443", MAKER)
    assert images(MAP).endswith(" https://tiles.example.org:8443")
    assert "example" not in images("/draft")


@pytest.mark.parametrize(
    ("address", "credit", "remedy"),
    [
        ("tiles.example.org/{z}/{x}/{y}.png", MAKER, "--tiles as"),
        ("https://tiles.example.org/{z}/{x}.png", MAKER, "--tiles as"),
        ("https://a.org;script-src */{z}/{x}/{y}.png", MAKER, "--tiles as"),
        ("javascript://a.org/{z}/{x}/{y}", MAKER, "--tiles as"),
        (ADDRESS, "  ", "--tiles-credit"),
        (None, MAKER, "--tiles, too"),
    ],
)
def test_what_is_no_address_of_tiles_is_refused(address, credit, remedy):
    with pytest.raises(DataError, match=remedy):
        tiles.told(address, credit)
