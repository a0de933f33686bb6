"""Long work that a page has begun: watched until it ends, stopped where its study is gone."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import streamlit as st

from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.session import Session
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import fragment
from pcn_planner.views.parts import desktop
from pcn_planner.views.parts.worded import worded

EVERY_S = 1.0
ENDED = "The search that you began has ended; its page shows what it found."


class OfStudy(Protocol):
    """Work that means something on one study alone."""

    @property
    def run(self) -> Run[Any, Any]:
        """The work itself."""

    @property
    def study(self) -> object:
        """The study that it was begun on."""


Begun = TypeVar("Begun", bound=OfStudy)


def on_this_study(session: Session, begun: Begun | None) -> Begun | None:
    """The work that was begun; it is stopped and gone where the session has another study now."""
    if begun is not None and begun.study is not session.bench.study:
        begun.run.stop()
        return None
    return begun


def ended(session: Session, run: Run[Any, Any], watch: Callable[[], None]) -> bool:
    """Whether work has ended, and why it failed; until then ``watch`` shows it every second."""
    if run.running:
        fragment(session, lambda _session: _watch(run, watch), every_s=EVERY_S)
        return False
    if run.failure is not None:
        st.error(markdown(worded(run.failure)))
    return True


def _watch(run: Run[Any, Any], watch: Callable[[], None]) -> None:
    if not run.running:
        desktop.tell(ENDED)
        st.rerun()
    watch()
