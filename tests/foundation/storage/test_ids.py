"""Ids sort by the time they were made, one by one or many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jurdil.foundation.storage.ids import made_at, new_id, new_ids


def test_ids_sort_in_the_order_in_which_they_were_made() -> None:
    made = [new_id(), *new_ids(3000), new_id(), *new_ids(2), new_id()]

    assert made == sorted(made)
    assert len(set(made)) == 3005
    assert {one.version for one in made} == {7}


def test_no_ids_are_no_ids() -> None:
    assert new_ids(0) == []


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(UTC) - timedelta(milliseconds=5)

    assert before <= made_at(new_id()) <= datetime.now(UTC) + timedelta(seconds=1)
