"""A region's code is its path."""

from __future__ import annotations

import pytest

from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.storage.codes import covers, parents, within
from jurdil.foundation.storage.ids import new_id


def test_a_prefix_ends_at_a_dot() -> None:
    assert covers("31.71", "31.71.01.1001")
    assert covers("31.71.01.1001", "31.71.01.1001/012")
    assert not covers("31.7", "31.71")
    assert not covers("31.71.01.1001", "31.71.01.1002")


def test_the_empty_code_is_the_nation() -> None:
    assert covers("", "94.01")


def test_the_parents_of_a_station_include_its_ward() -> None:
    assert parents("31.71.01.1001/012") == ("31", "31.71", "31.71.01", "31.71.01.1001")
    assert parents("31") == ()


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["31", "31.7", "31.71", "31.71.01.1001", "31.71.01.1001/012", "32", ""])
def test_the_index_range_says_the_same_as_covers(code: str) -> None:
    regions = ["31", "31.71", "31.71.01", "31.71.01.1001", "31.71.01.1001/012", "31.72", "32", "3", "31.7"]
    moment = "2024-11-08T00:00Z"
    for region in regions:
        Leaf.objects.create(id=new_id(), kind="t", at=moment, region=region, commitment=b"", leaf_hash=b"")

    found = set(Leaf.objects.filter(within("region", code)).values_list("region", flat=True))

    assert found == {region for region in regions if covers(code, region)}
