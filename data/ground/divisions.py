"""Dividing places as people did: networks of practices with real faults, teams of small areas."""

import numpy as np

from data.draws import Floats, Whole
from data.ground.tessellation import pieces

Edges = tuple[Whole, Whole, Floats]


def halve_until(
    points: Floats, weights: Whole, k: int, rng: np.random.Generator, *, tilt: float = 0.25
) -> Whole:
    """Labels 0 to k - 1: groups cut by straight lines across the longer way, roughly equal.

    The tilt is how far a cut may miss the right share: 0.25 makes some groups half as large
    again as others.
    """
    labels = np.zeros(len(points), dtype=np.int64)
    if k <= 1 or len(points) <= 1:
        return labels
    share = (k // 2) / k * (1.0 + tilt * (rng.random() - 0.5))
    first = _below_cut(points, weights, share)
    labels[first] = halve_until(points[first], weights[first], k // 2, rng, tilt=tilt)
    rest = halve_until(points[~first], weights[~first], k - k // 2, rng, tilt=tilt)
    labels[~first] = rest + k // 2
    return labels


def _below_cut(points: Floats, weights: Whole, share: float) -> np.ndarray:
    spread = points.max(axis=0) - points.min(axis=0)
    along = np.round(points @ np.where(spread >= spread.max(), 1.0, 0.35))
    places, where = np.unique(along, return_inverse=True)
    if len(places) == 1:
        found: np.ndarray = np.arange(len(points)) == 0
        return found
    # Practices at one point stay together: the cut falls between different places.
    reached = np.cumsum(np.bincount(where, weights=weights))[:-1]
    return where <= int(np.argmin(np.abs(np.round(reached - share * weights.sum()))))


def joined_up(labels: Whole, weights: Whole, edges: Edges, *, least: float = 0.0) -> Whole:
    """Labels with stray pieces, and groups below the least weight, given to a neighbour.

    The neighbour is the group with which the longest border is shared; a piece without any
    (an island) stays as it is.
    """
    labels = labels.copy()
    while True:
        piece = pieces(labels, edges)
        stray = _stray_piece(labels, piece, weights, edges, least)
        if stray is None:
            return labels
        labels[piece == stray] = _chief_neighbour(labels, piece, stray, edges)


def _stray_piece(
    labels: Whole, piece: Whole, weights: Whole, edges: Edges, least: float
) -> int | None:
    size = np.bincount(piece, weights=weights)
    label = np.zeros(len(size), dtype=np.int64)
    label[piece] = labels
    main = {int(one): float(size[label == one].max()) for one in np.unique(label)}
    for k in np.argsort(size, kind="stable"):
        stray = size[k] < main[int(label[k])] or size[k] < least
        if stray and ((piece[edges[0]] == k) & (piece[edges[1]] != k)).any():
            return int(k)
    return None


def _chief_neighbour(labels: Whole, piece: Whole, stray: int, edges: Edges) -> int:
    left, right, length = edges
    out = (piece[left] == stray) & (piece[right] != stray)
    return int(np.argmax(np.round(np.bincount(labels[right[out]], weights=length[out]), 3)))
