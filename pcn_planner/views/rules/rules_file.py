"""Rules, and levels above the networks, kept as a file and taken from one.

Both are the files that the command line takes, so that a file means one plan.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import streamlit as st

from boundaries.errors import DataError, told_of
from boundaries.files import opening
from optimise.problem.rules import Rules, ties_broken
from optimise.problem.stated import rules_toml
from pcn_planner.drafting import uploads
from pcn_planner.drafting.session import Session
from pcn_planner.projects import levels as levels_asked
from pcn_planner.study import columns, tier_rules
from pcn_planner.study.tier_rules import Tier
from pcn_planner.views.acting import attempt

TAKE, TAKE_LEVELS = "Use the rules of this file", "Use the levels of this file"
RULES_TAKEN = "The rules are those of {}."
LEVELS_TAKEN = "The levels above the networks are those of {}. Optimise to see them."


def show(session: Session, rules: Rules) -> bool:
    """Rules and levels as files, and a place for each; whether one of a file was taken."""
    with st.expander("Rules as a file (TOML)", icon=":material/description:"):
        _offered("Keep these rules as a file", rules_toml.dumps(rules), "rules.toml")
        if _taken(session, "Rules from a file", TAKE, _take_rules, RULES_TAKEN):
            return True
    with st.expander("Levels as a file (TOML)", icon=":material/stacks:"):
        if session.levels:
            _offered("Keep these levels as a file", tier_rules.dumps(session.levels), "tiers.toml")
        return _taken(session, "Levels from a file", TAKE_LEVELS, _take_levels, LEVELS_TAKEN)


def ask_levels(session: Session, levels: Sequence[Tier]) -> None:
    """Keep the levels that the next plan puts above its networks. Raises ``DataError``."""
    levels_asked.keep(session.writable(), levels)
    session.levels = tuple(levels)


def levels_told(levels: Sequence[Tier]) -> str:
    """What is to be done after levels were asked for, or none any more."""
    if not levels:
        return "No level above the networks is asked for."
    return f"Optimise to see the level{'s' * (len(levels) > 1)} above."


def _offered(label: str, document: str, name: str) -> None:
    st.download_button(
        label, document.encode(), name, "application/toml", icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def _taken(
    session: Session, label: str, button: str, take: Callable[[Session, Path], None], done: str
) -> bool:
    """A place for a file and the button that uses it; whether that was pressed."""
    key = label.lower().replace(" from a ", "_")
    file = st.file_uploader(label, type=["toml"], key=key)
    if file is None or not st.button(button, key=f"take_{key.split('_')[0]}"):
        return False
    path = uploads.received(session.folder, file.file_id, file.name, file.getvalue)

    def told() -> None:
        with told_of(path.name):
            take(session, path)

    attempt(session, told, done=done.format(path.name))
    return True


def _take_rules(session: Session, path: Path) -> None:
    assert session.study is not None
    if not opening.read_document(path).strip():
        raise DataError("states no rule", remedy="Choose the file that was meant")
    asked = columns.as_spelt(rules_toml.read(path), session.study.practices)
    asked = replace(asked, weights=ties_broken(asked.weights))
    session.set_rules(asked, f"rules of {path.name}")


def _take_levels(session: Session, path: Path) -> None:
    """Levels above as they are; the band of the level of networks becomes that of the rules."""
    assert session.study is not None
    levels = tier_rules.spelt(tier_rules.read(path), session.study.practices)
    ask_levels(session, tier_rules.above_networks(levels))
    rules = tier_rules.with_columns(session.stated_rules, levels)
    if rules != session.stated_rules:
        session.set_rules(rules, f"levels of {path.name}")
