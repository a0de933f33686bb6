"""Travel times: what a plan claims of its networks, added up anew pair by pair."""

from collections.abc import Iterator

from optimise.verify.case import Case, Finding, TravelClaims

SLACK = 0.5  #: patient-minutes a practice that two sums of the same numbers may differ by


def travel_times(case: Case) -> Iterator[Finding]:
    """Patient-minutes to every hub are what the times say, and no other hub takes fewer."""
    claims = case.claims
    if claims is None:
        return
    for network, codes in sorted(case.networks.items()):
        said = claims.travel.get(network)
        if said is None:
            continue
        hub, total = said
        sums = {code: _total(claims, code, codes) for code in codes}
        slack = SLACK * len(codes) + 1e-9 * abs(total)
        best = min(sums, key=lambda code: (sums[code], code))
        if hub not in sums or abs(sums[hub] - total) > slack:
            counted = f"{sums[hub]:,.1f}" if hub in sums else "none: it is not in the network"
            message = (
                f"{network} claims {total:,.1f} patient-minutes to {hub}; the times say {counted}"
            )
            yield Finding("travel_times", network, codes, None, message)
        elif claims.room is not None and sums[best] + claims.room * len(codes) < total - slack:
            message = (
                f"{network} has its hub at {hub} with {total:,.1f} patient-minutes; "
                f"{best} takes {sums[best]:,.1f}"
            )
            yield Finding("travel_times", network, codes, None, message)


def _total(claims: TravelClaims, hub: str, codes: tuple[str, ...]) -> float:
    return sum(
        patients * claims.minutes(start, hub)
        for code in codes
        for start, patients in claims.patients(code).items()
    )
