"""The public formats of the log, the lot and the papers, to the byte.

Receipts and letters stay in people's hands for years: whoever changes one of these bytes breaks them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from jurdil.engines import lot, papers
from jurdil.engines.merkle import (
    TileStore,
    commitment,
    cosign_checkpoint,
    leaf_fields,
    leaf_json,
    private_key,
    raw_public,
    sign_checkpoint,
    sign_receipt,
    verifier_key,
    write_proof,
)

KEY, WITNESS = private_key(b"\x01" * 32), private_key(b"\x02" * 32)
SALT, AT = bytes(range(32)), datetime(2024, 9, 29, 3, 15, tzinfo=UTC)
RECORD = {"name": "Siti", "score": "81.50"}
LOG_TEXTS = ["66d93c05885a7285", "f8e6e61c5e454e2e", "1ed5a1820a50b849"]
PAPER_TEXTS = ["7aa21e1847565fe5", "9b596d62cd917876"]
DRAWN = ("Rina", "Agus", "Dewi", "Siti", "Budi")


def test_the_commitment_is_the_hash_of_prefix_salt_and_canonical_record() -> None:
    by_hand = sha256(b"jurdil/commit/v1" + SALT + b'{"name":"Siti","score":"81.50"}').digest()

    assert commitment(RECORD, SALT) == by_hand


def test_a_leaf_is_this_json() -> None:
    leaf = leaf_json(kind="ruling", at=AT, region="31.71", c=b"\xab" * 32, rule="R05")

    assert leaf == (
        b'{"at":"2024-09-29T03:15Z","c":"' + b"ab" * 32 + b'","kind":"ruling","region":"31.71","rule":"R05","v":1}'
    )


def test_a_receipt_has_these_fields_and_this_signature() -> None:
    leaf = leaf_fields(kind="ruling", at=AT, region="31.71", c=commitment(RECORD, SALT))

    receipt = sign_receipt(leaf=leaf, salt=SALT, record=RECORD, key=KEY)

    unsigned = {name: value for name, value in receipt.items() if name != "signature"}
    message = b"jurdil/receipt/v1\n" + json.dumps(unsigned, sort_keys=True, separators=(",", ":")).encode()
    assert list(receipt) == ["type", "leaf", "salt", "record", "key_id", "signature"]
    assert receipt["type"] == "jurdil/receipt/v1"
    assert receipt["key_id"] == sha256(raw_public(KEY)).hexdigest()[:16]
    assert receipt["signature"] == KEY.sign(message).hex()


def test_the_texts_of_the_log_are_these_bytes() -> None:
    checkpoint = cosign_checkpoint(sign_checkpoint("log.example", 7, SALT, KEY), "w.example", WITNESS, at=AT)

    texts = [checkpoint, write_proof(3, [SALT], checkpoint), verifier_key("log.example", KEY)]

    assert checkpoint.startswith("log.example\n7\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\n\u2014 log.example ")
    assert texts[1].startswith("c2sp.org/tlog-proof@v1\nindex 3\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n\nlog.")
    assert [sha256(text.encode()).hexdigest()[:16] for text in texts] == LOG_TEXTS


def test_the_files_of_the_log_stand_where_the_standard_says(tmp_path: Path) -> None:
    TileStore(tmp_path).append([b"%d" % number for number in range(258)])

    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())

    assert files == [
        "tile/0/000",
        "tile/0/001.p/2",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/2",
        "tree-size",
    ]
    assert (tmp_path / "tile/entries/001.p/2").read_bytes() == b"\x00\x03256\x00\x03257"


def test_a_draw_gives_this_order_for_ever() -> None:
    names = ["Siti", "Budi", "Rina", "Agus", "Dewi"]

    record = lot.record_draw(lot.Listing(names), ["123456", "654321"])

    assert record.commitment == sha256(b"Agus\nBudi\nDewi\nRina\nSiti\n").hexdigest()
    assert list(record.as_json()) == ["type", "commitment", "beacons", "order"]
    assert record.order == DRAWN


def test_a_token_and_a_revocation_list_are_these_texts() -> None:
    token = papers.sign_token({"n": "Siti"}, KEY, salt=bytes(8))
    revoked = papers.sign_revocations([papers.token_id(token)], KEY, number=1, issued=AT)

    assert token.startswith("J1:")
    assert revoked.startswith(
        f"jurdil/revocations/v1\nnumber 1\nissued 2024-09-29T03:15Z\n{papers.token_id(token)}\n\n"
    )
    assert [sha256(text.encode()).hexdigest()[:16] for text in (token, revoked)] == PAPER_TEXTS
