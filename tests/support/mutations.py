"""Files as people and programs spoil them: bytes, lines, cells and members changed by a seed."""

import gzip
import json
import random
from typing import Any

ODD_CELLS = (
    "", " ", "0", "-1", "-5000", "1e9", "1e400", "nan", "inf", "NULL", "N/A", "*", "12.5", "1,234",
    "1_000", "٣٠٠٠", "=1+1", "<b>x</b>", "{{7*7}}", "a\tb", '"', "'", "U", "P01", "p01", "Ω",
    "\x00", "9" * 30, "x" * 3000, "../../x", "400000", "51.5", "true", "2021-02-30", "\u200b", "é",
)  # fmt: skip
ODD_NUMBERS = (0, -1, 1e308, -1e308, 1e-300, 180.0, 90.5, 53.7, 5e5, None, "", "1", True, [], {})
ODD_BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\r",
    b"\n\n",
    b'"',
    b",",
    b";",
    b"\t",
    b"\x1a",
)


def mutated(data: bytes, suffix: str, rng: random.Random) -> bytes:
    """The file with one to three faults."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        ways = [_bytes, _slices, _encoded]
        if suffix == ".csv":
            ways += [_cells] * 12 + [_lines] * 4
        if suffix == ".geojson":
            ways += [_members] * 20
        if suffix == ".toml":
            ways += [_lines] * 3 + [_values] * 12
        data = rng.choice(ways)(data, rng)
    return gzip.compress(data) if suffix == ".gz" else data


def _bytes(data: bytes, rng: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        at = rng.randrange(len(out) + 1)
        out[at : at + rng.randint(0, 2)] = rng.choice((bytes([rng.randrange(256)]), *ODD_BYTES))
    return bytes(out)


def _slices(data: bytes, rng: random.Random) -> bytes:
    one, other = sorted(rng.randrange(len(data) + 1) for _ in range(2))
    return rng.choice(
        (data[:one], data[:one] + data[other:], data[:other] + data[one:], data[one:])
    )


def _encoded(data: bytes, rng: random.Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(
        rng.choice(("utf-16", "latin-1", "utf-8-sig", "cp1252", "utf-32")), "replace"
    )


def _lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.splitlines(keepends=True) or [b""]
    at = rng.randrange(len(lines))
    line = lines[at]
    lines[at : at + 1] = rng.choice(
        ([], [line, line], [line.rstrip(), b",\n"], [b"\n", line], [line.replace(b",", b";")],
         [line.strip() + b",,\n"], [lines[0], line], [line.lower()], [b"Total,,9999\n", line])
    )  # fmt: skip
    return b"".join(lines)


def _cells(data: bytes, rng: random.Random) -> bytes:
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    at = rng.randrange(len(lines))
    cells = lines[at].split(",")
    cells[rng.randrange(len(cells))] = rng.choice((*ODD_CELLS, rng.choice(cells)))
    lines[at] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _values(data: bytes, rng: random.Random) -> bytes:
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    at = rng.randrange(len(lines))
    name, equals, _ = lines[at].partition("=")
    odd = ("-1", "0", "1e400", "nan", "inf", '"x"', "[]", "{}", "true", "9" * 20, "0.5",
           '[["P01"]]', '["P01", "P01"]', "1979-05-27", "3e10")  # fmt: skip
    lines[at] = f"{name}{equals or '='} {rng.choice(odd)}"
    return "\n".join(lines).encode("utf-8", "surrogateescape")


def _members(data: bytes, rng: random.Random) -> bytes:
    try:
        tree = json.loads(data)
    except ValueError:
        return _bytes(data, rng)
    places = list(_places(tree))
    if places:
        holder, key = rng.choice(places)
        _spoil(holder, key, rng)
    return json.dumps(tree).encode()


def _places(tree: Any) -> Any:
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in pairs:
        yield tree, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _spoil(holder: Any, key: Any, rng: random.Random) -> None:
    value = holder[key]
    if isinstance(value, int | float) and rng.random() < 0.6:
        holder[key] = value + rng.choice((1e-9, 1e-3, 1.0, -1e5, 1e9))
    elif isinstance(value, list) and value and rng.random() < 0.7:
        at = rng.randrange(len(value))
        holder[key] = rng.choice(
            (value[:at], value[at:], value[::-1], [*value, value[at]], [value], value[:1] * 5)
        )
    elif isinstance(value, str):
        holder[key] = rng.choice(ODD_CELLS)
    elif rng.random() < 0.5:
        del holder[key]
    else:
        holder[key] = rng.choice(ODD_NUMBERS)
