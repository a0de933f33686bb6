"""What tooltips, popups and labels of the map say; all that comes from a table is escaped."""

from collections.abc import Mapping
from typing import Any

from pcn_planner.proposal.tables import ABOVE, BELOW
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.safe_text import html, is_missing

SEPARATOR = " · "
SYMBOL = {BELOW: "▼", ABOVE: "▲"}  #: beside the id in a label
NAME_LENGTH = 26  #: characters of a network's name that its label shows
_REASONS = {
    "border_m": "shared border",
    "shared_premises": "shared premises",
    "catchment": "shared catchment",
    "bridge": "bridge or crossing",
    "given": "given link",
}


def clicked(tooltip: str | None) -> str | None:
    """The code or id that a tooltip (as streamlit-folium hands it back) begins with."""
    return tooltip.split(SEPARATOR)[0].strip() if tooltip else None


def count(number: float) -> str:
    """A whole number with thousands separators."""
    return f"{round(number):,}"


def network_line(key: str, row: Mapping[str, Any]) -> str:
    """Tooltip of a network area (HTML)."""
    many = "practice" if row["practices"] == 1 else "practices"
    facts = f"{count(row['patients'])} patients in {row['practices']} {many}, {row['status']}"
    name = "" if row["name"] == key else SEPARATOR + html(readable(row["name"]))
    return f"<b>{html(key)}</b>{name}{SEPARATOR}{html(facts)}"


def network_label(key: str, row: Mapping[str, Any]) -> str:
    """Label of a network (HTML): id, name, list size, and a symbol where outside the band."""
    name = (
        ""
        if row["name"] == key
        else f'<span class="pcn-name">{html(short(readable(row["name"])))}</span>'
    )
    size = f'<span class="pcn-size">{count(row["patients"])}</span>'
    return f"<div>{_head(key, row)}{name}{size}</div>"


def piece_label(key: str, row: Mapping[str, Any]) -> str:
    """Label of a further piece of a network (HTML): its id and symbol."""
    return f"<div>{_head(key, row)}</div>"


def practice_line(code: str, row: Mapping[str, Any], network: str | None) -> str:
    """Tooltip of a practice (HTML)."""
    where = "in no network" if network is None else f"network {html(network)}"
    facts = [f"<b>{html(code)}</b>", html(row["name"]), f"{count(row['patients'])} patients", where]
    return SEPARATOR.join(facts)


def practice_table(code: str, row: Mapping[str, Any], network: str | None, name: str) -> str:
    """Popup of a practice (HTML table)."""
    named = "none" if network is None else network if name == network else f"{network}, {name}"
    facts = {"Code": code, "Registered patients": count(row["patients"]), "Network": named}
    rows = "".join(f"<tr><th scope='row'>{k}</th><td>{html(v)}</td></tr>" for k, v in facts.items())
    return f"<table><caption>{html(row['name'])}</caption>{rows}</table>"


def barrier_line(why: str) -> str:
    """Tooltip of a barrier (HTML): what it is."""
    return f"Barrier{SEPARATOR}{html(why)}" if why else "Barrier"


def team_label(key: str, row: Mapping[str, Any]) -> str:
    """Label of a community team (HTML): its name and its nurses, where known."""
    nurses = row.get("nurses_wte")
    wte = "" if is_missing(nurses) else f'<span class="pcn-size">{nurses:g} WTE nurses</span>'
    return f'<div class="pcn-team">{html(short(str(row.get("name", key))))}{wte}</div>'


def level_label(name: str, patients: float) -> str:
    """Label of a unit of a level above or inside networks (HTML): its name and its patients."""
    size = f'<span class="pcn-size">{count(patients)}</span>'
    return f'<div class="pcn-team">{html(short(name))}{size}</div>'


def conflict_line(row: Mapping[str, Any]) -> str:
    """Tooltip of a conflict (HTML): its networks, kind, patients, teams and practices."""
    kind = str(row.get("kind", "conflict")).replace("_", " ")
    parts = [row.get("network_ids"), kind, f"{count(row['patients'])} patients"]
    if not is_missing(row.get("team_ids")):
        parts.append(f"teams {row['team_ids']}")
    parts.append(row.get("practice_names"))
    told = [str(part).replace(";", ", ") for part in parts if not is_missing(part)]
    return SEPARATOR.join(html(part) for part in told if part)


def link_line(a: str, b: str, data: Mapping[str, Any]) -> str:
    """Tooltip of a neighbour link (HTML): the two practices and every reason."""
    measures = {
        "border_m": f" {count(data.get('border_m', 0))} m",
        "catchment": f" {data.get('catchment_share', 0):.0%}",
    }
    reasons = [_REASONS.get(one, one) + measures.get(one, "") for one in data["reasons"]]
    note = data.get("note")
    told = "; ".join(reasons) + (f" ({note})" if note and not is_missing(note) else "")
    return f"<b>{html(a)}</b> and <b>{html(b)}</b>{SEPARATOR}{html(told)}"


def _head(key: str, row: Mapping[str, Any]) -> str:
    symbol = SYMBOL.get(row["status"])
    sign = f' <span class="pcn-sign">{symbol}</span>' if symbol else ""
    return f"<b>{html(key)}{sign}</b>"


def short(name: str) -> str:
    """A name cut for a label, with an ellipsis where something is missing."""
    trimmed = name.strip()
    for ending in (
        " primary care network",
        " neighbourhood",
        " network",
        " pcn",
        " community team",
    ):
        if trimmed.lower().endswith(ending):
            trimmed = trimmed[: -len(ending)]
    return trimmed if len(trimmed) <= NAME_LENGTH else trimmed[: NAME_LENGTH - 1].rstrip() + "…"
