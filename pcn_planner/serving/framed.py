"""Whole pages of HTML that a page of the app shows in a frame, each under an address of its own.

What such a page asks for later, as JSON, is kept in the same way.

Inside the app's own page no script runs but Streamlit's. A map's page runs its script under its
own policy instead, and is cut off from the app: it can reach nothing of the page around it.
"""

import secrets
from hashlib import blake2b
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/framed"
HTML, JSON = "text/html", "application/json"
_SECRET = secrets.token_bytes(32)


class Framed:
    """A page for a frame, or JSON; whoever keeps it keeps it at its address."""

    def __init__(self, text: str, kind: str = HTML) -> None:
        self.text, self.kind = text, kind
        self.address = f"{PATH}/{blake2b(text.encode(), key=_SECRET, digest_size=24).hexdigest()}"


_pages: WeakValueDictionary[str, Framed] = WeakValueDictionary()
_served: list[Route] = []


def route() -> Route:
    """What answers at ``PATH``; from then on ``served`` is true."""
    _served.append(Route(f"{PATH}/{{key}}", _answer))
    return _served[-1]


def served() -> bool:
    """Whether this process answers at ``PATH``."""
    return bool(_served)


def keep(text: str, kind: str = HTML) -> Framed:
    """The page, or JSON, at its address, for as long as what is returned is kept."""
    page = Framed(text, kind)
    return _pages.setdefault(page.address, page)


async def _answer(request: Request) -> Response:
    page = _pages.get(request.url.path)
    if page is None:
        return Response("This page is no longer here.", status_code=404)
    return Response(page.text, media_type=page.kind)
