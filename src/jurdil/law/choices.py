"""Named policies: what an appointing authority may switch on beyond the law, each with the rules it brings to life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from jurdil.law.records import BadRule, load_rules, read_toml


@dataclass(frozen=True)
class NamedPolicy:
    """A policy beyond the law. group: of one group one policy holds at a time. rules: ids that it brings to life."""

    key: str
    group: str
    bodies: tuple[str, ...]
    rules: tuple[str, ...]
    title_id: str
    title_en: str
    text_id: str
    text_en: str

    def title(self, language: str) -> str:
        """Return the title in `id` or `en`."""
        return self.title_en if language == "en" else self.title_id

    def text(self, language: str) -> str:
        """Return the policy in our words, in `id` or `en`."""
        return self.text_en if language == "en" else self.text_id


@cache
def named_policies() -> Mapping[str, NamedPolicy]:
    """Return every named policy by key, in the order of the file. Raises BadRule for one that names an unknown rule."""
    found: dict[str, NamedPolicy] = {}
    for record in read_toml(files("jurdil.law") / "policies" / "selection.toml")["policy"]:
        lists = {name: tuple(record[name]) for name in ("bodies", "rules")}
        policy = NamedPolicy(**{**record, **lists})
        missing = set(policy.rules) - set(load_rules())
        if missing:
            raise BadRule(f"The policy {policy.key} names rules that do not exist: {', '.join(sorted(missing))}.")
        found[policy.key] = policy
    return MappingProxyType(found)
