"""One house however it is written; another house when a number or a short word differs."""

from __future__ import annotations

import pytest

from jurdil.engines.linkage.houses import is_one_house


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("Jl. Sawah Baru No. 33 RT 004/RW 07", "Jalan Saawah Baru 33", True),
        ("33 Kingham Place", "33 Place Kingham", True),
        ("Jl. Diponegoro 36", "Jl. Dipoengoro 36", True),
        ("Gang Mawar I No. 5", "Gang Mawar II No. 5", False),
        ("Jl. Melati 14", "Jl. Melati 41", False),
        ("Jl. Melati 5", "Jl. Kenanga 5", False),
        ("Jl. Melati 5", "Jl. Melati 5 A", False),
    ],
)
def test_a_slip_or_another_order_is_one_house_and_another_number_is_not(one: str, other: str, is_one: bool) -> None:
    assert is_one_house(one, other) is is_one
    assert is_one_house(other, one) is is_one
