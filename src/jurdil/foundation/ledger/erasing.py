"""Erase what the ledger knows of a person while the log stands."""

from __future__ import annotations

from jurdil.foundation.ledger.models import Leaf


def erase_records(subjects: list[str]) -> int:
    """Destroy salt and record of every leaf about `subjects`; hash and commitment stay. Returns how many.

    Law: UU 27/2022 (rights of the data subject; article not re-read, see docs/glossary.md).
    """
    return Leaf.objects.filter(subject__in=subjects).update(salt=None, record=None)
