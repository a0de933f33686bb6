"""What checks found wrong of a plan, as the gate of a registration says it."""

from pcn_planner.papers.material import Material
from pcn_planner.words import briefly

UNSAID = "The plan did not pass every check"  #: where nobody says which
WHO = "coverage"  #: the check whose finding names practices that are in no network


def checks(material: Material) -> list[tuple[str, str]]:
    """Network (blank for the whole plan) and what a check found there, without a full stop."""
    if material.claimed.verified:
        return []
    networks = set(map(str, material.tables.networks.index))
    found = [
        (
            one.network_id if one.network_id in networks else "",
            (one.message if one.check == WHO else briefly(one.message)).rstrip("."),
        )
        for one in material.findings
    ]
    told = [(key or "", why) for key, why in found]
    return sorted(told, key=lambda row: row[0]) or [("", UNSAID)]
