"""Check an application against the requirements of a profile: passed, failed or unknown, with rule and reason.

A finding excludes nobody; only a ruling does. A rule whose source was not read never fails anyone, and neither
does a requirement that a body only borrows: what would fail becomes a question for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from jurdil.law.explaining import ASKED, explain
from jurdil.law.facts import ApplicantFacts
from jurdil.law.limits import Limits, limits_of
from jurdil.law.outcomes import Details, Outcome
from jurdil.law.profiles import Profile
from jurdil.law.records import Rule
from jurdil.law.requirements import REQUIREMENTS, Requirement


@dataclass(frozen=True)
class Finding:
    """What the check found about one requirement, with the words for the person it concerns."""

    rule: Rule
    outcome: Outcome
    reason_key: str
    reason_id: str
    reason_en: str
    remedy_id: str
    remedy_en: str
    details: Mapping[str, str | int]


class CompactFinding(NamedTuple):
    """The same without words; `explain` gives them when somebody reads."""

    rule_id: str
    outcome: Outcome
    reason_key: str
    details: Details


@dataclass(frozen=True)
class Checklist:
    """The requirements of one body under one profile, made ready for many applications."""

    limits: Limits
    steps: tuple[tuple[str, Requirement, bool], ...]
    waivable: frozenset[str]


@cache
def prepare(profile: Profile, body: str) -> Checklist:
    """Return the checklist of a body; the third part of a step says whether its rule can fail anyone.

    Raises KeyError for a body whose requirements the profile does not know.
    """
    steps = tuple(
        (rule.id, REQUIREMENTS[rule.id], rule.verified and rule.mode == "require" and body in rule.applies_to)
        for rule in profile.requirements(body)
    )
    waivable = frozenset(str(profile.value(rule_id)) for rule_id in ("relaxation.education", "relaxation.domicile"))
    return Checklist(limits_of(profile, body), steps, waivable)


def check_outcomes(facts: ApplicantFacts, checklist: Checklist, *, on: date) -> tuple[CompactFinding, ...]:
    """Return the outcome of every requirement, without words: for whole wards at a time.

    on: the day of the check; age is counted on voting day whatever `on` is.
    """
    waived = {waiver.rule_id for waiver in facts.waivers} & checklist.waivable if facts.waivers else ()
    found = []
    for rule_id, requirement, can_fail in checklist.steps:
        outcome, reason, details = requirement(facts, checklist.limits, on)
        if outcome is not Outcome.PASSED:
            if rule_id in waived:
                outcome, reason, details = Outcome.PASSED, "waived", _waiver_details(facts, rule_id)
            elif outcome is Outcome.FAILED and not can_fail:
                outcome, reason = Outcome.UNKNOWN, ASKED + reason
        found.append(CompactFinding(rule_id, outcome, reason, details))
    return tuple(found)


def _waiver_details(facts: ApplicantFacts, rule_id: str) -> Details:
    waiver = next(waiver for waiver in facts.waivers if waiver.rule_id == rule_id)
    return {"ground": waiver.ground, "decided_by": waiver.decided_by, "decided_on": waiver.decided_on.isoformat()}


def check_application(facts: ApplicantFacts, profile: Profile, body: str, *, on: date) -> tuple[Finding, ...]:
    """Return a finding per requirement of `body`, in the order of their ids, with reasons and remedies."""
    return tuple(in_words(found, profile) for found in check_outcomes(facts, prepare(profile, body), on=on))


def in_words(found: CompactFinding, profile: Profile) -> Finding:
    """Return a compact finding with its rule and sentences."""
    rule_id, outcome, reason_key, details = found
    reason_id, remedy_id = explain(rule_id, reason_key, details, "id")
    reason_en, remedy_en = explain(rule_id, reason_key, details, "en")
    return Finding(
        rule=profile.rule(rule_id),
        outcome=outcome,
        reason_key=reason_key,
        reason_id=reason_id,
        reason_en=reason_en,
        remedy_id=remedy_id,
        remedy_en=remedy_en,
        details=MappingProxyType(dict(details)),
    )


def missing_documents(documents: Iterable[str], profile: Profile, language: str = "id") -> tuple[str, ...]:
    """Return the names of the documents of an application that are not there yet. Law: requirement.documents."""
    seen = frozenset(documents)
    return tuple(
        document[language] for document in profile.value("requirement.documents") if document["kind"] not in seen
    )
