"""The page that a browser opens first, with our looks and the parts of Streamlit that we use.

Streamlit draws its page first and fetches each kind of part when the first of it is shown; a style
sheet that comes as a part of the page comes later still. What was to be seen then moved by a
hand's breadth under the pointer. So the page names our style sheet and those parts from the start.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pcn_planner.maps.templates import asset
from pcn_planner.serving.asgi import Asgi, Message, Receive, Send

PATH, SHEET = "/looks/app.css", "app.css"
ROOT = '<div id="root"></div>'
SCRIPTS = Path(st.__file__).parent / "static" / "static" / "js"
#: scripts of Streamlit by the names they have before their digest: what our pages are made of
PARTS = (
    "Button", "ButtonGroup", "Checkbox", "ComponentInstance", "DownloadButton", "FileUploader",
    "Html", "IFrame", "ImageList", "Metric", "MenuButton", "Multiselect", "NumberInput", "PageLink",
    "ProgressBar", "Radio", "Selectbox", "Slider", "TextInput",
)  # fmt: skip
_served: list[Route] = []


def route() -> Route:
    """What answers at ``PATH``; from then on ``served`` is true."""
    _served.append(Route(PATH, _answer))
    return _served[-1]


def served() -> bool:
    """Whether the page that a browser opens names our style sheet."""
    return bool(_served)


async def _answer(_: Request) -> Response:
    return Response(asset(SHEET), media_type="text/css", headers={"Cache-Control": "no-cache"})


class FirstPage:
    """An ASGI application whose first page names our style sheet and parts."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; what is no page is passed on as it is."""
        asked = dict(scope.get("headers", []))
        if scope["type"] != "http" or b"text/html" not in asked.get(b"accept", b""):
            await self.app(scope, receive, send)
            return
        plain = [one for one in scope["headers"] if one[0] not in (b"accept-encoding", b"range")]
        await self.app({**scope, "headers": plain}, receive, _Page(send).sent)


class _Page:
    """Passes an answer on; a page of Streamlit's is held until it is whole, and completed."""

    def __init__(self, send: Send) -> None:
        self.send, self.held, self.body = send, dict[str, Any](), b""

    async def sent(self, message: Message) -> None:
        """Pass on one message."""
        if message["type"] == "http.response.start" and _is_page(message):
            self.held = dict(message)
            return
        if not self.held or message["type"] != "http.response.body":
            await self.send(message)
            return
        self.body += message.get("body", b"")
        if message.get("more_body"):
            return
        body = self.body.replace(ROOT.encode(), f"{ROOT}\n{''.join(_named())}".encode(), 1)
        size = (b"content-length", str(len(body)).encode())
        kept = [one for one in self.held["headers"] if one[0].lower() != size[0]]
        await self.send({**self.held, "headers": [*kept, size]})
        await self.send({"type": "http.response.body", "body": body})


def _is_page(message: Message) -> bool:
    told = dict(message.get("headers", []))
    kind: bytes = told.get(b"content-type", b"")
    return message["status"] == 200 and kind.startswith(b"text/html")


@cache
def _named() -> tuple[str, ...]:
    """Elements of the page; after all else, as what comes later wins where rules are as narrow."""
    return (f'<link rel="stylesheet" href=".{PATH}" />\n', *_parts())


def _parts() -> Iterator[str]:
    for name in PARTS:
        for found in sorted(SCRIPTS.glob(f"{name}.*.js")):
            yield f'<link rel="modulepreload" href="./static/js/{found.name}" crossorigin />\n'
