"""Help in place: a tour of the pages, the keys, the glossary, and the way to the documentation."""

import streamlit as st

from pcn_planner.drafting.session import Session
from pcn_planner.home import HOME
from pcn_planner.serving import documentation
from pcn_planner.views.acting import link
from pcn_planner.views.drafting.tools import KEYS
from pcn_planner.views.parts.worded import worded

GLOSSARY = HOME / "docs" / "reference" / "glossary.md"
#: page, and what is done there; in the order of a piece of work
TOUR = (
    ("start", "Give your files, all at once. Each is recognised, and rows that cannot be used are "
     "named before anything is loaded. Or load the demo area and look round."),
    ("redraft", "See what few moves of today's networks would bring, and take the step you want."),
    ("draft", "The map, and beside it the card of what you click: moves with what each changes. "
     "**Rules** says what matters, **Optimise** finds the best plan and proves how good it is, "
     "**Next problem** leads from one finding to the next. Everything can be undone."),
    ("conflicts", "Where networks and community teams cut across each other, in patients, and the "
     "single moves that would mend it. Decisions are kept with their comments."),
    ("compare", "Two plans side by side: who moves, how many patients, and where to."),
    ("documents", "The papers that people sign, with what is still missing; one zip."),
)  # fmt: skip


def show(_: Session) -> None:
    """Tour, keys, words, and the documentation."""
    st.title("Help")
    tour, keys, words, more = st.tabs(["Tour", "Keys", "Glossary", "Documentation"])
    with tour:
        _tour()
    with keys:
        st.caption("On the page Draft; the key ? shows them there.")
        st.table(KEYS, border="horizontal")
    with words:
        st.markdown(GLOSSARY.read_text(encoding="utf-8").partition("\n")[2])
    with more:
        _documentation()


def _tour() -> None:
    """One step a page, with a way there."""
    for number, (page, words) in enumerate(TOUR, start=1):
        with st.container(border=True, gap="xsmall", key=f"tour_{page}"):
            link(page, f"{number}  {page.capitalize()}")
            st.markdown(worded(words))


def _documentation() -> None:
    if documentation.served():
        st.markdown(
            "Tutorials for commissioners, trusts and analysts; how to do single things; the "
            "reference of every option, file and check; the method."
        )
        st.link_button("Open the documentation", documentation.INDEX, icon=":material/menu_book:")
        return
    st.info(
        "The documentation is not built on this computer. In a checkout `make docs` builds it; "
        "start the app again, and it opens from here."
    )
