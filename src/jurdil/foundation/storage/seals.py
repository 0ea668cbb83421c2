"""Personal values are sealed with AES-256-GCM and found by a keyed hash; keys are rotated by naming a new first key.

An unkeyed hash of a NIK falls to a search of its small, structured space within hours, so look-ups use HMAC-SHA-256.
Sealed form: 1 byte length of the key's id, the id, 12 bytes nonce, ciphertext with tag. The field's name is bound to
the ciphertext, so that a sealed phone cannot be passed off as a sealed address.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE_BYTES = 12


@lru_cache(maxsize=4)
def _ring(text: str) -> dict[str, AESGCM]:
    ring: dict[str, AESGCM] = {}
    for entry in text.split(","):
        key_id, _, key_hex = entry.strip().partition(":")
        if not key_id or len(key_hex) != 64:
            raise ImproperlyConfigured("JURDIL_KEYS takes id:64-hex-digits, several of them separated by commas.")
        ring[key_id] = AESGCM(bytes.fromhex(key_hex))
    return ring


def seal(value: bytes, name: str) -> bytes:
    """Return `value` encrypted with the active key, bound to the field `name`."""
    return sealer(name)(value)


def sealer(name: str) -> Callable[[bytes], bytes]:
    """Return what seals one value of the field `name` after the other; the active key is looked up once for all."""
    key_id, key = next(iter(_ring(settings.KEY_RING).items()))
    head, bound, encrypt, chance = bytes([len(key_id)]) + key_id.encode(), name.encode(), key.encrypt, os.urandom

    def sealed(value: bytes) -> bytes:
        nonce = chance(NONCE_BYTES)
        return head + nonce + encrypt(nonce, value, bound)

    return sealed


def unseal(sealed: bytes, name: str) -> bytes:
    """Return what `seal` was given; raises ValueError if the key is gone or the bytes were changed."""
    size = sealed[0]
    key_id = sealed[1 : 1 + size].decode()
    nonce = sealed[1 + size : 1 + size + NONCE_BYTES]
    key = _ring(settings.KEY_RING).get(key_id)
    if key is None:
        raise ValueError(f"the key {key_id} is not in JURDIL_KEYS")
    try:
        return key.decrypt(nonce, sealed[1 + size + NONCE_BYTES :], name.encode())
    except InvalidTag as fault:
        raise ValueError(f"a sealed {name} was changed or belongs elsewhere") from fault


def is_sealed_with_active_key(sealed: bytes) -> bool:
    """Return whether a rotation has already reached this value."""
    return sealed[1 : 1 + sealed[0]].decode() == next(iter(_ring(settings.KEY_RING)))


def lookup_hash(value: str) -> str:
    """Return the keyed hash by which a personal value is found (HMAC-SHA-256, hex); empty for an empty value."""
    if not value:
        return ""
    return hmac.new(bytes.fromhex(settings.LOOKUP_KEY), value.encode(), hashlib.sha256).hexdigest()


class Sealed(str):
    """A sealed text as read from the database; `reveal()` opens it, printing it shows nothing."""

    __slots__ = ("_bytes", "_name")
    _bytes: bytes
    _name: str

    @classmethod
    def of(cls, sealed: bytes, name: str) -> Sealed:
        """Wrap sealed bytes that were stored under `name`."""
        made = cls("•••" if sealed else "")
        made._bytes, made._name = sealed, name
        return made

    def reveal(self) -> str:
        """Return the plain text; call it only in the verb or page that needs it."""
        return unseal(self._bytes, self._name).decode() if self._bytes else ""

    @property
    def stored(self) -> bytes:
        """The sealed bytes as they lie in the database."""
        return self._bytes


class SealedField(models.BinaryField):  # type: ignore[type-arg]  # at run time Django takes none
    """A text that is sealed on its way in and comes back as `Sealed`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: passed on to Django's field as they come
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def get_prep_value(self, value: Any) -> Any:  # Any: Django's signature
        return self.preparer()(value)

    def preparer(self) -> Callable[[Any], Any]:  # Any: a text, a sealed text or the driver's bytes
        """Return what turns one value after the other into what the database keeps."""
        sealed = sealer(self.attname)

        def prepared(value: Any) -> Any:  # Any: as above
            if isinstance(value, Sealed):
                return value.stored
            if isinstance(value, str):
                return sealed(value.encode()) if value else b""
            return value

        return prepared

    def from_db_value(self, value: Any, expression: object, connection: object) -> Sealed:  # Any: driver's bytes
        return Sealed.of(bytes(value or b""), self.attname)
