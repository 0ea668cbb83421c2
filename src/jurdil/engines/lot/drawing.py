"""The draw: each id gets a hash under the seed, and the hashes are sorted (RFC 3797 in spirit).

The seed mixes the commitment to the list with public values that nobody could know or choose when the list
was committed to. Every order is then equally likely, whoever redoes the draw finds the same one, and leaving
an id out changes no other pair's order. RFC 3797 picks one after another from a shrinking list; sorting by
hash gives the same fairness without the dependence of each pick on the earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from hmac import compare_digest

from jurdil.engines.lot.listing import checked, commit, commit_bands

_SEED = b"jurdil/lot/seed/v1\n"
_KEY = b"jurdil/lot/key/v1\n"


def seed_of(commitment: str, beacons: Sequence[str]) -> bytes:
    """Mix commitment and beacons into a seed of 32 bytes; the order of the beacons does not matter.

    Raises ValueError without a beacon (the list alone would decide, and whoever writes the list could choose
    the outcome), for a blank one, or for a commitment that is not 32 bytes of hex.
    """
    if not beacons or any(not beacon.strip() for beacon in beacons):
        raise ValueError("A draw needs at least one beacon, and no beacon is blank.")
    committed = bytes.fromhex(commitment)
    if len(committed) != 32:
        raise ValueError("A commitment has 32 bytes in hex.")
    parts = sorted(beacon.strip().encode() for beacon in beacons)
    return sha256(_SEED + committed + b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def draw(entries: Iterable[str], beacons: Sequence[str], commitment: str) -> tuple[str, ...]:
    """Return the ids in the order of the lot.

    commitment: what `commit` gave before the draw. Raises ValueError if the list is not the one committed to.
    """
    names = checked(entries)
    if not compare_digest(commit(names).encode(), commitment.lower().encode()):
        raise ValueError("The list is not the one that was committed to.")
    return tuple(_by_lot(names, seed_of(commitment, beacons)))


def draw_bands(
    entries: Iterable[tuple[str, str]], beacons: Sequence[str], commitment: str
) -> tuple[tuple[str, str], ...]:
    """Return (band, id) by band first, and by lot inside each band.

    Bands go from the lowest up: by number if every band is a whole number, by text otherwise. commitment:
    from `commit_bands`. Raises ValueError if the list is not the one committed to.
    """
    pairs = list(entries)
    if not compare_digest(commit_bands(pairs).encode(), commitment.lower().encode()):
        raise ValueError("The list is not the one that was committed to.")
    seed = seed_of(commitment, beacons)
    members: dict[str, list[str]] = {}
    for band, name in pairs:
        members.setdefault(band, []).append(name)
    return tuple((band, name) for band in _ascending(members) for name in _by_lot(members[band], seed))


def verify(entries: Iterable[str], beacons: Sequence[str], commitment: str, order: Sequence[str]) -> bool:
    """Say whether `order` is what the draw over this list gives; ValueError as `draw`."""
    return draw(entries, beacons, commitment) == tuple(order)


def verify_bands(
    entries: Iterable[tuple[str, str]],
    beacons: Sequence[str],
    commitment: str,
    order: Sequence[tuple[str, str]],
) -> bool:
    """Say whether `order` is what the draw by bands gives; ValueError as `draw_bands`."""
    return draw_bands(entries, beacons, commitment) == tuple(order)


def _by_lot(names: Iterable[str], seed: bytes) -> list[str]:
    """Sort by hash; two equal hashes will never be seen, but the id would decide them."""
    start = _KEY + seed
    keyed = [sha256(start + name).digest() + name for name in map(str.encode, names)]
    keyed.sort()
    return [key[32:].decode() for key in keyed]


def _ascending(bands: Iterable[str]) -> list[str]:
    names = list(bands)
    if all(re.fullmatch(r"-?[0-9]{1,18}", name) for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names)
