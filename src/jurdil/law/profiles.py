"""The profile of an election: which rules hold for it, with which values, and its calendar of windows.

Windows are intervals of their own and overlap by design; they are no steps of a wizard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from jurdil.law.records import BadRule, Record, Rule, Value, freeze, load_rules, read_rule, read_source, read_toml


@dataclass(frozen=True)
class Window:
    """One interval of the calendar, both days included. body: of the bodies, or the election's own kind."""

    rule: Rule
    body: str
    stage: str
    start: date
    end: date

    def is_open(self, on: date) -> bool:
        """Return whether the day lies in the window."""
        return self.start <= on <= self.end


@dataclass(frozen=True, eq=False)
class Profile:
    """The rules of one election, by id."""

    key: str
    election: str
    title_id: str
    title_en: str
    voting_day: date
    rules: Mapping[str, Rule]
    calendar: tuple[Window, ...]

    def rule(self, rule_id: str) -> Rule:
        """Return the rule. Raises KeyError with the profile's name if it does not hold here."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise KeyError(f"The profile {self.key} has no rule {rule_id}.") from None

    def value(self, rule_id: str) -> Value:
        """Return the rule's value as it stands in the record."""
        return self.rule(rule_id).value

    def number(self, rule_id: str) -> int:
        """Return the value of a rule that is a whole number. Raises TypeError if it is none."""
        value = self.value(rule_id)
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"The value of {rule_id} is not a whole number.")
        return value

    def decimal(self, rule_id: str) -> Decimal:
        """Return the value of a rule that is a number."""
        return Decimal(self.value(rule_id))

    def words(self, rule_id: str) -> tuple[str, ...]:
        """Return the value of a rule that is a list of words. Raises TypeError if it is none."""
        value = self.value(rule_id)
        if not isinstance(value, tuple):
            raise TypeError(f"The value of {rule_id} is not a list.")
        return value

    def windows(self, body: str) -> tuple[Window, ...]:
        """Return the windows of a body (or of the election itself: `PEMILIHAN`, `PEMILU`), in their order."""
        return tuple(window for window in self.calendar if window.body == body)

    def window(self, body: str, stage: str) -> Window | None:
        """Return one window, or None where the profile states none (then nothing may be refused for time)."""
        return next((window for window in self.windows(body) if window.stage == stage), None)

    def checked_like(self, body: str) -> str:
        """Return the body whose requirements apply: reserves, order officers and secretariats borrow them."""
        return str(self.value("recruitment.checked_like").get(body, body))

    def requirements(self, body: str) -> tuple[Rule, ...]:
        """Return R01, R02, ... as they are checked for a body, in order."""
        like = self.checked_like(body)
        return tuple(
            rule for key, rule in sorted(self.rules.items()) if _is_requirement(key) and like in rule.applies_to
        )

    def for_body(self, body: str) -> tuple[Rule, ...]:
        """Return every rule, windows included, that applies to a body, in order of id."""
        return tuple(rule for _, rule in sorted(self.rules.items()) if body in rule.applies_to)


def _is_requirement(rule_id: str) -> bool:
    return rule_id[0] == "R" and rule_id[1:].isdigit()


def profile_keys() -> tuple[str, ...]:
    """Return the keys of all profiles, in alphabetical order."""
    names = (file.name for file in (files("jurdil.law") / "elections").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def load_profile(key: str) -> Profile:
    """Return the profile of an election, e.g. `pemilihan-2024`. Raises KeyError if there is none, BadRule."""
    if key not in profile_keys():
        raise KeyError(f"There is no profile {key}; there are {', '.join(profile_keys())}.")
    content = read_toml(files("jurdil.law") / "elections" / f"{key}.toml")
    rules = _chosen(content["rules"], key)
    for change in content.get("override", ()):
        rules[change["id"]] = _overridden(rules, change)
    voting_day: date = content["voting_day"]
    lapsed = [rule.id for rule in rules.values() if not rule.is_in_force(voting_day)]
    if lapsed:
        raise BadRule(f"The profile {key} uses rules that do not hold on voting day: {', '.join(lapsed)}.")
    calendar = tuple(_windows(content))
    for window in calendar:
        if window.rule.id in rules:
            raise BadRule(f"Rule {window.rule.id} stands twice.")
        rules[window.rule.id] = window.rule
    return Profile(
        key=content["key"],
        election=content["election"],
        title_id=content["title_id"],
        title_en=content["title_en"],
        voting_day=voting_day,
        rules=MappingProxyType(rules),
        calendar=calendar,
    )


def _chosen(patterns: list[str], key: str) -> dict[str, Rule]:
    chosen: dict[str, Rule] = {}
    for pattern in patterns:
        found = {name: rule for name, rule in load_rules().items() if fnmatchcase(name, pattern)}
        if not found:
            raise BadRule(f"The profile {key} names rules that do not exist: {pattern}.")
        chosen.update(found)
    return chosen


def _overridden(rules: Mapping[str, Rule], change: Record) -> Rule:
    """Return the rule with another value or mode; a change of the law needs a source of its own."""
    name = change["id"]
    if name not in rules:
        raise BadRule(f"The profile changes rule {name}, which it does not hold.")
    if "source" not in change:
        raise BadRule(f"The change of rule {name} has no source.")
    rule, source = rules[name], read_source(change["source"], rule=name)
    return replace(
        rule,
        value=freeze(change.get("value", rule.value)),
        mode=change.get("mode", rule.mode),
        source=source,
        verified=source.tag == "C",
    )


def _windows(content: Record) -> Iterator[Window]:
    for record in content.get("window", ()):
        body, stage, start, end = record["body"], record["stage"], record["start"], record["end"]
        if end < start:
            raise BadRule(f"The window {stage} of {body} ends before it begins.")
        rule = read_rule(
            {
                "id": f"window.{body.lower()}.{stage}",
                "title_id": record["title_id"],
                "title_en": record["title_en"],
                "applies_to": [body],
                "value": {"start": start, "end": end},
                "unit": "days, both included",
                "mode": "record" if stage == "term" else "require",
                "from": start,
                "until": end,
                "source": {
                    "ref": record.get("ref", content["calendar"]["ref"]),
                    "tag": record["tag"],
                    "url": record["url"],
                },
                "text_id": f"{record['title_id']}: {start:%d-%m-%Y} sampai {end:%d-%m-%Y}.",
                "text_en": f"{record['title_en']}: {start.isoformat()} to {end.isoformat()}.",
            }
        )
        yield Window(rule, body, stage, start, end)
