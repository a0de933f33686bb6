"""What an ASGI application answers to one request, without a server."""

import asyncio
from typing import Any

PATIENCE_S = 30.0  #: a browser that waits for the answer
Answer = tuple[int, dict[str, str], bytes]


def asked(app: Any, path: str) -> Answer:
    """Status, headers in small letters, and body."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(PATIENCE_S)
        return {"type": "http.disconnect"}

    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "",
        "headers": [], "query_string": b"",
    }  # fmt: skip
    asyncio.run(app(scope, receive, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(one.get("body", b"") for one in sent[1:])
