"""The first page names our style sheet and the parts of Streamlit; other answers pass unchanged."""

import asyncio
import gzip

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from pcn_planner.maps.templates import asset
from pcn_planner.serving import opening
from tests.support.asked import asked

PAGE = f"<html><body>{opening.ROOT}</body></html>"
BROWSER = ((b"accept", b"text/html,*/*"), (b"accept-encoding", b"gzip"))


async def _page(request) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    told = {"Content-Encoding": "gzip"} if packed else {}
    return HTMLResponse(gzip.compress(PAGE.encode()) if packed else PAGE, headers=told)


async def _gone(_) -> Response:
    return HTMLResponse(PAGE, status_code=404)


async def _facts(_) -> Response:
    return JSONResponse({"page": PAGE})


def told(path: str, *headers: tuple[bytes, bytes]) -> tuple[dict[str, str], bytes]:
    routes = [Route("/", _page), Route("/gone", _gone), Route("/facts", _facts), opening.route()]
    app = Starlette(routes=routes, middleware=[Middleware(opening.FirstPage)])

    async def with_headers(scope, receive, send):
        await app({**scope, "headers": list(headers)}, receive, send)

    _, found, body = asked(with_headers, path)
    return found, body


def test_the_page_that_a_browser_opens_names_sheet_and_parts_after_all_else(monkeypatch):
    monkeypatch.setattr(opening, "_served", [])
    found, body = told("/", *BROWSER)
    page = body.decode()
    assert page.startswith(PAGE.partition("</body>")[0])
    assert f'<link rel="stylesheet" href=".{opening.PATH}" />' in page
    assert found["content-length"] == str(len(body))
    assert opening.served()


def test_every_part_that_is_named_is_one_of_streamlits(monkeypatch):
    monkeypatch.setattr(opening, "_served", [])
    page = told("/", *BROWSER)[1].decode()
    assert [name for name in opening.PARTS if f"/js/{name}." not in page] == []


def test_other_answers_pass_as_they_are(monkeypatch):
    monkeypatch.setattr(opening, "_served", [])
    assert gzip.decompress(told("/", BROWSER[1])[1]).decode() == PAGE
    assert told("/gone", *BROWSER)[1].decode() == PAGE
    assert b"stylesheet" not in told("/facts", *BROWSER)[1]
    found, body = told(opening.PATH, (b"accept", b"text/css,*/*"))
    assert found["content-type"].startswith("text/css")
    assert body.decode() == asset(opening.SHEET)


def test_what_is_no_request_is_passed_on():
    seen = []

    async def inside(scope, receive, send):
        seen.append(scope["type"])

    asyncio.run(opening.FirstPage(inside)({"type": "lifespan"}, None, None))
    assert seen == ["lifespan"]
