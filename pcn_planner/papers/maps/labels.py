"""Where labels of a paper map stand: none covers another, dots are covered as little as can be.

All lengths are in pixels of the drawing. Labels are placed one after the other, the most important
first (greedy placement by importance, as surveyed by Christensen, Marks and Shieber 1995, "An
empirical study of algorithms for point-feature label placement", ACM Transactions on Graphics 14).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Box = tuple[float, float, float, float]
DOT, FAR = 6.0, 0.05  #: cost of a dot that is covered, and of a later spot
TURNS = 12  #: spots on each ring round an anchor
RINGS = (0.7, 1.3, 2.1, 3.2, 4.6)  #: how far they are, in heights of the label


@dataclass(frozen=True)
class Label:
    """A label to be placed: its size, and where its middle may stand, best spots first."""

    key: str
    width: float
    height: float
    spots: Floats


def placed(labels: Iterable[Label], frame: Box, dots: Floats, taken: Sequence[Box] = ()) -> (
    dict[str, tuple[float, float]]
):  # fmt: skip
    """The middle of every label that finds room.

    Parameters
    ----------
    labels
        The most important first.
    frame
        West, south, east, north of what may be drawn on.
    dots
        (n, 2): marks that should stay visible.
    taken
        Boxes that no label may cover.
    """
    out: dict[str, tuple[float, float]] = {}
    boxes = list(taken)
    for label in labels:
        spot = _best(label, frame, dots, boxes)
        if spot is not None:
            out[label.key] = spot
            boxes.append(box_at(label, *spot))
    return out


def box_at(label: Label, x: float, y: float) -> Box:
    """The box of a label whose middle is there."""
    half = label.width / 2, label.height / 2
    return x - half[0], y - half[1], x + half[0], y + half[1]


def around(anchor: tuple[float, float], width: float, height: float) -> Floats:
    """Spots on rings round an anchor, nearest first; the label does not cover the anchor."""
    (x, y), spots = anchor, []
    for ring in RINGS:
        for turn in range(TURNS):
            angle = 2 * np.pi * turn / TURNS
            reach = height * ring
            spots.append((x + np.cos(angle) * (reach + width / 2), y + np.sin(angle) * reach))
    return np.array(spots)


def _best(label: Label, frame: Box, dots: Floats, boxes: list[Box]) -> tuple[float, float] | None:
    if not len(label.spots):
        return None
    half = np.array([label.width, label.height]) / 2
    low, high = label.spots - half, label.spots + half
    free = (low >= frame[:2]).all(axis=1) & (high <= frame[2:]).all(axis=1)
    for west, south, east, north in boxes:
        free &= (high[:, 0] < west) | (low[:, 0] > east) | (high[:, 1] < south) | (
            low[:, 1] > north
        )  # fmt: skip
    if not free.any():
        return None
    within = (dots[None] >= low[:, None]) & (dots[None] <= high[:, None])
    cost = DOT * within.all(axis=2).sum(axis=1) + FAR * np.arange(len(low))
    x, y = label.spots[np.flatnonzero(free)[np.argmin(cost[free])]].tolist()
    return float(x), float(y)
