"""A token says what was signed, to anybody who holds the public key, and nothing else passes."""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from jurdil.engines.papers import (
    Forged,
    base45,
    qr_png,
    qr_svg,
    read_qr,
    sign_revocations,
    sign_token,
    token_id,
    verify_revocations,
    verify_token,
)
from jurdil.engines.papers.qr import _modules

KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2))
SALT = bytes(range(8))
ISSUED = datetime(2024, 11, 7, 3, 0, tzinfo=UTC)


def token() -> str:
    return sign_token({"n": "Siti", "t": 12}, KEY, salt=SALT)


def test_a_token_is_read_back_by_either_of_two_trusted_keys() -> None:
    read = verify_token(token(), OTHER.public_key(), KEY.public_key())

    assert read.payload == {"n": "Siti", "t": 12}
    assert read.salt == SALT


def test_a_changed_token_is_refused_at_every_sign() -> None:
    good = token()

    for place in range(len(good)):
        changed = good[:place] + ("A" if good[place] != "A" else "B") + good[place + 1 :]
        with pytest.raises(Forged):
            verify_token(changed, KEY.public_key())


@given(st.text(max_size=80))
def test_any_other_text_is_refused_and_never_breaks_the_reader(text: str) -> None:
    for attempt in (text, "J1:" + text, "J1:" + base45.encode(text.encode())):
        with pytest.raises(Forged):
            verify_token(attempt, KEY.public_key())


def test_a_token_of_a_key_that_is_not_trusted_is_refused() -> None:
    with pytest.raises(Forged, match="not trusted"):
        verify_token(token(), OTHER.public_key())


@pytest.mark.parametrize("payload", [{"_s": "x"}, {"n": 1.5}, {"n": True}])
def test_a_payload_that_could_be_misread_is_refused(payload: dict[str, str | int]) -> None:
    with pytest.raises(ValueError):
        sign_token(payload, KEY, salt=SALT)


@given(st.binary(max_size=60))
def test_base45_gives_the_bytes_back(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


def test_base45_is_that_of_the_standard() -> None:
    assert base45.encode(b"AB") == "BB8"
    assert base45.encode(b"base-45") == "UJCLQE7W581"
    for wrong in ("GGW", "A", "a", "::"):
        with pytest.raises(ValueError):
            base45.decode(wrong)


def test_a_code_is_read_back_from_its_picture() -> None:
    text = token()
    rows = _modules(text)
    wide = [bytes(module for module in row for _ in range(4)) for row in rows for _ in range(4)]
    edge = [b"\xff" * (len(wide[0]) + 32)] * 16
    picture = b"".join([*edge, *(b"\xff" * 16 + row + b"\xff" * 16 for row in wide), *edge])

    assert read_qr(picture, len(edge[0])) == text
    assert read_qr(b"\xff" * 10_000, 100) is None
    assert qr_svg(text) == qr_svg(text)


def test_the_small_picture_for_papers_holds_the_same_text() -> None:
    text = token()
    png = qr_png(text)
    side = int.from_bytes(png[16:20], "big")
    lines = zlib.decompress(png[png.index(b"IDAT") + 4 : -16])
    stride = len(lines) // side
    bits = np.unpackbits(np.frombuffer(lines, dtype=np.uint8).reshape(side, stride)[:, 1:], axis=1)[:, :side]

    grey = np.pad(np.kron(bits, np.ones((4, 4), dtype=np.uint8)) * 255, 16, constant_values=255)

    assert read_qr(grey.tobytes(), grey.shape[1]) == text


def test_a_revoked_token_is_on_the_signed_list() -> None:
    text = sign_revocations([token_id(token())], KEY, number=3, issued=ISSUED)

    read = verify_revocations(text, KEY.public_key())

    assert (read.number, read.issued) == (3, ISSUED)
    assert verify_token(token(), KEY.public_key()).identity in read.revoked


@pytest.mark.parametrize("change", [("number 3", "number 2"), ("issued 2024", "issued 2025"), ("\n\n", "\n")])
def test_a_changed_list_is_refused(change: tuple[str, str]) -> None:
    text = sign_revocations([token_id(token())], KEY, number=3, issued=ISSUED)

    with pytest.raises(Forged):
        verify_revocations(text.replace(*change), KEY.public_key())
    with pytest.raises(Forged, match="not trusted"):
        verify_revocations(text, OTHER.public_key())
