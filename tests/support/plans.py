"""Every plan out of a list of candidates, in plain loops."""

from optimise.candidates.candidate import Candidate
from optimise.problem.problem import NONE


def plans(candidates: list[Candidate], n: int) -> list[list[Candidate]]:
    """Every plan out of these candidates, no name kept twice."""
    starting = {i: [c for c in candidates if c.members[0] == i] for i in range(n)}

    def grown(left: frozenset[int], used: frozenset[int]):
        if not left:
            yield []
            return
        for candidate in starting[min(left)]:
            if candidate.label not in used and left.issuperset(candidate.members):
                name = used if candidate.label == NONE else used | {candidate.label}
                for others in grown(left - set(candidate.members), name):
                    yield [candidate, *others]

    return list(grown(frozenset(range(n)), frozenset()))
