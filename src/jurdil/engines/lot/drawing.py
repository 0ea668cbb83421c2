"""The draw: each id gets a hash under the seed, and the hashes are sorted (RFC 3797 in spirit).

The seed mixes the commitment to the list with public values that nobody could know or choose when the list
was committed to. Every order is then equally likely, whoever redoes the draw finds the same one, and leaving
an id out changes no other pair's order. RFC 3797 picks one after another from a shrinking list; sorting by
hash gives the same fairness without the dependence of each pick on the earlier ones.

Strata are dealt by systematic sampling with a random start: the k-th of n in a stratum (counted from 0, in the order of
the hashes) stands at (k + u) / n of the band, u between 0 and 1 from the seed. So each beginning of the order holds
about each stratum's share (within one at a point of the band), and inside a stratum everybody has the same chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from hmac import compare_digest
from operator import itemgetter
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.lot.listing import Listing, commit

_SEED = b"jurdil/lot/seed/v1\n"
_KEY = b"jurdil/lot/key/v1\n"
_STRATUM = b"jurdil/lot/stratum/v1\n"
_START_BITS = 32
_MOST_STRATUM = 2**31  # so that a place in it fits 64 bits

_Numbers = NDArray[np.uint64]
Label = TypeVar("Label")


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


def draw(listing: Listing, beacons: Sequence[str], commitment: str) -> Listing:
    """Return the list in the order of the lot: by band first, and inside a band by lot.

    Bands go from the lowest up: by number if every band is a whole number, by text otherwise. commitment: what `commit`
    gave before the draw. Raises ValueError if the list is not the one committed to.
    """
    if not compare_digest(commit(listing).encode(), commitment.lower().encode()):
        raise ValueError("The list is not the one that was committed to.")
    seed = seed_of(commitment, beacons)
    places = _places(listing, seed)
    return Listing(*(_taken(column, places) for column in (listing.names, listing.bands, listing.strata)))


def verify(listing: Listing, beacons: Sequence[str], commitment: str, order: Sequence[str]) -> bool:
    """Say whether `order` is what the draw over this list gives; ValueError as `draw`."""
    return list(draw(listing, beacons, commitment).names) == list(order)


def _taken(column: Sequence[str], places: list[int]) -> tuple[str, ...]:
    if len(column) < 2:
        return tuple(column)
    return tuple(itemgetter(*places)(column))


def _places(listing: Listing, seed: bytes) -> list[int]:
    """Return the positions of the list's ids in the order of the lot."""
    names = list(map(str.encode, listing.names))
    start = _KEY + seed
    hashes = b"".join([sha256(start + name).digest() for name in names])
    heads = np.frombuffer(hashes, dtype=">u8").reshape(-1, 4)[:, 0].astype(np.uint64)
    keys: list[_Numbers] = [heads]
    if listing.bands:
        rank_of = {band: rank for rank, band in enumerate(_ascending(set(listing.bands)))}
        keys.append(_numbered(listing.bands, rank_of))
    if listing.strata:
        keys.insert(1, _stratified(listing, heads, seed, names, hashes))
    return _sorted(keys, names, hashes)


def _sorted(keys: list[_Numbers], names: list[bytes], hashes: bytes) -> list[int]:
    """Sort by the last key first; where all are equal, by whole hash and then by id (it will never be seen)."""
    places = np.lexsort(keys)
    same = np.ones(max(len(names) - 1, 0), dtype=bool)
    for key in keys:
        ordered = key[places]
        same &= ordered[1:] == ordered[:-1]
    if not same.any():
        return list(places.tolist())
    whole = [(*(int(key[at]) for key in keys[::-1]), hashes[32 * at : 32 * at + 32], names[at], at) for at in places]
    return [row[-1] for row in sorted(whole)]


def _stratified(listing: Listing, heads: _Numbers, seed: bytes, names: list[bytes], hashes: bytes) -> _Numbers:
    """Return where each id stands in its band: ((k << 32) + u) // n, k its place of n in the stratum, u the start."""
    pairs = list(zip(listing.bands, listing.strata, strict=True))
    groups = {pair: number for number, pair in enumerate(sorted(set(pairs)))}
    group_of = _numbered(pairs, groups)
    order = np.array(_sorted([heads, group_of], names, hashes), dtype=np.int64)
    sizes = np.bincount(group_of.astype(np.int64), minlength=len(groups)).astype(np.uint64)
    if sizes.max() >= _MOST_STRATUM:
        raise ValueError("A stratum holds more ids than this draw can count.")
    before = np.concatenate([np.zeros(1, dtype=np.uint64), np.cumsum(sizes)[:-1].astype(np.uint64)])
    sorted_groups = group_of[order]
    nth = np.arange(len(order), dtype=np.uint64) - before[sorted_groups]
    starts = np.array([_start(seed, band, stratum) for band, stratum in groups], dtype=np.uint64)
    places = np.empty(len(order), dtype=np.uint64)
    places[order] = ((nth << np.uint64(_START_BITS)) + starts[sorted_groups]) // sizes[sorted_groups]
    return places


def _start(seed: bytes, band: str, stratum: str) -> int:
    """Return the random start of a stratum: the first four bytes of its hash under the seed."""
    return int.from_bytes(sha256(_STRATUM + seed + f"{band}\t{stratum}".encode()).digest()[: _START_BITS // 8], "big")


def _numbered(labels: Sequence[Label], numbers: dict[Label, int]) -> _Numbers:
    return np.fromiter(map(numbers.__getitem__, labels), dtype=np.uint64, count=len(labels))


def _ascending(bands: Iterable[str]) -> list[str]:
    names = list(bands)
    if all(re.fullmatch(r"-?[0-9]{1,18}", name) for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names)
