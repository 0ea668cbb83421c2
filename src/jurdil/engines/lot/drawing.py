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
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from hmac import compare_digest

import numpy as np
from numpy.typing import NDArray

from jurdil.engines.lot.listing import Listing, commit_groups, groups_of

_SEED = b"jurdil/lot/seed/v1\n"
_KEY = b"jurdil/lot/key/v1\n"
_STRATUM = b"jurdil/lot/stratum/v1\n"
_START_BITS = 32
_MOST_STRATUM = 2**31  # so that a place in it fits 64 bits

_Numbers = NDArray[np.uint64]
_Positions = NDArray[np.intp]
Exact = Callable[[int], tuple[bytes, bytes]]
"""What decides between ids whose first bits are equal: the whole hash, and then the id."""


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
    groups = groups_of(listing)
    if not compare_digest(commit_groups(groups).encode(), commitment.lower().encode()):
        raise ValueError("The list is not the one that was committed to.")
    seed = seed_of(commitment, beacons)
    names = [name for _head, members in groups for name in members]
    group_of = np.repeat(np.arange(len(groups), dtype=np.uint64), [len(members) for _head, members in groups])
    places = _places([head for head, _members in groups], group_of, names, seed)
    columns = zip(*(head for head, _members in groups), strict=True)
    heads = [_taken(column, group_of[places]) for column in columns]
    return Listing(_taken(names, places), *heads)


def verify(listing: Listing, beacons: Sequence[str], commitment: str, order: Sequence[str]) -> bool:
    """Say whether `order` is what the draw over this list gives; ValueError as `draw`."""
    return list(draw(listing, beacons, commitment).names) == list(order)


def _taken(column: Sequence[str], places: NDArray[np.integer]) -> tuple[str, ...]:
    return tuple(map(column.__getitem__, places.tolist()))


def _places(heads: Sequence[tuple[str, ...]], group_of: _Numbers, names: Sequence[str], seed: bytes) -> _Positions:
    """Return the positions of the ids in the order of the lot."""
    start = _KEY + seed
    digests = b"".join([sha256(start + name.encode()).digest() for name in names])
    firsts = np.frombuffer(digests, dtype=">u8").reshape(-1, 4)[:, 0].astype(np.uint64)

    def exact(place: int) -> tuple[bytes, bytes]:
        return digests[32 * place : 32 * place + 32], names[place].encode()

    keys: list[_Numbers] = []
    if heads[0]:
        rank_of = {band: rank for rank, band in enumerate(_ascending({head[0] for head in heads}))}
        keys.append(np.array([rank_of[head[0]] for head in heads], dtype=np.uint64)[group_of])
    if len(heads[0]) > 1:
        order = _sorted([group_of], firsts, exact)
        keys.append(_stratified(heads, group_of[order], seed)[np.argsort(order)])
    return _sorted(keys, firsts, exact)


def _sorted(keys: Sequence[_Numbers], heads: _Numbers, exact: Exact) -> _Positions:
    """Sort by the first key, then the next, then the hashes: as many of their bits as 64 leave room for.

    heads: the first 64 bits of the hashes. exact: what decides where all that is equal (it will hardly ever be seen).
    """
    mixed, free = np.zeros(len(heads), dtype=np.uint64), 64
    for key in keys:
        bits = int(key.max(initial=0)).bit_length()
        mixed, free = mixed << np.uint64(bits) | key, free - bits
    if free < 0:
        raise ValueError("The list holds more bands and ids than this draw can count.")
    mixed = (mixed << np.uint64(free) if keys else mixed) | (heads >> np.uint64(64 - free) if free else np.uint64(0))
    order = np.argsort(mixed)
    ordered = mixed[order]
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    for run in np.split(same, np.flatnonzero(np.diff(same) > 1) + 1) if len(same) else ():
        tied = slice(run[0], run[-1] + 2)
        order[tied] = sorted(order[tied].tolist(), key=exact)
    return order


def _stratified(heads: Sequence[tuple[str, ...]], group_of: _Numbers, seed: bytes) -> _Numbers:
    """Return where ids stand in their band: ((k << 32) + u) // n, k the place of n in the stratum, u the start.

    group_of: of the ids as they stand in their strata, by hash; one stratum after the other.
    """
    sizes = np.bincount(group_of.astype(np.intp))
    if sizes.max() >= _MOST_STRATUM:
        raise ValueError("A stratum holds more ids than this draw can count.")
    nth = np.arange(len(group_of)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    starts = np.array([_start(seed, band, stratum) for band, stratum in heads], dtype=np.uint64)
    counted = (nth.astype(np.uint64) << np.uint64(_START_BITS)) + np.repeat(starts, sizes)
    return counted // np.repeat(sizes.astype(np.uint64), sizes)


def _start(seed: bytes, band: str, stratum: str) -> int:
    """Return the random start of a stratum: the first four bytes of its hash under the seed."""
    return int.from_bytes(sha256(_STRATUM + seed + f"{band}\t{stratum}".encode()).digest()[: _START_BITS // 8], "big")


def _ascending(bands: Iterable[str]) -> list[str]:
    names = list(bands)
    if all(re.fullmatch(r"-?[0-9]{1,18}", name) for name in names):
        return sorted(names, key=lambda name: (int(name), name))
    return sorted(names)
