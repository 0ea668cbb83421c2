"""The signed head of the tree: C2SP tlog-checkpoint on signed-note, with cosignatures of witnesses.

A checkpoint is text: the log's name, its size, its root in base64, an empty line, and a line per signature. A
witness signs the same text together with the time at which it saw it, and never two different trees of one
size.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jurdil.engines.merkle.hashing import HASH_BYTES
from jurdil.engines.merkle.keys import COSIGNATURE, NOTE_SIGNATURE, is_signed, note_key_id, raw_public

DASH = "\u2014"
_MOST_SIGNATURES = 64
_NAME = re.compile(r"[^\s+]+")


class Untrusted(ValueError):
    """A signed text is malformed, or not signed by the key that was expected."""


@dataclass(frozen=True)
class Checkpoint:
    """What a log said about itself: its name, how many leaves it had, and their root."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text that is signed, with its last newline."""
        lines = [self.origin, str(self.size), b64encode(self.root).decode(), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


def sign_checkpoint(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """Return the checkpoint as text, signed in the name of its origin.

    Raises ValueError if the origin holds spaces or a plus sign, or the root has not 32 bytes.
    """
    if not _NAME.fullmatch(origin) or len(root) != HASH_BYTES or size < 0:
        raise ValueError("A checkpoint needs an origin without spaces, a size and a root of 32 bytes.")
    body = Checkpoint(origin, size, root).body
    return f"{body}\n{_signature_line(origin, NOTE_SIGNATURE, key, key.sign(body.encode()))}"


def parse_and_verify_checkpoint(text: str, public_key: Ed25519PublicKey, *, origin: str | None = None) -> Checkpoint:
    """Read a checkpoint and check the log's own signature on it.

    origin: the name the log must have; its own first line by default. Raises Untrusted with the reason in
    words.
    """
    checkpoint, signatures = parse_checkpoint(text)
    if origin is not None and checkpoint.origin != origin:
        raise Untrusted(f"The checkpoint is of {checkpoint.origin}, not of {origin}.")
    name, wanted = checkpoint.origin, note_key_id(checkpoint.origin, raw_public(public_key))
    own = [blob[4:] for signer, blob in signatures if signer == name and blob[:4] == wanted]
    if not own:
        raise Untrusted("The checkpoint bears no signature by this key.")
    if not all(is_signed(public_key, signature, checkpoint.body.encode()) for signature in own):
        raise Untrusted("The signature on the checkpoint is false.")
    return checkpoint


def parse_checkpoint(text: str) -> tuple[Checkpoint, tuple[tuple[str, bytes], ...]]:
    """Take a checkpoint apart into its statement and (signer, key id || signature), trusting nothing yet.

    Raises Untrusted if the text does not have the form of a checkpoint.
    """
    body, gap, tail = text.rpartition("\n\n")
    lines = body.split("\n")
    if not gap or len(lines) < 3 or any(ord(sign) < 0x20 for sign in text if sign != "\n"):
        raise Untrusted("The text is no checkpoint: it needs a name, a size, a root, an empty line and a signature.")
    origin, size, root, *extensions = lines
    if not origin or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or "" in extensions:
        raise Untrusted("The checkpoint has no name, or its size is no plain number.")
    checkpoint = Checkpoint(origin, int(size), _base64(root), tuple(extensions))
    if len(checkpoint.root) != HASH_BYTES:
        raise Untrusted("The root in the checkpoint has not 32 bytes.")
    return checkpoint, _parse_signatures(tail)


def cosign_checkpoint(text: str, name: str, key: Ed25519PrivateKey, *, at: datetime) -> str:
    """Return the checkpoint with the witness's cosignature/v1 line added; `at` is aware.

    Whoever calls this has verified the log's signature and the consistency with the last tree it cosigned.
    """
    checkpoint, _ = parse_checkpoint(text)
    seconds = int(at.astimezone(UTC).timestamp())
    signature = key.sign(_cosigned(checkpoint, seconds))
    return text + _signature_line(name, COSIGNATURE, key, seconds.to_bytes(8, "big") + signature)


def verify_cosignature(text: str, name: str, public_key: Ed25519PublicKey) -> datetime:
    """Return the time at which the witness `name` says it saw this checkpoint.

    Raises Untrusted if the witness's line is missing or false. Source: C2SP tlog-cosignature, Ed25519.
    """
    checkpoint, signatures = parse_checkpoint(text)
    wanted = note_key_id(name, raw_public(public_key), COSIGNATURE)
    for signer, blob in signatures:
        if signer == name and blob[:4] == wanted:
            seconds = int.from_bytes(blob[4:12], "big")
            if len(blob) != 76 or not is_signed(public_key, blob[12:], _cosigned(checkpoint, seconds)):
                raise Untrusted(f"The cosignature of {name} is false.")
            return datetime.fromtimestamp(seconds, UTC)
    raise Untrusted(f"The checkpoint bears no cosignature of {name} by this key.")


def _cosigned(checkpoint: Checkpoint, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{checkpoint.body}".encode()


def _signature_line(name: str, kind: int, key: Ed25519PrivateKey, signature: bytes) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("The name of a signer has no spaces and no plus sign.")
    blob = note_key_id(name, raw_public(key), kind) + signature
    return f"{DASH} {name} {b64encode(blob).decode()}\n"


def _parse_signatures(tail: str) -> tuple[tuple[str, bytes], ...]:
    lines = tail.split("\n")
    if lines.pop() or not lines or len(lines) > _MOST_SIGNATURES:
        raise Untrusted("The signatures of the checkpoint do not end in a newline, or are too many.")
    signatures: list[tuple[str, bytes]] = []
    for line in lines:
        words = line.split(" ")
        if len(words) != 3 or words[0] != DASH or not _NAME.fullmatch(words[1]):
            raise Untrusted("A signature line of the checkpoint is malformed.")
        signatures.append((words[1], _base64(words[2])))
    return tuple(signatures)


def _base64(word: str) -> bytes:
    try:
        return b64decode(word, validate=True)
    except (NotBase64, ValueError) as problem:
        raise Untrusted("A word of the checkpoint is no base64.") from problem
