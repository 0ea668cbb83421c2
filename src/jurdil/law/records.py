"""A rule as a dated record with its source; a rule without one does not load (OpenFisca's parameters in spirit)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

# What a TOML value can be; who asks for a rule by its id knows which of them it holds.
Value = Any
Mode = Literal["require", "prefer", "record", "policy"]
Tag = Literal["C", "L", "K", "I"]


class BadRule(Exception):
    """A record is incomplete or contradicts another; names the rule."""


@dataclass(frozen=True)
class Source:
    """Where a rule stands.

    tag: C stated by the page at `url`; L the article is known but its text was not read again; K known
    practice; I inferred. is_own: a policy of this product, which needs no other source.
    """

    instrument: str
    number: str
    year: int
    tag: Tag
    pasal: str = ""
    ayat: str = ""
    huruf: str = ""
    url: str = ""
    is_own: bool = False

    @property
    def citation(self) -> str:
        """Return the legal reference in one line, always with type, number and year."""
        number = "" if self.number == "-" else f"{self.number}/"
        words = [f"{self.instrument} {number}{self.year}"]
        if self.pasal:
            words.append(f"pasal {self.pasal}" if self.pasal[0].isdigit() else self.pasal)
        if self.ayat:
            words.append(f"ayat ({self.ayat})")
        if self.huruf:
            words.append(f"huruf {self.huruf}")
        return " ".join(words)


@dataclass(frozen=True)
class Rule:
    """One rule: what holds, for whom, since when, and who says so.

    mode: require (a person may be excluded by people on its ground), prefer (order only), record (kept for
    people to weigh), policy (how this product works).
    verified: a public page that states it was read; a press page is no decree, so the address is always shown.
    A rule that is not verified can ask a human and never block, unless it is our own policy.
    """

    id: str
    title_id: str
    title_en: str
    applies_to: tuple[str, ...]
    value: Value
    unit: str
    mode: Mode
    valid_from: date
    valid_until: date | None
    source: Source
    text_id: str
    text_en: str
    verified: bool

    @property
    def may_refuse(self) -> bool:
        """Return whether a verb may refuse on this ground: a verified rule, or a policy of this product."""
        return self.verified or self.source.is_own

    def is_in_force(self, on: date) -> bool:
        """Return whether the rule holds on that day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    def title(self, language: str) -> str:
        """Return the title in `id` or `en`."""
        return self.title_en if language == "en" else self.title_id

    def text(self, language: str) -> str:
        """Return the rule in our words, in `id` or `en`."""
        return self.text_en if language == "en" else self.text_id


Record = Mapping[str, Value]


def read_toml(file: Traversable) -> dict[str, Value]:
    """Return a TOML file with exact decimals."""
    return tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)


@cache
def _known_sources() -> dict[str, Value]:
    return read_toml(files("jurdil.law") / "sources.toml")


def read_source(record: Record, *, rule: str) -> Source:
    """Return the source that a record names by `ref`. Raises BadRule if it names none that is known.

    A tag such as `C33` says: read on that page; its address comes with it.
    """
    known = _known_sources()
    instrument = known["instruments"].get(record.get("ref"))
    mark = str(record.get("tag", ""))
    url = str(record.get("url", "")) or known["pages"].get(mark, "")
    if instrument is None or mark[:1] not in get_args(Tag):
        raise BadRule(f"Rule {rule} has no source that is known.")
    if mark[0] == "C" and not url:
        raise BadRule(f"Rule {rule} says that its source was read, but not where.")
    return Source(
        instrument=instrument["type"],
        number=instrument["number"],
        year=instrument["year"],
        tag=cast(Tag, mark[0]),
        pasal=str(record.get("pasal", "")),
        ayat=str(record.get("ayat", "")),
        huruf=str(record.get("huruf", "")),
        url=url,
        is_own=bool(instrument.get("own", False)),
    )


def read_rule(record: Record) -> Rule:
    """Return a rule from its TOML record. Raises BadRule if a part or the source is missing."""
    name = str(record.get("id", "(no id)"))
    if "source" not in record:
        raise BadRule(f"Rule {name} has no source.")
    source = read_source(record["source"], rule=name)
    if record.get("mode") not in get_args(Mode):
        raise BadRule(f"Rule {name} has no mode among {', '.join(get_args(Mode))}.")
    if record.get("verified") and source.tag != "C":
        raise BadRule(f"Rule {name} cannot be verified: its source was not read.")
    try:
        return Rule(
            id=record["id"],
            title_id=record["title_id"],
            title_en=record["title_en"],
            applies_to=tuple(record["applies_to"]),
            value=freeze(record["value"]),
            unit=record["unit"],
            mode=record["mode"],
            valid_from=record["from"],
            valid_until=record.get("until"),
            source=source,
            text_id=record["text_id"],
            text_en=record["text_en"],
            verified=bool(record.get("verified", source.tag == "C")),
        )
    except KeyError as gap:
        raise BadRule(f"Rule {name} has no {gap.args[0]}.") from gap


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return every rule of `rules/*.toml` by id. Raises BadRule, also for an id that stands twice."""
    rules: dict[str, Rule] = {}
    for file in sorted((files("jurdil.law") / "rules").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".toml"):
            continue
        content = read_toml(file)
        defaults = {"applies_to": _EVERY_BODY, **content.get("defaults", {})}
        for record in content["rule"]:
            rule = read_rule({**defaults, **record})
            if rule.id in rules:
                raise BadRule(f"Rule {rule.id} stands twice.")
            rules[rule.id] = rule
    return MappingProxyType(rules)


_EVERY_BODY = ("PPK", "PPS", "KPPS", "PANTARLIH", "LINMAS", "SEKRETARIAT_PPK", "SEKRETARIAT_PPS", "CADANGAN_KPPS")


def freeze(value: Value) -> Value:
    """Return a TOML value that nobody can change by accident."""
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(part) for key, part in value.items()})
    if isinstance(value, list):
        return tuple(freeze(part) for part in value)
    return value
