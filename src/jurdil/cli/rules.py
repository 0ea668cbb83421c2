"""`jurdil rules`: print the rules of an election's profile with value, dates, source and whether it was read."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from jurdil.law.profiles import Profile, load_profile, profile_keys
from jurdil.law.records import Rule, Value

TAGS = {
    "C": "stated by the page below",
    "L": "article known, text not read again",
    "K": "known practice",
    "I": "inferred",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare which profile, body and rule to print."""
    parser.add_argument("--profile", default="pemilihan-2024", help="the election: %(default)s unless given")
    parser.add_argument("--body", help="only rules of this body, e.g. KPPS")
    parser.add_argument("--id", dest="rule_id", help="only this rule, or those below it: R05 also prints R05.*")
    parser.add_argument("--language", choices=("en", "id"), default="en", help="of titles and texts")
    parser.add_argument("--json", action="store_true", help="print one object for machines")


def run(args: argparse.Namespace) -> int:
    """Print the rules asked for. Exit status 2 if the profile, body or rule does not exist."""
    if args.profile not in profile_keys():
        return _refuse(f"There is no profile {args.profile}; there are {', '.join(profile_keys())}.")
    profile = load_profile(args.profile)
    rules = [rule for _, rule in sorted(profile.rules.items())]
    if args.body:
        rules = [rule for rule in rules if args.body.upper() in rule.applies_to]
        if not rules:
            return _refuse(f"The profile {profile.key} has no rule for {args.body}.")
    if args.rule_id:
        wanted = args.rule_id.casefold()
        rules = [rule for rule in rules if f"{rule.id.casefold()}.".startswith(f"{wanted}.")]
        if not rules:
            return _refuse(f"The profile {profile.key} has no rule {args.rule_id}.")
    if args.json:
        print(json.dumps(_as_object(profile, rules), ensure_ascii=False, indent=1))
    else:
        _print(profile, rules, args.language)
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2


def _print(profile: Profile, rules: list[Rule], language: str) -> None:
    title = profile.title_en if language == "en" else profile.title_id
    print(f"{title} ({profile.key})")
    for rule in rules:
        until = f" to {rule.valid_until.isoformat()}" if rule.valid_until else ""
        print(f"\n{rule.id}  {rule.title(language)}")
        print(f"  value   {_words(rule.value)}{f' ({rule.unit})' if rule.unit else ''}; {rule.mode}")
        print(f"  for     {', '.join(rule.applies_to)}; from {rule.valid_from.isoformat()}{until}")
        print(f"  source  {rule.source.citation} [{rule.source.tag}: {TAGS[rule.source.tag]}]; {_standing(rule)}")
        if rule.source.url:
            print(f"          {rule.source.url}")
        print(f"  {rule.text(language)}")
    counts = Counter(_standing(rule).split(",")[0].lower() for rule in rules)
    print(f"\n{len(rules)} rules: {', '.join(f'{count} {name}' for name, count in sorted(counts.items()))}.")


def _standing(rule: Rule) -> str:
    if rule.verified:
        return "verified"
    return "policy of this product" if rule.source.is_own else "UNVERIFIED, asks a person and never blocks"


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return ("; " if value and isinstance(value[0], Mapping) else ", ").join(_words(part) for part in value)
    return str(value)


def _as_object(profile: Profile, rules: list[Rule]) -> dict[str, Value]:
    return {
        "profile": profile.key,
        "election": profile.election,
        "voting_day": profile.voting_day.isoformat(),
        "rules": [
            {
                "id": rule.id,
                "title_id": rule.title_id,
                "title_en": rule.title_en,
                "applies_to": list(rule.applies_to),
                "value": _plain(rule.value),
                "unit": rule.unit,
                "mode": rule.mode,
                "from": rule.valid_from.isoformat(),
                "until": rule.valid_until.isoformat() if rule.valid_until else None,
                "verified": rule.verified,
                "policy": rule.source.is_own,
                "source": {
                    "citation": rule.source.citation,
                    "tag": rule.source.tag,
                    "url": rule.source.url,
                },
                "text_id": rule.text_id,
                "text_en": rule.text_en,
            }
            for rule in rules
        ],
    }


def _plain(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
