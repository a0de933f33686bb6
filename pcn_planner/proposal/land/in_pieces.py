"""Networks whose practices hang together, and whose area is drawn in several pieces all the same.

Neighbours hang together by shared premises, catchments, links of people, and cells of one border
unit by themselves; land is drawn once for all. So an area may be in pieces and no rule broken.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np

from boundaries.network_areas import checks as area_checks
from boundaries.network_areas import compactness
from boundaries.network_areas.draw import AreaMethod
from boundaries.practices.border_units import WHOLE
from boundaries.words import agreed
from pcn_planner.proposal.land import scattered
from pcn_planner.study.study import Study

SHOWN = 20  #: networks that the note names
#: how areas are drawn that are not said to be one piece each; in others more pieces are a finding
MAY_BE = frozenset({AreaMethod.TERRITORIES, AreaMethod.PLANNED, AreaMethod.IN_PIECES})


def find(study: Study, drawn: gpd.GeoDataFrame, assignment: Mapping[str, str]) -> dict[str, int]:
    """Network id -> pieces on one island, where its practices hang together and its area does not.

    Empty where the way of drawing claims one piece: that is for the checks of the areas.
    """
    several = compactness.pieces(np.asarray(drawn.geometry.array)) > 1
    if drawn.attrs.get("method") not in MAY_BE or not several.any():
        return {}
    names = {str(key) for key in drawn.index[several]}
    asked = {code: key for code, key in assignment.items() if key in names}
    hanging = names.difference(scattered.find(study.graph, asked))
    ground = study.territories if study.inputs.of_areas else study.small_areas
    by_territory = drawn.attrs["method"] == AreaMethod.TERRITORIES
    faults = area_checks.one_piece(area_checks.Drawn(drawn, None if by_territory else ground))
    return {str(f.network_id): int(f.measure) for f in faults if f.network_id in hanging}


def told(study: Study, drawn: gpd.GeoDataFrame, assignment: Mapping[str, str]) -> gpd.GeoDataFrame:
    """The areas with what ``find`` finds in ``attrs["in_pieces"]``, and a note of it."""
    found = find(study, drawn, assignment)
    noted = drawn.copy(deep=False)
    notes = [*drawn.attrs.get("notes", []), *note(found, remedy(study))]
    noted.attrs = {**drawn.attrs, "in_pieces": found, "notes": notes}
    return noted


def note(found: Mapping[str, int], remedy: str = "") -> list[str]:
    """A sentence on the networks of ``find`` with their number and ids, if there are any."""
    if not found:
        return []
    listed = [f"{key} ({count})" for key, count in sorted(found.items())]
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    whose = "whose practices hang together are drawn in more than one piece"
    head = agreed(f"{len(listed)} networks {whose}")
    if len(listed) == 1:
        head = head.replace(" are drawn", " is drawn")
    why = (
        "they hang together by shared premises, catchments, links, or behind the land of another"
        " border unit"
    )
    return [f"{head}: {', '.join(listed[:SHOWN])}{more}; {why}.{remedy}"]


def remedy(study: Study) -> str:
    """What would draw more of them whole; blank where nothing is known to."""
    if study.outline is not None or study.small_areas is not None or study.units.eq(WHOLE).all():
        return ""
    return " Draw each border unit on its own land: give its polygon (--outline)."
