"""Addresses of the app's pages: what somebody types, or kept from elsewhere, leads to its page.

Streamlit knows a page by one spelling, and its first page by no name at all.
"""

import re
from urllib.parse import unquote

from pcn_planner.serving.asgi import Asgi, Message, Receive, Send

#: name -> title of each page, the first first; the shell's pages cannot be asked, as parts of them
#: have to be imported after Streamlit has started
TITLES = {
    "start": "Start", "redraft": "Redraft", "draft": "Draft", "conflicts": "Conflicts",
    "compare": "Compare", "documents": "Documents", "feasibility": "Feasibility",
    "alignment": "Price of alignment", "alternatives": "Alternatives", "scenarios": "Scenarios",
    "history": "History", "export": "Export", "help": "Help", "accessibility": "Accessibility",
}  # fmt: skip
#: other words for a page -> its name
ALSO = {"home": "start", "plan": "draft", "papers": "documents", "pack": "documents"}


class Addressed:
    """An ASGI application whose pages take other spellings."""

    def __init__(self, app: Asgi) -> None:
        self.app, self.first = app, next(iter(TITLES))
        self.known = {name: name for name in TITLES} | ALSO
        self.known |= {_plain(title): name for name, title in TITLES.items()}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request; one for a page by another spelling is sent on to the page."""
        goal = self._goal(scope) if scope["type"] == "http" else None
        if goal is None:
            await self.app(scope, receive, send)
            return
        asked = scope.get("query_string", b"")
        place = f"./{goal}".encode() + (b"?" + asked if asked else b"")
        told = [(b"location", place), (b"content-length", b"0")]
        await send({"type": "http.response.start", "status": 307, "headers": told})
        await send({"type": "http.response.body", "body": b""})

    def _goal(self, scope: Message) -> str | None:
        """Where a request belongs instead, beside its own address; None where it is right."""
        said = unquote(scope["path"].rsplit("/", 1)[-1])
        name = self.known.get(_plain(said))
        if name is None or scope["path"].count("/") > 1:
            return None
        goal = "" if name == self.first else name
        return None if said == goal else goal


def _plain(said: str) -> str:
    return re.sub(r"[\s_-]+", "-", said.strip()).lower()
