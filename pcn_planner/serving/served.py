"""The planning app behind headers that keep browsers from sending anything elsewhere."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from pcn_planner.drafting import tabs
from pcn_planner.serving import documentation, framed, opening, spellings, turns
from pcn_planner.serving.answers import Guarded

turns.keep()
app = st.App(
    Path.cwd() / "app.py",
    routes=[framed.route(), opening.route(), *documentation.routes()],
    middleware=[
        Middleware(Guarded, shared=tabs.shared),
        Middleware(spellings.Addressed),
        Middleware(opening.FirstPage),
    ],
)
