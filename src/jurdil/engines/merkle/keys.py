"""Ed25519 keys as files and words: what signs and what verifies.

A key pair is a raw seed and a raw public key of 32 bytes each. Public keys travel as verifier keys of C2SP
signed-note (`name+id+base64`), as PEM, as hex or as base64.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

NOTE_SIGNATURE = 0x01
COSIGNATURE = 0x04


def private_key(seed: bytes) -> Ed25519PrivateKey:
    """Make the key pair of a secret seed of 32 bytes."""
    return Ed25519PrivateKey.from_private_bytes(seed)


def raw_public(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """Return the 32 bytes of the public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Return the name by which receipts call a key: the first 8 bytes of its SHA-256, in hex."""
    return sha256(raw_public(key)).hexdigest()[:16]


def note_key_id(name: str, public: bytes, kind: int = NOTE_SIGNATURE) -> bytes:
    """Return the four bytes that stand before a note signature of this name and kind."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def verifier_key(name: str, key: Ed25519PrivateKey | Ed25519PublicKey, kind: int = NOTE_SIGNATURE) -> str:
    """Spell a public key as one word for a file or a page: `name+id+base64(kind || key)`."""
    public = raw_public(key)
    words = b64encode(bytes([kind]) + public).decode()
    return f"{name}+{note_key_id(name, public, kind).hex()}+{words}"


def parse_public_key(text: str) -> tuple[str | None, Ed25519PublicKey]:
    """Read a public key as verifier key, PEM, hex or base64; the name stands only in a verifier key.

    Raises ValueError if it is none of these, or if a verifier key's id does not belong to it.
    """
    text = text.strip()
    if text.startswith("-----BEGIN"):
        key = load_pem_public_key(text.encode())
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("The key is not an Ed25519 public key.")
        return None, key
    name, _, rest = text.partition("+")
    identity, _, words = rest.partition("+")
    try:
        if words and len(identity) == 8:
            material = b64decode(words, validate=True)
            if note_key_id(name, material[1:], material[0]) != bytes.fromhex(identity):
                raise ValueError("The id of the verifier key does not belong to its name and key.")
            return name, Ed25519PublicKey.from_public_bytes(material[1:])
        raw = bytes.fromhex(text) if len(text) == 64 else b64decode(text, validate=True)
    except NotBase64 as problem:
        raise ValueError("This is no Ed25519 public key.") from problem
    return None, Ed25519PublicKey.from_public_bytes(raw)


def is_signed(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    """Say whether the key signed exactly this message."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
