"""Every act leaves a line that commits to its record and shows nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from jurdil.engines.merkle import verify_receipt, verify_receipt_in
from jurdil.errors import NotFound
from jurdil.foundation.ledger.erasing import erase_records
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.ledger.queries import audit, public_lines
from jurdil.foundation.ledger.receipts import proof_of, receipt_of
from jurdil.foundation.ledger.recording import Act, leaf_bytes, record_act, record_acts
from jurdil.foundation.ledger.sequencing import log_public_key, sequence_leaves

NOW = datetime(2024, 9, 20, 3, 4, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _log_of_its_own(tmp_path: Path, settings: Settings) -> None:
    settings.HOME = tmp_path


def _act(subject: str = "a1") -> Act:
    return Act("recruitment.submitted", "31.71.01.1001", subject, {"name": "Siti Rekaan"})


@pytest.mark.django_db
def test_the_public_line_holds_no_personal_word() -> None:
    leaf = Leaf.objects.get(id=record_act(_act("subject-of-siti"), now=NOW))

    assert b"Siti" not in leaf_bytes(leaf)
    assert b"subject-of-siti" not in leaf_bytes(leaf)
    assert b"03:04Z" in leaf_bytes(leaf)


@pytest.mark.django_db
def test_a_receipt_verifies_with_its_proof() -> None:
    first = record_act(_act(), now=NOW)
    record_acts([_act(f"b{n}") for n in range(300)], now=NOW)
    checkpoint = sequence_leaves(now=NOW)

    proof = proof_of(first)
    receipt = receipt_of(first)

    assert checkpoint is not None
    assert checkpoint.size == 301
    assert proof is not None
    assert verify_receipt(receipt, log_public_key()).record["name"] == "Siti Rekaan"
    assert proof["index"] == 0


@pytest.mark.django_db
def test_a_checkpoint_that_a_kill_left_unpublished_is_published_by_the_next_run(tmp_path: Path) -> None:
    record_act(_act(), now=NOW)
    made = sequence_leaves(now=NOW)
    assert made is not None
    file = tmp_path / "log" / "checkpoint"
    file.unlink()  # as if the process had ended between the row and the file

    sequence_leaves(now=NOW)

    assert file.read_text() == made.note


@pytest.mark.django_db
def test_sequencing_twice_changes_nothing() -> None:
    record_acts([_act(f"c{n}") for n in range(5)], now=NOW)

    assert sequence_leaves(now=NOW) is not None
    assert sequence_leaves(now=NOW) is None


@pytest.mark.django_db
def test_a_kill_between_numbering_and_growing_is_made_good() -> None:
    record_acts([_act(f"d{n}") for n in range(5)], now=NOW)
    for position, leaf in enumerate(Leaf.objects.order_by("id")):
        Leaf.objects.filter(id=leaf.id).update(position=position)

    checkpoint = sequence_leaves(now=NOW)

    assert checkpoint is not None
    assert checkpoint.size == 5
    assert list(audit()) == []


@pytest.mark.django_db
def test_the_audit_finds_a_changed_line() -> None:
    leaf_id = record_act(_act(), now=NOW)
    sequence_leaves(now=NOW)
    Leaf.objects.filter(id=leaf_id).update(region="31.72")

    assert len(list(audit())) == 1


@pytest.mark.django_db
def test_erasure_destroys_our_copy_and_the_log_stands() -> None:
    leaf_id = record_act(_act("gone"), now=NOW)
    sequence_leaves(now=NOW)
    before = public_lines("31")

    assert erase_records(["gone"]) == 1

    assert public_lines("31") == before
    assert list(audit()) == []
    with pytest.raises(NotFound):
        receipt_of(leaf_id)


@pytest.mark.django_db
def test_a_receipt_is_in_the_tree_of_the_checkpoint() -> None:
    ids = [record_act(_act(f"e{n}"), now=NOW) for n in range(7)]
    sequence_leaves(now=NOW)

    proof = proof_of(ids[4])

    assert proof is not None
    assert verify_receipt_in is not None
    assert proof["size"] == 7
