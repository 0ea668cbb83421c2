"""A public log that anybody can check: Merkle tree, tiles, checkpoints, proofs, commitments, receipts.

Standards: RFC 6962 and RFC 9162 (tree and proofs), RFC 8785 (canonical JSON), C2SP signed-note,
tlog-checkpoint, tlog-cosignature, tlog-tiles and tlog-proof.
"""

from jurdil.engines.merkle.canonical import canonical
from jurdil.engines.merkle.checkpoint import (
    Checkpoint,
    Untrusted,
    cosign_checkpoint,
    parse_and_verify_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
    verify_cosignature,
)
from jurdil.engines.merkle.commit import SALT_BYTES, commitment, commitment_to, leaf_fields, leaf_json
from jurdil.engines.merkle.hashing import EMPTY_ROOT, HashLevels, leaf_hash, leaf_hashes, node_hash, tree_root
from jurdil.engines.merkle.keys import key_id, parse_public_key, private_key, raw_public, verifier_key
from jurdil.engines.merkle.proof_text import ProofText, parse_proof, write_proof
from jurdil.engines.merkle.proofs import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from jurdil.engines.merkle.receipt import VerifiedReceipt, sign_receipt, verify_receipt, verify_receipt_in
from jurdil.engines.merkle.store import TileStore

__all__ = [
    "EMPTY_ROOT",
    "SALT_BYTES",
    "Checkpoint",
    "HashLevels",
    "ProofText",
    "TileStore",
    "Untrusted",
    "VerifiedReceipt",
    "canonical",
    "commitment",
    "commitment_to",
    "consistency_proof",
    "cosign_checkpoint",
    "inclusion_proof",
    "key_id",
    "leaf_fields",
    "leaf_hash",
    "leaf_hashes",
    "leaf_json",
    "node_hash",
    "parse_and_verify_checkpoint",
    "parse_checkpoint",
    "parse_proof",
    "parse_public_key",
    "private_key",
    "raw_public",
    "sign_checkpoint",
    "sign_receipt",
    "tree_root",
    "verifier_key",
    "verify_consistency",
    "verify_cosignature",
    "verify_inclusion",
    "verify_receipt",
    "verify_receipt_in",
    "write_proof",
]
