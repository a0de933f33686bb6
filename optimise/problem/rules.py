"""The rules a plan must keep, as people state them; to and from TOML."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

FLOOR = 30_000  #: registered patients; PCN FAQs (NHS England, 2019)
CEILING = 50_000  #: registered patients, "not tending to exceed"; PCN FAQs (2019)
#: A network (a director, a board, a contract) is worth one more kilometre to each of its 40,000
#: patients: networks come to about 40,000 on average instead of all to the floor.
DEFAULT_WEIGHTS: Mapping[str, float] = {"travel": 1.0, "count": 40_000.0}
Group = tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """Everything the planner may ask for. Frozen; variants by ``dataclasses.replace``.

    Patients are registered patients, except where ``size`` says what the band counts.

    Parameters
    ----------
    floor, ceiling
        The band. The floor is hard; so is the ceiling unless ``ceiling_soft``.
    size
        Column of the practice table whose figure the band counts, such as an adjusted or a
        weighted list; blank for registered patients. Band, ``oversize``, ``balance`` and
        exceptions are then all by this figure; every other criterion stays by registered
        patients.
    ceiling_soft
        A network may exceed the ceiling by up to ``oversize_slack`` without counting as an
        exception that must be avoided first; the weight of ``oversize`` is what each patient
        above it costs.
    oversize_slack
        How far an exception may exceed the larger of the ceiling and its largest practice.
    within
        Hard border columns, outermost first: no network crosses them.
    soft_borders
        Border column -> price per patient of the smaller side (criterion ``borders``, which has
        the weight 1 where none is given).
    networks
        Least and greatest number of networks; ``None`` for free.
    together, apart, fixed
        Groups of practice codes: in one network; pairwise in different networks; exactly one
        network as it stands, whatever its size.
    alone
        Practices that are each their own network, whatever their size.
    floor_waived
        Practices whose networks, when all members are listed, may lie below the floor.
    weights
        Criterion -> weight; absent means 0.
    balance_target
        Network size that criterion ``balance`` measures from.
    candidate_limit
        How many candidate networks may be held in memory at once.
    """

    floor: int = FLOOR
    ceiling: int = CEILING
    size: str = ""
    ceiling_soft: bool = False
    oversize_slack: int = 10_000
    within: tuple[str, ...] = ()
    soft_borders: Mapping[str, float] = field(default_factory=dict)
    networks: tuple[int | None, int | None] | None = None
    together: tuple[Group, ...] = ()
    apart: tuple[Group, ...] = ()
    fixed: tuple[Group, ...] = ()
    alone: Group = ()
    floor_waived: Group = ()
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    balance_target: int = 40_000
    candidate_limit: int = 5_000_000

    def __post_init__(self) -> None:
        """A price on a border counts wherever it was given: ``borders`` has a weight then."""
        if any(self.soft_borders.values()) and "borders" not in self.weights:
            object.__setattr__(self, "weights", {**self.weights, "borders": 1.0})

    @property
    def unweighed(self) -> "Rules":
        """These rules with no criterion weighed, and no price on any border."""
        return replace(self, weights={"borders": 0.0} if self.soft_borders else {})

    def restricted(self, codes: Collection[str]) -> "Rules":
        """These rules over some practices only: what names others is cut down to the rest."""
        inside = frozenset(codes)

        def cut(groups: tuple[Group, ...], least: int) -> tuple[Group, ...]:
            kept = (tuple(code for code in group if code in inside) for group in groups)
            return tuple(group for group in kept if len(group) >= least)

        return replace(
            self,
            together=cut(self.together, 2),
            apart=cut(self.apart, 2),
            fixed=cut(self.fixed, 1),
            alone=tuple(code for code in self.alone if code in inside),
            floor_waived=tuple(code for code in self.floor_waived if code in inside),
        )
