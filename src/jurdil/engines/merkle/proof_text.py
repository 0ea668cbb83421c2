"""An inclusion proof as one text file with its checkpoint: C2SP tlog-proof@v1."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass

from jurdil.engines.merkle.checkpoint import Untrusted
from jurdil.engines.merkle.hashing import HASH_BYTES

HEADER = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True)
class ProofText:
    """A proof of one leaf: its number, the audit path and the checkpoint it leads to, still as text."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str


def write_proof(index: int, path: Sequence[bytes], checkpoint: str) -> str:
    """Spell a proof; the checkpoint is taken over verbatim."""
    lines = [HEADER, f"index {index}", *(b64encode(step).decode() for step in path)]
    return "\n".join(lines) + "\n\n" + checkpoint


def parse_proof(text: str) -> ProofText:
    """Read a proof; Untrusted if the text has another form. Extra data is passed over: nobody signed it."""
    head, gap, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not gap or lines.pop(0) != HEADER:
        raise Untrusted("The text is no proof of a log.")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    match = re.fullmatch(r"index (0|[1-9][0-9]{0,18})", lines.pop(0) if lines else "")
    if match is None:
        raise Untrusted("The proof does not say the number of its leaf.")
    try:
        path = tuple(b64decode(line, validate=True) for line in lines)
    except (NotBase64, ValueError) as problem:
        raise Untrusted("A line of the proof is no base64.") from problem
    if any(len(step) != HASH_BYTES for step in path):
        raise Untrusted("A hash of the proof has not 32 bytes.")
    return ProofText(int(match[1]), path, checkpoint)
