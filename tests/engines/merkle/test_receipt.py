"""A receipt proves one record and no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from jurdil.engines.merkle import (
    Untrusted,
    commitment,
    inclusion_proof,
    leaf_fields,
    leaf_hash,
    leaf_hashes,
    leaf_json,
    parse_proof,
    private_key,
    sign_checkpoint,
    sign_receipt,
    tree_root,
    verify_receipt,
    verify_receipt_in,
    write_proof,
)

KEY, OTHER = private_key(b"\x01" * 32), private_key(b"\x02" * 32)
SALT = bytes(range(32))
RECORD = {"name": "Siti", "outcome": "received", "score": "81.50"}
AT = datetime(2024, 9, 29, 10, 15, 59, tzinfo=timezone(timedelta(hours=7)))


def fields() -> dict[str, str | int]:
    return leaf_fields(kind="application", at=AT, region="31.71", c=commitment(RECORD, SALT))


def receipt() -> dict[str, Any]:
    return sign_receipt(leaf=fields(), salt=SALT, record=RECORD, key=KEY)


def test_a_receipt_verifies_and_gives_the_hash_of_its_leaf() -> None:
    entry = leaf_json(kind="application", at=AT, region="31.71", c=commitment(RECORD, SALT))

    assert verify_receipt(receipt(), KEY.public_key()).leaf_hash == leaf_hash(entry)


def test_the_leaf_shows_the_minute_and_nothing_of_the_record() -> None:
    entry = leaf_json(kind="application", at=AT, region="31.71", c=commitment(RECORD, SALT))

    assert b'"at":"2024-09-29T03:15Z"' in entry
    assert b"Siti" not in entry
    assert b"81.50" not in entry


@pytest.mark.parametrize(
    "change",
    [
        lambda paper: paper["record"].update(score="99.00"),
        lambda paper: paper["leaf"].update(region="31.72"),
        lambda paper: paper["leaf"].update(c="00" * 32),
        lambda paper: paper.update(salt="11" * 32),
        lambda paper: paper.update(salt="not hex"),
        lambda paper: paper.update(signature="00" * 64),
        lambda paper: paper.update(note="added later"),
        lambda paper: paper["record"].update(score=99.5),
        lambda paper: paper.update(type="something else"),
    ],
)
def test_a_changed_receipt_is_refused(change: Callable[[dict[str, Any]], None]) -> None:
    paper = receipt()
    change(paper)

    with pytest.raises(Untrusted):
        verify_receipt(paper, KEY.public_key())


def test_without_a_signature_a_changed_record_is_still_found() -> None:
    paper = receipt()
    paper["record"]["score"] = "99.00"

    with pytest.raises(Untrusted, match="record and the salt"):
        verify_receipt(paper, None)


def test_a_receipt_of_another_key_is_refused() -> None:
    with pytest.raises(Untrusted, match="another key"):
        verify_receipt(receipt(), OTHER.public_key())


def test_a_receipt_is_joined_with_a_proof_and_a_checkpoint() -> None:
    entries = [b"other %d" % number for number in range(9)]
    entries[4] = leaf_json(kind="application", at=AT, region="31.71", c=commitment(RECORD, SALT))
    hashes = leaf_hashes(entries)
    checkpoint = sign_checkpoint("log.example", 9, tree_root(hashes), KEY)
    right = parse_proof(write_proof(4, inclusion_proof(hashes, 4, 9), checkpoint))
    wrong = parse_proof(write_proof(5, inclusion_proof(hashes, 5, 9), checkpoint))

    assert verify_receipt_in(receipt(), right, KEY.public_key()).record == RECORD
    with pytest.raises(Untrusted, match="does not lead"):
        verify_receipt_in(receipt(), wrong, KEY.public_key())


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(RECORD, b"short")


@pytest.mark.parametrize("text", ["", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\nindex 01\n\nx"])
def test_a_malformed_proof_is_refused(text: str) -> None:
    with pytest.raises(Untrusted):
        parse_proof(text)
