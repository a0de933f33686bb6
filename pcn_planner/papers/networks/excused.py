"""What approvals say of a network that may stay outside rules: kinds, reason, date."""

from dataclasses import replace
from datetime import date

from optimise.problem.rules import BORDERS, DOUGHNUTS, PIECES, SIZE, Approval
from pcn_planner.papers.material import Material
from pcn_planner.proposal.tables import BELOW
from pcn_planner.words import spoken

NO_REASON = "Nobody has given a reason yet."
#: what is approved -> how a network is that has it
KINDS = {
    SIZE: "outside the band",
    PIECES: "in pieces",
    BORDERS: "across a border",
    DOUGHNUTS: "enclosing others",
}


def approvals(material: Material, network: str) -> list[Approval]:
    """Approvals that a network rests on: those of today's network that it is, or is a part of.

    Below the floor it may also be more than today's network, which may not lose any there.
    """
    own = {code for code, key in material.tables.assignment.items() if key == network}
    below = material.tables.networks["status"].get(network) == BELOW
    resting = [(one, _rests_on(own, one, below=below)) for one in material.approved]
    return [replace(one, kinds=kinds) for one, kinds in resting if kinds]


def sentences(material: Material, network: str) -> tuple[str, ...]:
    """Each approval with its reason and date, a sentence or two each."""
    return tuple(
        f"Approved to stay {_kinds(one)}, as network {one.network_id} is today"
        f"{_when(one)}.{_because(material, network, one)}"
        for one in approvals(material, network)
    )


def _because(material: Material, network: str, one: Approval) -> str:
    """The approval's reason; none where its network's facts give the one for its size."""
    if one.reason:
        return f" Reason: {_ended(one.reason)}"
    given = SIZE in one.kinds and material.facts.get(network, "reason")
    return "" if given else f" Reason: {NO_REASON}"


def reason(material: Material, network: str) -> str:
    """Why a network is outside the band: as its facts say, else its approval; blank for none."""
    own = material.facts.get(network, "reason")
    said = [one.reason for one in approvals(material, network) if SIZE in one.kinds]
    return own or next(filter(None, said), "")


def reason_given(material: Material, network: str) -> str:
    """The reason with the date of its approval, or that there is none."""
    why = reason(material, network)
    if not why:
        return NO_REASON
    by = [one for one in approvals(material, network) if SIZE in one.kinds and one.reason == why]
    return f"{_ended(why)[:-1]}{_when(by[0])}." if by and by[0].approved_on else why


def _rests_on(own: set[str], one: Approval, *, below: bool) -> tuple[str, ...]:
    """The kinds of an approval that reach a network of these practices."""
    today = set(one.practices)
    part, whole = own <= today, below and SIZE in one.kinds and own >= today
    return tuple(
        kind for kind in one.kinds
        if (whole if kind == SIZE and below else part or (kind == PIECES and whole))
    )  # fmt: skip


def _kinds(one: Approval) -> str:
    return " and ".join(KINDS.get(kind, kind) for kind in one.kinds)


def _when(one: Approval) -> str:
    """The date in brackets, as it was written where it is no ISO date; blank for none."""
    if not one.approved_on:
        return ""
    try:
        day = spoken(date.fromisoformat(one.approved_on))
    except ValueError:
        day = one.approved_on
    return f" (approved on {day})"


def _ended(text: str) -> str:
    return f"{text.rstrip('.')}."
