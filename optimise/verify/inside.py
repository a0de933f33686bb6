"""Check of the teams inside large networks: all of the network, in the band, each in one piece."""

from collections.abc import Iterator

from optimise.verify.case import Case, Finding


def teams_inside(case: Case) -> Iterator[Finding]:
    """Every network above the ceiling is divided into teams of their band, each in one piece;
    a team may be larger where one of its practices alone is.
    """
    if case.rules.team_band is None:
        return
    for network_id, codes in case.networks.items():
        fixed = frozenset(codes) in case.fixed
        if case.counts(codes) <= case.rules.ceiling or len(codes) == 1 or fixed:
            continue
        wrong = "; ".join(_wrong(case, codes))
        if wrong:
            message = f"Network {network_id} has {case.counts(codes):,} {case.noun}: {wrong}"
            yield Finding("teams_inside", network_id, codes, case.size(codes), message)


def _wrong(case: Case, codes: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with the teams of one network."""
    least, most = case.rules.team_band or (0, 0)
    without = [code for code in codes if not case.teams.get(code)]
    if without:
        yield (
            f"it is not divided into teams of {least:,} to {most:,}, each in one piece: no team "
            f"for {case.people(without)}"
        )
        return
    own = {case.teams[code] for code in codes}
    for team in sorted(own):
        members = [code for code, name in case.teams.items() if name == team]
        size = case.counts(members)
        if not set(members) <= set(codes):
            yield f"its team {team} has practices of another network"
        elif size < least or (size > most and max(case.counts([code]) for code in members) <= most):
            yield f"its team {team} has {size:,}, not {least:,} to {most:,}"
        elif not _in_one_piece(case, members):
            yield f"its team {team} is not in one piece: {case.people(sorted(members))}"


def _in_one_piece(case: Case, members: list[str]) -> bool:
    left, waiting = set(members[1:]), members[:1]
    while waiting:
        here = waiting.pop()
        near = left & set(case.graph[here]) if here in case.graph else set()
        left -= near
        waiting += sorted(near)
    return not left
