"""`jurdil verify FILE`: check a receipt, a letter, a draw, a checkpoint or a mirror of the log, offline.

The kind is read from the content. What cannot be checked with what was given is said so, never passed over;
whoever needs to know who signed gives the public key, from a source that is not the paper itself.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from jurdil.engines import lot, merkle, papers

HEADS = ("checkpoint", "checkpoint.txt")
KINDS = {"jurdil/receipt/v1": "receipt", "jurdil/draw/v1": "draw"}


class _BadUsage(Exception):
    """Nothing can be checked; the message says why and what to do."""


@dataclass
class _Findings:
    """What was checked and holds, what could not be checked, what is false, and what the thing says."""

    kind: str
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    says: dict[str, Any] = field(default_factory=dict)  # any JSON value of the thing that was checked


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the thing to check and what to check it against."""
    parser.add_argument("thing", type=Path, metavar="RECEIPT|LETTER|DRAW|CHECKPOINT|MIRROR")
    parser.add_argument("--checkpoint", type=Path, metavar="FILE", help="signed head of the log, or a proof with it")
    parser.add_argument("--proof", type=Path, metavar="FILE", help="proof of inclusion (tlog-proof)")
    parser.add_argument("--key", type=Path, metavar="FILE", help="public key of the signer (PEM, hex or verifier key)")
    parser.add_argument("--revoked", type=Path, metavar="FILE", help="signed list of letters that no longer hold")
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def run(args: argparse.Namespace) -> int:
    """Check and say in sentences what was checked; 1 if anything is false, 2 if nothing could be checked."""
    try:
        key = _key(args.key)
        findings = _check(args, key)
    except (_BadUsage, OSError, UnicodeDecodeError) as no:
        print(f"jurdil verify: {no}", file=sys.stderr)
        return 2
    if args.json:
        print(json.dumps({"kind": findings.kind, "verified": not findings.false, **_parts(findings)}))
    else:
        _tell(findings)
    return int(bool(findings.false))


def _check(args: argparse.Namespace, key: Ed25519PublicKey | None) -> _Findings:
    """Find out what the thing is and check it; a reason for doubt ends as a false finding, not as an error."""
    thing: Path = args.thing
    if not thing.exists():
        raise _BadUsage(f"There is no {thing}.")
    kind, content = _kind(thing)
    findings = _Findings(kind)
    try:
        if kind == "mirror":
            _mirror(findings, thing, args, key)
        elif kind == "receipt":
            _receipt(findings, content, args, key)
        elif kind == "draw":
            _draw(findings, content)
        elif kind == "checkpoint":
            _checkpoint(findings, content, key)
        else:
            _letter(findings, content, args, key)
    except ValueError as reason:  # the engines refuse what is false with a kind of ValueError
        findings.false.append(str(reason))
    return findings


def _kind(thing: Path) -> tuple[str, Any]:
    """Return the kind of a thing and its content, already read where reading it told the kind."""
    if thing.is_dir():
        return "mirror", None
    data = thing.read_bytes()
    if data.startswith(b"%PDF"):
        return "letter", papers.tokens_in(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = ""  # neither PDF nor text: nothing that this command knows
    if text.startswith("J1:"):
        return "letter", tuple(line for line in text.replace("\r", "").split("\n") if line)
    if text.lstrip().startswith("{"):
        plain = _json(text, thing)
        kind = KINDS.get(str(plain.get("type")))
        if kind is not None:
            return kind, plain
    elif "\n\n\u2014 " in text:
        return "checkpoint", text
    raise _BadUsage(
        f"{thing.name} is no receipt, letter, draw or checkpoint. An order without its list is checked "
        "by `jurdil draw LIST --beacon VALUE... --verify ORDER`."
    )


def _receipt(
    findings: _Findings, receipt: Mapping[str, Any], args: argparse.Namespace, key: Ed25519PublicKey | None
) -> None:
    verified = merkle.verify_receipt(receipt, key)
    findings.says = {"leaf": dict(verified.leaf), "record": dict(verified.record)}
    findings.checked.append("The record and the salt give the commitment in the leaf.")
    if key is None:
        findings.unchecked.append("Who signed the receipt: give --key FILE.")
    else:
        findings.checked.append("The receipt was signed by this key.")
    proof, checkpoint = _proof_and_checkpoint(args)
    if checkpoint is not None:
        head = _head(findings, checkpoint, key)
        if proof is not None:
            _included(findings, verified, proof, head)
    if proof is None:
        findings.unchecked.append("That the log holds the leaf: give --proof FILE (and --checkpoint FILE).")


def _included(
    findings: _Findings, verified: merkle.VerifiedReceipt, proof: merkle.ProofText, head: merkle.Checkpoint
) -> None:
    if merkle.verify_inclusion(verified.leaf_hash, proof.index, head.size, proof.path, head.root):
        findings.checked.append(f"The leaf is number {proof.index} of the {head.size} leaves of {head.origin}.")
    else:
        findings.false.append("The proof does not lead from the leaf of this receipt to the root of the checkpoint.")


def _proof_and_checkpoint(args: argparse.Namespace) -> tuple[merkle.ProofText | None, str | None]:
    """Read the two files; either of them may be a proof that carries its checkpoint."""
    proof: merkle.ProofText | None = None
    checkpoint: str | None = None
    for file in (args.proof, args.checkpoint):
        if file is None:
            continue
        text = file.read_text("utf-8")
        if text.startswith("c2sp.org/tlog-proof@"):
            proof = merkle.parse_proof(text)
            checkpoint = proof.checkpoint
        else:
            checkpoint = text
    return proof, checkpoint


def _head(findings: _Findings, text: str, key: Ed25519PublicKey | None) -> merkle.Checkpoint:
    if key is not None:
        head = merkle.parse_and_verify_checkpoint(text, key)
        findings.checked.append(f"The checkpoint of {head.origin} with {head.size} leaves was signed by this key.")
        return head
    findings.unchecked.append("Who signed the checkpoint: give --key FILE.")
    return merkle.parse_checkpoint(text)[0]


def _checkpoint(findings: _Findings, text: str, key: Ed25519PublicKey | None) -> None:
    head = _head(findings, text, key)
    findings.checked.append("The checkpoint has the form of the standard.")
    findings.says = {"origin": head.origin, "size": head.size, "root": head.root.hex()}


def _mirror(findings: _Findings, folder: Path, args: argparse.Namespace, key: Ed25519PublicKey | None) -> None:
    file = args.checkpoint or next((folder / name for name in HEADS if (folder / name).is_file()), None)
    if file is None:
        raise _BadUsage(f"{folder} holds no file `checkpoint`: give --checkpoint FILE.")
    head = _head(findings, file.read_text("utf-8"), key)
    findings.says = {"origin": head.origin, "size": head.size, "root": head.root.hex()}
    root = merkle.TileStore(folder, size=head.size).recomputed_root()
    if root == head.root:
        findings.checked.append(f"All {head.size} entries were hashed anew and give the root of the checkpoint.")
    else:
        findings.false.append("The entries give another root than the checkpoint.")


def _draw(findings: _Findings, plain: Mapping[str, object]) -> None:
    record = lot.parse_record(plain)
    findings.says = {"commitment": record.commitment, "beacons": list(record.beacons), "count": len(record.order)}
    if lot.verify_record(record):
        findings.checked.append(f"The {len(record.order)} ids are the list with the hash {record.commitment}.")
        findings.checked.append("Redone from the list and the beacons, the draw gives the same order.")
    else:
        findings.false.append("Redone from the list and the beacons, the draw gives another order.")
    findings.unchecked.append("That the hash was published before the beacons were known: look in the public log.")


def _letter(
    findings: _Findings, tokens: tuple[str, ...], args: argparse.Namespace, key: Ed25519PublicKey | None
) -> None:
    if not tokens:
        raise _BadUsage("The letter carries no signed code; scan its QR code into a text file and verify that.")
    if key is None:
        raise _BadUsage("A letter can only be checked with the public key of the office: give --key FILE.")
    revoked = _revoked(findings, args.revoked, key)
    said: list[dict[str, str | int]] = []
    for text in tokens:
        token = papers.verify_token(text, key)
        said.append(dict(token.payload))
        if token.identity in revoked:
            findings.false.append(_revoked_words(token.identity, revoked[token.identity]))
    findings.says = {"letters": said}
    findings.checked.append(f"{len(tokens)} code(s) were signed by this key. Compare what they say with the paper.")


def _revoked_words(identity: str, until: date | None) -> str:
    if until is None:
        return f"The letter {identity} was revoked: it never held."
    return f"The letter {identity} was revoked: its appointment was ended, {until} is its last day."


def _revoked(findings: _Findings, file: Path | None, key: Ed25519PublicKey) -> Mapping[str, date | None]:
    if file is None:
        findings.unchecked.append("That it was not revoked since: give --revoked FILE.")
        return {}
    revocations = papers.verify_revocations(file.read_text("utf-8"), key)
    issued = f"{revocations.issued:%Y-%m-%d %H:%M} UTC"
    findings.checked.append(f"List {revocations.number} of revoked letters, issued {issued}, was signed by this key.")
    return revocations.revoked


def _key(file: Path | None) -> Ed25519PublicKey | None:
    if file is None:
        return None
    try:
        return merkle.parse_public_key(file.read_text("utf-8"))[1]
    except ValueError as problem:
        raise _BadUsage(f"{file} holds no Ed25519 public key: {problem}") from problem


def _json(text: str, thing: Path) -> dict[str, Any]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError) as problem:  # no JSON, a number without end, or brackets without end
        raise _BadUsage(f"{thing.name} is no valid JSON: {problem}") from problem
    return plain if isinstance(plain, dict) else {}


def _parts(findings: _Findings) -> dict[str, Any]:
    return {
        "checked": findings.checked,
        "unchecked": findings.unchecked,
        "false": findings.false,
        "says": findings.says,
    }


def _tell(findings: _Findings) -> None:
    print(f"This is a {findings.kind}.")
    for sentence in findings.checked:
        print(f"  Holds: {sentence}")
    for name, value in findings.says.items():
        print(f"  It says: {name} = {json.dumps(value, ensure_ascii=False)}")
    for sentence in findings.unchecked:
        print(f"  Not checked: {sentence}")
    for sentence in findings.false:
        print(f"  FALSE: {sentence}")
    print("Something is false." if findings.false else "Nothing false was found.")
