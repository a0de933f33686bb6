"""What a solve found while its draft was changed."""

from dataclasses import dataclass

from pcn_planner.proposal.proposal import Proposal


@dataclass(frozen=True)
class Offer:
    """A result that stands beside the draft; ``verb`` says what the solve was for."""

    made: Proposal
    verb: str
