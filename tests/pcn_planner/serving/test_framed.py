"""A page in a frame has an address as long as somebody keeps it, and is cut off from the app."""

import asyncio
import gc

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from pcn_planner.serving import framed
from pcn_planner.serving.answers import Guarded

PAGE = "<!doctype html><title>A map</title><script>1</script>"


@pytest.fixture(autouse=True)
def nobody_else_is_told_that_this_process_serves(monkeypatch):
    monkeypatch.setattr(framed, "_served", [])


def asked(path: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the app's answer."""
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    app = Starlette(routes=[framed.route()], middleware=[Middleware(Guarded)])
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
    asyncio.run(app(scope, receive, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, sent[1]["body"]


def test_a_page_is_answered_while_it_is_kept():
    kept = framed.keep(PAGE)
    again = framed.keep(PAGE)
    assert again is kept
    status, told, body = asked(kept.address)
    assert (status, body.decode()) == (200, PAGE)
    policy = told["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    address = kept.address
    del kept, again
    gc.collect()
    assert asked(address)[0] == 404


def test_nobody_guesses_an_address():
    kept = framed.keep(PAGE)
    assert asked(f"{framed.PATH}/{'0' * 48}")[0] == 404
    assert len(kept.address.rsplit("/", 1)[1]) == 48
