"""What a plan of a redraft comes to, in figures."""

from dataclasses import dataclass

from boundaries.teams.conflicts import misaligned_patients
from optimise.problem import sizes
from optimise.problem.travel_unit import TravelUnit
from pcn_planner.proposal import today
from pcn_planner.proposal.compare import compare
from pcn_planner.proposal.proposal import Proposal


@dataclass(frozen=True)
class Figures:
    """A plan in figures; ``None`` where the study does not say.

    Moved are practices whose network id is another one than today's; parted are patients outside
    the largest part of their network of today. Patients outside the band are those below the
    floor or above the ceiling, as the band counts them; unavoidable are those above the ceiling
    on the list of one practice, which no plan brings into the band. Patients in pieces are those
    outside their network's largest piece. Travel is of all patients together, in ``unit``.
    """

    practices_moved: int
    patients_moved: int
    patients_parted: int
    networks: int
    networks_outside_band: int
    patients_outside_band: int
    patients_unavoidable: int
    networks_in_pieces: int
    patients_in_pieces: int
    misaligned_patients: int | None
    counted: str
    travel: float
    unit: TravelUnit

    @property
    def plain(self) -> dict[str, object]:
        """The figures by their names, travel under its unit's."""
        plain = {k: v for k, v in vars(self).items() if k not in ("travel", "unit")}
        return {**plain, self.unit.total_column: self.travel}


def figures(made: Proposal) -> Figures:
    """Measure a plan whose networks have the ids of those they continue."""
    assert made.tables is not None
    study, networks = made.study, made.tables.networks
    assignment, now = made.tables.assignment, today.assignment(study)
    patients = {str(code): int(n) for code, n in study.practices["patients"].items()}
    moved = [code for code, network in assignment.items() if now.get(code, network) != network]
    rules, size = made.rules, made.tables.band_sizes
    outside = (rules.floor - size).clip(lower=0) + (size - rules.ceiling).clip(lower=0)
    lists = sizes.of(study.practices, rules.size)
    apart = made.tables.patients_apart
    assert apart is not None
    found = made.conflicts
    return Figures(
        practices_moved=len(moved),
        patients_moved=sum(patients[code] for code in moved),
        patients_parted=compare(now, assignment, study.practices).patients_parted,
        networks=len(networks),
        networks_outside_band=int((outside > 0).sum()),
        patients_outside_band=int(outside.sum()),
        patients_unavoidable=int((lists - rules.ceiling).clip(lower=0).sum()),
        networks_in_pieces=int((apart > 0).sum()),
        patients_in_pieces=int(apart.sum()),
        misaligned_patients=None if found is None else misaligned_patients(found.matrix),
        counted="" if found is None else found.counted,
        travel=round(float(networks[made.study.travel_unit.total_column].sum()), 1),
        unit=made.study.travel_unit,
    )
