"""The rounds behind ``allocate``: solve, see what is wrong, forbid it, solve again."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from boundaries.network_areas.numbering import Numbered
from boundaries.network_areas.pieces import Ints
from boundaries.network_areas.repair import faults, improve, repair
from optimise.milp import solve_program
from optimise.network_areas.cuts import Anchors, contiguity_rows, doughnut_rows, home_rows
from optimise.network_areas.flow import Strengthener
from optimise.network_areas.program import Block, Pair, ProgramRow, blocks, state

ROUNDS = 200
#: Branching nodes of one block, where a gap is allowed: a limit in time would draw another map on a
#: busy machine.
NODES_MAX = 200
SHARE = 0.5  #: of the gap allowed to the whole map, for each block
WITHIN = 0.5  # patients: whole numbers closer than this are the same


class Rounds:
    """The state of the rounds: rows so far, solved blocks, best whole map, best bound."""

    def __init__(
        self,
        numbered: Numbered,
        stopped: Callable[[], bool],
        gap: float = 0.0,
        most: int = ROUNDS,
    ) -> None:
        self.gap, self.most = gap, most
        self.numbered, self.ground, self.stopped = numbered, numbered.ground, stopped
        self.price = 1.0 + float(numbered.patients.sum())
        self.rows: dict[ProgramRow, None] = {}
        self.anchors = Anchors(self.ground)
        self.strengthener = Strengthener(self.ground, numbered.homes, self.price)
        self.strengthened: set[Block] = set()
        self.solved: dict[Block, tuple[float, dict[int, int]]] = {}
        self.plurality = self.ground.best()
        self.bound = self.ground.inside(self.plurality)
        self.best = improve(self.ground, repair(self.ground, self.plurality))
        self.score = self._score(self.best)
        self.rounds = 0
        self.proven = False

    def run(self) -> None:
        """Rounds until the map is whole, the bound is reached (nearly enough) or time is up."""
        labels = self.plurality
        while self.rounds < self.most:
            if not self._state_faults(labels):
                self.proven = self._score(labels) >= self.score - WITHIN
                self.best = labels if self.proven else self.best
                return
            self._strengthen()
            if self.stopped():
                return
            labels = self._solve()
            self.rounds += 1
            self._offer(self._mended(labels))
            if not self.owed and self.bound - self.score < WITHIN:
                self.proven = True
                return
            near = not self.owed and self.bound - self.score <= self.gap * self.score
            if near or self.stopped():
                return

    def _state_faults(self, labels: Ints) -> int:
        """State rows against everything wrong with a map; returns how many were new."""
        before = len(self.rows)
        homes = self.numbered.homes
        found = contiguity_rows(self.ground, labels, homes, self.anchors)
        found += doughnut_rows(self.ground, labels)
        found += home_rows(self.ground, labels, homes)
        self.rows.update(dict.fromkeys(found))
        return len(self.rows) - before

    def _strengthen(self) -> None:
        for block in blocks(self.rows):
            if block not in self.strengthened and not self.stopped():
                self.strengthened.add(block)
                more = self.strengthener.rows(block, self.stopped)
                self.rows.update(dict.fromkeys(more))

    def _solve(self) -> Ints:
        """Solve the blocks that changed; the sum of all is the map and the bound."""
        labels, bound = self.plurality.copy(), self.ground.inside(self.plurality)
        for block in blocks(self.rows):
            if block not in self.solved:
                self.solved[block] = self._solve_block(block)
            worth, chosen = self.solved[block]
            areas = list(block.named)
            bound += worth - float(self.ground.weights[areas, self.plurality[areas]].sum())
            for area, network in chosen.items():
                labels[area] = network
        self.bound = min(self.bound, bound)
        return labels

    def _solve_block(self, block: Block) -> tuple[float, dict[int, int]]:
        problem, names = state(self.ground, block, self.price)
        solution = solve_program(
            problem, start=self._start(names), cancelled=self.stopped, gap=self.gap * SHARE,
            options={"mip_max_nodes": NODES_MAX} if self.gap else None,
        )  # fmt: skip
        chosen = {a: k for (a, k), name in names.items() if solution.values.get(name, 0.0) > 0.5}
        areas = list(block.named)
        unshaped = float(self.ground.weights[areas, self.plurality[areas]].sum())
        return (unshaped if solution.bound is None else solution.bound), chosen

    def _start(self, names: Mapping[Pair, str]) -> dict[str, float]:
        """The best whole map as a start, where the block has all of it and nothing is owed."""
        if self.owed or not all((a, int(self.best[a])) in names for a, _ in names):
            return {}
        return {name: float(self.best[a] == k) for (a, k), name in names.items()}

    def _mended(self, labels: Ints) -> Ints:
        """A whole map near ``labels``; networks keep the homes they hold there."""
        seeds: dict[int, int] = {}
        for (network, _), areas in self.numbered.homes.items():
            held = [a for a in areas if labels[a] == network]
            if held:
                seeds[network] = max(held, key=lambda a: self.ground.weights[a, network])
        taken = set(seeds.values())
        planted = {k: a for k, a in self.ground.seeds.items() if k not in seeds and a not in taken}
        return repair(replace(self.ground, seeds=seeds | planted), labels)

    def _offer(self, labels: Ints) -> None:
        score = self._score(labels)
        if score > self.score:
            labels = improve(self.ground, labels)
            self.best, self.score = labels, self._score(labels)

    def _score(self, labels: Ints) -> float:
        return self.ground.inside(labels) - self._owed(labels)

    def _owed(self, labels: Ints) -> float:
        homes = home_rows(self.ground, labels, self.numbered.homes)
        return self.price * (len(homes) + faults(self.ground, labels))

    @property
    def owed(self) -> bool:
        """Whether the best map falls short of something besides patients."""
        return self._owed(self.best) > 0
