"""A page in a frame has an address as long as somebody keeps it, and is cut off from the app."""

import gc

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from pcn_planner.serving import framed
from pcn_planner.serving.answers import Guarded
from tests.support.asked import Answer, asked

PAGE = "<!doctype html><title>A map</title><script>1</script>"


@pytest.fixture(autouse=True)
def nobody_else_is_told_that_this_process_serves(monkeypatch):
    monkeypatch.setattr(framed, "_served", [])


def answered(path: str) -> Answer:
    """The app's answer."""
    return asked(Starlette(routes=[framed.route()], middleware=[Middleware(Guarded)]), path)


def test_a_page_is_answered_while_it_is_kept():
    kept = framed.keep(PAGE)
    again = framed.keep(PAGE)
    assert again is kept
    status, told, body = answered(kept.address)
    assert (status, body.decode()) == (200, PAGE)
    policy = told["content-security-policy"]
    assert "sandbox allow-scripts" in policy
    assert "allow-same-origin" not in policy
    address = kept.address
    del kept, again
    gc.collect()
    assert answered(address)[0] == 404


def test_nobody_guesses_an_address():
    kept = framed.keep(PAGE)
    assert answered(f"{framed.PATH}/{'0' * 48}")[0] == 404
    assert len(kept.address.rsplit("/", 1)[1]) == 48


def test_json_is_answered_as_json():
    kept = framed.keep('{"a": 1}', framed.JSON)
    status, told, body = answered(kept.address)
    assert (status, body) == (200, b'{"a": 1}')
    assert told["content-type"].startswith("application/json")
