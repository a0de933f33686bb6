"""A redraft as plain SVG: today's networks beside the plan, an arrow for each practice moved."""

from collections.abc import Sequence

import numpy as np
import shapely

from optimise.problem.travel_unit import KM
from pcn_planner.maps import plan_map, templates
from pcn_planner.maps.pictures import printed_map
from pcn_planner.papers.maps import labels as map_labels
from pcn_planner.papers.maps.labels import Label
from pcn_planner.proposal.tables import PlanTables
from pcn_planner.proposal.wording.naming import readable_names
from pcn_planner.redrafting.frontier import Step
from pcn_planner.study import planned_words
from pcn_planner.study.inputs import PRACTICES
from pcn_planner.study.planned_words import OF_PRACTICES

WIDTH, HEIGHT = 130.0, 120.0  #: of each map
GAP, HEAD = 6.0, 8.0  #: between two maps, and above them for their titles
INK, MOVED = "#34404D", "#B3261E"
CHART = (260.0, 70.0)
LABEL_MM = (1.6, 3.0)  #: width of a letter and height of a line
NAME_MM = (1.15, 2.4)  #: the same of the name under it
SHAFT_MM = 0.8  #: an arrow is kept free at points so far apart
Arrow = tuple[float, float, float, float, str]
Text = tuple[str, float, float]


def today(before: PlanTables) -> str:
    """The map of today's networks by itself, for before a step is found."""
    sheet = printed_map.fitted(before.areas, WIDTH, HEIGHT)
    dots = sheet.places(shapely.get_coordinates(before.practices.geometry.to_numpy()))
    return templates.rendered(
        "moves.svg", said=before.said,
        width=WIDTH, height=HEIGHT, gap=GAP, head=HEAD,
        maps=[_map("Today", before, sheet, dots)], arrows=[], dots=dots.tolist(),
    )  # fmt: skip


def before_and_after(before: PlanTables, step: Step) -> str:
    """Two maps side by side; on the second an arrow from each moved practice to its network.

    Parameters
    ----------
    before
        Today's networks as drawn.
    step
        A step with a plan.
    """
    assert step.made is not None
    assert step.made.tables is not None
    after = plan_map.coloured(step.made.tables, plan_map.network_colours(before))
    sheet = printed_map.fitted(after.areas, WIDTH, HEIGHT)
    dots = sheet.places(shapely.get_coordinates(after.practices.geometry.to_numpy()))
    arrows = _arrows(after, step, sheet)
    return templates.rendered(
        "moves.svg",
        said=after.said, width=WIDTH, height=HEIGHT, gap=GAP, head=HEAD,
        maps=[
            _map("Today", before, sheet, dots),
            _map(_title(step), after, sheet, np.concatenate([dots, *map(_shaft, arrows)])),
        ],
        dots=dots.tolist(),
        arrows=arrows,
    )  # fmt: skip


def shape(maps: int) -> float:
    """Width of the picture of so many maps, as a multiple of its height."""
    return (maps * (WIDTH + GAP) - GAP) / (HEIGHT + HEAD)


def _map(
    title: str, tables: PlanTables, sheet: printed_map.Sheet, marks: np.ndarray
) -> tuple[str, list[tuple[str, str, str]], list[Text], list[Text]]:
    """A title, networks with their colours and paths, and labels that keep off ``marks`` (n, 2).

    Every label that has room is an id; under it stands the name, where that has room as well.
    """
    wanted = [_label(key, (x, y)) for key, x, y in printed_map.label_points(tables.areas, sheet)]
    found = map_labels.placed(wanted, (0.0, 0.0, WIDTH, HEIGHT), marks)
    taken = [map_labels.box_at(one, *found[one.key]) for one in wanted if one.key in found]
    texts = readable_names(tables.networks["name"])
    named = {key: texts[key] for key in found if texts.get(key, key) != key}
    below = map_labels.placed(
        [_under(key, name, found[key]) for key, name in named.items()],
        (0.0, 0.0, WIDTH, HEIGHT), marks, taken,
    )  # fmt: skip
    labels = [(key, x, y) for key, (x, y) in found.items()]
    names = [(named[key], x, y) for key, (x, y) in below.items()]
    return title, printed_map.coloured(tables, sheet), labels, names


def _under(key: str, name: str, at: tuple[float, float]) -> Label:
    """A name close under the id at ``at``, or close above it."""
    wide, tall = NAME_MM[0] * len(name), NAME_MM[1]
    away = (LABEL_MM[1] + tall) / 2 + 0.01  # off the box of the id
    return Label(key, wide, tall, np.array([(at[0], at[1] + away), (at[0], at[1] - away)]))


def _label(key: str, at: tuple[float, float]) -> Label:
    wide, tall = LABEL_MM[0] * len(key), LABEL_MM[1]
    return Label(key, wide, tall, np.concatenate([[at], map_labels.around(at, wide, tall)]))


def _shaft(arrow: Arrow) -> np.ndarray:
    """Points along an arrow."""
    ends = np.array(arrow[:4], dtype=float).reshape(2, 2)
    count = 2 + int(np.hypot(*(ends[1] - ends[0])) / SHAFT_MM)
    return np.linspace(ends[0], ends[1], count)


def _title(step: Step) -> str:
    moved = len(step.moves)
    noun = "practice" if moved == 1 else "practices"
    words = OF_PRACTICES if step.made is None else step.made.study.words
    return words.said(f"{moved} {noun} moved")


def _arrows(after: PlanTables, step: Step, sheet: printed_map.Sheet) -> list[Arrow]:
    """From each moved practice to the nearest practice that was in its new network already."""
    points, moved = after.practices.geometry, {move.practice_code for move in step.moves}
    found = []
    for move in step.moves:
        here = points[move.practice_code]
        others = [
            code for code, network in after.assignment.items()
            if network == move.network_after and code not in moved
        ]  # fmt: skip
        if others:
            there = min((points[code] for code in others), key=here.distance)
            (x1, y1), (x2, y2) = sheet.places(shapely.get_coordinates([here, there])).tolist()
            found.append((x1, y1, x2, y2, move.name))
    return found


def chart(steps: tuple[Step, ...], towards: str, planned: str = PRACTICES) -> str:
    """What each number of moves comes to, as bars with their figures; ``planned`` as inputs say."""
    rows = bars(steps, towards)
    most = max((amount for _, amount in rows), default=0) or 1
    width, height = CHART
    each = (width - 20) / max(1, len(rows))
    drawn = [
        (10 + k * each, (height - 24) * amount / most, each * 0.7, moves, f"{amount:,}")
        for k, (moves, amount) in enumerate(rows)
    ]
    title = planned_words.said(heading(steps, towards), planned)
    return templates.rendered("frontier.svg", width=width, height=height, bars=drawn, title=title)


def bars(steps: Sequence[Step], towards: str) -> list[tuple[int, int]]:
    """Moves allowed, and what is left of that which the goal mends, for steps with a plan."""
    return [(step.moves_max, _bar(step, towards)) for step in steps if step.figures is not None]


def heading(steps: Sequence[Step], towards: str) -> str:
    """What the bars measure."""
    units = [step.figures.unit.total for step in steps if step.figures is not None]
    return MEASURED[towards].format(unit=units[0] if units else KM.total)


MEASURED = {
    "band": "Patients outside the band, by practices moved",
    "contiguity": "Patients outside their network's largest piece, by practices moved",
    "teams": "Patients of another team, by practices moved",
    "travel": "Travel in {unit}, by practices moved",
    "all": "Patients outside the band, by practices moved",
}


def _bar(step: Step, towards: str) -> int:
    found = step.figures
    assert found is not None
    if towards == "contiguity":
        return found.patients_in_pieces
    if towards == "teams":
        return found.misaligned_patients or 0
    return round(found.travel) if towards == "travel" else found.patients_outside_band
