"""Everything that the command line writes, with a preview of the map and its caveats."""

import time

import streamlit as st

from pcn_planner.drafting.keeping import bundle
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.session import Session
from pcn_planner.files.readme import ABOUT
from pcn_planner.maps import panel as map_panel
from pcn_planner.proposal import workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import needs_data
from pcn_planner.views.parts import frames, memo
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import counted

MAP_PX = 640
LOOK_EVERY_S = 0.3


def show(session: Session) -> None:
    """Show what can be taken away of the draft."""
    st.title("Export")
    made = session.mended()
    if session.study is None:
        needs_data(session, "No data yet.")
    elif made is None or made.tables is None:
        st.info("Nothing to export yet: there is no plan. Make one on the page **Draft**.")
    else:
        _standing(made)
        _wait(session, memo.once("export", (made,), lambda: _drawing(made)))


def _drawing(made: Proposal) -> Run[None, Proposal]:
    """Draw the areas in full, outside the page's thread."""
    return background.start(lambda _tell, _stop: workbench.finished(made))


def _standing(made: Proposal) -> None:
    """What the plan is, and what is wrong with it."""
    assert made.tables is not None
    st.text(f"{map_panel.summary(made.tables)}.")
    if made.checked is not None and not made.checked.passed:
        findings = made.checked.findings
        with st.expander(
            f"This plan breaks rules ({counted(len(findings), 'finding')}); the files say so too",
            icon=":material/warning:",
        ):
            for finding in findings:
                st.text(worded(f"{finding.check.replace('_', ' ')}: {finding.message}"))


def _wait(session: Session, run: Run[None, Proposal]) -> None:
    """The files, once the areas are drawn; going to another page ends the wait, not the drawing.

    A loop and no fragment that reruns itself: the timer of one page can outlive it by a moment and
    take the place of the next page's run.
    """
    place = st.empty()
    while run.running:
        place.progress(
            min(run.elapsed_s / 60, 0.99),
            worded(
                f"Drawing the network areas from where patients live: {run.elapsed_s:.0f} s. The "
                "other pages can be used meanwhile."
            ),
        )
        time.sleep(LOOK_EVERY_S)
    place.empty()
    if run.made is None or run.made.tables is None:
        st.error(f"The areas could not be drawn. {markdown(run.failure)}")
        return
    drawn = run.made
    with st.spinner("Writing the files"):
        state = session.state
        files = memo.once(
            "files", (drawn, repr(session.standing)), lambda: bundle.build(drawn, state)
        )
    _files(files)
    st.header("The map as exported")
    lines = (*run.made.tables.caveats, " ".join(run.made.tables.attribution))
    st.caption("  \n".join(markdown(worded(line)) for line in lines))
    frames.show(files["map.html"].decode(), MAP_PX, as_is=True)


def _files(files: dict[str, bytes]) -> None:
    archive = memo.once("archive", (files,), lambda: bundle.zipped(files))
    size = f"{len(archive) / 1e6:.1f} MB"
    st.download_button(
        f"Everything as one zip ({size})", archive, "plan.zip", "application/zip", type="primary",
        icon=":material/folder_zip:", on_click="ignore",
    )  # fmt: skip
    named = list(files.items())
    for pair in (named[k : k + 2] for k in range(0, len(named), 2)):
        places = st.columns([2, 3, 2, 3], vertical_alignment="center")
        for k, (name, content) in enumerate(pair):
            places[2 * k].download_button(
                name, content, name, bundle.media_type(name), on_click="ignore", width="stretch"
            )
            kilobytes = max(len(content) // 1000, 1)
            places[2 * k + 1].caption(
                f"{worded(ABOUT.get(name, ''))} {kilobytes:,}\N{NO-BREAK SPACE}kB"
            )
