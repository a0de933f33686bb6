"""Every answer of the app carries its policy, and what Streamlit tells about itself is closed."""

import asyncio

import pytest

from pcn_planner.serving import answers


async def _page(scope, receive, send):
    old = [(b"X-Frame-Options", b"ALLOWALL"), (b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": 200, "headers": old})
    await send({"type": "http.response.body", "body": b"page"})


def asked(path: str, kind: str = "http") -> list[dict]:
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    scope = {"type": kind, "path": path}
    asyncio.run(answers.Guarded(_page)(scope, receive, send))
    return sent


def told(path: str) -> dict[str, str]:
    pairs = [(name.decode().lower(), value.decode()) for name, value in asked(path)[0]["headers"]]
    assert len(pairs) == len(dict(pairs))  # two of a name are two policies
    return dict(pairs)


@pytest.mark.parametrize("path", ["/", "/draft", "/media/abc.png", "/_stcore/health"])
def test_no_answer_lets_scripts_of_the_page_or_of_elsewhere_run(path):
    found = told(path)
    rules = dict(one.split(" ", 1) for one in found["content-security-policy"].split("; "))
    assert rules["script-src"] == rules["default-src"] == "'self'"
    assert "http" not in found["content-security-policy"]
    assert found["x-frame-options"] == "SAMEORIGIN"
    assert found["x-content-type-options"] == "nosniff"
    assert found["content-type"] == "text/html"


def test_the_frame_of_a_map_alone_runs_the_script_that_it_is_handed():
    found = told("/component/streamlit_folium.st_folium/index.html")
    assert "'unsafe-eval'" in found["content-security-policy"]
    assert "default-src 'self'" in found["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/run", "/base/_stcore/metrics"]
)
def test_what_the_server_tells_about_itself_is_closed(path):
    first, *_ = sent = asked(path)
    assert first["status"] == 404
    assert b"page" not in [message.get("body") for message in sent]
    assert told(path)["x-content-type-options"] == "nosniff"


def test_a_connection_that_stays_open_is_passed_on_as_it_is():
    assert (b"X-Frame-Options", b"ALLOWALL") in asked("/_stcore/stream", "websocket")[0]["headers"]


def cookies(cookie: bytes = b"", shared: bool = True) -> list[str]:
    """What a browser with a cookie is told to keep."""
    sent: list[dict] = []

    async def send(message):
        sent.append(message)

    async def page(scope, receive, send):
        own = [(b"set-cookie", b"other=1")]
        await send({"type": "http.response.start", "status": 200, "headers": own})

    headers = [(b"cookie", cookie)] if cookie else []
    scope = {"type": "http", "path": "/", "headers": headers}
    guarded = answers.Guarded(page, shared=lambda: shared)
    asyncio.run(guarded(scope, lambda: None, send))
    return [v.decode() for n, v in sent[0]["headers"] if n == b"set-cookie"]


def test_a_browser_gets_a_name_once_and_only_where_several_people_are_served():
    other, named = cookies()
    assert other == "other=1"
    assert named.startswith("pcn_browser=")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(named.split("; "))
    assert len(named.split(";")[0].split("=")[1]) >= 32
    assert cookies()[1] != named
    assert cookies(f"a=b; {named.split(';')[0]}".encode()) == ["other=1"]
    assert cookies(shared=False) == ["other=1"]
