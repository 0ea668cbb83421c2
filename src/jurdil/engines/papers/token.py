"""A signed statement small enough for a QR code: CBOR and Ed25519 in base45, checked without a network.

Form: `J1:` and the base45 of 64 bytes of signature followed by the CBOR map that was signed. The map holds
the payload under its own names, the key's id under `_k` and a random salt under `_s`, so that a stranger who
guesses the payload cannot tell from a revocation list whether he guessed right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from jurdil.engines.papers import base45

PREFIX = "J1:"
LONGEST = 2000
_DOMAIN = b"jurdil/token/v1\n"
_KEY, _SALT = "_k", "_s"
_SIGNATURE_BYTES = 64
_SHORTEST_SALT = 8


class Forged(ValueError):
    """A token or a list is malformed, or not signed by a key that is trusted."""


@dataclass(frozen=True)
class Token:
    """What a verified token says. identity: the name by which a revocation list calls it."""

    payload: Mapping[str, str | int]
    salt: bytes
    identity: str


def short_id(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """Return the four bytes by which tokens and lists call a key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).digest()[:4]


def sign_token(payload: Mapping[str, str | int], key: Ed25519PrivateKey, *, salt: bytes) -> str:
    """Return the token as text for a QR code.

    payload: short names and values; names that begin with `_` are taken. salt: at least 8 random bytes.
    Raises ValueError for another payload or a shorter salt.
    """
    if len(salt) < _SHORTEST_SALT:
        raise ValueError(f"The salt of a token has at least {_SHORTEST_SALT} bytes.")
    for name, value in payload.items():
        if name.startswith("_") or type(value) not in (str, int):
            raise ValueError(f"The token cannot hold {name}: names without _, and text or whole numbers only.")
    body = cbor2.dumps({**payload, _KEY: short_id(key), _SALT: salt}, canonical=True)
    return PREFIX + base45.encode(key.sign(_DOMAIN + body) + body)


def verify_token(text: str, *keys: Ed25519PublicKey) -> Token:
    """Read a token and check its signature by one of the keys; Forged with the reason in words otherwise.

    That it was not revoked is the revocation list's to say: ask it with `identity`.
    """
    signature, body = _parts(text)
    fields = _fields(body)
    key = next((key for key in keys if short_id(key) == fields.get(_KEY)), None)
    if key is None:
        raise Forged("The token was signed by a key that is not trusted here.")
    try:
        key.verify(signature, _DOMAIN + body)
    except InvalidSignature as problem:
        raise Forged("The signature of the token is false.") from problem
    payload = {str(name): value for name, value in fields.items() if name not in (_KEY, _SALT)}
    return Token(payload, fields[_SALT], _identity(body))


def read_token(text: str) -> Mapping[str, str | int]:
    """Return what a token says without checking who signed it, for tokens from our own store; Forged if malformed."""
    fields = _fields(_parts(text)[1])
    return {name: value for name, value in fields.items() if name not in (_KEY, _SALT)}


def token_id(text: str) -> str:
    """Return the name of a token on a revocation list: the first 16 bytes of SHA-256 of what was signed."""
    return _identity(_parts(text)[1])


def _fields(body: bytes) -> dict[str, Any]:  # Any: texts, numbers and the bytes of salt and key
    try:
        fields = cbor2.loads(body)
    except Exception as problem:  # the reader of CBOR raises many kinds for bytes that are none
        raise Forged("The token does not hold a statement.") from problem
    if not isinstance(fields, dict) or not isinstance(fields.get(_SALT), bytes):
        raise Forged("The token does not hold a statement.")
    return fields


def _identity(body: bytes) -> str:
    return sha256(body).hexdigest()[:32]


def _parts(text: str) -> tuple[bytes, bytes]:
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise Forged(f"A token begins with {PREFIX} and has at most {LONGEST} signs.")
    try:
        data = base45.decode(text.removeprefix(PREFIX))
    except ValueError as problem:
        raise Forged(f"The token cannot be read: {problem}") from problem
    return data[:_SIGNATURE_BYTES], data[_SIGNATURE_BYTES:]
