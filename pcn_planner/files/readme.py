"""What lies beside an exported plan as plain text: what it is, how good, what each file holds."""

import textwrap
from pathlib import Path

from pcn_planner.proposal import travel
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.words import counted

NAME = "README.txt"
PRACTICES_FILE, AREAS_FILE = "practices.geojson", "areas.geojson"
BARRIERS_FILE = "barriers.geojson"
WIDTH = 78
ABOUT = {
    "assignment.csv": "The plan of record: each practice and its network. Read back, it gives the "
    "identical plan.",
    "networks.csv": "One row a network: size, status, travel, teams.",
    "networks.geojson": "Network areas for the web (GeoJSON, WGS84).",
    PRACTICES_FILE: "Practices with their networks (GeoJSON, WGS84).",
    AREAS_FILE: "The areas planned with their networks (GeoJSON, WGS84).",
    "plan.gpkg": "All layers with styles for GIS (GeoPackage, British National Grid).",
    "map.html": "The map as one page that works offline and prints on A4.",
    "report.json": "What was asked, what was proven, every check, every input's digest.",
    "adjacency.csv": "Which practices are neighbours, and why.",
    BARRIERS_FILE: "Where there are any: what parts neighbours, drawn on the map or of a file "
    "(GeoJSON, WGS84).",
    "conflicts.csv": "Conflicts with community teams and what would mend them.",
    "layers.csv": "Where several layers of footprints are given: each network in each layer.",
    "neighbourhood_matrix.csv": "Where neighbourhoods are given: patients by the network that they "
    "are registered with and the neighbourhood that they live in.",
    "split_places.csv": "Wards and the like that several networks share: those with a price, and "
    "those that small areas name.",
    "tiers.csv": "Where levels above the networks are asked for: each unit of each level.",
    "travel_times_by_rule.csv": "Where travel times are missing: each pair, and what stands in.",
    "service_levels.csv": "Where both are given: each layer of footprints against each level.",
    "project.pcn": "The project: input files, rules, wishes and plan, to go on from. It holds the "
    "input files themselves; keep it back where those are not to be passed on (plan.gpkg holds "
    "it too).",
    "README.txt": "This list, and how good the plan is known to be.",
}


def write(path: Path, tables: PlanTables) -> None:
    """Write the text for the files of a plan."""
    path.write_text(text(tables), encoding="utf-8", newline="\n")


def text(tables: PlanTables) -> str:
    """Title, size, how good the plan is known to be, the files, and what has to be said of it."""
    size = tables.said(
        f"{counted(len(tables.networks), 'network')} of "
        f"{counted(len(tables.assignment), 'practice')} with "
        f"{int(tables.networks['patients'].sum()):,} registered patients."
    )
    said = f"How good: {tables.proof}." if tables.proof else ""
    files = "\n".join(
        _wrapped(f"{name}: {tables.said(about)}", "  ")
        for name, about in ABOUT.items()
        if name != (PRACTICES_FILE if tables.of_areas else AREAS_FILE)
    )
    lines = [*tables.caveats, *tables.attribution]
    unit = tables.travel_unit
    mean = tables.networks.get(unit.total_column)
    travelled = (
        ""
        if mean is None
        else f"Travel to the hubs: {mean.sum():,.0f} {unit.total}, "
        f"{mean.sum() / max(tables.networks['patients'].sum(), 1):.2f} {unit.mean}. "
        f"{travel.sentence(tables.networks)}".strip()
    )
    told = tables.said(travelled)
    before, after = ([_wrapped(part) for part in parts if part]
                     for parts in ((tables.title, size, told, said), lines))  # fmt: skip
    return "\n\n".join([*before, f"Files\n{files}", *after]) + "\n"


def _wrapped(line: str, indent: str = "") -> str:
    return textwrap.fill(
        " ".join(line.split()), WIDTH, initial_indent=indent, subsequent_indent=2 * indent
    )
