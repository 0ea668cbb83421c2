"""Clauses and items in the language of the page, ready for a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language

from jurdil.law.items import Item, Words
from jurdil.law.pacts import Pact

DIGITS = 3  # of a number that a form of ours sends


@dataclass(frozen=True)
class Option:
    """One answer to choose from. place: its number in the item, whatever the order on the page."""

    place: int
    text: str
    is_right: bool


@dataclass(frozen=True)
class Asked:
    """An item as a page asks it."""

    key: str
    text: str
    options: tuple[Option, ...]
    why: str
    source: str


@dataclass(frozen=True)
class ShownClause:
    """A clause as a page shows it, with its item."""

    key: str
    text: str
    source: str
    item: Asked


def told(words: Words) -> str:
    """Return a text in the page's language."""
    return words["en" if get_language() == "en" else "id"]


def asked(item: Item) -> Asked:
    """Return an item in the page's language, its options in their own order."""
    options = tuple(Option(place, told(one), place == item.right) for place, one in enumerate(item.options))
    return Asked(item.key, told(item.text), options, told(item.why), item.source.citation)


def asked_in_order(item: Item, order: Sequence[int]) -> Asked:
    """Return an item in the page's language, its options in the order of a form."""
    one = asked(item)
    return replace(one, options=tuple(one.options[place] for place in order))


def shown_clauses(pact: Pact) -> list[ShownClause]:
    """Return the clauses of a pact in the page's language."""
    return [ShownClause(one.key, told(one.text), one.source.citation, asked(one.item)) for one in pact.clauses]


def number_in(text: str) -> int | None:
    """Return a short whole number as a form of ours sends it; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def answers_of(posted: Mapping[str, str], clauses: Iterable[ShownClause]) -> dict[str, int]:
    """Return the options chosen for the items of a posted form, by clause."""
    chosen = {one.key: number_in(posted.get(f"item-{one.key}", "")) for one in clauses}
    return {key: place for key, place in chosen.items() if place is not None}
