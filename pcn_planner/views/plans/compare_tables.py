"""What differs between two plans, in figures and lists."""

import streamlit as st

from boundaries.words import unbroken
from pcn_planner.drafting import comparable
from pcn_planner.proposal.compare import Comparison
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.views.parts.row_height import fitted, rows_px
from pcn_planner.views.parts.worded import worded
from pcn_planner.words import counted

Number = st.column_config.NumberColumn
Text = st.column_config.TextColumn
NETWORK_PX, NETWORK_FITS = 236, 34  #: width of a network's column, and characters on a line of it
ROWS = "compare_rows"


def headline(found: Comparison, before: Proposal, after: Proposal) -> None:
    """The whole difference in a sentence, and what it leaves out."""
    st.header(sentence(found, before, after))
    for line in found.left_out:
        st.text(unbroken(worded(line)))


def sentence(found: Comparison, before: Proposal, after: Proposal) -> str:
    """Who moves, and how many networks there are then, as a person would say it."""
    counts = [0 if made.tables is None else len(made.tables.networks) for made in (before, after)]
    same = counts[0] == counts[1]
    verb = "becomes" if counts[0] == 1 else "become"
    then = counted(counts[0], "network") + (", as before" if same else f" {verb} {counts[1]}")
    if not found.practices_moved:
        return worded(f"{_nobody(found)}; {then}.")
    share = found.patients_moved / max(found.patients_compared, 1)
    verb = "moves" if found.practices_moved == 1 else "move"
    return worded(
        f"{counted(found.practices_moved, 'practice')} of {found.practices_compared} {verb}, "
        f"{found.patients_moved:,} patients ({share:.0%}); {then}."
    )


def _nobody(found: Comparison) -> str:
    """A sentence that nobody moves, and of how many if the plans place different practices."""
    if not found.only_before and not found.only_after:
        return "Nobody moves"
    return f"Nobody of the {counted(found.practices_compared, 'practice')} in both plans moves"


def details(found: Comparison) -> str:
    """Show how the difference is counted, and two figures for experts."""
    return worded(
        "Registered patients by list, after the relabelling that leaves fewest moved: names and "
        f"numbers of networks may differ. {found.patients_parted:,} patients are parted from the "
        "largest part of the network they were in. Likeness of the two plans: adjusted Rand index "
        f"{found.adjusted_rand:.2f} (1: the same networks, 0: as alike as chance would make them; "
        "Hubert and Arabie 1985)."
    )


def show(found: Comparison, before: Proposal, after: Proposal) -> None:
    """Moves, sizes, figures and teams, a tab each."""
    moves, sizes, figures, teams = st.tabs(
        [
            worded(f"Practices moved ({found.practices_moved})"),
            worded("Networks"),
            "Figures",
            "Community teams",
        ]
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
        st.success(worded(f"{_nobody(found)}: the networks are the same."))
        return
    table = comparable.moves(found, before, after)
    for column in ("before", "after"):
        table[column] = [fitted(name, NETWORK_FITS) for name in table[column]]
    st.caption("Choose rows to see them on the maps.")
    st.dataframe(
        table,
        hide_index=True,
        key=ROWS,
        on_select="rerun",
        selection_mode="multi-row",
        row_height=rows_px([*table["before"], *table["after"]], NETWORK_FITS),
        column_config={
            "practice_code": Text("Code", width=72),
            "name": worded("Practice"),
            "before": Text(worded("Network before"), width=NETWORK_PX),
            "after": Text(worded("Network after"), width=NETWORK_PX),
            "patients": Number(worded("Patients"), format="localized", width=84),
        },
    )


def chosen(found: Comparison, before: Proposal, after: Proposal) -> tuple[str, ...]:
    """Codes of the practices whose rows are chosen."""
    state = st.session_state.get(ROWS)
    rows = [] if state is None else state["selection"]["rows"]
    table = comparable.moves(found, before, after) if rows else None
    if table is None:
        return ()
    return tuple(str(table["practice_code"].iloc[k]) for k in rows if k < len(table))


def _sizes(found: Comparison, before: Proposal, after: Proposal) -> None:
    st.dataframe(
        comparable.sizes(found, before, after),
        hide_index=True,
        column_config={
            "before": worded("Network before"),
            "after": "Continued by",
            "patients_before": Number(worded("Patients before"), format="localized"),
            "patients_after": Number(worded("Patients after"), format="localized"),
            "patients_change": Number("Change", format="localized"),
            "patients_shared": Number(
                "In both", format="localized", help=worded("Patients of practices that both have")
            ),
        },
    )


def _figures(before: Proposal, after: Proposal) -> None:
    found = comparable.figures(before, after)
    st.dataframe(
        found.assign(figure=found["figure"].map(worded)),
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
            "mdts_before": Number("Meetings before", help=worded("Networks that need the team")),
            "mdts_after": "Meetings after",
            "patients_led_by_others_before": Number("Others' before", format="localized"),
            "patients_led_by_others_after": Number("Others' after", format="localized"),
            "change": Number(
                "Change", format="localized", help=worded("Of its patients in networks others lead")
            ),
        },
    )
