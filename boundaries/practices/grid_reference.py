"""Grid references of the Ordnance Survey, ``SE 123 456``, where a number belongs."""

import re

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  #: of the squares, five by five from the north-west; no I
_SQUARE_M, _DIGITS = 100_000, 5
PATTERN = r"\s*[HNOST][A-HJ-Za-hj-z]\s*(?:\d\s?){2,10}"


def metres(text: str) -> tuple[int, int] | None:
    """Easting and northing of the south-west corner that a reference names; ``None`` if none is."""
    plain = re.sub(r"\s+", "", text).upper()
    digits = plain[2:]
    if not re.fullmatch(PATTERN, plain) or len(digits) % 2:
        return None
    large, small = (_LETTERS.index(letter) for letter in plain[:2])
    east = (large % 5 - 2) * 5 + small % 5
    north = (3 - large // 5) * 5 + 4 - small // 5
    half = len(digits) // 2
    x, y = (int(part.ljust(_DIGITS, "0")) for part in (digits[:half], digits[half:]))
    return east * _SQUARE_M + x, north * _SQUARE_M + y
