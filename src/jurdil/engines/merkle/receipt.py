"""The receipt: a signed promise to include a leaf, with what its holder needs to prove the record.

The receipt holds the public leaf, and for its holder alone the record and the salt. The proof of inclusion
comes later and is kept apart, so that a receipt can be printed at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from jurdil.engines.merkle.canonical import canonical
from jurdil.engines.merkle.checkpoint import Untrusted, parse_and_verify_checkpoint
from jurdil.engines.merkle.commit import commitment
from jurdil.engines.merkle.hashing import leaf_hash
from jurdil.engines.merkle.keys import is_signed, key_id
from jurdil.engines.merkle.proof_text import ProofText
from jurdil.engines.merkle.proofs import verify_inclusion

TYPE = "jurdil/receipt/v1"
_PREFIX = b"jurdil/receipt/v1\n"


@dataclass(frozen=True)
class VerifiedReceipt:
    """A receipt whose commitment and signature hold.

    leaf: the public fields. leaf_hash: what the tree holds for them.
    """

    leaf: Mapping[str, object]
    record: Mapping[str, object]
    leaf_hash: bytes


def sign_receipt(
    *, leaf: Mapping[str, object], salt: bytes, record: Mapping[str, object], key: Ed25519PrivateKey
) -> dict[str, object]:
    """Return the receipt, ready for `json.dumps`.

    leaf: from `leaf_fields`. Raises ValueError if the leaf does not commit to the record with this salt.
    """
    if leaf.get("c") != commitment(record, salt).hex():
        raise ValueError("The leaf commits to another record or another salt.")
    body: dict[str, object] = {
        "type": TYPE,
        "leaf": dict(leaf),
        "salt": salt.hex(),
        "record": dict(record),
        "key_id": key_id(key),
    }
    return {**body, "signature": key.sign(_PREFIX + canonical(body)).hex()}


def verify_receipt(receipt: Mapping[str, object], public_key: Ed25519PublicKey | None) -> VerifiedReceipt:
    """Recompute the commitment and the leaf, and check the signature.

    public_key: None leaves the signature unchecked, for a receipt that is joined with a trusted checkpoint
    instead. Raises Untrusted with the reason in words.
    """
    leaf, salt, record = _parts(receipt)
    if public_key is not None:
        _check_signature(receipt, public_key)
    try:
        c = commitment(record, salt)
        entry = canonical(leaf)
    except (TypeError, ValueError) as problem:
        raise Untrusted(f"The receipt cannot be recomputed: {problem}") from problem
    if not compare_digest(str(leaf.get("c")).encode(), c.hex().encode()):
        raise Untrusted("The record and the salt do not give the commitment of the leaf.")
    return VerifiedReceipt(leaf, record, leaf_hash(entry))


def verify_receipt_in(
    receipt: Mapping[str, object],
    proof: ProofText,
    public_key: Ed25519PublicKey,
    *,
    checkpoint: str | None = None,
) -> VerifiedReceipt:
    """Check a receipt and that its leaf stands in the tree of a checkpoint signed by the log's key.

    checkpoint: text to use instead of the one inside the proof. The receipt's own signature is checked as
    well when it names the same key. Raises Untrusted with the reason in words.
    """
    own = receipt.get("key_id") == key_id(public_key)
    verified = verify_receipt(receipt, public_key if own else None)
    head = parse_and_verify_checkpoint(proof.checkpoint if checkpoint is None else checkpoint, public_key)
    if not verify_inclusion(verified.leaf_hash, proof.index, head.size, proof.path, head.root):
        raise Untrusted("The proof does not lead from the leaf of this receipt to the root of the checkpoint.")
    return verified


def _parts(receipt: Mapping[str, object]) -> tuple[Mapping[str, object], bytes, Mapping[str, object]]:
    leaf, salt, record = receipt.get("leaf"), receipt.get("salt"), receipt.get("record")
    if receipt.get("type") != TYPE or not isinstance(leaf, Mapping) or not isinstance(record, Mapping):
        raise Untrusted(f"This is no receipt of the type {TYPE}.")
    return leaf, _hex(salt), record


def _check_signature(receipt: Mapping[str, object], public_key: Ed25519PublicKey) -> None:
    if receipt.get("key_id") != key_id(public_key):
        raise Untrusted("The receipt was signed by another key.")
    body = {name: value for name, value in receipt.items() if name != "signature"}
    try:
        message = _PREFIX + canonical(body)
    except (TypeError, ValueError) as problem:
        raise Untrusted(f"The receipt cannot be recomputed: {problem}") from problem
    if not is_signed(public_key, _hex(receipt.get("signature")), message):
        raise Untrusted("The signature of the receipt is false.")


def _hex(word: object) -> bytes:
    try:
        return bytes.fromhex(str(word))
    except ValueError as problem:
        raise Untrusted("A field of the receipt is no hex.") from problem
