"""`jurdil verify` tells what a thing is, what holds, what could not be checked and what is false."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jurdil.cli import main
from jurdil.engines.merkle import (
    TileStore,
    commitment,
    leaf_fields,
    leaf_json,
    private_key,
    sign_checkpoint,
    sign_receipt,
    verifier_key,
    write_proof,
)
from jurdil.engines.merkle.tiles import bundle_path
from jurdil.engines.papers import render, sign_revocations, sign_token, token_id

KEY, OTHER = private_key(b"\x01" * 32), private_key(b"\x02" * 32)
SALT, AT, INDEX = bytes(range(32)), datetime(2024, 9, 29, 3, 15, tzinfo=UTC), 300


@dataclass(frozen=True)
class Files:
    receipt: str
    proof: str
    checkpoint: str
    mirror: str
    key: str
    other_key: str


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A log of 400 leaves, and Siti's receipt for leaf 300 with its proof."""
    record = {"name": "Siti", "outcome": "received"}
    c = commitment(record, SALT)
    entries = [b"other %d" % number for number in range(400)]
    entries[INDEX] = leaf_json(kind="application", at=AT, region="31.71", c=c)
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    log = TileStore(mirror)
    log.append(entries)
    head = sign_checkpoint("log.example", 400, log.root(), KEY)
    receipt = sign_receipt(
        leaf=leaf_fields(kind="application", at=AT, region="31.71", c=c), salt=SALT, record=record, key=KEY
    )
    texts = {
        "receipt.json": json.dumps(receipt),
        "proof": write_proof(INDEX, log.inclusion_proof(INDEX), head),
        "mirror/checkpoint": head,
        "key": verifier_key("log.example", KEY),
        "other": verifier_key("log.example", OTHER),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    places = [str(tmp_path / name) for name in ("receipt.json", "proof", "mirror/checkpoint", "mirror", "key", "other")]
    return Files(*places)


def test_a_receipt_is_joined_with_its_proof_and_checkpoint(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(
        ["verify", files.receipt, "--proof", files.proof, "--checkpoint", files.checkpoint, "--key", files.key]
    )

    printed = capsys.readouterr().out
    assert status == 0
    assert "The leaf is number 300 of the 400 leaves of log.example" in printed
    assert "Not checked" not in printed


def test_what_was_not_checked_is_said(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", files.receipt, "--checkpoint", files.proof, "--json"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert report["kind"] == "receipt"
    assert any("Who signed the receipt" in sentence for sentence in report["unchecked"])
    assert any("number 300" in sentence for sentence in report["checked"])


@pytest.mark.parametrize("thing", ["receipt", "checkpoint", "mirror"])
def test_a_key_that_did_not_sign_is_found(files: Files, thing: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", getattr(files, thing), "--key", files.other_key]) == 1
    assert "FALSE" in capsys.readouterr().out
    assert main(["verify", getattr(files, thing), "--key", files.key]) == 0


def test_a_changed_record_is_found(files: Files) -> None:
    path = Path(files.receipt)
    path.write_text(path.read_text().replace("received", "rejected"))

    assert main(["verify", files.receipt]) == 1


def test_a_proof_of_another_leaf_is_found(files: Files) -> None:
    path = Path(files.proof)
    path.write_text(path.read_text("utf-8").replace("index 300", "index 301"), "utf-8")

    assert main(["verify", files.receipt, "--proof", files.proof, "--key", files.key]) == 1


def test_a_changed_entry_of_a_mirror_is_found(files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = Path(files.mirror) / bundle_path(0)
    bundle.write_bytes(bundle.read_bytes().replace(b"other 7", b"other 8", 1))

    assert main(["verify", files.mirror, "--key", files.key]) == 1
    assert "bundle 0" in capsys.readouterr().out


def test_a_letter_is_verified_from_its_pdf_and_a_revoked_one_is_told(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sign_token({"n": "Siti"}, KEY, salt=bytes(8))
    pdf, revoked = tmp_path / "letter.pdf", tmp_path / "revoked"
    pdf.write_bytes(render("letter", {"title": "Surat", "token": token}, on=date(2024, 11, 7)))

    assert main(["verify", str(pdf), "--key", files.key]) == 0
    assert "Siti" in capsys.readouterr().out
    revoked.write_text(sign_revocations([token_id(token)], KEY, number=1, issued=AT), "utf-8")
    assert main(["verify", str(pdf), "--key", files.key, "--revoked", str(revoked)]) == 1
    assert main(["verify", str(pdf), "--key", files.other_key]) == 1
    assert main(["verify", str(pdf)]) == 2


def test_a_letter_of_an_ended_appointment_says_until_when_it_held(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sign_token({"n": "Siti"}, KEY, salt=bytes(8))
    letter, revoked = tmp_path / "letter.txt", tmp_path / "revoked"
    letter.write_text(token, "utf-8")
    until = {token_id(token): date(2024, 11, 14)}
    revoked.write_text(sign_revocations(until, KEY, number=1, issued=AT), "utf-8")

    assert main(["verify", str(letter), "--key", files.key, "--revoked", str(revoked)]) == 1
    assert "2024-11-14 is its last day" in capsys.readouterr().out


def test_a_cut_off_letter_and_a_broken_list_are_told_in_words(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    token = sign_token({"n": "Siti"}, KEY, salt=bytes(8))
    letter, revoked = tmp_path / "letter.txt", tmp_path / "revoked"
    letter.write_text(token[:-7], "utf-8")
    revoked.write_text("nothing of ours", "utf-8")

    assert main(["verify", str(letter), "--key", files.key]) == 1
    assert "FALSE: The token" in capsys.readouterr().out
    letter.write_text(token, "utf-8")
    assert main(["verify", str(letter), "--key", files.key, "--revoked", str(revoked)]) == 1
    assert "no list of revoked tokens" in capsys.readouterr().out


DEEP, LONG = b'{"a":' + b"[" * 60_000, b'{"a":' + b"9" * 5_000 + b"}"


@pytest.mark.parametrize(
    "content", [b"nothing of ours", b"{}", b"{ broken", b"\xff\xfe", b"", b"%PDF-1.7", DEEP, LONG], ids=range(8)
)
def test_a_thing_of_no_known_kind_is_bad_usage(tmp_path: Path, files: Files, content: bytes) -> None:
    thing = tmp_path / "thing"
    thing.write_bytes(content)

    assert main(["verify", str(thing), "--key", files.key]) == 2
    assert main(["verify", str(tmp_path / "missing")]) == 2
