"""Links to a project where several people are served: made, listed, revoked; and a frozen one."""

from datetime import date
from urllib.parse import urlsplit

import streamlit as st

from boundaries.errors import DataError
from pcn_planner.consultation import page as public_page
from pcn_planner.drafting import tabs
from pcn_planner.drafting.session import Session
from pcn_planner.projects import sharing, told
from pcn_planner.projects.project import APPROVED, Project
from pcn_planner.safe_text import html, markdown
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import attempt, do
from pcn_planner.views.parts import being_written, frames, memo

WORDS = {
    sharing.LOOK: "To look at it",
    sharing.EDIT: "To edit it",
    sharing.FROZEN: "To read one approved scenario, for consultation",
}
MAKE, REVOKE = "Make the link", "Revoke"
KEPT = "link_made"  #: in ``st.session_state``: the newest link, which is shown once
PAGE_PX = 1_600


def show(session: Session) -> None:
    """Make links to the open project and revoke them; only where several people are served."""
    project = session.project
    if project is None or session.projects is None or not tabs.shared():
        return
    if session.may != sharing.EDIT:
        return
    with st.popover("Share", icon=":material/link:"):
        _new(session, project)
        for link in sharing.links(session.projects, session.key):
            words, button = st.columns([4, 1], vertical_alignment="center")
            whom = f" for {html(link.whom)}" if link.whom else ""
            scenario = f" ({html(link.scenario)})" if link.scenario else ""
            words.html(f"{WORDS[link.may]}{scenario}{whom}<br>made {html(link.at[:16])} UTC")
            button.button(
                REVOKE, key=f"revoke_{link.mark[:12]}", on_click=do,
                args=(session, sharing.revoke, session.projects, link.mark),
                kwargs={"done": "The link is revoked; whoever it let in is out."},
            )  # fmt: skip


def _new(session: Session, project: Project) -> None:
    st.selectbox("A link", list(WORDS), format_func=WORDS.__getitem__, key="link_may")
    if st.session_state["link_may"] == sharing.FROZEN:
        names = [one.name for one in project.scenarios() if one.status == APPROVED]
        st.selectbox("Approved scenario", names, key="link_scenario")
        asking = told.asking(project.path)
        for sentence in (*asking.missing, *asking.past(date.today())):
            st.caption(reworded(f"{sentence} Say so on the page Documents."))
    being_written.field(session, "For whom", "link_whom", max_chars=80)
    st.button(MAKE, key="link_make", on_click=_make, args=(session,))
    made = st.session_state.get(KEPT)
    if made:
        st.code(made, language=None)
        st.caption("Shown once: give it away now. Whoever has the link can use it.")


def _make(session: Session) -> None:
    def act() -> None:
        assert session.projects is not None
        may = st.session_state["link_may"]
        frozen = may == sharing.FROZEN
        scenario = (st.session_state.get("link_scenario") or "") if frozen else ""
        session.writable()
        if frozen and not scenario:
            raise DataError("No scenario is approved yet", remedy="Approve one on Scenarios first")
        secret = sharing.give(
            session.projects, session.key, may, scenario=scenario,
            whom=st.session_state["link_whom"].strip(), author=session.author,
        )  # fmt: skip
        st.session_state[KEPT] = address(secret)

    attempt(session, act, done="The link is made; it stands under Share.")


def address(secret: str) -> str:
    """The address that a link is given away as."""
    parts = urlsplit(st.context.url or "")
    host = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"{host}/?{tabs.LINK}={secret}"


def frozen(session: Session) -> None:
    """One approved scenario, to be read: the page for the public, and nothing else of the app."""
    st.title("Proposed primary care networks")
    made = session.proposal
    if made is None or made.tables is None or not session.approved:
        st.info("There is no approved plan to read here.")
        return
    tables, before = made.tables, None if session.today is None else session.today.tables
    st.caption(markdown(f"{session.scenario}, approved. This page is for reading only."))
    asking = public_page.Asking() if session.project is None else told.asking(session.project.path)
    text = memo.once(
        "frozen", (made, repr(asking)),
        lambda: public_page.render(tables, before=before, asking=asking),
    )  # fmt: skip
    frames.show(text, PAGE_PX)
