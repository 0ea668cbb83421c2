"""The rules that hold for the election of the day: each in our words, with where it stands and who read that."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jurdil.doors.public.words import ROOMS, RULES, TAGS, words_of
from jurdil.foundation.storage.clock import day_of, now
from jurdil.law import Profile, Rule, load_profile
from jurdil.registry.elections.queries import election_on

REQUIREMENT = "R"  # R01 to R15 and what belongs to them


def _profile() -> Profile:
    election = election_on(day_of(now()))
    return load_profile(election.profile if election else "pemilihan-2024")


def _part_of(rule: Rule) -> str:
    first = rule.id.split(".")[0]
    return REQUIREMENT if first[1:].isdigit() else first


def _line(rule: Rule, request: HttpRequest) -> dict[str, str]:
    language = "en" if (request.LANGUAGE_CODE or "id").startswith("en") else "id"
    return {
        "key": rule.id,
        "title": rule.title(language),
        "text": rule.text(language),
        "source": rule.source.citation,
        "url": rule.source.url,
        "tag": str(TAGS["own" if rule.source.is_own else rule.source.tag]),
    }


def rule_page(request: HttpRequest) -> HttpResponse:
    """Show every rule by what it is about; the ids on other pages lead here."""
    profile = _profile()
    ordered = sorted(profile.rules.values(), key=lambda rule: (_part_of(rule), rule.id))
    parts = [
        (words_of(ROOMS | RULES, part), [_line(rule, request) for rule in rules])
        for part, rules in groupby(ordered, key=_part_of)
    ]
    title = profile.title_en if (request.LANGUAGE_CODE or "id").startswith("en") else profile.title_id
    return render(request, "public/rules.html", {"title": title, "parts": parts})


def privacy(request: HttpRequest) -> HttpResponse:
    """Show the rules about personal data as the law records them."""
    rules = [rule for key, rule in sorted(_profile().rules.items()) if key.startswith("privacy.")]
    return render(request, "public/privacy.html", {"rules": [_line(rule, request) for rule in rules]})
