"""Base45 of RFC 9285: bytes as the 45 signs that a QR code stores most densely."""

from __future__ import annotations

SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {sign: value for value, sign in enumerate(SIGNS)}


def encode(data: bytes) -> str:
    """Spell two bytes as three signs, and a last single byte as two."""
    signs: list[str] = []
    for start in range(0, len(data) - 1, 2):
        rest, low = divmod(data[start] << 8 | data[start + 1], 45)
        high, middle = divmod(rest, 45)
        signs += SIGNS[low], SIGNS[middle], SIGNS[high]
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        signs += SIGNS[low], SIGNS[high]
    return "".join(signs)


def decode(text: str) -> bytes:
    """Read what `encode` wrote; ValueError for another sign, a cut-off end or a value out of range."""
    try:
        values = [_VALUE[sign] for sign in text]
    except KeyError as problem:
        raise ValueError("The text holds a sign that is not of base45.") from problem
    if len(values) % 3 == 1:
        raise ValueError("The text ends in the middle of a byte.")
    data = bytearray()
    for start in range(0, len(values), 3):
        group = values[start : start + 3]
        number = sum(value * 45**place for place, value in enumerate(group))
        width = len(group) - 1
        if number >= 256**width:
            raise ValueError("The text holds a group out of range.")
        data += number.to_bytes(width, "big")
    return bytes(data)
