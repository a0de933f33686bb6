"""The map of the draft: click a practice or a network to point at it; panning reruns nothing."""

from functools import partial
from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from pcn_planner.drafting.session import Session
from pcn_planner.maps import layers as map_layers
from pcn_planner.maps import panel as map_panel
from pcn_planner.maps import places, plan_map
from pcn_planner.maps import texts as map_texts
from pcn_planner.maps.leaflet import LEAFLET_URL
from pcn_planner.maps.live import changes, context, drawn
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.safe_text import html, markdown
from pcn_planner.serving import framed, tiles
from pcn_planner.study import linked
from pcn_planner.views.drafting import neighbours, own_layers, panes
from pcn_planner.views.drafting.cards import practice_card
from pcn_planner.views.drafting.network_list import chosen_network
from pcn_planner.views.parts import frames, memo
from pcn_planner.views.parts.worded import worded

KEY, LAYERS, TILES = "draft_map", "map_layers", "map_tiles"
HEIGHT_PX = 640  #: until the style sheet stretches it over what the window has left
TEAMS, CONFLICTS, LINKS, CROSSINGS = "Community teams", "Conflicts", "Neighbours", "Bridges"
CLICKED, DRAWN = "last_object_clicked_tooltip", "last_active_drawing"
SENT, WHOLE = "map_sent", "map_whole"  #: digests last sent; the newest maps in full
WHOLES = 2
LAST_DRAWN = "last_drawn"  #: the shape that was answered last


def show(session: Session) -> None:
    """The map with the layers a person asked for."""
    if session.study is None:
        return
    empty = plan_map.base_map(session.bench.study.territories, leaflet_url=LEAFLET_URL)
    empty.add_child(plan_map.Script("tools.js"))
    empty.add_child(changes.Live())
    st_folium(
        empty,
        key=KEY,
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=[CLICKED, "last_object_clicked_count", DRAWN],
        feature_group_to_add=_change(session),
        on_change=partial(_clicked, session),
    )


def anew() -> None:
    """Send all of the map with its next change: the page may have put a new frame in its place."""
    st.session_state.pop(SENT, None)


def _change(session: Session) -> changes.Change:
    """What the map is to show; only features that its last change did not tell are sent."""
    wanted = list(st.session_state.get(LAYERS) or [])
    what = memo.once(
        KEY, (session.bench, session.proposal, session.state, repr(session.focus),
              str(session.chosen), session.selected, tuple(wanted), own_layers.mark(session),
              neighbours.pending()),
        lambda: changes.shown(layers(session, wanted)),
    )  # fmt: skip
    beneath, known = _beneath(), st.session_state.get(SENT, ())
    st.session_state[SENT] = tuple(what.features)
    if not framed.served():  # run by other means than ``pcn app``, nothing answers at addresses
        return changes.Change(what, dark=frames.dark(), tiles=beneath)
    kept = framed.keep(what.whole(), framed.JSON)
    st.session_state[WHOLE] = [kept, *st.session_state.get(WHOLE, [])][:WHOLES]
    return changes.Change(what, known, kept.address, dark=frames.dark(), tiles=beneath)


def _beneath() -> dict[str, str] | None:
    """The tiles that a person asked for, where this app has any."""
    found = tiles.offered() if st.session_state.get(TILES) else None
    return None if found is None else {"address": found.address, "credit": html(found.credit)}


def layers(session: Session, wanted: list[str]) -> list[folium.FeatureGroup]:
    """Feature groups, lowest first: of the draft, or of practices alone where there is none."""
    names = places.places_layer(session.bench.study.territories)
    shown = [*([] if names is None else [names]), *_of_draft(session, wanted)]
    if (barriers := linked.barriers(session.bench.study)) is not None:
        shown.append(map_layers.barriers_layer(barriers))
    line = neighbours.pending()
    return [*shown, drawn.unkept_layer(line)] if line else shown


def _of_draft(session: Session, wanted: list[str]) -> list[folium.FeatureGroup]:
    study, tables = session.bench.study, None
    if session.proposal is not None:
        tables = session.proposal.tables
    if tables is None:
        return _blank(session, study.practices)
    colours = session.colours
    out = [] if tables.outline is None else [map_layers.land_layer(tables.outline)]
    out.extend(context.layers(own_layers.given(session)))
    pointed = chosen_network(session)
    said, networks = tables.words.said, tables.networks
    out.append(map_layers.areas_layer(tables.areas, networks, colours, chosen=pointed, said=said))
    out.extend(_optional(tables, wanted))
    placed = tables.assignment, networks, colours
    out.append(_practices(session, study.practices, *placed))
    out.append(_pointed(session, tables))
    out.append(map_layers.labels_layer(tables.areas, networks, said))
    return out


def _blank(session: Session, practices: gpd.GeoDataFrame) -> list[folium.FeatureGroup]:
    land = session.bench.land
    out = []
    if land is not None and land.ground is not None:
        out.append(map_layers.land_layer(land.ground))
    out.extend(context.layers(own_layers.given(session)))
    if land is not None and land.borders is not None:
        out.append(map_layers.borders_layer(land.borders, session.bench.study.words.said))
    nothing = pd.DataFrame(columns=["name"])
    return [*out, _practices(session, practices, {}, nothing, {})]


def _practices(session: Session, *of: Any) -> folium.FeatureGroup:
    """A click opens the practice's card, so that nothing needs to open on the map."""
    state = session.state
    loose = {
        code for code, network in state.assignment.items()
        if network and code not in state.locked_practices and network not in state.locked_networks
    }  # fmt: skip
    said = session.bench.study.words.said
    return map_layers.practices_layer(
        *of, chosen=_ringed(session), popups=False, loose=loose, said=said
    )


def _optional(tables: PlanTables, wanted: list[str]) -> list[folium.FeatureGroup]:
    out = []
    if tables.borders is not None and len(tables.borders):
        out.append(map_layers.borders_layer(tables.borders, tables.words.said))
    for level, areas in tables.tier_areas.items():
        if _level(level) in wanted:
            out.append(map_layers.level_layer(level, areas))
    prints = tables.footprints
    if TEAMS in wanted and prints is not None and prints.areas is not None:
        out.append(map_layers.footprints_layer(prints.areas, prints.teams))
    if CONFLICTS in wanted and isinstance(tables.conflicts, gpd.GeoDataFrame):
        out.append(map_layers.conflicts_layer(tables.conflicts))
    if tables.graph is not None:
        places = tables.practices, tables.graph, tables.assignment
        if LINKS in wanted:
            out.append(map_layers.links_layer(*places))
        if CROSSINGS in wanted:
            only = map_layers.CROSSINGS
            out.append(map_layers.links_layer(*places, name=CROSSINGS, reasons=only))
    return out


def choose_layers(session: Session) -> None:
    """What else the map shows, and what its signs mean, in a popover that moves nothing."""
    with st.popover("Layers", icon=":material/layers:"):
        offered = _offered(session)
        if offered:
            st.pills("Also on the map", offered, selection_mode="multi", key=LAYERS)
        own_layers.show(session)
        if (offered_tiles := tiles.offered()) is not None:
            server = markdown(offered_tiles.server)
            st.toggle(
                f"Background map of {server}", key=TILES,
                help=f"Asks {server} for pictures of what the map shows, which tells it where you "
                "look. Nothing else is sent there.",
            )  # fmt: skip
        _legend(session)


def _offered(session: Session) -> list[str]:
    made = session.proposal
    if made is None or made.tables is None:
        return []
    offered = [LINKS]
    graph = session.bench.study.graph
    if memo.once("crossings", (graph,), lambda: map_panel.crossings(graph)):
        offered.insert(0, CROSSINGS)
    if made.tables.footprints is not None and made.tables.footprints.areas is not None:
        offered = [TEAMS, CONFLICTS, *offered]
    return [*map(_level, made.tables.tier_areas), *offered]


def _level(column: str) -> str:
    """What a level is called in the choice of layers: ``Level: place``."""
    return f"Level: {column.removesuffix('_id').replace('_', ' ')}"


def _ringed(session: Session) -> tuple[str, ...]:
    """The practices that are selected, else the chosen one."""
    if session.selected:
        return session.selected
    return () if session.chosen is None else (session.chosen,)


def _clicked(session: Session) -> None:
    """Point at what was clicked on the map, or select what was drawn round."""
    told = st.session_state.get(KEY) or {}
    if session.study is None:
        return
    shape = told.get(DRAWN)
    if drawn.is_drawn(shape) and shape != st.session_state.get(LAST_DRAWN):
        st.session_state[LAST_DRAWN] = shape
        if _dropped(session, shape) or _lined(session, shape):
            return
        session.select({*session.selected, *drawn.inside(session.study.practices, shape)})
        panes.turn_to(panes.PRACTICE)
        return
    code = map_texts.clicked(told.get(CLICKED))
    if code in session.study.practices.index:
        session.pick(str(code))
        panes.turn_to(panes.PRACTICE)
    elif code in session.state.assignment.values():
        session.chosen = code
        panes.turn_to(panes.NETWORKS)


def _dropped(session: Session, shape: Any) -> bool:
    """Whether a practice was dragged; where it may go is then priced on its card, not done yet."""
    made = session.proposal
    if made is None or made.tables is None:
        return False
    found = drawn.dropped(made.tables.areas, shape)
    if found is None:
        return False
    code, network = found
    session.chosen, session.selected = code, (code,)
    if network and network != session.state.assignment.get(code):
        st.session_state[practice_card.DROPPED] = code, network
    panes.turn_to(panes.PRACTICE)
    return True


def _lined(session: Session, shape: Any) -> bool:
    """Whether a line was drawn; what it would do is then offered in its form, not done yet."""
    purpose = drawn.purpose(shape)
    if not purpose:
        return False
    if purpose == drawn.BARRIER:
        neighbours.fill_barrier(drawn.line(shape))
    else:
        neighbours.fill_link(drawn.ends(session.bench.study.practices, shape))
    panes.turn_to(panes.KEPT)
    return True


def _pointed(session: Session, tables: PlanTables) -> folium.FeatureGroup:
    """What is pointed at: the chosen network's outline, and where the map is to look."""
    network, focus = chosen_network(session), session.focus
    shown = drawn.territories_of(session.bench.study.territories, focus.practices)
    return drawn.focus_layer(shown, focus.number, tables.areas, network)


def _legend(session: Session) -> None:
    made = session.proposal
    if made is None or made.tables is None:
        st.caption(worded("Circles are practices; their area grows with the registered list."))
        return
    lines = [
        worded(
            "Circles are practices, by list size. Stripes mark networks below (▼) and dots those "
            "above (▲) the band; heavy dash-dotted lines are borders, brown lines barriers that "
            "part neighbours."
        ),
        *made.tables.caveats[:1],
        *made.tables.attribution,
        *places.attribution(session.bench.study.territories),
    ]
    told = " ".join(line if line.endswith(".") else f"{line}." for line in lines)
    st.caption(markdown(told))
