"""Which of the addresses that a browser asked for are not on this computer."""

from urllib.parse import urlsplit

INSIDE = ("data", "blob", "about")  #: schemes that ask nobody


def leaving(urls: list[str]) -> list[str]:
    parts = [(url, urlsplit(url)) for url in urls]
    return [u for u, p in parts if p.scheme not in INSIDE and p.hostname != "localhost"]
