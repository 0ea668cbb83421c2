"""Checkpoints and cosignatures hold only for the key, the name and the text that were signed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from jurdil.engines.merkle import (
    Untrusted,
    cosign_checkpoint,
    leaf_hash,
    parse_and_verify_checkpoint,
    parse_public_key,
    private_key,
    raw_public,
    sign_checkpoint,
    verifier_key,
    verify_cosignature,
)

LOG, WITNESS = private_key(b"\x01" * 32), private_key(b"\x02" * 32)
ORIGIN = "log.example/jakarta"
ROOT = leaf_hash(b"root")
SEEN = datetime(2024, 10, 1, 12, 0, tzinfo=UTC)


def test_a_signed_checkpoint_is_read_back() -> None:
    text = sign_checkpoint(ORIGIN, 42, ROOT, LOG)

    checkpoint = parse_and_verify_checkpoint(text, LOG.public_key(), origin=ORIGIN)

    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 42, ROOT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n42\n", "\n43\n"),
        ("\n42\n", "\n042\n"),
        ("log.example", "log.examp1e"),
        ("\n\n", "\n"),
        ("\n42", "\n-1"),
    ],
)
def test_a_changed_checkpoint_is_refused(old: str, new: str) -> None:
    text = sign_checkpoint(ORIGIN, 42, ROOT, LOG).replace(old, new)

    with pytest.raises(Untrusted):
        parse_and_verify_checkpoint(text, LOG.public_key())


def test_a_checkpoint_of_another_key_or_name_is_refused() -> None:
    text = sign_checkpoint(ORIGIN, 42, ROOT, LOG)

    with pytest.raises(Untrusted, match="no signature by this key"):
        parse_and_verify_checkpoint(text, WITNESS.public_key())
    with pytest.raises(Untrusted, match=r"not of other\.example"):
        parse_and_verify_checkpoint(text, LOG.public_key(), origin="other.example")


def test_a_signature_cut_from_another_checkpoint_is_refused() -> None:
    first, second = sign_checkpoint(ORIGIN, 42, ROOT, LOG), sign_checkpoint(ORIGIN, 43, ROOT, LOG)
    mixed = first.split("\n\n")[0] + "\n\n" + second.split("\n\n")[1]

    with pytest.raises(Untrusted, match="false"):
        parse_and_verify_checkpoint(mixed, LOG.public_key())


def test_a_witness_says_when_it_saw_the_checkpoint() -> None:
    text = cosign_checkpoint(sign_checkpoint(ORIGIN, 42, ROOT, LOG), "w.example/1", WITNESS, at=SEEN)

    assert verify_cosignature(text, "w.example/1", WITNESS.public_key()) == SEEN
    assert parse_and_verify_checkpoint(text, LOG.public_key()).size == 42
    with pytest.raises(Untrusted, match="no cosignature"):
        verify_cosignature(text, "w.example/2", WITNESS.public_key())
    with pytest.raises(Untrusted, match="false"):
        verify_cosignature(text.replace("\n42\n", "\n41\n"), "w.example/1", WITNESS.public_key())


def test_a_public_key_is_read_in_each_of_its_spellings() -> None:
    word = verifier_key(ORIGIN, LOG)

    name, key = parse_public_key(word)

    assert (name, raw_public(key)) == (ORIGIN, raw_public(LOG))
    assert raw_public(parse_public_key(raw_public(LOG).hex())[1]) == raw_public(LOG)
    with pytest.raises(ValueError, match="does not belong"):
        parse_public_key(word.replace("jakarta", "bandung"))
    with pytest.raises(ValueError):
        parse_public_key("no key at all")
