"""What every answer of the app tells a browser: load, run and frame nothing from elsewhere."""

import secrets
from collections.abc import Callable

from pcn_planner.serving import documentation, tiles
from pcn_planner.serving.asgi import Asgi, Message, Receive, Send
from pcn_planner.serving.framed import PATH

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
#: pages of the documentation carry small scripts of their own; nothing of a project is on them
OWN_SCRIPTS = "'self' 'unsafe-inline'"
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


BROWSER = "pcn_browser"  #: the cookie that tells one browser from another
YEAR_S = 31_536_000


class Guarded:
    """An ASGI application with ``headers`` in every answer, whose ``CLOSED`` paths do not exist.

    Where it is ``shared`` by several people, each browser gets a name that nobody can guess.
    """

    def __init__(self, app: Asgi, shared: Callable[[], bool] = lambda: False) -> None:
        self.app, self.shared = app, shared

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; connections that stay open are passed on as they are."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        named = f"{BROWSER}=".encode() in dict(scope.get("headers", [])).get(b"cookie", b"")
        cookie = None if named or not self.shared() else _cookie(scope)
        answering = _with_headers(send, headers(scope["path"]), cookie)
        closed = any(path in scope["path"] for path in CLOSED)
        await (_absent(answering) if closed else self.app(scope, receive, answering))


def headers(path: str) -> dict[str, str]:
    """The headers of an answer to a request for ``path``."""
    rules = dict(POLICY)
    if MAP_FRAME in path:
        rules["script-src"] = MAP_SCRIPTS
        beneath = tiles.offered()
        if beneath is not None:
            rules["img-src"] += f" {beneath.origin}"
    if path.startswith(f"{documentation.PATH}/"):
        rules["script-src"] = OWN_SCRIPTS
    if path.startswith(f"{PATH}/"):
        rules |= APART
    policy = "; ".join(f"{what} {where}" for what, where in rules.items())
    return {"Content-Security-Policy": policy, **HEADERS}


def _cookie(scope: Message) -> str:
    """A new name for a browser, which no script and no other site can read."""
    secure = "; Secure" if scope.get("scheme") == "https" else ""
    name = secrets.token_urlsafe(24)
    return f"{BROWSER}={name}; Path=/; Max-Age={YEAR_S}; HttpOnly; SameSite=Lax{secure}"


def _with_headers(send: Send, ours: dict[str, str], cookie: str | None = None) -> Send:
    """``send`` with our headers in the place of those of their names, a cookie beside others."""
    given = {name.lower().encode(): value.encode() for name, value in ours.items()}
    more = [] if cookie is None else [(b"set-cookie", cookie.encode())]

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [one for one in message.get("headers", []) if one[0].lower() not in given]
            message = {**message, "headers": [*kept, *given.items(), *more]}
        await send(message)

    return sent


async def _absent(send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})
