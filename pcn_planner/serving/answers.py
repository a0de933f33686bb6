"""What every answer of the app tells a browser: load, run and frame nothing from elsewhere."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from pcn_planner.serving.framed import PATH

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",  # Streamlit writes its styles into the page
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
}
#: the frame of a map runs the map's own script, which it is handed as text
MAP_FRAME = "/component/streamlit_folium"
MAP_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval'"
#: a page shown in a frame runs its own scripts, cut off from the page around it
APART = {
    "script-src": "'unsafe-inline'",
    "sandbox": "allow-scripts allow-popups allow-modals allow-downloads",
}
HEADERS = {
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
#: what Streamlit tells about itself, and its second door for programs
CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")


class Guarded:
    """An ASGI application with ``headers`` in every answer, whose ``CLOSED`` paths do not exist."""

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; connections that stay open are passed on as they are."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answering = _with_headers(send, headers(scope["path"]))
        closed = any(path in scope["path"] for path in CLOSED)
        await (_absent(answering) if closed else self.app(scope, receive, answering))


def headers(path: str) -> dict[str, str]:
    """The headers of an answer to a request for ``path``."""
    rules = dict(POLICY)
    if MAP_FRAME in path:
        rules["script-src"] = MAP_SCRIPTS
    if path.startswith(f"{PATH}/"):
        rules |= APART
    policy = "; ".join(f"{what} {where}" for what, where in rules.items())
    return {"Content-Security-Policy": policy, **HEADERS}


def _with_headers(send: Send, ours: dict[str, str]) -> Send:
    """``send`` that puts our headers in the place of those of their names."""
    given = {name.lower().encode(): value.encode() for name, value in ours.items()}

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [one for one in message.get("headers", []) if one[0].lower() not in given]
            message = {**message, "headers": [*kept, *given.items()]}
        await send(message)

    return sent


async def _absent(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})
