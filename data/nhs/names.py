"""Invented names and codes. None is in use: no ODS practice code starts with Z and 8, no postcode
area is ZZ, no ONS code reaches 99 in its third and fourth places.
"""

from collections.abc import Sequence

import numpy as np

from data.draws import shuffled

STARTS = (
    "Alder", "Brack", "Calder", "Dun", "Esker", "Fen", "Garth", "Hather", "Ing", "Kelder",
    "Lund", "Marl", "Nether", "Orm", "Pell", "Quern", "Raven", "Stan", "Thors", "Ulver", "Wex",
    "Wold", "Ash", "Brom", "Crake", "Dray", "Elm", "Frith", "Gorse", "Holm",
)  # fmt: skip
ENDS = (
    "by", "ham", "wick", "ton", "ford", "holt", "mere", "stead", "well", "thorpe", "worth",
    "ley",
)  # fmt: skip
HOUSES = (
    "Ashgrove", "Beacon", "Bridge Street", "Castle Hill", "Chapel Lane", "Church Row",
    "Corn Exchange", "Cross Keys", "Dovecote", "Eastgate", "Elm Tree", "Fairfield",
    "Ferry Road", "Foundry", "Garden Street", "George Street", "Glebe", "Grange", "Green Lane",
    "Guildhall", "Harbour", "Hawthorn", "Heron", "Highfield", "Holly Bank", "Ivy House",
    "Jubilee", "Kingfisher", "King Street", "Lark Rise", "Laurels", "Lighthouse", "Lime Walk",
    "Linden", "Lock Keeper", "Malthouse", "Manor Park", "Market Place", "Meadow View",
    "Mill Race", "Minster", "Moorings", "Northgate", "Oakfield", "Old Dairy", "Old School",
    "Orchard", "Packhorse", "Paddock", "Park View", "Pier Road", "Poplars", "Priory",
    "Quayside", "Queen Street", "Rectory", "Riverside", "Ropewalk", "Rosebank", "Saltmarsh",
    "Sandpiper", "Shipyard", "Signal Box", "Southgate", "Springfield", "Stable Yard",
    "Station Road", "Sycamores", "Tannery", "Terrace", "Tide Mill", "Tithe Barn",
    "Union Street", "Victoria Road", "Vine House", "Viaduct", "Wagon Works", "Warren",
    "Watermill", "Wellspring", "West End", "Westgate", "Wharf", "Wheatsheaf", "White House",
    "Willows", "Windmill", "Woodlands", "Yew Tree",
)  # fmt: skip
KINDS = (
    "Surgery", "Medical Centre", "Health Centre", "Medical Practice", "Group Practice",
    "Practice",
)  # fmt: skip
LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def towns(n: int, rng: np.random.Generator) -> list[str]:
    """Different invented town names; where all are used, the next are Great and Little ones."""
    all_names = [start + end for start in STARTS for end in ENDS]
    plain = [all_names[k] for k in shuffled(rng, len(all_names))]
    return [f"{size}{name}" for size in ("", "Great ", "Little ") for name in plain][:n]


def practices(n: int, rng: np.random.Generator) -> list[str]:
    """Different practice names: a house or street and what the practice calls itself."""
    houses, turns = shuffled(rng, len(HOUSES)), shuffled(rng, len(HOUSES))
    out = []
    for k in range(n):
        again, spot = divmod(k, len(HOUSES))
        kind = KINDS[(int(turns[spot]) + again) % len(KINDS)]
        number = f" {again // len(KINDS) + 1}" if again >= len(KINDS) else ""
        out.append(f"{HOUSES[houses[spot]]} {kind}{number}")
    return out


def postcodes(
    districts: Sequence[int], points: Sequence[tuple[float, float]], *, start: int = 0
) -> list[str]:
    """One postcode a point in its district, from the given number; one point has one postcode."""
    seen: dict[tuple[float, float], str] = {}
    used: dict[int, int] = {}
    for district, point in zip(districts, points, strict=True):
        if point not in seen:
            k = used[district] = used.get(district, start - 1) + 1
            unit = LETTERS[(7 * k) % 20] + LETTERS[(11 * k + k // 20) % 20]
            seen[point] = f"ZZ{district} {1 + k % 9}{unit}"
    return [seen[point] for point in points]


def distinguished(names: Sequence[str], points: np.ndarray) -> list[str]:
    """Names made different by where they lie: of three Alderbys one is North, one South ..."""
    out = list(names)
    for name in sorted({name for name in names if list(names).count(name) > 1}):
        rows = [k for k, other in enumerate(names) if other == name]
        for k, word in zip(rows, _bearings(points[rows]), strict=True):
            out[k] = f"{name} {word}".strip()
    return out


def _bearings(points: np.ndarray) -> list[str]:
    """A compass word for each point, seen from their middle; numbers when words run out."""
    out = points - points.mean(axis=0)
    turn = np.round(np.degrees(np.arctan2(out[:, 1], out[:, 0])) / 45.0).astype(int) % 8
    words = ["East", "North East", "North", "North West", "West", "South West", "South"]
    words.append("South East")
    found: list[str] = []
    for k in turn:
        tries = [words[k], "Central", f"Inner {words[k]}", f"Outer {words[k]}"]
        tries += [f"{words[k]} {again}" for again in range(2, len(points) + 2)]
        found.append(next(word for word in tries if word not in found))
    return found
