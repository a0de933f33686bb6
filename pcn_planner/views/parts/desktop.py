"""A notification of the desktop when a solve ends: off until asked for, and only as allowed."""

import json
import secrets
from collections.abc import Mapping

import folium
import streamlit as st
from folium.template import Template
from streamlit_folium import st_folium

from pcn_planner.drafting.session import Session
from pcn_planner.maps import plan_map
from pcn_planner.maps.leaflet import LEAFLET_URL

ASKED = "desktop_asked"  #: whether the person wants notifications
STATE = "desktop_state"  #: what the browser says of them
TOLD = "desktop_told"  #: the newest one: its id and words
TOGGLE, FRAME = "desktop_toggle", "desktop_frame"
LABEL = "Notify me on my desktop when a solve ends"
LONGEST = 200  #: characters of a notification
REFUSED = (
    "Your browser does not allow notifications of this page, so none will come. What a solve has "
    "found stands on every page all the same."
)
WORDS: Mapping[str, str] = {
    "": "Your browser may ask you whether this page may notify you.",
    "granted": "Your browser allows it.",
    "default": REFUSED,
    "denied": REFUSED,
    "missing": "This browser knows no notifications, so none will come.",
}


class Told(folium.FeatureGroup):  # type: ignore[misc]
    """What a map's frame is to notify of, as something that streamlit-folium adds to it."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = L.featureGroup();"
        "{{ this._parent.get_name() }}.pcnNotify({{ this.told }});"
        "{% endmacro %}"
    )

    def __init__(self, told: Mapping[str, str]) -> None:
        super().__init__("Told", control=False)
        self.told = json.dumps(told).replace("<", "\\u003c")


def choose() -> None:
    """The switch, and a word on what the browser says to it."""
    st.toggle(LABEL, wanted(), key=TOGGLE, on_change=_switched)
    if wanted():
        st.caption(WORDS.get(st.session_state.get(STATE, ""), REFUSED))


def wanted() -> bool:
    """Whether the person asked for notifications in this tab."""
    return bool(st.session_state.get(ASKED))


def tell(words: str) -> None:
    """Notify of something once, where that is wanted; for what has just ended."""
    if wanted():
        short = words if len(words) <= LONGEST else f"{words[: LONGEST - 3]}..."
        st.session_state[TOLD] = {"id": secrets.token_hex(8), "words": short}


def stand(session: Session) -> None:
    """The frame that asks the browser and notifies, unseen, on every page where it is wanted."""
    if not wanted() or session.study is None:
        return
    empty = plan_map.base_map(session.bench.study.territories, leaflet_url=LEAFLET_URL)
    empty.add_child(plan_map.Script("notify.js"))
    with st.container(key="desktop"):
        st_folium(
            empty, key=FRAME, height=24, use_container_width=True, on_change=_heard,
            returned_objects=["last_active_drawing"],
            feature_group_to_add=Told(st.session_state.get(TOLD, {})),
        )  # fmt: skip


def _switched() -> None:
    st.session_state[ASKED] = bool(st.session_state[TOGGLE])
    st.session_state.pop(STATE, None)


def _heard() -> None:
    """Keep what the browser answered."""
    shape = (st.session_state.get(FRAME) or {}).get("last_active_drawing") or {}
    said = (shape.get("properties") or {}).get("notify")
    if isinstance(said, str):
        st.session_state[STATE] = said
