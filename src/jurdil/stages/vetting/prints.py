"""Hashes that recognise the same claim and the same person again, without keeping the values open.

Both are keyed (HMAC): the values hold a NIK, whose space is small enough to be searched.
"""

from __future__ import annotations

from collections.abc import Mapping

from jurdil.engines.merkle import canonical
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.registry.rosters.columns import ENTRY_VALUES

COMPARED = ("name", "nik", "birth_date", "birth_place", "sex", "address", "region")


def _words(values: Mapping[str, object], names: tuple[str, ...]) -> dict[str, str]:
    return {name: str(values[name]) for name in names if values.get(name) not in (None, "")}


def pair_of(roster: str, about: str, entry: Mapping[str, object]) -> str:
    """Return the hash of a claim: the list and what it says. The entry's number is left out, lists are renumbered."""
    return lookup_hash(canonical({"roster": roster, "about": about, **_words(entry, ENTRY_VALUES)}).decode())


def token_pair_of(roster: str, about: str, levels: Mapping[str, object]) -> str:
    """Return the hash of what a list of keyed tokens claims of a person: which values agree and how.

    Its entries are numbered anew with each delivery and show nothing else that would stay the same.
    """
    return lookup_hash(canonical({"roster": roster, "about": about, "levels": dict(levels)}).decode())


def print_of(person: Mapping[str, object]) -> str:
    """Return the hash of the values of a person that were compared."""
    return lookup_hash(canonical(_words(person, COMPARED)).decode())
