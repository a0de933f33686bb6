"""The documentation is answered where it is built, and only there."""

import pytest
from starlette.applications import Starlette

from pcn_planner.serving import documentation
from pcn_planner.serving.answers import headers
from tests.support.asked import asked


@pytest.fixture(autouse=True)
def nobody_else_is_told_that_this_process_serves(monkeypatch):
    monkeypatch.setattr(documentation, "_served", [])


def test_where_it_is_not_built_nothing_answers(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(documentation, "FOLDER", tmp_path)
    assert documentation.routes() == []
    assert not documentation.served()


def test_what_is_built_is_answered_and_nothing_beside_it(tmp_path, monkeypatch) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "index.html").write_text("<h1>PCN Planner</h1>")
    (tmp_path / "secret.txt").write_text("secret")
    monkeypatch.setattr(documentation, "FOLDER", folder)
    app = Starlette(routes=documentation.routes())
    assert documentation.served()
    status, _, body = asked(app, documentation.INDEX)
    assert (status, b"PCN Planner" in body) == (200, True)
    assert b"secret" not in asked(app, f"{documentation.PATH}/../secret.txt")[2]


def test_its_pages_may_run_their_own_small_scripts_and_the_apps_may_not() -> None:
    policy = headers(documentation.INDEX)["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "'unsafe-inline'" not in headers("/")["Content-Security-Policy"].split("style-src")[0]
