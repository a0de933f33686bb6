"""Networks poured together and divided anew along a random spanning tree (compiled).

After DeFord, Duchin & Solomon 2021, "Recombination: a family of Markov chains for redistricting".
"""

from optimise.candidates.compiled import inner
from optimise.local_search.state import (
    FIRM,
    FLOOR,
    LARGEST,
    MATES,
    MEMBERS,
    NEAR,
    NOWHERE,
    ORDER,
    PARENT,
    PART,
    PATIENTS,
    POURED,
    SUMS,
    draw,
)

LUCK = 1024


@inner
def _join(at, x, parent, firm, reached):  # type: ignore[no-untyped-def]
    """Add a practice to the tree unless it is there; how many it now reaches."""
    if at[PART, x] != POURED:
        return reached
    at[PART, x], at[PARENT, x], at[FIRM, x], at[ORDER, reached] = NOWHERE, parent, firm, x
    return reached + 1


@inner
def _grow_tree(field, state, root):  # type: ignore[no-untyped-def]
    """A random spanning tree of what is marked POURED; how many practices it reaches.

    Short branches come first more often, so that far corners do not hang together.
    Practices that go together hang together by branches that are never cut.
    """
    at, edges, grown, front = state.at, state.edges, 0, 0
    reached = _join(at, root, NOWHERE, 1, 0)
    while grown < reached or front > 0:
        if grown < reached:
            u = at[ORDER, grown]
            grown += 1
            for k in range(field.of[MATES, u], field.of[MATES + 1, u]):
                reached = _join(at, field.links[k], u, 1, reached)
            for k in range(field.of[NEAR, u], field.of[NEAR + 1, u]):
                x = field.links[k]
                if at[PART, x] == POURED:
                    length = 1 + field.costs[u, x] // field.of[PATIENTS, x]
                    edges[0, front], edges[1, front] = u, x
                    edges[2, front] = length * (1 + draw(state.random, LUCK))
                    front += 1
        else:
            front -= 1
            k = front
            for other in range(front):
                k = other if edges[2, other] < edges[2, k] else k
            u, x = edges[0, k], edges[1, k]
            for row in range(3):
                edges[row, k] = edges[row, front]
            reached = _join(at, x, u, 0, reached)
    return reached


@inner
def _outside(field, size, parts):  # type: ignore[no-untyped-def]
    """Patients too many or too few for so many networks inside the band."""
    few, many = parts * field.size[FLOOR] - size, size - parts * field.size[LARGEST]
    return max(0, few, many)


@inner
def _cut_off(field, state, reached, part):  # type: ignore[no-untyped-def]
    """Cut one of ``part + 1`` parts off, both sides as near to the band as can be."""
    at, fewest, ties, chosen = state.at, 2**62, 0, NOWHERE
    total = at[SUMS, at[ORDER, 0]]
    for v in at[ORDER, 1:reached]:
        if at[PART, v] != NOWHERE or at[FIRM, v]:
            continue
        own = at[SUMS, v]
        missing = _outside(field, own, 1) + _outside(field, total - own, part)
        if missing < fewest:
            fewest, ties = missing, 0
        if missing == fewest:
            ties += 1
            chosen = v if draw(state.random, ties) == 0 else chosen
    if chosen == NOWHERE:
        return
    own, up = at[SUMS, chosen], at[PARENT, chosen]
    while up != NOWHERE:
        at[SUMS, up] -= own
        up = at[PARENT, up]
    at[PART, chosen] = part
    for v in at[ORDER, 1:reached]:
        if at[PART, v] == NOWHERE and at[PART, at[PARENT, v]] == part:
            at[PART, v] = part


@inner
def redivide(field, state, held, parts):  # type: ignore[no-untyped-def]
    """Pour the trial's first ``held`` sets together and divide them; whether a tree reached all."""
    at, poured = state.at, 0
    for k in range(held):
        for u in state.trial[k, : state.trials[k, MEMBERS]]:
            at[PART, u], at[SUMS, u] = POURED, field.of[PATIENTS, u]
            poured += 1
    root = state.trial[0, draw(state.random, state.trials[0, MEMBERS])]
    reached = _grow_tree(field, state, root)
    if reached < poured:
        for u in range(field.costs.shape[0]):
            at[PART, u] = NOWHERE
        return False
    for k in range(reached - 1, 0, -1):
        v = at[ORDER, k]
        at[SUMS, at[PARENT, v]] += at[SUMS, v]
    for part in range(parts - 1, 0, -1):
        _cut_off(field, state, reached, part)
    for k in range(max(held, parts)):
        state.trials[k, MEMBERS] = 0
    for u in at[ORDER, :reached]:
        part = max(0, at[PART, u])
        state.trial[part, state.trials[part, MEMBERS]] = u
        state.trials[part, MEMBERS] += 1
    return True
