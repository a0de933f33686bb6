"""The registration paper: one section a network, with what a commissioner has to have."""

from pathlib import Path

from pcn_planner.papers.facts import MORE, NEEDED
from pcn_planner.papers.formats.document import (
    Block,
    Document,
    Fields,
    Heading,
    NewPage,
    Points,
    Text,
    signatures,
    table,
)  # fmt: skip
from pcn_planner.papers.gate import heading, lists_day, nothing, stopped, stops
from pcn_planner.papers.maps import paper_map
from pcn_planner.papers.maps.paper_map import Sheet
from pcn_planner.papers.material import Material
from pcn_planner.papers.networks import excused
from pcn_planner.papers.networks.network_names import name_in
from pcn_planner.proposal.wording.naming import readable
from pcn_planner.study import tier_rules
from pcn_planner.words import counted

DECIDERS = ("Integrated care board", "Local authority")  #: who signs for a neighbourhood
PAGE_MM, HEADING_MM, LINE_MM, ROW_MM = 252.0, 12.0, 5.0, 11.5  #: heights of a page and its parts
TITLES_MM, LISTED_MM = 15.0, 4.9  #: the titles of a paper, and a row of a table to read
LINE, NAME = 100, 36  #: letters in a line, and in one of a practice that signs
GATE_LINE = 80  #: letters in a line of what is missing
MAP_MM, LEAST_MM = 215.0, 110.0  #: height of a map that has a page, and of one that shares it
ALL_MM = 150.0  #: the least that a map of all networks has under the end of their table
PLACES = 5  #: places of each kind that a network's section lists; the workbook has all


def document(material: Material, folder: Path) -> Document:
    """The paper, its maps drawn into ``folder``."""
    blocks: list[Block] = [Heading(heading(material)), *_gate_blocks(material)]
    blocks += [Text(sources(material)), Heading("All networks"), *_all(material, folder)]
    for network in material.tables.networks.index:
        blocks += [NewPage(), *_network(material, str(network), folder)]
    what = "Proposal of networks" if material.of_areas else "Registration of primary care networks"
    return Document(what, material.tables.title, footer(material), tuple(blocks))


def footer(material: Material) -> str:
    """What stands on every page: the data's date and who owns them."""
    return f"{material.tables.title}. {dated(material)}"


def dated(material: Material) -> str:
    """A sentence on the date of the lists."""
    day = lists_day(material)
    if material.of_areas:
        return f"Residents of {day}." if day else "Date of the residents not known."
    return f"Lists of {day}." if day else "Date of lists not known."


def sources(material: Material) -> str:
    """Whose data it is, in one paragraph."""
    return " ".join(material.tables.attribution)


def _gate_blocks(material: Material) -> list[Block]:
    found = stops(material)
    if not found:
        return [Text(nothing(material))]
    rows = [(one.network or "whole plan", one.why) for one in found]
    return [
        Text(stopped(material), strong=True),
        table(("Network", "What is missing"), rows, (1, 4)),
    ]


def _all(material: Material, folder: Path) -> list[Block]:
    """Every network in a row, and all of them on a map."""
    tables = material.tables
    rows = [
        (str(row["network_id"]), name_of(material, str(row["network_id"])), int(row["practices"]),
         int(row["patients"]), row["status"])
        for row in tables.networks.rename_axis("network_id").reset_index().to_dict("records")
    ]  # fmt: skip
    rows.append(("", "Total", sum(row[2] for row in rows), sum(row[3] for row in rows), ""))
    head = ("Network", "Name", "Practices", "Patients", "Place in the band")
    room = _under_table(material)
    return [
        table(head, rows, (1.1, 3.4, 0.9, 1.1, 1.6), 2, 3),
        *([] if room else [NewPage()]),
        Heading("Map of all networks", 2),
        paper_map.whole(
            tables, Sheet(folder, "all", height_mm=room or MAP_MM, fitted=True),
            places=material.places,
        ),
    ]  # fmt: skip


def _under_table(material: Material) -> float | None:
    """What a table of all networks that goes over a page leaves of the next one for their map.

    ``None`` where the map has a page to itself. No page is left with the last few rows alone.
    """
    said = LINE_MM * (2 + len(sources(material)) / LINE) + 3 * HEADING_MM + TITLES_MM
    gated = sum(1 + len(one.why) // GATE_LINE for one in stops(material))
    rows = 3 + gated + len(material.tables.networks)
    over = said + LISTED_MM * rows - PAGE_MM
    left = PAGE_MM - over % PAGE_MM - 2 * HEADING_MM
    return min(left, MAP_MM) if over > 0 and left >= ALL_MM else None


def name_of(material: Material, network: str) -> str:
    """What people call a network; see ``network_names.name_in``."""
    return name_in(network, material.tables, material.facts)


def _network(material: Material, network: str, folder: Path) -> list[Block]:
    name = name_of(material, network)
    called = f"network {network}" if name == network else name
    title = f"Network {network}" if name == network else f"{network} {name}"
    caveats, signing = " ".join(material.tables.caveats), _signing(material, network)
    high = _map_height(signing, caveats)
    sheet = Sheet(folder, f"area-{_safe(material, network)}", height_mm=high)
    return [
        Heading(title),
        _facts(material, network, name),
        Heading("Practices", 2),
        _members(material, network),
        *_exception(material, network),
        *_profile(material, network),
        NewPage(),
        Heading(f"Area of {called}", 2),
        paper_map.one_network(material.tables, network, sheet, places=material.places),
        Text(caveats),
        Heading(f"Signatures of {called}", 2),
        *_signed(material, called, signing),
    ]


def _facts(material: Material, network: str, name: str) -> Fields:
    """Name, id, size, levels, and what people gave of the network; lines where they have to."""
    facts, row = material.facts, material.tables.networks.loc[network]
    given = [(called, facts.get(network, column)) for column, called in NEEDED.items()
             if facts.get(network, column) or not material.of_areas]  # fmt: skip
    more = [(called, facts.get(network, column)) for column, called in MORE.items()
            if column != "network_name" and facts.get(network, column)]  # fmt: skip
    listed = int(material.tables.networks["patients"].loc[network])
    size = ("Size", f"{listed:,} registered patients, {row['status']}")
    named = [] if name == network else [("Name", name)]
    levels = _levels(material, network)
    return Fields((*named, ("Network id", network), size, *levels, *given, *more))


def _signing(material: Material, network: str) -> list[str]:
    """Who signs: its practices, or who decides where small areas are planned."""
    if material.of_areas:
        return list(DECIDERS)
    return [_practice(material, code) for code in _codes(material, network)]


def _signed(material: Material, called: str, signing: list[str]) -> list[Block]:
    people = [(who, "") for who in signing]
    if material.of_areas:
        return [signatures(("For", "Name"), people)]
    said = f"{counted(len(signing), 'practice')} of {called} to sign:"
    return [Text(said), signatures(("Practice", "Name"), people)]


def _map_height(signing: list[str], caveats: str) -> float:
    """What caveats and signatures leave of a page; all but the caveats where that is too little."""
    left = PAGE_MM - HEADING_MM - LINE_MM * (1 + len(caveats) / LINE)
    wrapped = sum(len(who) // NAME for who in signing)
    beside = left - HEADING_MM - 2 * LINE_MM - ROW_MM * (1 + len(signing)) - LINE_MM * wrapped
    return min(beside, MAP_MM) if beside >= LEAST_MM else min(left, MAP_MM)


def _practice(material: Material, code: str) -> str:
    return f"{code} {readable(str(material.tables.practices['name'][code]))}".strip()


def _levels(material: Material, network: str) -> list[tuple[str, str]]:
    """The unit of each level above that the network lies in, with the size of the unit."""
    units, tables, out = material.tables.tier_units, material.tables, []
    if units is None:
        return []
    for level, own in units.groupby("level", sort=False):
        column = tables.networks.get(tier_rules.id_column(str(level)))
        row = None if column is None else own[own["id"] == column.get(network)]
        if row is not None and len(row):
            size = f"{row['id'].iloc[0]}, {int(row['patients'].iloc[0]):,} patients"
            out.append((str(level).capitalize(), size))
    return out


def _members(material: Material, network: str) -> Block:
    codes, practices = _codes(material, network), material.tables.practices
    names = {code: readable(str(practices["name"][code])) for code in codes}
    rows = [(code, names[code], int(practices["patients"][code])) for code in codes]
    rows.append(("", "Total", sum(row[2] for row in rows)))
    day = lists_day(material)
    when = f"List at {day}" if day else "List (date not known)"
    head = ("Code", "Practice", "Patients") if material.of_areas else ("ODS code", "Practice", when)
    return table(head, rows, (1, 4, 1.6), 2)


def _exception(material: Material, network: str) -> list[Block]:
    """Why it is outside the band, and what was approved of it."""
    declared = [row for row in material.claimed.exceptions if row.network_id == network]
    approved, out = excused.sentences(material, network), list[Block]()
    if declared:
        given = f"Reason given: {excused.reason_given(material, network)}"
        out += [
            Heading("Outside the band", 2), Points((f"Declared: {declared[0].reason}.", given)),
        ]  # fmt: skip
    if approved:
        out += [Heading("Approved to stay outside the rules", 2), Points(approved)]
    return out


def _profile(material: Material, network: str) -> list[Block]:
    said = () if material.profile is None else material.profile.sentences(network)
    return [Heading("Profile", 2), Points(said), *_residents(material, network)] if said else []


def _residents(material: Material, network: str) -> list[Block]:
    """Where most patients of the network live, by each kind of place."""
    known = None if material.profile is None else material.profile.residents
    if known is None or known.empty:
        return []
    own = known[known["network_id"] == network]
    rows = [
        (str(row["kind"]), str(row["place"]), int(row["patients"]), f"{row['share']:.0%}")
        for _, kind in own.groupby("kind", sort=True)
        for row in kind.head(PLACES).to_dict("records")
    ]
    said = f"Where patients live, by home: the {PLACES} largest places of each kind."
    return [Text(said), table(("By", "Place", "Patients", "Share"), rows, (1, 3.4, 1.1, 0.8), 2, 3)]


def _codes(material: Material, network: str) -> list[str]:
    return sorted(code for code, key in material.tables.assignment.items() if key == network)


def _safe(material: Material, network: str) -> int:
    """A safe name for a network's file: its place in the table, as ids come from people's files."""
    return list(map(str, material.tables.networks.index)).index(network)
