"""Staff and profile of networks: the tables they are made from, and what comes of them."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from boundaries.files.columns import in_any_case
from boundaries.files.tables import numerals
from pcn_planner.drafting.session import Session
from pcn_planner.papers import considered
from pcn_planner.papers.beside import Further
from pcn_planner.papers.material import Material
from pcn_planner.profile import homes
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.redrafting.frontier import Step
from pcn_planner.redrafting.run import FrontierRun
from pcn_planner.safe_text import markdown
from pcn_planner.staff import visits
from pcn_planner.staff.levels import ALL
from pcn_planner.staff.staff import STEPS, Staff
from pcn_planner.views.papers.given_table import GivenTable, ask
from pcn_planner.views.parts import memo
from pcn_planner.views.parts.worded import worded
from pcn_planner.views.plans import redraft

REGISTERED = "registered patients"
CASELOAD = "practice_code or area_code, and caseload; it is taken instead of a column"
CALLED = {0.5: "in halves", 1.0: "whole"}
SHOWN = 4  #: digits of figures in tables
ROLES = 6  #: whose levels may be stated, side by side


@dataclass(frozen=True)
class Asked:
    """What a person gave, and what tells it from anything else."""

    further: Further
    marks: tuple[str, ...]


def ask_for(session: Session, made: Proposal) -> Asked:
    """Places for the tables, closed until somebody wants them."""
    st.header(worded("Staff and profile of networks"))
    with st.expander("Staff of community teams"):
        staff, level, by, step = _staff(session, made)
        caseload = ask(session, "caseload", "Caseload to share staff out by", CASELOAD)
        if caseload is not None and staff is None:
            st.info("The caseload has no effect yet: give the staff of teams that it shares out.")
    with st.expander(worded("Need, where patients live, and growth")):
        given = {role: ask(session, role, label, hint) for role, (label, hint) in PROFILE.items()}
    tables = {"staff": staff, **given}
    rows: dict[str, Any] = {role: one.rows for role, one in tables.items() if one is not None}
    redrafted = _redraft(made)
    further = Further(
        **rows,
        considered=None if redrafted is None else considered.of_steps(*redrafted),
        staff_level=level if staff is not None else None,
        staff_by=None if staff is None else by if caseload is None else caseload.rows,
        staff_step=step,
    )  # fmt: skip
    marks = ["" if one is None else one.mark for one in (*tables.values(), caseload)]
    steps = "" if redrafted is None else str(len(redrafted[0]))
    return Asked(further, (*marks, repr(level), str(by), repr(step), steps))


#: what a table is for -> label and hint
PROFILE = {
    "need_counts": (
        "Need by practice: counts",
        "practice_code and NAME_numerator with NAME_denominator, NAME, or NAME_score",
    ),
    "places": ("Wards and councils of small areas", "area_code, ward, council, ..."),
    "projections": ("Projections of people by area", "area_code, year, people"),
}


def _redraft(made: Proposal) -> tuple[tuple[Step, ...], str] | None:
    """The steps of the page Redraft that are done, where they are of these data."""
    run: FrontierRun | None = st.session_state.get(redraft.KEY)
    if run is None or run.study.digests != made.study.digests or not run.steps:
        return None
    st.caption("What the page Redraft has found goes into the papers as what was considered.")
    return run.steps, run.asked.towards


def joined(material: Material, made: Proposal, asked: Asked) -> Material:
    """The material with staff and profile; ``DataError`` where a table cannot be used."""

    def work() -> Material:
        return asked.further.joined(material, homes.of_study(made.study))

    found = memo.once("further", (made, asked.marks), work)
    return replace(material, staff=found.staff, profile=found.profile, homes=found.homes,
                   considered=found.considered)  # fmt: skip


def show(material: Material) -> None:
    """What came of it: sentences and tables."""
    if material.staff is not None:
        _of_staff(material.staff)
    if material.profile is not None:
        for line in material.profile.notes:
            st.caption(markdown(line))
        with st.expander(worded("The profile of each network")):
            for name, table in _tables(material).items():
                if len(table):
                    st.markdown(f"**{name}**")
                    st.dataframe(table.round(SHOWN), hide_index=True, width="stretch")


def _tables(material: Material) -> dict[str, pd.DataFrame]:
    found = material.profile
    assert found is not None
    return {
        "Spread of patients, and practices of others between": found.ground,
        "Need, rates rebuilt from counts": found.need,
        "Where patients live": found.residents,
        "Growth of lists": found.growth,
    }


def _staff(
    session: Session, made: Proposal
) -> tuple[GivenTable | None, dict[str, float] | None, str | None, float]:
    table = ask(
        session, "staff", "Staff of teams: team, role, WTE",
        "team_id, role, wte; perhaps base, annual_cost, easting and northing of the base",
    )  # fmt: skip
    left, middle, right = st.columns(3)
    level = left.number_input(
        worded("Level, WTE for 10,000 patients"), 0.0, 1_000.0, None, 0.5, key="staff_level",
        help=worded("Networks that are short of it are named, with the cost of bringing them up"),
    )  # fmt: skip
    levels = {} if table is None else _of_roles(table)
    counts = _counts(made)
    by = middle.selectbox("Shared out by", [REGISTERED, *counts], key="staff_by")
    step = right.selectbox("Posts", list(STEPS), format_func=CALLED.__getitem__, key="staff_step")
    stated = levels if level is None else {ALL: level, **levels}
    return table, stated or None, None if by == REGISTERED else by, step


def _of_roles(table: GivenTable) -> dict[str, float]:
    """Levels of single roles, where somebody states any."""
    column = in_any_case(map(str, table.rows.columns), "role")
    roles = [] if column is None else sorted(set(table.rows[column].astype(str)) - {""})
    out: dict[str, float] = {}
    if not roles:
        return out
    for place, role in zip(st.columns(min(len(roles), ROLES)), roles, strict=False):
        level = place.number_input(
            f"Level of {role}", 0.0, 1_000.0, None, 0.5, key=f"staff_level_{role}"
        )
        if level is not None:
            out[role] = level
    return out


def _counts(made: Proposal) -> list[str]:
    """Columns of the practices that hold numbers throughout."""
    rest = made.study.practices.drop(columns=["geometry", "patients", "name"], errors="ignore")
    return [
        str(name) for name in rest
        if numerals.numbers(rest[name]).ge(0).all()
    ]  # fmt: skip


def _of_staff(staff: Staff) -> None:
    for line in staff.sentences:
        st.markdown(markdown(line))
    for line in staff.notes:
        st.caption(markdown(line))
    with st.expander(worded("Posts, visits and levels of each network")):
        st.dataframe(staff.by_network.round(SHOWN), hide_index=True, width="stretch")
        st.dataframe(
            visits.of_networks(staff.visits).round(SHOWN), hide_index=True, width="stretch"
        )
        for held in (staff.levels, staff.roles):
            plain = held.assign(cost=pd.to_numeric(held["cost"]))
            st.dataframe(plain.round(SHOWN), hide_index=True, width="stretch")
