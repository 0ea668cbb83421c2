"""Keys of one exchange and the tokens made with them: HKDF (RFC 5869), HMAC-SHA256 (RFC 2104), cut to 64 bits.

Both sides hold the same secret, for one exchange only: tokens of two exchanges have nothing in common. Whoever holds
the secret can try any guess about a person; whoever does not can only see which entries share a token.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FORMAT = "jurdil/tokens/v1"
SECRET_BYTES = 32
TOKEN_BYTES = 8
BETWEEN = "\x1f"
"""Stands between the kind and the values of a message; no compared value holds it."""


class BadKey(ValueError):
    """A key file that cannot be used; the text says why and what to do."""


@dataclass(frozen=True)
class ExchangeKey:
    """exchange: who delivers what to whom for what, in words both sides write alike. secret: 32 random bytes."""

    exchange: str
    secret: bytes

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_BYTES:
            raise BadKey(
                f"The secret of an exchange has {SECRET_BYTES} bytes, written as {2 * SECRET_BYTES} hex digits."
            )
        if not self.exchange or self.exchange != " ".join(self.exchange.split()):
            raise BadKey("The name of an exchange is one line of words with single blanks between.")

    def __repr__(self) -> str:
        return f"ExchangeKey(exchange={self.exchange!r})"

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose (HKDF-SHA256, salt: the format, info: purpose and exchange)."""
        extracted = hmac.digest(FORMAT.encode(), self.secret, "sha256")
        return hmac.digest(extracted, f"{purpose}\n{self.exchange}".encode() + b"\x01", "sha256")

    @property
    def check(self) -> str:
        """Tells whether two sides hold the same secret and exchange, and nothing else about them."""
        return self.derive("check")[:8].hex()


def read_key(path: Path) -> ExchangeKey:
    """Read a key file: the format, the exchange and the secret in hex, a line each. Raises BadKey, OSError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as fault:
        raise BadKey(f"{path.name}: this is no key file.") from fault
    if len(lines) != 3 or lines[0] != FORMAT:
        raise BadKey(f"{path.name}: a key file has three lines: {FORMAT}, the exchange, the secret in hex.")
    try:
        return ExchangeKey(lines[1], bytes.fromhex(lines[2]))
    except ValueError as fault:
        raise BadKey(f"{path.name}: {fault}") from fault


def write_key(key: ExchangeKey, path: Path) -> None:
    """Write a new key file that only its owner may read. Raises FileExistsError: a key is never written over."""
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(f"{FORMAT}\n{key.exchange}\n{key.secret.hex()}\n", encoding="utf-8")


def token_maker(key: ExchangeKey) -> Callable[[str], bytes]:
    """Return the function from a message (kind and values with `BETWEEN` between) to its token.

    It is HMAC-SHA256 under the key for tokens, cut to the first 8 bytes; the two inner states are kept, for speed.
    """
    block = key.derive("token").ljust(64, b"\0")
    inner, outer = sha256(bytes(byte ^ 0x36 for byte in block)), sha256(bytes(byte ^ 0x5C for byte in block))

    def make(message: str) -> bytes:
        first = inner.copy()
        first.update(message.encode())
        second = outer.copy()
        second.update(first.digest())
        return second.digest()[:TOKEN_BYTES]

    return make
