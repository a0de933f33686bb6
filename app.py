"""The planning app's front door: page set-up and navigation."""

import streamlit as st

from planner import session
from planner.views import shell

st.set_page_config(page_title="PCN Planner", page_icon=":material/hub:", layout="wide")
shell.show(session.of_browser())
