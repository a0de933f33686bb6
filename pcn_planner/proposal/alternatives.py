"""Near-best plans beside the best one: described, verified, and held against one another."""

from dataclasses import dataclass, replace

import pandas as pd

from boundaries.errors import DataError
from optimise import alternatives as search
from optimise.alternatives import Cancelled, Wish
from optimise.problem.plan import Result
from pcn_planner.proposal import compare, workbench
from pcn_planner.proposal.proposal import Proposal

WANTED_MAX = 20


@dataclass(frozen=True, eq=False)
class Alternatives:
    """The best plan and plans nearly as good, each verified and drawn.

    ``plans`` begins with the best; networks that go on have the same id in all. ``why_fewer`` is
    a sentence where fewer were found than asked.
    """

    wish: Wish
    plans: tuple[Proposal, ...]
    why_fewer: str = ""

    @property
    def practices(self) -> pd.DataFrame:
        """One row a practice: ``practice_code`` (index), ``name``, ``patients``, its network in
        each plan (``plan_0`` is the best), and ``swings``: whether they are not all the same.
        """
        table = pd.DataFrame(self.plans[0].study.practices[["name", "patients"]])
        placed = {f"plan_{k}": dict(one.plan.assignment) for k, one in enumerate(self.plans)
                  if one.plan is not None}  # fmt: skip
        for name, networks in placed.items():
            table[name] = [networks.get(str(code), "") for code in table.index]
        table["swings"] = table[list(placed)].nunique(axis=1) > 1
        return table.sort_index()

    @property
    def core_patients(self) -> int:
        """Registered patients whose practice is in the same network in every plan."""
        table = self.practices
        return int(table["patients"][~table["swings"]].sum())

    def table(self) -> pd.DataFrame:
        """One row a plan: what it costs, its gap, and how many patients differ.

        Index ``plan`` (0 is the best); ``objective``, ``bound``, ``gap``, ``networks``,
        ``in_band``, ``differs_from_best`` and ``differs_from_nearest`` (registered patients
        after the best relabelling; of the nearest other plan), travel in its unit's column.
        """
        rows = []
        for k, one in enumerate(self.plans):
            differing = [self._differing(one, other) for other in self.plans if other is not one]
            tables, result = one.tables, one.result
            rows.append(
                {
                    "plan": k,
                    "objective": result.objective,
                    "bound": result.bound,
                    "gap": result.gap,
                    "networks": 0 if tables is None else len(tables.networks),
                    "in_band": 0 if tables is None else int(tables.networks["in_band"].sum()),
                    "differs_from_best": self._differing(self.plans[0], one),
                    "differs_from_nearest": min(differing, default=0),
                    one.study.travel_unit.total_column: (one.totals or {}).get("travel"),
                }
            )
        return pd.DataFrame(rows).set_index("plan")

    def _differing(self, one: Proposal, other: Proposal) -> int:
        """Patients who change network: counted by the comparison of plans, not by the search."""
        if one.plan is None or other.plan is None:
            return 0
        found = compare.compare(one.plan.assignment, other.plan.assignment, one.study.practices)
        return found.patients_moved

    @property
    def sentences(self) -> tuple[str, ...]:
        """Sentences on what is known of the alternatives."""
        whole = int(self.practices["patients"].sum())
        swinging = int(self.practices["swings"].sum())
        said = (
            f"{len(self.plans) - 1} alternatives within {self.wish.near:.2%} of the best possible, "
            f"{self.wish.differing:,} patients or more apart from the best plan and from each "
            "other",
            f"{self.core_patients:,} of {whole:,} registered patients are in the same network in "
            f"all of them; {swinging} practices swing",
        )
        return (*said, *([self.why_fewer] if self.why_fewer else []))


def check(wish: Wish) -> None:
    """Raise DataError for a wish that means nothing."""
    if not 1 <= wish.wanted <= WANTED_MAX:
        raise DataError(
            f"{wish.wanted} alternatives cannot be asked for",
            remedy=f"Give a number from 1 to {WANTED_MAX} (--alternatives)",
        )
    if not 0 <= wish.near < 1:
        raise DataError(f"--near cannot be {wish.near:g}", remedy="Give a share such as 2%")
    if wish.differing < 1:
        raise DataError(
            f"--different cannot be {wish.differing}", remedy="Give patients, from 1 on"
        )


def of(
    made: Proposal, wish: Wish, *, seed: int = 1, cancelled: Cancelled | None = None
) -> Alternatives:
    """Alternatives to a proposal, each verified as every plan is.

    Raises
    ------
    DataError
        The wish means nothing.
    UnverifiedError
        An alternative breaks a rule or is not what is claimed: a fault of the program.
    """
    check(wish)
    bench = workbench.lay_out(made.study, made.rules)
    found, why = search.find(bench.problem, made.result, wish, seed=seed, cancelled=cancelled)
    plans = [workbench.describe(bench, _called(workbench.named(bench, r), made)) for r in found]
    return Alternatives(wish, (made, *plans), why)


def _called(result: Result, best: Proposal) -> Result:
    """The names of the best plan for networks that go on from it."""
    assert result.plan is not None
    going_on = {} if best.plan is None else dict(best.plan.names)
    names = {key: going_on.get(key, name) for key, name in result.plan.names.items()}
    return replace(result, plan=replace(result.plan, names=names))
