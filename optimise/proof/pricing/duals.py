"""Prices of the rows of the linear programme, rounded to whole quanta, and what they prove.

Any prices give a true bound, so rounding costs nothing but a little tightness: the bound is the
sum of the prices on the right-hand sides less the most that networks could undercut them by
(Lagrangian bound; each practice can be the hub of one network only).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optimise.candidates.area import Area, Span
from optimise.candidates.arrays import Bytes, Prices
from optimise.candidates.candidate import Candidate, flat
from optimise.candidates.sizes import Regime
from optimise.problem.criteria import SCALE
from optimise.problem.problem import Floats, Ints
from optimise.proof.cuts import Cut, limit, strengths

ANY = 2**40  #: more practices than any set has


@dataclass(frozen=True)
class Duals:
    """Prices in quanta: a practice, a network, a patient in exceptions, a kept name, a cut.

    ``networks`` may have either sign; those behind it are taken off a network's value and are
    never negative. ``moves`` and ``moved`` are for each practice and patient that moves.
    """

    practices: Ints
    networks: int
    exceptions: int
    names: Ints
    cuts: Ints
    moves: int = 0
    moved: int = 0

    @classmethod
    def from_rows(cls, duals: Floats, n: int, names: int) -> "Duals":
        """Round the linear programme's row duals."""
        whole = np.rint(duals * SCALE).astype(np.int64)
        rest = np.maximum(0, -whole[n + 1 :])
        return cls(
            practices=whole[:n],
            networks=int(whole[n]),
            exceptions=int(rest[0]),
            names=rest[3 : 3 + names],
            cuts=rest[3 + names :],
            moves=int(rest[1]),
            moved=int(rest[2]),
        )

    def towards(self, other: "Duals", share: float) -> "Duals":
        """A mixture: ``share`` of the way to ``other`` (Wentges 1997); new cuts start at 0."""

        def mixed(a: Ints, b: Ints) -> Ints:
            size = max(a.size, b.size)
            own, others = np.resize(a, size), np.resize(b, size)
            own[a.size :], others[b.size :] = 0, 0
            return np.asarray(own + np.rint(share * (others - own)), np.int64)

        return Duals(
            mixed(self.practices, other.practices),
            self.networks + round(share * (other.networks - self.networks)),
            self.exceptions + round(share * (other.exceptions - self.exceptions)),
            mixed(self.names, other.names),
            mixed(self.cuts, other.cuts),
            self.moves + round(share * (other.moves - self.moves)),
            self.moved + round(share * (other.moved - self.moved)),
        )

    def constant(self, span: Span, cuts: Sequence[Cut]) -> int:
        """Prices times right-hand sides."""
        met = sum(int(p) * limit(cut) for cut, p in zip(cuts, self.cuts, strict=False))
        networks = self.networks * (span.networks_min if self.networks > 0 else span.networks_max)
        allowed = self.exceptions * (span.exceptions_max or 0)
        allowed += self.moves * (span.moves_max or 0) + self.moved * (span.moved_max or 0)
        return int(self.practices.sum() + networks - allowed - self.names.sum() - met)

    def value(self, candidate: Candidate, cuts: Sequence[Cut], price: int) -> int:
        """What a candidate is worth at these prices: positive improves the programme."""
        return int(self.values([candidate], cuts, price)[0])

    def values(self, candidates: Sequence[Candidate], cuts: Sequence[Cut], price: int) -> Ints:
        """What each candidate is worth at these prices."""
        members, starts = flat([c.members for c in candidates])
        earned = np.append(0, np.cumsum(self.practices[members]))
        paid = np.array([c.cost + (price + self.exceptions) * c.exceptions for c in candidates])
        moving = [self.moves * c.moves + self.moved * c.moved for c in candidates]
        met = strengths(self.practices.size, candidates, cuts[: self.cuts.size]) @ self.cuts
        labels = np.array([c.label for c in candidates], np.int64)
        names = np.append(self.names, 0)[np.where(labels >= 0, labels, self.names.size)]
        worth = (
            np.diff(earned[starts])
            + self.networks
            - paid
            - met
            - names
            - np.array(moving, np.int64)
        )
        return np.asarray(worth, np.int64)


def prices(area: Area, regime: Regime, duals: Duals, cuts: Sequence[Cut], price: int) -> Prices:
    """The search's view of the duals in one regime of sizes."""
    paid = np.flatnonzero(duals.cuts)
    met: list[list[int]] = [[] for _ in range(len(area))]
    for k, at in enumerate(paid.tolist()):
        for i in cuts[at].members:
            met[i].append(k)
    starts = np.zeros(len(area) + 1, np.int64)
    np.cumsum([len(m) for m in met], out=starts[1:])
    breaks, slopes, base = regime.penalty(price + duals.exceptions)
    return Prices(
        values=duals.practices.copy(),
        allowed=regime.allowed,
        constant=duals.networks - area.count_cost,
        cuts_starts=starts,
        cuts=np.array([k for m in met for k in m], np.int64),
        cut_prices=duals.cuts[paid],
        cut_every=np.array([cuts[at].every for at in paid.tolist()], np.int64),
        size_breaks=breaks,
        size_slopes=slopes,
        size_base=base,
        piece_price=(price + duals.exceptions) * regime.counts_pieces,
        leaves=np.zeros(len(area), np.uint8),
        own=np.zeros(len(area), np.uint8),
        moves_max=ANY if area.problem.rules.moves_max is None else area.problem.rules.moves_max,
    )


def mode_arrays(area: Area, duals: Duals) -> tuple[Ints, Ints, Bytes, Bytes, Bytes]:
    """Modes in the form of the sweep; a kept name costs its price."""
    kept = area.modes.kept
    constants = np.zeros(kept.size, np.int64)
    if duals.names.size:
        constants = np.where(kept >= 0, -duals.names[np.maximum(kept, 0)], 0).astype(np.int64)
    extra = area.modes.extra
    if duals.moves or duals.moved:
        extra = extra + area.modes.leaves.astype(np.int64) * (
            duals.moves + duals.moved * area.problem.patients
        )
    return extra, constants, area.modes.matters, area.modes.leaves, area.modes.own
