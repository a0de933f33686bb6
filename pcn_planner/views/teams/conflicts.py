"""The trust's view: what a plan does to community teams, what would mend it, what is decided."""

from functools import partial

import streamlit as st

from boundaries.teams.joined import parted
from pcn_planner.drafting.session import Session
from pcn_planner.maps.teams import conflict_map, conflict_texts, team_matrix
from pcn_planner.maps.teams.conflict_texts import Names, records
from pcn_planner.projects.project import Standing
from pcn_planner.proposal import layers
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.safe_text import markdown
from pcn_planner.views.acting import fragment, needs_data
from pcn_planner.views.parts import frames, memo
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.teams import conflict_acts, conflict_downloads, conflict_tables

DRAFT, TODAY = "The draft", "Today's networks"
PURPOSE = "Here stands where networks and community teams cut across each other, and what mends it."
MAP_PX = 520
KEY_TO_MAP = (
    ":violet[Violet dashes]: team areas, hatched where a team works into several networks. "
    "Rings: the practices of the chosen conflict. Dots: above the ceiling; strokes: below the "
    "floor."
)


def show(session: Session) -> None:
    """Show the conflicts of the draft, or of today's networks."""
    st.title("Conflicts with community teams")
    if not needs_data(session, PURPOSE):
        return
    if session.bench.study.footprints is None:
        st.info(
            worded(
                "No community teams are known. Load their footprints on the page **Start**: "
                "areas as GeoJSON or GeoPackage, or a table of practices, or of small areas, and "
                "their teams."
            )
        )
        return
    chosen = _plan(session)
    if chosen is None:
        st.info("No plan yet. Make one on the page **Draft**, or load data that know today's.")
        return
    name, made, other = chosen
    shown, layer = _layer(made)
    _report(session, name, shown, None if other is None else (other[0], _of_layer(other[1], layer)))


def _plan(session: Session) -> tuple[str, Proposal, tuple[str, Proposal] | None] | None:
    """Which plan is looked at: the draft where there is one; and the other, where there is one."""
    plans = {DRAFT: session.mended(), TODAY: session.today}
    known = {name: made for name, made in plans.items() if made is not None and made.conflicts}
    if not known:
        return None
    name = next(iter(known))
    if len(known) > 1:
        asked = st.segmented_control(
            "Plan", list(known), default=name, format_func=worded, key="conflict_plan"
        )
        name = asked or name
    others = [(key, one) for key, one in known.items() if key != name]
    return name, known[name], others[0] if others else None


def _layer(made: Proposal) -> tuple[Proposal, str]:
    """The plan held against the layer of footprints that is looked at; a table of all above it."""
    if not made.layers:
        return made, ""
    conflict_tables.layers(made)
    names = list(made.by_layer)
    asked = st.segmented_control("Layer", names, default=names[0], key="conflict_layer")
    name = asked or names[0]
    return memo.once("layer", (made, name), lambda: layers.in_front(made, name)), name


def _of_layer(made: Proposal, layer: str) -> Proposal:
    """The other plan held against the same layer."""
    if not layer:
        return made
    return memo.once("other layer", (made, layer), lambda: layers.in_front(made, layer))


def _report(
    session: Session, name: str, made: Proposal, other: tuple[str, Proposal] | None
) -> None:
    found, tables = made.conflicts, made.tables
    assert found is not None
    assert tables is not None
    names = conflict_texts.names_of(found, tables.networks, tables.practices)
    _headline(made)
    conflict_downloads.show(made, name)
    fragment(session, partial(_ranked, made=made, names=names, stood=session.standing))
    matrix, both, staff, homes, practices = st.tabs(
        [
            worded("Teams and networks"),
            "Two plans",
            "Nurses",
            worded("Registered and resident"),
            worded("Practices"),
        ]
    )
    with both:
        _two_plans((name, made), other)
    with matrix:
        st.caption(
            worded(
                "Registered patients by team and network. Framed: the team that leads a network. "
                "Grey: overlaps too small to need the team. A plan without conflicts is a diagonal."
            )
        )
        short = {str(key): names.team(str(key)) for key in found.teams.index}
        html = team_matrix.render(found.matrix, short, names.networks, found.thresholds)
        frames.part(html, "matrix.css")
        st.caption(markdown(worded(f"{found.method}.")))
    with staff:
        conflict_tables.nurses(found, names)
    with homes:
        conflict_tables.homes(made)
    with practices:
        conflict_tables.practices(found, names)


def _two_plans(one: tuple[str, Proposal], other: tuple[str, Proposal] | None) -> None:
    """The conflicts of the plan that is looked at and of the other one, side by side."""
    if other is None:
        st.info(
            worded("There is only one plan. With a draft and today's networks, both stand here.")
        )
        return
    here, there = one[1].conflicts, other[1].conflicts
    assert here is not None
    assert there is not None
    assert one[1].tables is not None
    assert other[1].tables is not None
    names = (
        conflict_texts.names_of(here, one[1].tables.networks, one[1].tables.practices),
        conflict_texts.names_of(there, other[1].tables.networks, other[1].tables.practices),
    )
    conflict_tables.two_plans((here, there), names, (worded(one[0]), worded(other[0])))


def _headline(made: Proposal) -> None:
    assert made.conflicts is not None
    sums = conflict_texts.headline(made.conflicts)
    patients, networks, teams, practices = st.columns(4)
    share = f"{sums.misaligned / max(sums.patients, 1):.0%} of all"
    patients.metric(
        worded(f"Patients of another team, {made.conflicts.counted}"),
        f"{sums.misaligned:,}",
        share,
        delta_color="off",
        delta_arrow="off",
        help=worded(
            "Registered patients who belong to another team than the one that leads their "
            "network: the team with most of its patients."
        ),
    )
    networks.metric(
        worded("Networks that need several teams"),
        f"{sums.networks_split} of {len(made.conflicts.networks)}",
        help=worded(
            "Small overlaps are left out: fewer than "
            f"{made.conflicts.thresholds.overlap_patients} patients, or less than "
            f"{made.conflicts.thresholds.overlap_share:.0%} of both network and team."
        ),
    )
    teams.metric(
        worded("Teams in several networks"),
        f"{sums.teams_split} of {len(made.conflicts.teams)}",
        help=worded(
            "Each network that needs the team is one more multi-disciplinary meeting to attend."
        ),
    )
    practices.metric(
        worded("Practices run from another team"),
        f"{sums.practices_apart}",
        help=worded(
            "Most of their patients belong to another team than the one they are run from."
        ),
    )


def _ranked(session: Session, made: Proposal, names: Names, stood: Standing | None) -> None:
    if session.standing != stood:  # a move was tried, or a decision made
        st.rerun()
    found, tables = made.conflicts, made.tables
    assert found is not None
    assert tables is not None
    if found.rows.empty:
        st.success(worded("No conflicts: every network has one team, and every team one network."))
    row, picked = None, False
    with st.container(key="ranked"):
        left, right = st.columns([6, 5], gap="medium")
    with left:
        if not found.rows.empty:
            decided = [conflict_acts.said(session, one) for one in records(found)]
            row, picked = conflict_tables.ranking(
                found, names, decided, MAP_PX - 90, of_areas=made.study.inputs.of_areas
            )
    practices = tuple(parted(str(row["practices"]))) if row else ()
    with right:
        page = memo.once(
            "conflict map",
            (tables, found, practices, str(picked)),
            lambda: conflict_map.page(tables, found, chosen=practices, closer=picked),
        )
        frames.show(page, MAP_PX)
        st.caption(worded(KEY_TO_MAP))
    if row is not None:
        with st.container(border=True):
            with st.container():  # of its own: as many sentences as there are, what follows stays
                conflict_tables.detail(found, row, names)
            conflict_acts.show(session, row, editable=made is session.proposal)
