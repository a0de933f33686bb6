"""How far a plan may be from today's networks, and what of today may stay as it is."""

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from optimise.problem.rules import APPROVED, BORDERS, DOUGHNUTS, PIECES, SIZE, Approval, Rules
from pcn_planner.drafting.session import Session
from pcn_planner.proposal import today
from pcn_planner.redrafting import approvals
from pcn_planner.study.study import Study
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.rules.practices import choose

TABLE = "approved_table"
KINDS = {
    SIZE: "size", PIECES: "in pieces", BORDERS: "across a border", DOUGHNUTS: "encloses another",
}  # fmt: skip
COLUMNS = ["network", "outside", "approved", "reason", "approved_on"]


def show(session: Session, rules: Rules) -> dict[str, Any]:
    """Limits on change, doughnuts, and the networks of today that are approved."""
    doughnuts = st.checkbox(
        worded("A network may enclose others"),
        not rules.no_doughnuts,
        key=f"rings {rules.no_doughnuts}",
    )
    new: dict[str, Any] = {"no_doughnuts": not doughnuts}
    if not session.todays_assignment:
        st.caption(worded("Limits on change need today's networks, which these data do not know."))
        return new
    new |= _limits(session, rules)
    st.markdown(worded("**Networks of today outside the rules, approved to stay so**"))
    st.session_state[TABLE] = ticked(irregular(session, rules), "approvals")
    return new


def _limits(session: Session, rules: Rules) -> dict[str, Any]:
    assert session.study is not None
    left, right = st.columns(2)
    now = rules.moves_max, rules.patients_moved_max
    practices = left.number_input(
        worded("Most practices that move"),
        0,
        10_000,
        now[0],
        placeholder="any number",
        key=f"moves {now}",
    )
    patients = right.number_input(
        worded("Most patients that move"), 0, 10_000_000, now[1], step=1_000,
        placeholder="any number", key=f"patients moved {now}",
    )  # fmt: skip
    names = session.study.practices["name"].to_dict()
    codes = sorted(session.todays_assignment)
    stay = choose(worded("Practices that keep their network"), codes, names, rules.stay)
    return {"moves_max": practices, "patients_moved_max": patients, "stay": stay}


def ticked(table: pd.DataFrame, key: str) -> pd.DataFrame | None:
    """A table of today's networks outside the rules: tick those that may stay so, and say why."""
    if table.empty:
        st.caption(worded("Every network of today keeps these rules."))
        return None
    column = st.column_config
    return st.data_editor(
        table, hide_index=True, disabled=["network", "outside"],
        key=f"{key} {table.to_csv()}", height=36 * min(len(table) + 1, 9) + 2,
        column_config={
            "network": column.TextColumn(worded("Network"), width=190),
            "outside": column.TextColumn("Outside in", width=120),
            "approved": column.CheckboxColumn("Approved", width=75),
            "reason": column.TextColumn("Reason", max_chars=300),
            "approved_on": column.TextColumn("On", help="Date, as 2026-07-14", width=90),
        },
    )  # fmt: skip


def irregular(session: Session, rules: Rules) -> pd.DataFrame:
    """Today's networks outside the rules, index network id; ``COLUMNS``."""
    assert session.study is not None
    names = today.names(session.study)
    known = {one.network_id: one for one in rules.approved}
    rows = {}
    for network, kinds in approvals.irregular(session.study, rules).items():
        one = known.get(network)
        name = f"{network}  {names.get(network, '')}".strip()
        outside = ", ".join(KINDS[kind] for kind in kinds)
        said = ("", "") if one is None else (one.reason, one.approved_on)
        rows[network] = (name, outside, one is not None, *said)
    return pd.DataFrame.from_dict(rows, orient="index", columns=COLUMNS)


def stated(session: Session, rules: Rules) -> Rules:
    """The rules with the approvals that the table says, by what is outside these very rules."""
    table = st.session_state.pop(TABLE, None)
    if table is None or session.study is None:
        return rules
    return replace(rules, approved=approved(session.study, rules, table))


def approved(study: Study, rules: Rules, table: pd.DataFrame) -> tuple[Approval, ...]:
    """What a table of ``ticked`` approves; what stood before and says the same stands as it did."""
    reasons = {
        str(network): (str(row["reason"] or ""), str(row["approved_on"] or ""))
        for network, row in table[table["approved"]].iterrows()
    }
    fresh = approvals.approve(study, rules, APPROVED, reasons=reasons).approved
    return tuple(_as_before(one, rules) for one in fresh)


def _as_before(one: Approval, rules: Rules) -> Approval:
    """An approval as it stood where the form says the same of it."""
    known = {was.network_id: was for was in rules.approved}
    was = known.get(one.network_id)
    same = was is not None and (was.reason, was.approved_on) == (one.reason, one.approved_on)
    return was if was is not None and same else one
