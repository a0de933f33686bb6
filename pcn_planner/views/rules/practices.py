"""Decisions on practices that hold for every plan, also before there is one."""

from collections.abc import Iterable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from optimise.problem.rules import Group, Rules
from pcn_planner.drafting.session import Session
from pcn_planner.proposal import today
from pcn_planner.redrafting import approvals
from pcn_planner.views.parts.worded import worded

KINDS = {"together": "Keep together", "apart": "Keep apart", "fixed": "One network as it is"}
KIND, MEMBERS = "kind", "practices"


def show(session: Session, rules: Rules) -> dict[str, Any]:
    """Practices set apart, waived, and groups of practices."""
    assert session.study is not None
    names = session.study.practices["name"].to_dict()
    codes = [str(code) for code in names]
    alone = choose(
        worded("Set apart: each of these is a network by itself"), codes, names, rules.alone
    )
    waived = choose(
        worded("Floor waived: a network of these may be small"), codes, names, rules.floor_waived
    )
    kept = _kept_networks(session, rules)
    others = tuple(group for group in rules.fixed if group not in kept)
    groups = _groups(codes, names, {**vars(rules), "fixed": others})
    groups["fixed"] = (*groups["fixed"], *kept)
    return {"alone": alone, "floor_waived": waived, **groups}


def choose(
    label: str, options: Sequence[str], names: dict[Any, Any], now: Iterable[str], help_: str = ""
) -> Group:
    """Several of many, by code and name, in the order of the options."""
    given = [one for one in now if one in options]
    chosen = st.multiselect(
        label, options, given, format_func=lambda key: f"{key}  {names.get(key, '')}".strip(),
        key=f"{label} {given}", placeholder="None", help=help_ or None,
        filter_mode="contains", select_all=False,
    )  # fmt: skip
    return tuple(sorted(chosen)) if set(chosen) != set(given) else tuple(given)


def _kept_networks(session: Session, rules: Rules) -> tuple[Group, ...]:
    """Networks of today that do not change, as the practices that they have."""
    assert session.study is not None
    members = todays_members(session.todays_assignment)
    if not members:
        return ()
    now = [network for network, codes in members.items() if codes in rules.fixed]
    chosen = choose(
        worded("Networks of today that do not change"),
        list(members),
        today.names(session.study),
        now,
    )
    only = choose(
        worded("Only these networks of today may change"), list(members),
        today.names(session.study), (), "All others are kept as they are",
    )  # fmt: skip
    return approvals.standing_still(session.study, chosen, only) if chosen or only else ()


def todays_members(assignment: dict[str, str]) -> dict[str, Group]:
    """Network of today -> its practices, sorted."""
    out: dict[str, list[str]] = {}
    for code, network in sorted(assignment.items()):
        out.setdefault(network, []).append(code)
    return {network: tuple(out[network]) for network in sorted(out)}


def _groups(
    codes: list[str], names: dict[Any, Any], now: dict[str, Any]
) -> dict[str, tuple[Group, ...]]:
    """A table with a row for each group, which rows can be added to and taken from."""
    rows = [(KINDS[kind], list(group)) for kind in KINDS for group in now[kind]]
    table = pd.DataFrame(rows, columns=[KIND, MEMBERS])
    column = st.column_config
    st.markdown(worded("**Groups of practices**"))
    edited = st.data_editor(
        table.astype({KIND: "object"}), num_rows="dynamic", hide_index=True, key=f"groups {rows}",
        height=38 * (len(rows) + 2) + 2,
        column_config={
            KIND: column.SelectboxColumn(
                "What", options=list(KINDS.values()), width=150,
                format_func=lambda kind: worded(str(kind)),
            ),
            MEMBERS: column.MultiselectColumn(
                worded("Practices"), options=codes, width=420,
                format_func=lambda code: f"{code} {names.get(code, '')}".strip(),
            ),
        },
    )  # fmt: skip
    return groups_of(edited)


def groups_of(table: pd.DataFrame) -> dict[str, tuple[Group, ...]]:
    """The groups of such a table by the rule they are of; rows that lack something say nothing."""
    kind_of = {label: kind for kind, label in KINDS.items()}
    out: dict[str, list[Group]] = {kind: [] for kind in KINDS}
    for label, members in zip(table[KIND], table[MEMBERS], strict=True):
        group = tuple(sorted(set(members))) if isinstance(members, list | tuple) else ()
        if label in kind_of and len(group) > (label != KINDS["fixed"]):
            out[kind_of[label]].append(group)
    return {kind: tuple(groups) for kind, groups in out.items()}
