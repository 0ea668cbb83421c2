"""Questions with one best answer, as dated data: the items of the pact and the bank of the role test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from jurdil.law.records import BadRule, Record, Source, read_source, read_toml

FEWEST_OPTIONS = 2
LANGUAGES = {"id", "en"}
Words = Mapping[str, str]  # a text by language: `id`, `en`


@dataclass(frozen=True)
class Item:
    """One question. options: the answers to choose from; right: the place of the best one; why: the explanation.

    kinds: the bodies whose work it asks about; topic: what it is counted under.
    """

    key: str
    topic: str
    kinds: tuple[str, ...]
    text: Words
    options: tuple[Words, ...]
    right: int
    why: Words
    source: Source


def read_item(record: Record) -> Item:
    """Return an item from its TOML record. Raises BadRule if a part, a language or the source is missing."""
    key = str(record.get("key", "(no key)"))
    try:
        texts = [record["text"], record["why"], *record["options"]]
        right = record["right"]
    except KeyError as gap:
        raise BadRule(f"Item {key} has no {gap.args[0]}.") from gap
    if any(set(words) != LANGUAGES for words in texts):
        raise BadRule(f"Item {key} lacks a language.")
    if not 0 <= right < len(record["options"]) or len(record["options"]) < FEWEST_OPTIONS:
        raise BadRule(f"Item {key} has no best answer among its options.")
    text, why, *options = (MappingProxyType(dict(words)) for words in texts)
    return Item(
        key=key,
        topic=str(record.get("topic", key)),
        kinds=tuple(record.get("kinds", ())),
        text=text,
        options=tuple(options),
        right=right,
        why=why,
        source=read_source(record.get("source", {}), rule=key),
    )


@cache
def load_items() -> Mapping[str, Item]:
    """Return the items of `items/*.toml` by key. Raises BadRule, also for a key that stands twice."""
    items: dict[str, Item] = {}
    for file in sorted((files("jurdil.law") / "items").iterdir(), key=lambda file: file.name):
        for record in read_toml(file)["item"] if file.name.endswith(".toml") else ():
            item = read_item(record)
            if item.key in items:
                raise BadRule(f"Item {item.key} stands twice.")
            items[item.key] = item
    return MappingProxyType(items)


def items_for(kind: str) -> tuple[Item, ...]:
    """Return the items that ask about the work of a body, in order of key."""
    return tuple(item for _, item in sorted(load_items().items()) if kind in item.kinds)
