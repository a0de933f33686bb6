"""Rules kept as a file, and taken from one, as the command line takes them."""

from dataclasses import replace

import streamlit as st

from boundaries.errors import DataError, told_of
from boundaries.files import opening
from optimise.problem.rules import Rules, ties_broken
from optimise.problem.stated import rules_toml
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.study import columns
from pcn_planner.views.acting import attempt

TAKE = "Use the rules of this file"


def show(session: Session, rules: Rules) -> bool:
    """The rules as a file, and a place for one; whether rules of a file were taken."""
    with st.expander("Rules as a file (TOML)", icon=":material/description:"):
        st.download_button(
            "Keep these rules as a file", rules_toml.dumps(rules).encode(), "rules.toml",
            "application/toml", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        file = st.file_uploader("Rules from a file", type=["toml"], key="rules_file")
        if file is None or not st.button(TAKE, key="take_rules"):
            return False
    path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)

    def take() -> None:
        assert session.study is not None
        if not opening.read_document(path).strip():
            raise DataError("states no rule", remedy="Choose the file that was meant")
        asked = columns.as_spelt(rules_toml.read(path), session.study.practices)
        # As the command line takes them, so that a file means one plan.
        asked = replace(asked, weights=ties_broken(asked.weights))
        session.set_rules(asked, f"rules of {path.name}")

    def told() -> None:
        with told_of(path.name):
            take()

    attempt(session, told, done=f"The rules are those of {path.name}.")
    return True
