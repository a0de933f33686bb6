"""Projects of the work folder: the list of recent ones, and what can be done with the open one."""

from pathlib import Path

import streamlit as st

from pcn_planner.drafting import tabs
from pcn_planner.drafting.session import Session
from pcn_planner.projects import folder, sharing
from pcn_planner.projects.folder import Listed
from pcn_planner.safe_text import html
from pcn_planner.views.acting import ask, attempt, go
from pcn_planner.views.parts import being_written, memo, pictures
from pcn_planner.words import counted

SHOWN = 12  #: projects listed before one asks for all
OPEN = "Open project "


def author(session: Session) -> None:
    """Ask once who works here; it stands beside every change in the history."""
    being_written.field(
        session, "Your name, for the history", "author", session.author, at_once=True,
        max_chars=80, on_change=_author, args=(session,), placeholder="asked once",
    )  # fmt: skip


def _author(session: Session) -> None:
    name = str(st.session_state["author"]).strip()
    session.author = name
    if session.projects is not None and not tabs.shared():
        attempt(session, folder.set_author, session.projects, name)


def recent(session: Session) -> None:
    """The projects that lie in the work folder, the one changed last first.

    Where others reach the app only those that this browser made or was given a link to.
    """
    if session.projects is None:
        return
    found = folder.projects(session.projects)
    if tabs.shared():
        known = sharing.grants(session.projects, tabs.browser())
        mine = {key for key, one in known.items() if one.may != sharing.FROZEN}
        found = [one for one in found if one.key in mine]
    if not found:
        return
    st.header("Recent projects")
    every = len(found) <= SHOWN or st.toggle(f"All {len(found)}", key="recent_all")
    for number, one in enumerate(found if every else found[:SHOWN]):
        _listed(session, one, number)


def _listed(session: Session, one: Listed, number: int) -> None:
    picture, words, button = st.columns([1, 5, 1], vertical_alignment="center")
    if one.thumbnail.startswith("<svg"):
        with picture:
            pictures.svg(one.thumbnail, "", width="110px")  # the name stands beside it
    if one.damage:
        words.html(f"<b>{html(one.name)}</b><br>Cannot be opened. {html(one.damage)}")
        return
    by = f" by {html(one.author)}" if one.author else ""
    words.html(
        f"<b>{html(one.name)}</b><br>changed {html(one.at[:16].replace('T', ' '))} UTC{by}, "
        f"{counted(one.scenarios, 'scenario')}, {counted(one.changes, 'change')}"
    )
    name = f"{OPEN}{one.name}"
    button.button("Open", key=f"open_{number}", help=name, on_click=ask, args=(session, name))
    if session.asked == name:
        with st.spinner("Opening the project"):
            done = attempt(session, opened, session, one.path)
        go(session, "draft" if done else "start")


def opened(session: Session, path: Path) -> None:
    """Leave the open project and open another."""
    tabs.leave(session)
    session.open_project(path)
    tabs.admit(session)


def acts(session: Session) -> None:
    """Download, save as, rename, delete the open project."""
    project = session.project
    if project is None:
        return
    with st.popover("Project", icon=":material/folder:"):
        content = memo.once(
            "project", (str(project.path), repr(session.standing)),
            lambda: folder.content(project.path),
        )  # fmt: skip
        st.download_button(
            f"Download the project ({len(content) / 1e6:.1f} MB)", content, project.path.name,
            "application/vnd.sqlite3", on_click="ignore", key="project_download",
        )  # fmt: skip
        being_written.field(
            session, "Name", "project_name", project.path.stem, max_chars=folder.TITLE_LENGTH
        )
        st.button("Rename", key="project_rename", on_click=_rename, args=(session,))
        st.button("Save as, and go on in the copy", key="project_save_as", on_click=_save_as,
                  args=(session,))  # fmt: skip
        st.button("Duplicate", key="project_duplicate", on_click=_duplicate, args=(session,))
        sure = st.checkbox("Yes, delete this project for good", key="project_sure")
        st.button("Delete", key="project_delete", disabled=not sure, on_click=_delete,
                  args=(session,))  # fmt: skip


def _name() -> str:
    return str(st.session_state["project_name"])


def _rename(session: Session) -> None:
    def act() -> None:
        project = session.writable()
        tabs.leave(session)
        session.moved_to(folder.rename(project.path, _name()))

    attempt(session, act, done="The project has its new name.")


def _save_as(session: Session) -> None:
    def act() -> None:
        assert session.project is not None
        copy = folder.duplicate(session.project.path, _name())
        tabs.leave(session)
        session.open_project(copy, like=session.study)

    attempt(session, act, done="Saved under the new name; the project before is as it was.")


def _duplicate(session: Session) -> None:
    def act() -> None:
        assert session.project is not None
        path = session.project.path
        folder.duplicate(path, folder.free_path(path.parent, _name()).stem)

    attempt(session, act, done="There is a copy of the project now.")


def _delete(session: Session) -> None:
    def act() -> None:
        path = session.writable().path
        tabs.leave(session)
        session.close()
        folder.delete(path)

    if attempt(session, act, done="The project is deleted."):
        st.session_state["project_sure"] = False
