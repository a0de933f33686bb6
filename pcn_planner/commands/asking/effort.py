"""Options on how long and with what to solve."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.errors import DataError
from boundaries.files.real_path import real_path
from optimise.progress import Limits
from pcn_planner.commands.asking import parsing
from pcn_planner.commands.asking.options import option

if TYPE_CHECKING:
    from optimise.alternatives import Wish
    from optimise.units.cluster import Scheduler
    from pcn_planner.study.tier_rules import Tier

_SOLVING = "Solving"
SEED_MAX = 2**31 - 1  #: what every solver takes
JOBS_MAX = 1024


@dataclass(frozen=True)
class Effort:
    """How long and with what to solve."""

    gap: Annotated[
        float, option("--gap", "Stop this near to the best possible; 0 proves the best.", _SOLVING)
    ] = 0.0
    time_limit: Annotated[
        float | None,
        option("--time-limit", "Stop after this time and keep the best plan.", _SOLVING, "SECONDS"),
    ] = None
    seed: Annotated[
        int, option("--seed", "Start every random choice from this number.", _SOLVING)
    ] = 1
    jobs: Annotated[int, option("--jobs", "Solve this many areas side by side.", _SOLVING)] = 1
    scheduler: Annotated[
        str | None, option("--scheduler", "Solve on this dask cluster.", _SOLVING, "tls://...")
    ] = None
    scheduler_security: Annotated[
        Path | None,
        option(
            "--scheduler-security",
            "File (TOML) that names the TLS files for the cluster.",
            _SOLVING,
            "FILE",
        ),
    ] = None
    resume: Annotated[
        Path | None,
        option("--resume", "Keep finished areas in this folder and go on from them.", _SOLVING),
    ] = None

    @property
    def place(self) -> "Scheduler | None":
        """The cluster to use; DataError where its address or security means nothing."""
        from pcn_planner.commands.asking import security

        return security.scheduler(self.scheduler, self.scheduler_security)

    def check(self, *written: Path) -> None:
        """Raise DataError now for what would fail only once work is put in.

        ``written`` are the folders that results go into.
        """
        from optimise.units import unfinished
        from pcn_planner.commands.asking import security

        for folder in written:
            self._refuse_within(folder)
        unfinished.check(self.resume)
        place = self.place
        if place is not None and not place.address.startswith("tls://"):
            typer.echo(f"Note: {security.OPEN}.", err=True)

    def _refuse_within(self, folder: Path) -> None:
        """Refuse to keep areas in a folder of results, or the other way round.

        A folder of results is replaced as a whole.
        """
        if self.resume is None:
            return
        kept, results = real_path(self.resume), real_path(folder)
        lies = (
            "is" if kept == results
            else "lies in" if results in kept.parents
            else "holds" if kept in results.parents
            else ""
        )  # fmt: skip
        if lies:
            raise DataError(
                f"--resume cannot be {str(self.resume)!r}: it {lies} the folder of the results, "
                f"{str(folder)!r}",
                remedy="Name a folder of its own with --resume",
            )

    @property
    def limits(self) -> Limits:
        """When to stop; DataError where that means nothing."""
        if not 0 <= self.gap < 1:
            raise DataError(f"--gap cannot be {self.gap:g}", remedy="Give a share such as 0.005")
        for value, flag in ((self.time_limit, "--time-limit"), (self.jobs, "--jobs")):
            if value is not None and not 0 < value < float("inf"):
                raise DataError(f"{flag} cannot be {value:g}", remedy="Give a number above 0")
        parsing.whole_between(self.seed, "--seed", 0, SEED_MAX)
        parsing.whole_between(self.jobs, "--jobs", 1, JOBS_MAX)
        return Limits(self.gap, self.time_limit)


@dataclass(frozen=True)
class Others:
    """Near-best plans beside the best, and levels above the networks."""

    alternatives: Annotated[
        int,
        option(
            "--alternatives",
            "Propose this many further plans that are nearly as good.",
            _SOLVING,
            "K",
        ),
    ] = 0
    near: Annotated[
        str, option("--near", "Keep these plans this near to the best possible.", _SOLVING, "2%")
    ] = "2%"
    different: Annotated[
        int,
        option(
            "--different",
            "Make these plans differ by at least this many patients.",
            _SOLVING,
            "PATIENTS",
        ),
    ] = 20_000

    tiers: Annotated[
        Path | None,
        option("--tiers", "File (TOML) of the levels above the networks.", _SOLVING, "tiers.toml"),
    ] = None

    @property
    def levels(self) -> "tuple[Tier, ...]":
        """The levels above the networks, none where no file is given."""
        from pcn_planner.study import tier_rules

        return () if self.tiers is None else tier_rules.read(self.tiers)

    @property
    def wish(self) -> "Wish | None":
        """The wish for alternatives, ``None`` without one; DataError where it means nothing."""
        from optimise.alternatives import Wish
        from pcn_planner.proposal import alternatives

        if self.alternatives == 0:
            return None
        wish = Wish(self.alternatives, parsing.share(self.near, "--near"), self.different)
        alternatives.check(wish)
        return wish
