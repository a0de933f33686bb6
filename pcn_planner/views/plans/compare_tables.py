"""What differs between two plans, in figures and lists."""

import streamlit as st

from pcn_planner.drafting import comparable
from pcn_planner.proposal.compare import Comparison
from pcn_planner.proposal.proposal import Proposal

Number = st.column_config.NumberColumn


def headline(found: Comparison, before: Proposal, after: Proposal) -> None:
    """The whole difference in five figures."""
    practices, patients, networks, alike, parted = st.columns(5)
    share = found.patients_moved / max(found.patients_compared, 1)
    practices.metric("Practices moved", f"{found.practices_moved} of {found.practices_compared}")
    patients.metric(
        "Patients moved",
        f"{found.patients_moved:,} ({share:.0%})",
        help="Registered patients of practices in another network, after the relabelling that "
        "leaves fewest moved: names and numbers of networks may differ.",
    )
    counts = [0 if made.tables is None else len(made.tables.networks) for made in (before, after)]
    networks.metric("Networks", f"{counts[0]} \N{RIGHTWARDS ARROW} {counts[1]}")
    alike.metric(
        "Likeness (adjusted Rand)",
        f"{found.adjusted_rand:.2f}",
        help="1: the same networks; 0: as alike as chance would make them. Each practice counts "
        "once (Hubert and Arabie 1985).",
    )
    parted.metric(
        "Patients parted",
        f"{found.patients_parted:,}",
        help="Parted from most of their colleagues: of practices outside the largest part of the "
        "network they were in, whatever it is called now.",
    )
    for text, codes in (
        ("in the plan before only", found.only_before),
        ("in the plan after only", found.only_after),
        ("in neither plan", found.nowhere),
        ("in no practice table", found.unknown),
    ):
        if codes:
            st.text(f"Not compared, {text}: {', '.join(codes)}.")


def show(found: Comparison, before: Proposal, after: Proposal) -> None:
    """Moves, sizes, figures and teams, a tab each."""
    moves, sizes, figures, teams = st.tabs(
        [f"Practices moved ({found.practices_moved})", "Networks", "Figures", "Community teams"]
    )
    with moves:
        _moves(found, before, after)
    with sizes:
        _sizes(found, before, after)
    with figures:
        _figures(before, after)
    with teams:
        _teams(before, after)


def _moves(found: Comparison, before: Proposal, after: Proposal) -> None:
    if not found.moves:
        st.success("Nobody moves: the networks are the same.")
        return
    table = comparable.moves(found, before, after)
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "practice_code": "Code",
            "name": "Practice",
            "before": "Network before",
            "after": "Network after",
            "patients": Number("Patients", format="localized"),
        },
    )


def _sizes(found: Comparison, before: Proposal, after: Proposal) -> None:
    st.dataframe(
        comparable.sizes(found, before, after),
        hide_index=True,
        column_config={
            "before": "Network before",
            "after": "Continued by",
            "patients_before": Number("Patients before", format="localized"),
            "patients_after": Number("Patients after", format="localized"),
            "patients_change": Number("Change", format="localized"),
            "patients_shared": Number(
                "In both", format="localized", help="Patients of practices that both have"
            ),
        },
    )


def _figures(before: Proposal, after: Proposal) -> None:
    st.dataframe(
        comparable.figures(before, after),
        hide_index=True,
        column_config={
            "figure": "Figure",
            "before": Number("Before", format="localized"),
            "after": Number("After", format="localized"),
            "change": Number("Change", format="localized"),
        },
    )


def _teams(before: Proposal, after: Proposal) -> None:
    table = comparable.teams(before, after)
    if table.empty:
        st.info("No community teams are known. Load their footprints on the page **Start**.")
        return
    st.dataframe(
        table,
        hide_index=True,
        column_config={
            "name": "Team",
            "mdts_before": Number("Meetings before", help="Networks that need the team"),
            "mdts_after": "Meetings after",
            "patients_led_by_others_before": Number("Others' before", format="localized"),
            "patients_led_by_others_after": Number("Others' after", format="localized"),
            "change": Number(
                "Change", format="localized", help="Of its patients in networks others lead"
            ),
        },
    )
