"""What a set of practices does to the land round it: pieces, and others that it encloses."""

from optimise.candidates.compiled import bare, inner

OPEN, MEMBER, PASSED = 0, 1, 2


@inner
def _flood(ground, seen, queue, source):  # type: ignore[no-untyped-def]
    """Mark all practices of one kind that ``source`` reaches over land; returns how many."""
    kind = seen[source]
    seen[source], queue[0], head, tail = PASSED, source, 0, 1
    while head < tail:
        u = queue[head]
        head += 1
        for x in ground.near[ground.near_starts[u] : ground.near_starts[u + 1]]:
            if seen[x] == kind:
                seen[x] = PASSED
                queue[tail] = x
                tail += 1
    return tail


@bare
def encloses(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    """Whether a set cuts others off from the outside that could reach it before.

    ``seen`` and ``queue`` are (n,) room to work in.
    """
    seen[:] = OPEN
    for u in members:
        seen[u] = MEMBER
    for u in range(seen.size):
        if ground.outer[u] and seen[u] == OPEN:
            _flood(ground, seen, queue, u)
    cut_off = 0
    for u in range(seen.size):
        cut_off += ground.reached[u] and seen[u] == OPEN
    return cut_off > 0


@inner
def outside_largest_piece(ground, members, seen, queue):  # type: ignore[no-untyped-def]
    """Patients outside the largest piece of what an approved network became; -1 if not allowed.

    Two pieces of it must not come from one piece of the network of today.
    """
    seen[:] = OPEN
    for u in members:
        seen[u] = MEMBER
    total, largest = 0, 0
    for u in members:
        if seen[u] != MEMBER:
            continue
        size, count = 0, _flood(ground, seen, queue, u)
        piece = ground.piece[u]
        for k in range(count):
            size += ground.size[queue[k]]
        for v in members:
            if seen[v] == MEMBER and ground.piece[v] == piece:
                return -1
        total, largest = total + size, max(largest, size)
    return total - largest
