"""Personal values are sealed, found by a keyed hash, and rotated."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from jurdil.foundation.storage.seals import Sealed, is_sealed_with_active_key, lookup_hash, seal, sealer, unseal


def test_a_sealed_value_opens_again_and_shows_nothing() -> None:
    sealed = seal(b"Jalan Rekaan 5", "address")

    assert b"Rekaan" not in sealed
    assert unseal(sealed, "address") == b"Jalan Rekaan 5"
    assert "Rekaan" not in str(Sealed.of(sealed, "address"))
    assert Sealed.of(sealed, "address").reveal() == "Jalan Rekaan 5"


def test_a_sealed_phone_cannot_be_passed_off_as_an_address() -> None:
    with pytest.raises(ValueError, match="belongs elsewhere"):
        unseal(seal(b"0812", "phone"), "address")


def test_a_sealer_seals_like_seal_and_never_twice_alike() -> None:
    sealed = sealer("phone")

    first, second = sealed(b"0812"), sealed(b"0812")

    assert first != second
    assert unseal(first, "phone") == unseal(second, "phone") == b"0812"
    with pytest.raises(ValueError, match="belongs elsewhere"):
        unseal(first, "address")


def test_a_new_first_key_seals_and_the_old_one_still_opens(settings: Settings) -> None:
    old = seal(b"x", "phone")
    settings.KEY_RING = f"new:{'ab' * 32}," + settings.KEY_RING

    assert not is_sealed_with_active_key(old)
    assert unseal(old, "phone") == b"x"
    assert is_sealed_with_active_key(seal(b"x", "phone"))


def test_the_lookup_hash_needs_its_key(settings: Settings) -> None:
    first = lookup_hash("317101")
    settings.LOOKUP_KEY = "00" * 32

    assert lookup_hash("317101") != first
    assert lookup_hash("") == ""
