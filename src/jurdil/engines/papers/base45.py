"""Base45 of RFC 9285: bytes as the 45 signs that a QR code stores most densely.

Two bytes are a number below 65,536, spelt from its lowest sign as `a + 45 b + 2025 c`; whole columns of such numbers
are worked on at once, because a hall or an office verifies thousands of codes.
"""

from __future__ import annotations

import struct

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PAIRS = [low + high for high in SIGNS for low in SIGNS]
_NONE = 255
_VALUES = bytes(SIGNS.find(chr(byte)) if chr(byte) in SIGNS else _NONE for byte in range(256))


def encode(data: bytes) -> str:
    """Spell two bytes as three signs, and a last single byte as two."""
    even = len(data) // 2
    numbers = struct.unpack(f">{even}H", data[: 2 * even])
    text = "".join([_PAIRS[number % 2025] + SIGNS[number // 2025] for number in numbers])
    return text + _PAIRS[data[-1]] if len(data) % 2 else text


def decode(text: str) -> bytes:
    """Read what `encode` wrote; ValueError for another sign, a cut-off end or a value out of range."""
    try:
        values = text.encode("ascii").translate(_VALUES)
    except UnicodeEncodeError:
        values = bytes([_NONE])
    if _NONE in values:
        raise ValueError("The text holds a sign that is not of base45.")
    whole, left = divmod(len(values), 3)
    if left == 1:
        raise ValueError("The text ends in the middle of a byte.")
    columns = (values[place : 3 * whole : 3] for place in range(3))
    numbers = [low + 45 * middle + 2025 * high for low, middle, high in zip(*columns, strict=True)]
    last = [values[-2] + 45 * values[-1]] if left else []
    try:
        return struct.pack(f">{whole}H", *numbers) + bytes(last)
    except (struct.error, ValueError) as problem:
        raise ValueError("The text holds a group out of range.") from problem
