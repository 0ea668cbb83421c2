"""The integrity pact in dated versions: clauses in our own sentences, each with its source and a short item."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

from jurdil.law.items import Item, Words, read_item
from jurdil.law.profiles import load_profile
from jurdil.law.records import BadRule, Source, read_source, read_toml


@dataclass(frozen=True)
class Clause:
    """One clause: what is promised, who says so, and a item that asks whether it is understood."""

    key: str
    text: Words
    source: Source
    item: Item


@dataclass(frozen=True)
class Pact:
    """One version of the pact."""

    version: str
    valid_from: date
    clauses: tuple[Clause, ...]

    @cached_property
    def text_hash(self) -> str:
        """SHA-256 over version, keys and Indonesian texts: what a signature commits to, whatever the page's language.

        The items are not part of it: they ask about the promise, they are none.
        """
        lines = [self.version, *(f"{clause.key}: {clause.text['id']}" for clause in self.clauses)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of the clauses, in their order."""
        return tuple(clause.key for clause in self.clauses)


@cache
def load_pact(version: str) -> Pact:
    """Return one version of the pact. Raises BadRule if there is none, or if a clause has no source or no item."""
    file = files("jurdil.law") / "pacts" / f"{version}.toml"
    if not file.is_file():
        raise BadRule(f"There is no pact {version}.")
    content = read_toml(file)
    clauses = []
    for record in content["clause"]:
        key, text = record["key"], record["text"]
        if "source" not in record or set(text) != {"id", "en"}:
            raise BadRule(f"Clause {key} of pact {version} has no source or lacks a language.")
        item = read_item({**record["item"], "key": key, "source": record["source"]})
        clauses.append(Clause(key, MappingProxyType(dict(text)), read_source(record["source"], rule=key), item))
    return Pact(version, content["from"], tuple(clauses))


def pact_of(profile_key: str) -> Pact:
    """Return the pact that holds in an election: the version that its profile names."""
    return load_pact(str(load_profile(profile_key).value("consolidation.pact")))
