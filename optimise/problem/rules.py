"""The rules a plan must keep, as people state them; to and from TOML."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

FLOOR = 30_000  #: registered patients; PCN FAQs (NHS England, 2019)
CEILING = 50_000  #: registered patients, "not tending to exceed"; PCN FAQs (2019)
#: A network (a director, a board, a contract) is worth one more kilometre to each of its 40,000
#: patients: networks come to about 40,000 on average instead of all to the floor.
DEFAULT_WEIGHTS: Mapping[str, float] = {"travel": 1.0, "count": 40_000.0}
#: Where ``change`` alone has a weight, plans that move equally many patients are told apart by
#: travel: a patient moved is worth so much more than a patient's kilometre.
TIES = 1_000.0
ALIGNMENT = "alignment"
LAYER = f"{ALIGNMENT}:"  #: before the name of a footprint layer, in a weight of its own
TOLD, TOGETHER = "told", "together"  #: what is done about practices at one place
Group = tuple[str, ...]


SIZE, PIECES, BORDERS, DOUGHNUTS = "size", "pieces", "borders", "doughnuts"
APPROVED = (SIZE, PIECES, BORDERS, DOUGHNUTS)  #: what of a network of today may be approved


@dataclass(frozen=True)
class Approval:
    """A network of today that may stay outside some rules.

    It may stay as it is, or lose practices, or, below the floor, gain some: it may not get worse.

    Parameters
    ----------
    network_id, practices
        The network of today and its practice codes.
    kinds
        What is approved, out of ``APPROVED``.
    reason, approved_on
        Why, and when (ISO date); blank where nobody said.
    counted
        Kinds whose patients count as exceptions all the same, to be made fewer: what a redraft
        mends.
    """

    network_id: str
    practices: Group
    kinds: Group
    reason: str = ""
    approved_on: str = ""
    counted: Group = ()


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
    kept_whole
        Column of wards, parishes and the like -> price per patient whose network does not hold
        most of their ward (criterion ``split``, which has the weight 1 where none is given).
    networks
        Least and greatest number of networks; ``None`` for free.
    together, apart, fixed
        Groups of practice codes: in one network; pairwise in different networks; exactly one
        network as it stands, whatever its size.
    alone
        Practices that are each their own network, whatever their size.
    floor_waived
        Practices whose networks, when all members are listed, may lie below the floor.
    no_doughnuts
        No network encloses another, or part of one.
    team_band
        Least and greatest size of the teams into which a network above the ceiling has to be
        divisible, each in one piece; ``None`` asks for none. A practice above the ceiling by
        itself, and what is fixed as it is, need none.
    approved
        Networks of today that may stay outside some rules.
    stay
        Practices that do not leave their network of today.
    moves_max, patients_moved_max
        Most practices, and most patients, whose network changes; ``None`` for any number.
    same_premises
        ``together`` keeps practices at one place, within a border unit, in one network; ``told``
        says where a plan parts them.
    weights
        Criterion -> weight; absent means 0. ``alignment`` is of every footprint layer that has
        no weight of its own, as ``alignment:NAME``.
    balance_target
        Network size that criterion ``balance`` measures from.
    """

    floor: int = FLOOR
    ceiling: int = CEILING
    size: str = ""
    ceiling_soft: bool = False
    oversize_slack: int = 10_000
    within: tuple[str, ...] = ()
    soft_borders: Mapping[str, float] = field(default_factory=dict)
    kept_whole: Mapping[str, float] = field(default_factory=dict)
    networks: tuple[int | None, int | None] | None = None
    together: tuple[Group, ...] = ()
    apart: tuple[Group, ...] = ()
    fixed: tuple[Group, ...] = ()
    alone: Group = ()
    floor_waived: Group = ()
    no_doughnuts: bool = True
    team_band: tuple[int, int] | None = None
    approved: tuple[Approval, ...] = ()
    stay: Group = ()
    moves_max: int | None = None
    patients_moved_max: int | None = None
    same_premises: str = TOLD
    weights: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))
    balance_target: int = 40_000

    def __post_init__(self) -> None:
        """A price counts wherever it was given: its criterion has a weight then."""
        for name, prices in (("borders", self.soft_borders), ("split", self.kept_whole)):
            if any(prices.values()) and name not in self.weights:
                object.__setattr__(self, "weights", {**self.weights, name: 1.0})

    @property
    def unweighed(self) -> "Rules":
        """These rules with no criterion weighed, and no price on anything."""
        priced = {"borders": self.soft_borders, "split": self.kept_whole}
        return replace(self, weights={name: 0.0 for name, prices in priced.items() if prices})

    def alignment_weight(self, layer: str) -> float:
        """What a patient of another team than the lead team of this footprint layer costs."""
        return self.weights.get(LAYER + layer, self.weights.get(ALIGNMENT, 0.0))

    @property
    def given(self) -> tuple[Group, ...]:
        """The networks that are stated whole: those fixed, and practices set apart."""
        return (*self.fixed, *((code,) for code in self.alone))

    @property
    def limits_change(self) -> bool:
        """Whether it matters, by a hard rule, which network of today each network continues."""
        return bool(self.stay) or (self.moves_max, self.patients_moved_max) != (None, None)

    def restricted(self, codes: Collection[str]) -> "Rules":
        """These rules over some practices only: groups and lists lose all other practices."""
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
            stay=tuple(code for code in self.stay if code in inside),
        )


def ties_broken(weights: Mapping[str, float]) -> Mapping[str, float]:
    """The weights, with a little travel where only ``change`` has any and travel is not named."""
    weighed = [name for name, weight in weights.items() if weight]
    if weighed != ["change"] or "travel" in weights:
        return weights
    return {**weights, "travel": weights["change"] / TIES}


def limits_said(rules: Rules) -> str:
    """What the rules keep as it is today, as words behind a claim: ``with at most ... moved``.

    Blank where every network may change. An approval only allows more, and is not named.
    """
    parts = [
        _most_moved(most, noun)
        for most, noun in ((rules.moves_max, "practice"), (rules.patients_moved_max, "patient"))
        if most is not None
    ]
    if rules.stay:
        parts.append(f"{_counted(len(rules.stay), 'practice')} kept in today's network")
    if rules.fixed:
        parts.append(f"{_counted(len(rules.fixed), 'network')} fixed as given")
    return f"with {' and '.join(filter(None, (', '.join(parts[:-1]), parts[-1])))}" if parts else ""


def _most_moved(most: int, noun: str) -> str:
    return f"at most {_counted(most, noun)} moved" if most else f"no {noun} moved"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
