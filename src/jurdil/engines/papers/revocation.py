"""The signed list of tokens that no longer hold, as text that any program can read.

The type, the number of the list (it only ever grows), the time of issue, a revoked identity per line, an
empty line, and the key's id with the signature over everything before the empty line. A day behind an identity is the
last on which its token held; without one it never held.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jurdil.engines.papers.token import Forged, short_id

TYPE = "jurdil/revocations/v1"
_FORM = "%Y-%m-%dT%H:%MZ"
_IDENTITY = re.compile(r"[0-9a-f]{32}")
Until = Mapping[str, date | None]


@dataclass(frozen=True)
class Revocations:
    """A verified list. number: a reader keeps the highest it has seen and refuses an older list.

    revoked: the identities, each with the last day on which its token held; None if it never did.
    """

    number: int
    issued: datetime
    revoked: Until


def sign_revocations(revoked: Until | Iterable[str], key: Ed25519PrivateKey, *, number: int, issued: datetime) -> str:
    """Return the signed list as text; `issued` is aware. ValueError for an identity of another form.

    revoked: identities with the last day on which each held, or bare identities of tokens that never held.
    """
    until = dict(revoked) if isinstance(revoked, Mapping) else dict.fromkeys(revoked)
    names = sorted(until)
    if not all(_IDENTITY.fullmatch(name) for name in names) or issued.tzinfo is None or number < 0:
        raise ValueError("A list needs identities of tokens, a number and a time with its zone.")
    lines = [
        TYPE,
        f"number {number}",
        f"issued {issued.astimezone(UTC):{_FORM}}",
        *(_line(name, until[name]) for name in names),
    ]
    body = "".join(f"{line}\n" for line in lines)
    return f"{body}\n{short_id(key).hex()} {b64encode(key.sign(body.encode())).decode()}\n"


def _line(name: str, day: date | None) -> str:
    return name if day is None else f"{name} {day.isoformat()}"


def verify_revocations(text: str, *keys: Ed25519PublicKey) -> Revocations:
    """Read a list and check its signature by one of the keys; Forged with the reason in words otherwise."""
    body, gap, tail = text.partition("\n\n")
    match = re.fullmatch(r"([0-9a-f]{8}) ([A-Za-z0-9+/]{86}==)\n", tail)
    if not gap or match is None or not body.startswith(f"{TYPE}\n"):
        raise Forged("The text is no list of revoked tokens.")
    key = next((key for key in keys if short_id(key).hex() == match[1]), None)
    if key is None:
        raise Forged("The list was signed by a key that is not trusted here.")
    try:
        key.verify(b64decode(match[2]), f"{body}\n".encode())
    except InvalidSignature as problem:
        raise Forged("The signature of the list is false.") from problem
    return _parse(body)


def _parse(body: str) -> Revocations:
    _, number, issued, *names = body.split("\n")
    try:
        moment = datetime.strptime(issued, f"issued {_FORM}").replace(tzinfo=UTC)
        counted = int(number.removeprefix("number "))
        until = {
            name: date.fromisoformat(day) if day else None for name, _, day in (line.partition(" ") for line in names)
        }
    except ValueError as problem:
        raise Forged("The list does not say its number, its time and its days.") from problem
    return Revocations(counted, moment, until)
