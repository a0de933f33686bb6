"""The planning app's front door: page set-up and navigation."""

from pathlib import Path

import streamlit as st

from pcn_planner.drafting import tabs
from pcn_planner.maps import leaflet
from pcn_planner.views import shell

st.set_page_config(page_title="PCN Planner", page_icon=str(shell.ICON), layout="wide")
leaflet.provide_leaflet(Path(__file__).parent)
shell.show(tabs.settle())
