"""Papers people sign: facts of each network, what still stops registration, the pack as one zip."""

import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from boundaries.errors import DataError
from pcn_planner.consultation import page as public_page
from pcn_planner.drafting.keeping import bundle
from pcn_planner.drafting.running import background
from pcn_planner.drafting.running.background import Run
from pcn_planner.drafting.session import Session
from pcn_planner.money import rates
from pcn_planner.papers import board, considered, facts, gate, opening, pack
from pcn_planner.papers.facts import Facts
from pcn_planner.papers.material import Material
from pcn_planner.papers.networks.each_network import called
from pcn_planner.projects import told
from pcn_planner.proposal import workbench
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.proposal.wording.naming import readable_names
from pcn_planner.safe_text import markdown, neutralise
from pcn_planner.screen_words import reworded
from pcn_planner.views.acting import needs_data
from pcn_planner.views.drafting import panes
from pcn_planner.views.papers import further, given_table, public_comments
from pcn_planner.views.parts import being_written, memo
from pcn_planner.views.parts.worded import worded

MAKE = "Make the pack"
FACTS_ANCHOR = "facts"
CALLED = "called"  #: column that only shows what a network is called
TYPE = "Click a cell to write in it."
FOLLOWS = "Nothing can be written here: the project is not this tab's to change, as said above."
LOOK_EVERY_S = 0.3
PARTS = 7  #: files told of while a pack is made, areas and public page among them
Archive = bytes


def show(session: Session) -> None:
    """Gather what papers need, say what is missing, make the pack."""
    st.title("Documents")
    made = session.mended()
    if session.study is None:
        needs_data(session, "Here stand the papers that people sign, and what they still lack.")
    elif made is None or made.tables is None:
        st.info("Nothing to put on paper yet: there is no plan. Make one on the page **Draft**.")
    else:
        _page(session, made)


def _page(session: Session, made: Proposal) -> None:
    assert session.study is not None
    known = _facts(session, made)
    money = NO_MONEY if session.study.inputs.of_areas else _money(session)
    asked = further.ask_for(session, made)
    try:
        material = _material(session, made, known, money)
        material = further.joined(material, made, asked)
    except DataError as error:
        st.error(markdown(reworded(str(error), session.folder)))
        return
    further.show(material)
    for line in board.lacking(material):
        st.caption(markdown(reworded(line)))
    _gate(session, material)
    _pack(session, made, material, (_asking(session), asked.marks))
    public_comments.show(session)


def _facts(session: Session, made: Proposal) -> Facts:
    """The table of facts, to be edited, or filled from a file."""
    assert made.tables is not None
    held = Facts({}) if session.project is None else told.facts(session.project.path)
    store: dict[str, Any] = memo.once(
        "facts", (session.study, session.key),
        lambda: dict[str, Any](version=0, known=held, seen=held),
    )  # fmt: skip
    ids = tuple(map(str, made.tables.networks.index))
    st.header(worded("Facts of each network"), anchor=FACTS_ANCHOR)
    _upload(session, store, made.tables.networks.index)
    writes = session.pen()  # where nobody may write, a cell typed would be lost with the next run
    key = f"facts-{session.key}-{store['version']}-{'write' if writes else 'read'}"
    if store.get("ids") != ids or key not in st.session_state:
        base = facts.table_of(
            facts.with_reasons(store["known"], session.state.reasons), made.tables.networks.index
        )
        base.insert(0, CALLED, [*readable_names(made.tables.networks["name"]).values()])
        store.update(ids=ids, base=base)
    st.caption("What only people know. " + (TYPE if writes else FOLLOWS))
    labels = {**facts.NEEDED, **facts.MORE}
    columns = {name: st.column_config.TextColumn(text) for name, text in labels.items()}
    edited = st.data_editor(
        store["base"], key=key, width="stretch",
        column_config={"_index": worded("Network"), CALLED: "Called in the plan", **columns},
        disabled=["_index", CALLED] if writes else True,
    )  # fmt: skip
    given = edited.drop(columns=CALLED)
    store["known"] = replace(facts.of_table(given), notes=store["known"].notes)
    _keep(session, store, ids)
    for line in store["known"].notes:
        st.caption(markdown(line))
    _download(given)
    return facts.of_table(given)


def _keep(session: Session, store: dict[str, Any], networks: tuple[str, ...]) -> None:
    """Write the cells typed into the project, and show those that somebody else has written."""
    project, typed = session.project, told.changed(store["known"], store["seen"], networks)
    if project is None:
        return
    try:
        if typed:
            told.keep_facts(session.writable(), typed)
    except DataError as error:
        st.warning(markdown(f"These facts are not kept in the project. {error}"))
        return
    store["seen"] = store["known"]
    now = told.facts(project.path)
    if told.changed(now, store["known"], networks):
        store.update(known=now, seen=now, version=store["version"] + 1)
        st.rerun()


def _upload(session: Session, store: dict[str, Any], networks: pd.Index) -> None:
    """A file of facts takes the place of what stands in the table, once."""
    given = given_table.ask(session, "facts_file", "Facts from a file")
    if given is None or given.mark == store.get("file"):
        return
    try:
        store["known"] = facts.read(given.rows, networks)
    except DataError as error:
        st.error(markdown(reworded(str(error))))
        return
    store.update(file=given.mark, version=store["version"] + 1)


def _download(edited: pd.DataFrame) -> None:
    out = io.StringIO()
    neutralise(edited.rename_axis("network_id").reset_index()).to_csv(out, index=False)
    st.download_button(
        "Keep these facts as a file", out.getvalue().encode("utf-8-sig"), "network_facts.csv",
        "text/csv", icon=":material/download:", on_click="ignore",
    )  # fmt: skip


class Money(NamedTuple):
    """The year of the rates, and tables of populations and of rates, if any are given."""

    year: str
    people: pd.DataFrame | None
    rate_table: pd.DataFrame | None


NO_MONEY = Money("", None, None)


def _money(session: Session) -> Money:
    """Ask for the year of the rates, for populations, and for rates of other years."""
    st.header("Money")
    left, right = st.columns([1, 3])
    with right:
        people = given_table.ask(
            session, "populations",
            worded("Adjusted and weighted populations, care home beds (by practice code)"),
        )  # fmt: skip
        other = given_table.ask(session, "rates", "Rates of other years")
    years, rows = _rates(other)
    year = left.selectbox("Financial year", years, key="year")
    return Money(year, None if people is None else people.rows, rows)


def _rates(other: given_table.GivenTable | None) -> tuple[list[str], pd.DataFrame | None]:
    """Years that have rates, and the table given, where it can be used; else why it cannot."""
    try:
        if other is not None:
            found = memo.once("rates", (other.mark,), lambda: rates.table(other.rows))
            return rates.years(found), other.rows
    except DataError as error:
        st.error(markdown(reworded(str(error))))
    return memo.once("years", (), lambda: rates.years(rates.table())), None


def _material(session: Session, made: Proposal, known: Facts, money: Money) -> Material:
    today = session.today
    material = opening.of_proposal(
        made, before=None if today is None else today.tables, facts=known, year=money.year,
        people=money.people, rate_table=money.rate_table,
        reasons={} if session.project is None else considered.of_history(session.project.changes()),
    )  # fmt: skip
    for line in (*(f"Not counted in full: {one}." for one in material.unknown), *material.notes):
        st.caption(markdown(line))
    return material


def _gate(session: Session, material: Material) -> None:
    """What still stops registration, each with the way to where it is mended."""
    st.header(gate.heading(material))
    found = gate.stops(material)
    if not found:
        st.success(worded(gate.nothing(material)))
        return
    st.warning(gate.stopped(material))
    for at, one in enumerate(found):
        if one.where != gate.FACTS:
            who = _spoken([one.network], material) if one.network else "Whole plan"
            again = f"_{at}" if one.where in {other.where for other in found[:at]} else ""
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"{markdown(who)}: {markdown(one.why)}.", width="content")
                st.button(
                    one.mend, key=f"gate_{one.where}{again}", type="tertiary",
                    icon=":material/arrow_forward:", on_click=_turn, args=(session, one.where),
                )  # fmt: skip
    of_networks: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.where == gate.FACTS:
            of_networks.setdefault((one.why, one.mend), []).append(one.network)
    lines = [
        f"- {markdown(_spoken(which, material))}: {markdown(why)}. [{mend}](#{FACTS_ANCHOR})"
        for (why, mend), which in of_networks.items()
    ]
    st.markdown("\n".join(lines))


def _spoken(which: list[str], material: Material) -> str:
    """Networks with their names, or that it is all of them."""
    every = len(material.tables.networks)
    if len(which) == every > 1:
        return f"All {every} networks"
    return ", ".join(called(key, material.tables, material.facts) for key in which)


def _turn(session: Session, page: str) -> None:
    """Go where something is mended: a plan, among its findings."""
    session.bound_for = page
    panes.turn_to(panes.FINDINGS)


def _asking(session: Session) -> public_page.Asking:
    """Who asks the public, where comments go, until when; kept in the project."""
    project = session.project
    held = public_page.Asking() if project is None else told.asking(project.path)
    day = None if held.closes is None else public_page.read_date(held.closes)
    last_day = f"closes {session.key}"
    st.session_state.setdefault(last_day, day)
    with st.expander("Page for the public, in the same pack"):
        organisation = being_written.field(
            session, "Organisation that asks", "organisation", held.organisation, at_once=True
        )
        reply_to = being_written.field(
            session, "Mail or postal address for comments", "reply_to", held.reply_to, at_once=True
        )
        closes = st.date_input("Last day for comments", key=last_day)
        last = closes.isoformat() if closes else None
        said = public_page.Asking(organisation.strip(), reply_to.strip(), last)
        for sentence in said.past(date.today()):
            st.warning(reworded(sentence))
    if project is not None and said != held:
        try:
            told.keep_asking(session.writable(), said)
        except DataError as error:
            st.warning(markdown(f"This is not kept in the project. {error}"))
    return said


def _pack(
    session: Session,
    made: Proposal,
    material: Material,
    asked: tuple[public_page.Asking, tuple[str, ...]],
) -> None:
    store: dict[str, Any] = memo.once("pack", (session.study,), dict[str, Any])
    given = (made, material.facts.of, material.rates.to_csv(), material.populations.to_csv(), asked)
    if st.button(MAKE, type="primary", icon=":material/description:"):
        store.update(run=_start(made, material, asked[0]), given=given)
    run: Run[str, Archive] | None = store.get("run")
    if run is None:
        return
    _wait(run)
    if store["given"][0] is not made or store["given"][1:] != given[1:]:
        st.warning("Something has changed since this pack was made. Make it anew.")
    if run.made is None:
        st.error(f"The pack could not be made. {markdown(run.failure)}")
        return
    st.download_button(
        f"The pack as one zip ({len(run.made) / 1e6:.1f} MB)", run.made, "pack.zip",
        "application/zip", type="primary", icon=":material/folder_zip:", on_click="ignore",
    )  # fmt: skip


def _start(made: Proposal, material: Material, asking: public_page.Asking) -> Run[str, Archive]:
    """Draw the areas in full and write everything, outside the page's thread."""
    drawing = worded("Drawing the network areas from where patients live")

    def work(tell: Callable[[str], None], _stop: Callable[[], bool]) -> Archive:
        tell(drawing)
        whole = opening.of_finished(material, workbench.finished(made))
        files = pack.build(whole, tell)
        tell("Writing the page for the public")
        page = public_page.render(
            whole.tables, before=whole.before, asking=asking, places=whole.places
        )
        return bundle.zipped({**files, f"public/{public_page.NAME}": page.encode()}, "pack")

    return background.start(work)


def _wait(run: Run[str, Archive]) -> None:
    """Progress until the pack is there; another page can be used meanwhile."""
    place = st.empty()
    while run.running:
        said = run.told[-1] if run.told else "Waiting for a place"
        place.progress(min(len(run.told) / (PARTS + 1), 0.99), f"{said}: {run.elapsed_s:.0f} s")
        time.sleep(LOOK_EVERY_S)
    place.empty()
