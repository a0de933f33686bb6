"""The planning app behind headers that keep browsers from sending anything elsewhere."""

import streamlit as st
from starlette.middleware import Middleware

from pcn_planner.answers import Guarded

app = st.App("app.py", middleware=[Middleware(Guarded)])
