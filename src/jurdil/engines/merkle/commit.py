"""Salted commitments and the public leaf.

The log shows only the hash of a record together with a fresh random salt. Who holds record and salt can prove
what was recorded; nobody else can guess it, however few values the record could have; and once the salt is
destroyed the commitment says nothing any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from jurdil.engines.merkle.canonical import canonical

DOMAIN = b"jurdil/commit/v1"
SALT_BYTES = 32
LEAF_VERSION = 1


def commitment(record: Mapping[str, object], salt: bytes) -> bytes:
    """Return SHA-256("jurdil/commit/v1" || salt || canonical(record)); the salt has 32 random bytes.

    Raises ValueError for a salt of another length, and what `canonical` raises.
    """
    return commitment_to(canonical(record), salt)


def commitment_to(text: bytes, salt: bytes) -> bytes:
    """Return the commitment to a record whose canonical JSON is `text`. Raises ValueError as `commitment`."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    return sha256(DOMAIN + salt + text).digest()


def leaf_fields(
    *, kind: str, at: datetime, region: str, c: bytes, rule: str | None = None, v: int = LEAF_VERSION
) -> dict[str, str | int]:
    """Return the public fields of a leaf; the time is cut to the minute so that it identifies nobody.

    at: aware; ValueError otherwise. c: the commitment. rule: id of the rule applied, left out if None.
    """
    if at.tzinfo is None:
        raise ValueError("The time of a leaf needs a time zone.")
    fields: dict[str, str | int] = {
        "v": v,
        "kind": kind,
        "at": _minute(at),
        "region": region,
        "c": c.hex(),
    }
    if rule is not None:
        fields["rule"] = rule
    return fields


def leaf_json(
    *, kind: str, at: datetime, region: str, c: bytes, rule: str | None = None, v: int = LEAF_VERSION
) -> bytes:
    """Return the entry that goes into the log: the canonical JSON of `leaf_fields`."""
    if v == LEAF_VERSION and at.tzinfo is not None and _is_word(f"{kind}{region}{rule or ''}"):
        ruled = f'"rule":"{rule}",' if rule is not None else ""
        text = f'{{"at":"{_minute(at)}","c":"{c.hex()}","kind":"{kind}","region":"{region}",{ruled}"v":{v}}}'
        return text.encode()
    return canonical(leaf_fields(kind=kind, at=at, region=region, c=c, rule=rule, v=v))


def _is_word(text: str) -> bool:
    """Return whether JSON writes `text` as it is."""
    return text.isascii() and text.isprintable() and '"' not in text and "\\" not in text


@lru_cache(maxsize=1024)
def _minute(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
