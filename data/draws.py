"""Random draws and roundings that give the same answer on every machine.

Only ``Generator.random`` is used, whose stream numpy keeps across versions; every other
distribution is a function of it. Whatever leaves a module is rounded, so that a last-digit
difference between two processors cannot reach a file.
"""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.floating[Any]]
Whole = NDArray[np.int64]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """A generator of its own for each purpose, so that one more draw here moves nothing there."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(purpose.encode())]))


def normal(rng: np.random.Generator, size: int | tuple[int, ...]) -> Floats:
    """Standard normal draws by inversion."""
    found: Floats = np.round(ndtri(np.clip(rng.random(size), 1e-9, 1 - 1e-9)), 9)
    return found


def shuffled(rng: np.random.Generator, n: int) -> Whole:
    """The numbers 0 to n - 1 in random order."""
    return np.argsort(rng.random(n), kind="stable")


def pick(rng: np.random.Generator, weights: Floats) -> int:
    """One index, drawn with probability proportional to its weight."""
    reached = np.cumsum(np.round(weights, 6))
    return int(np.searchsorted(reached, rng.random() * reached[-1], side="right"))


def whole_shares(weights: Floats, total: int) -> Whole:
    """Whole numbers in proportion to the weights that sum to the total: largest remainders."""
    exact = np.round(weights / weights.sum() * total, 6)
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    found: Whole = whole
    return found


def scattered_shares(rng: np.random.Generator, weights: Floats, total: int) -> Whole:
    """Whole numbers near the weights' shares that sum to the total: systematic sampling.

    Unlike largest remainders it leaves the thin tail in: of ten areas with a share of 0.1 each,
    one gets a patient.
    """
    reached = np.round(np.cumsum(weights) / weights.sum() * total, 6)
    reached[-1] = total
    found: Whole = np.diff(np.floor(reached + rng.random() * 0.999), prepend=0.0).astype(np.int64)
    return found
