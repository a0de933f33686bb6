"""A small extract of OpenStreetMap as the bytes of an ``.osm.pbf``: nodes and ways, written out.

The format is protocol buffers (https://wiki.openstreetmap.org/wiki/PBF_Format); a dozen lines
write the few fields that are needed here.
"""

from collections.abc import Mapping, Sequence

NANO = 100  #: nanodegrees of one step of a coordinate

Way = tuple[Sequence[int], Mapping[str, str]]


def pbf(nodes: Mapping[int, tuple[float, float]], ways: Sequence[Way]) -> bytes:
    """Nodes by id as (longitude, latitude) and ways as node ids with their tags."""
    texts = ["", *sorted({text for _, tags in ways for pair in tags.items() for text in pair})]
    table = b"".join(_field(1, text.encode()) for text in texts)
    places = b"".join(
        _field(1, _number(1, _zigzag(k)) + _number(8, _step(lat)) + _number(9, _step(lon)))
        for k, (lon, lat) in sorted(nodes.items())
    )
    lines = b"".join(
        _field(3, _way(number, way, texts)) for number, way in enumerate(ways, start=1)
    )
    block = _field(1, table) + _field(2, places) + _field(2, lines)
    return _blob(b"OSMHeader", _field(4, b"OsmSchema-V0.6")) + _blob(b"OSMData", block)


def _way(number: int, way: Way, texts: Sequence[str]) -> bytes:
    ids, tags = way
    steps = [b - a for a, b in zip([0, *ids], ids, strict=False)]
    keys = b"".join(_whole(texts.index(key)) for key in tags)
    values = b"".join(_whole(texts.index(value)) for value in tags.values())
    refs = b"".join(_whole(_zigzag(step)) for step in steps)
    return _number(1, number) + _field(2, keys) + _field(3, values) + _field(8, refs)


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _field(1, content) + _number(2, len(content))
    head = _field(1, kind) + _number(3, len(blob))
    return len(head).to_bytes(4, "big") + head + blob


def _step(degrees: float) -> int:
    return _zigzag(round(degrees * 1e9 / NANO))


def _zigzag(number: int) -> int:
    return number * 2 if number >= 0 else -number * 2 - 1


def _whole(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def _number(field: int, number: int) -> bytes:
    return _whole(field << 3) + _whole(number)


def _field(field: int, content: bytes) -> bytes:
    return _whole(field << 3 | 2) + _whole(len(content)) + content
