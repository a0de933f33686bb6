"""Every page of the app is found by its name, its title and the words it is known by."""

import pytest

from pcn_planner.serving import spellings
from pcn_planner.views import shell
from tests.support.asked import asked

TITLES = spellings.TITLES


async def _page(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def led(path: str, query: bytes = b"") -> str | None:
    """Where a request is sent on to; None where it is answered."""
    app = spellings.Addressed(_page)

    async def with_query(scope, receive, send):
        await app({**scope, "query_string": query}, receive, send)

    status, told, _ = asked(with_query, path)
    assert status == (307 if "location" in told else 200)
    return told.get("location")


def test_the_pages_are_those_of_the_app():
    assert list(TITLES.items()) == [(name, title) for name, title, *_ in shell.PAGES]


@pytest.mark.parametrize("name", TITLES)
def test_every_page_is_found_by_its_name_and_by_its_title(name):
    goal = "./" if name == "start" else f"./{name}"
    assert led(f"/{name}") == (goal if name == "start" else None)
    for other in (name.upper(), TITLES[name].replace(" ", "_"), TITLES[name].replace(" ", "%20")):
        assert led(f"/{other}") in ((goal,) if other != name else (None, goal))


def test_other_words_lead_to_a_page_that_there_is_and_the_project_goes_along():
    assert set(spellings.ALSO.values()) <= set(TITLES)
    assert led("/papers", b"project=abc&link=d%0D") == "./documents?project=abc&link=d%0D"
    assert led("/start", b"project=abc") == "./?project=abc"


@pytest.mark.parametrize(
    "path",
    ["/", "/nothing", "/documentation/papers", "/framed/draft", "/_stcore/health", "//draft"],
)  # fmt: skip
def test_other_requests_are_answered_as_they_are(path):
    assert led(path) is None
