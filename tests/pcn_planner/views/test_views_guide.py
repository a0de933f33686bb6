"""Help in place: the tour names every page of the flow, the glossary is the documentation's."""

from pcn_planner.home import HOME
from pcn_planner.serving import documentation
from pcn_planner.views import guide, shell
from tests.support import app_pages


def test_the_tour_leads_through_the_flow_and_the_words_are_those_of_the_documentation():
    page = app_pages.run("help", app_pages.session())
    assert not page.exception
    said = " ".join(one.value for one in page.markdown)
    flow = [name for name, *_, place in shell.PAGES if place == shell.FLOW]
    assert [name for name, _ in guide.TOUR] == flow
    assert all(words in said for _, words in guide.TOUR)
    words = (HOME / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    assert "lead team" in words
    assert words.partition("\n")[2].strip() in said


def test_where_the_documentation_is_not_built_it_is_said_how(monkeypatch):
    monkeypatch.setattr(documentation, "_served", [])
    page = app_pages.run("help", app_pages.session())
    assert "make docs" in page.info[0].value
