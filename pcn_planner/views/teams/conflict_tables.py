"""The tables of the trust's view."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from boundaries.teams import layers as team_layers
from boundaries.teams.conflicts import Conflicts
from boundaries.teams.joined import parted
from pcn_planner.maps.teams import conflict_texts, conflicts_beside
from pcn_planner.maps.teams.conflict_texts import KINDS, Names
from pcn_planner.proposal.land import geography
from pcn_planner.proposal.proposal import Proposal
from pcn_planner.safe_text import markdown
from pcn_planner.views.parts import memo
from pcn_planner.views.parts.row_height import rows_px
from pcn_planner.views.parts.worded import worded

Number = st.column_config.NumberColumn
Text = st.column_config.TextColumn


WHERE_PX, WHERE_FITS = 186, 25  #: width of the column, and characters on a line of it
OTHERS_FIT, OTHERS_PX = 110, 96  #: characters of three lines; the height of rows with more
RANKED = ("rank", "kind", "where", "patients", "removed", "decided", "others", "practices")
KIND_PX, LONG_KIND_PX = 106, 146

Row = Mapping[Any, Any]


def ranking(
    found: Conflicts, names: Names, decided: Sequence[str], height: int, *, of_areas: bool = False
) -> tuple[Row | None, bool]:
    """The conflicts, most patients first; gives the one picked, else the first, and which.

    ``decided`` says what was decided on each, in the order of ``found.rows``; kinds of conflicts
    have longer words where small areas are planned (``of_areas``).
    """
    kinds = st.pills(
        "Show", list(KINDS.values()), selection_mode="multi", format_func=worded,
        key="conflict_kinds",
    )  # fmt: skip
    small = st.toggle("Small overlaps too", key="conflict_small")
    table = conflict_texts.ranked(found, names).assign(decided=decided)
    shown = table[(table["kind"].isin(kinds or KINDS.values())) & (~table["small"] | small)]
    if shown.empty:
        st.info("No conflict of this kind.")
        return None, False
    shown = shown.assign(kind=shown["kind"].map(worded))
    event = st.dataframe(
        shown[[name for name in RANKED if name != "decided" or any(decided)]],
        height=height,
        row_height=max(
            rows_px(shown["where"], WHERE_FITS), rows_px(shown["others"], OTHERS_FIT, OTHERS_PX)
        ),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="conflict_rows",
        column_config={
            "rank": Number("#", width=34),
            "kind": Text("Conflict", width=LONG_KIND_PX if of_areas else KIND_PX),
            "where": Text("Where", width=WHERE_PX),
            "patients": Number(worded("Patients"), format="localized", width=72),
            "removed": Number(
                "Mendable",
                format="localized",
                width=82,
                help=worded("Patients that one move takes out"),
            ),
            "decided": Text("Decision", width=84),
            "others": Text("Split over", width="large"),
            "practices": Text(worded("Practices"), width="large"),
        },
    )
    picked = event["selection"]["rows"]
    at = picked[0] if picked and picked[0] < len(shown) else 0
    return conflict_texts.records(found)[int(shown.index[at])], bool(picked)


def detail(found: Conflicts, row: Row, names: Names) -> None:
    """One conflict in words, and what would mend it at what price."""
    st.markdown(worded(f"**Conflict {row['rank']}: {KINDS[row['kind']].lower()}**"))
    st.text(worded(conflict_texts.sentence(found, row, names)))
    codes = parted(str(row["practices"]))
    st.text(worded("Practices: ") + ", ".join(names.practice(code) for code in codes))
    st.markdown("**What would mend it**")
    for line in conflict_texts.mends(row, names):
        st.text(worded(f"\N{BULLET} {line}"))


def two_plans(
    found: tuple[Conflicts, Conflicts], names: tuple[Names, Names], titles: tuple[str, str]
) -> None:
    """The conflicts of two plans in one table, after the figures of both."""
    columns = {
        "here": Number(titles[0], format="localized"),
        "there": Number(titles[1], format="localized"),
        "change": Number("Change", format="localized"),
    }
    figures, beside = conflicts_beside.figures(*found), conflicts_beside.beside(*found, names)
    figures = figures.assign(figure=figures["figure"].map(worded))
    st.dataframe(figures, hide_index=True, column_config={"figure": "Figure", **columns})
    st.caption(
        worded("Each conflict in patients, those that differ most first. 0: not in that plan.")
    )
    st.dataframe(
        beside.assign(kind=beside["kind"].map(worded)),
        hide_index=True,
        column_config={"kind": "Conflict", "where": Text("Where", width="large"), **columns},
    )


def layers(made: Proposal) -> None:
    """Every layer of footprints in one table: patients of other teams, networks, counted how."""
    sums = team_layers.totals(made.by_layer).reset_index()
    sums["weight"] = [made.rules.alignment_weight(name) for name in sums["layer"]]
    unit = made.study.travel_unit
    shown = ["layer", "patients_outside_lead", "counted", "networks_split", "teams", "weight"]
    st.dataframe(
        sums[shown],
        hide_index=True,
        column_config={
            "layer": "Layer of footprints",
            "patients_outside_lead": Number(worded("Patients of another team"), format="localized"),
            "counted": "Counted",
            "networks_split": worded(
                f"Networks that need several teams, of {sums['networks'].max()}"
            ),
            "teams": "Teams",
            "weight": Number(
                "Weight",
                help=worded(f"{unit.one.capitalize()}s of travel that one such patient is worth"),
            ),
        },
    )
    with st.expander(worded("Each network in each layer")):
        _network_layers(made)


def _network_layers(made: Proposal) -> None:
    table = team_layers.table(made.by_layer)
    named = {} if made.tables is None else made.tables.networks["name"].to_dict()
    table["network"] = [named.get(key, key) for key in table["network_id"]]
    shown = ["network", "layer", "lead_team_name", "teams_needed", "patients_outside_lead",
             "counted"]  # fmt: skip
    st.dataframe(
        table[shown],
        hide_index=True,
        column_config={
            "network": worded("Network"),
            "layer": "Layer",
            "lead_team_name": "Lead team",
            "teams_needed": "Teams needed",
            "patients_outside_lead": Number("Of other teams", format="localized"),
            "counted": "Counted",
        },
    )


def nurses(found: Conflicts, names: Names) -> None:
    """Nurses that each network can call on, and the meetings that each team attends."""
    table = found.networks.copy()
    table.insert(0, "network", [names.network(str(key)) for key in table.index])
    table["lead"] = [names.team(key) for key in table["lead_team_id"]]
    shown = ["network", "patients", "lead", "lead_share", "teams_needed", "patients_outside_lead",
             "nurses_wte", "wte_per_10k"]  # fmt: skip
    st.caption(
        worded(
            "Each team's nurses are shared out over networks by the team's patients in them. WTE: "
            "whole-time equivalents."
        )
    )
    st.dataframe(
        table[shown].sort_values("wte_per_10k"),
        hide_index=True,
        column_config={
            "network": worded("Network"),
            "patients": Number(worded("Patients"), format="localized"),
            "lead": "Lead team",
            "lead_share": Number("Led by it", format="percent"),
            "teams_needed": "Teams needed",
            "patients_outside_lead": Number("Of other teams", format="localized"),
            "nurses_wte": Number("Nurses, WTE", format="%.1f"),
            "wte_per_10k": Number(worded("WTE per 10,000 patients"), format="%.2f"),
        },
    )
    _meetings(found)


def _meetings(found: Conflicts) -> None:
    shown = ["name", "patients", "mdts", "networks_led", "patients_led_by_others", "nurses_wte",
             "wte_per_10k"]  # fmt: skip
    st.dataframe(
        found.teams[shown].sort_values("patients_led_by_others", ascending=False),
        hide_index=True,
        column_config={
            "name": "Team",
            "patients": Number(worded("Patients"), format="localized"),
            "mdts": Number("Meetings to attend", help=worded("Networks that need the team")),
            "networks_led": worded("Networks it leads"),
            "patients_led_by_others": Number(
                worded("Patients in others' networks"), format="localized"
            ),
            "nurses_wte": Number("Nurses, WTE", format="%.1f"),
            "wte_per_10k": Number(worded("WTE per 10,000 patients"), format="%.2f"),
        },
    )


def homes(made: Proposal) -> None:
    """Where the patients of each network live, against the areas drawn."""
    found = memo.once("homes", (made,), lambda: geography.residents(made))
    if found is None or made.tables is None:
        st.info(
            "Not known: it takes small areas and registrations by small area, which are loaded on "
            "the page **Start**."
        )
        return
    table = found.networks.copy()
    table.insert(0, "name", made.tables.networks["name"].reindex(table.index))
    st.dataframe(
        table.reset_index().drop(columns="not_in_registrations"),
        hide_index=True,
        column_config={
            "network_id": worded("Network"),
            "name": "Name",
            "patients": Number(worded("Registered"), format="localized"),
            "inside": Number("Live inside", format="localized"),
            "in_other_areas": Number("In other areas", format="localized"),
            "outside": Number("Off the map", format="localized"),
            "unplaced": Number("Home not known", format="localized"),
            "residents": Number("Residents", format="localized"),
            "share_inside": Number(worded("Inside, of registered"), format="percent"),
            "share_registered": Number(worded("Registered here, of residents"), format="percent"),
        },
    )
    for line in made.tables.caveats:
        st.caption(markdown(worded(line)))


def practices(found: Conflicts, names: Names) -> None:
    """Every practice with the team of most of its patients and the one it is run from."""
    table = found.practices.reset_index()
    table["name"] = [names.practices.get(code, "") for code in table["practice_code"]]
    for column in ("team_id", "run_from_team_id"):
        table[column] = [names.team(team) if team else "" for team in table[column]]
    shown = ["practice_code", "name", "network_id", "patients", "team_id", "run_from_team_id",
             "patients_elsewhere", "apart"]  # fmt: skip
    st.dataframe(
        table[shown].sort_values("patients_elsewhere", ascending=False),
        hide_index=True,
        column_config={
            "practice_code": "Code",
            "name": worded("Practice"),
            "network_id": worded("Network"),
            "patients": Number(worded("Patients"), format="localized"),
            "team_id": worded("Team of most patients"),
            "run_from_team_id": "Run from",
            "patients_elsewhere": Number(worded("Patients of other teams"), format="localized"),
            "apart": "Run from another team",
        },
    )
