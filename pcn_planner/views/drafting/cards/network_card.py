"""The chosen network: its practices, its name, its lock."""

from typing import Any

import streamlit as st

from pcn_planner.drafting import draft
from pcn_planner.drafting.session import Session
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.safe_text import is_missing
from pcn_planner.views.acting import attempt, do
from pcn_planner.views.drafting import wishes
from pcn_planner.views.drafting.network_list import chosen_network
from pcn_planner.views.parts import being_written
from pcn_planner.views.parts.row_height import fitted, rows_px, table_px
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import counted

NAME_PX, NAME_FITS = 196, 26  #: width of the practices' column, and characters on a line of it


def show(session: Session) -> None:
    """The card of the chosen network, if one is chosen."""
    network, state = chosen_network(session), session.state
    made = session.proposal
    if network is None or made is None or made.tables is None:
        return
    with st.container(border=True, gap="xsmall"):
        _head(session, network)
        st.caption(worded(_facts(made.tables, network)))
        members = made.tables.practices.loc[list(state.members(network)), ["name", "patients"]]
        members = members.assign(name=[fitted(str(n), NAME_FITS) for n in members["name"]])
        rows = rows_px(members["name"], NAME_FITS)
        st.dataframe(
            members.reset_index(names="Code").rename(
                columns={"name": worded("Practice"), "patients": worded("List size")}
            ),
            hide_index=True,
            row_height=rows,
            height=table_px(len(members), rows, 270),
            column_config={
                "Code": st.column_config.TextColumn(width=70),
                worded("Practice"): st.column_config.TextColumn(width=NAME_PX),
                worded("List size"): st.column_config.NumberColumn(format="localized", width=70),
            },
        )


def _facts(tables: PlanTables, network: str) -> str:
    """How many practices, how far, how many teams: what the list has no room for."""
    row: dict[Any, Any] = tables.networks.loc[network].to_dict()
    unit = tables.travel_unit
    parts = [counted(int(row["practices"]), "practice")]
    if not is_missing(row[unit.mean_column]):
        parts.append(f"{row[unit.mean_column]:.1f} {unit.each} to the hub on average")
    if "teams_needed" in row:
        parts.append(counted(int(row["teams_needed"]), "community team"))
    return " · ".join(parts)


def _head(session: Session, network: str) -> None:
    state = session.state
    lock = state.locked_networks.get(network)
    st.text(f"{network}  {readable(state.names.get(network, ''))}".strip())
    if lock is not None:
        st.caption(f":material/lock: Locked as it is{': ' if lock else ''}")
        if lock:
            st.text(lock)
    with st.container(horizontal=True):
        with st.popover("Rename", icon=":material/edit:"):
            name = state.names.get(network, "")
            field = f"name_{network}"
            being_written.field(session, "Name", field, name)
            st.button(
                "Rename", key=f"rename_{network}", on_click=_rename, args=(session, network, field)
            )
        if lock is None:
            with st.popover("Lock as it is", icon=":material/lock:"):
                being_written.field(session, "Why", f"why_{network}", placeholder="Reason")
                st.button("Lock", key=f"lock_{network}", on_click=_lock, args=(session, network))
        else:
            unlock = draft.unlock_network(network)
            st.button(
                "Unlock", key=f"unlock_{network}", icon=":material/lock_open:",
                on_click=do, args=(session, session.record, unlock),
            )  # fmt: skip


def _rename(session: Session, network: str, field: str) -> None:
    name = str(st.session_state[field])
    attempt(session, session.record, draft.rename_network(network, name))


def _lock(session: Session, network: str) -> None:
    why = str(st.session_state[f"why_{network}"])
    wishes.keep(session, draft.lock_network(network, why))
