"""The check of an application: fair at every boundary, and never a failure for want of knowledge."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

import pytest

from jurdil.law import (
    ApplicantFacts,
    Finding,
    FormerParty,
    HealthCertificate,
    Outcome,
    Profile,
    Spouse,
    Waiver,
    check_application,
    check_outcomes,
    load_profile,
    missing_documents,
    prepare,
)
from jurdil.law.explaining import explain
from jurdil.law.requirements import REQUIREMENTS

ON = date(2024, 9, 20)
PAPERS = frozenset(
    {
        "registration_letter",
        "curriculum_vitae",
        "identity_card",
        "diploma",
        "photo",
        "declaration",
        "health_certificate",
    }
)
MEASURED = frozenset({"blood_pressure", "blood_sugar", "cholesterol"})


def number_of(born: date, sex: str, serial: int = 1) -> str:
    day = born.day + (40 if sex == "P" else 0)
    return f"{'31.74.01'.replace('.', '')}{day:02d}{born:%m%y}{serial:04d}"


def siti(**changes: object) -> ApplicantFacts:
    born = date(1990, 3, 12)
    facts = ApplicantFacts(
        name="Siti",
        nik=number_of(born, "P"),
        birth_date=born,
        sex="P",
        home_region="31.74.01.1001",
        work_region="31.74.01.1001/004",
        education="SMA",
        declarations=(True,) * 10,
        documents=PAPERS,
        health=HealthCertificate(issued_on=date(2024, 9, 18), recorded=MEASURED, needs_attention=False),
        it_skill=True,
    )
    return replace(facts, **changes)  # type: ignore[arg-type]


def finding(facts: ApplicantFacts, rule_id: str, body: str = "KPPS", profile: Profile | None = None) -> Finding:
    found = check_application(facts, profile or load_profile("pemilihan-2024"), body, on=ON)
    return next(one for one in found if one.rule.id == rule_id)


def with_rule(rule_id: str, **changes: object) -> Profile:
    profile = load_profile("pemilihan-2024")
    rule = replace(profile.rule(rule_id), **changes)  # type: ignore[arg-type]
    return replace(profile, rules=MappingProxyType({**profile.rules, rule_id: rule}))


def test_siti_who_brought_everything_passes_every_requirement() -> None:
    found = check_application(siti(), load_profile("pemilihan-2024"), "KPPS", on=ON)

    assert [one.rule.id for one in found] == sorted(REQUIREMENTS)
    assert {one.outcome for one in found} == {Outcome.PASSED}
    assert all(one.reason_id and one.reason_en for one in found)


def test_an_empty_form_fails_nobody_and_says_what_to_bring() -> None:
    found = check_application(ApplicantFacts(), load_profile("pemilihan-2024"), "KPPS", on=ON)

    assert {one.outcome for one in found} == {Outcome.UNKNOWN}
    assert all(one.remedy_id and one.remedy_en for one in found)


@pytest.mark.parametrize(
    ("born", "outcome", "reason"),
    [
        (date(1969, 11, 27), Outcome.PASSED, "within"),
        (date(1969, 11, 26), Outcome.PASSED, "within"),
        (date(1968, 11, 28), Outcome.PASSED, "within"),
        (date(1968, 11, 27), Outcome.PASSED, "older"),
        (date(2007, 11, 27), Outcome.PASSED, "within"),
        (date(2007, 11, 28), Outcome.FAILED, "too_young"),
        (None, Outcome.UNKNOWN, "no_birth_date"),
    ],
)
def test_age_is_counted_on_voting_day(born: date | None, outcome: Outcome, reason: str) -> None:
    found = finding(siti(birth_date=born), "R02")

    assert (found.outcome, found.reason_key) == (outcome, reason)


def test_the_preferred_age_is_for_kpps_only() -> None:
    elder = siti(birth_date=date(1950, 1, 1), home_region="31.74.01", work_region="31.74.01")

    assert finding(elder, "R02", "PPK").reason_key == "within"


def test_a_profile_that_makes_the_preferred_age_hard_excludes_by_it() -> None:
    elder = siti(birth_date=date(1950, 1, 1))

    hard = finding(elder, "R02", profile=with_rule("R02.max_age", mode="require"))

    assert (hard.outcome, hard.reason_key) == (Outcome.FAILED, "too_old")


def test_a_rule_that_was_not_verified_asks_a_person_and_never_fails() -> None:
    unread = with_rule("R02", verified=False)

    found = finding(siti(birth_date=date(2010, 1, 1)), "R02", profile=unread)

    assert found.outcome is Outcome.UNKNOWN
    assert "a person must decide" in found.reason_en


@pytest.mark.parametrize("body", ["LINMAS", "SEKRETARIAT_PPS", "SEKRETARIAT_PPK", "CADANGAN_KPPS"])
def test_a_body_that_borrows_the_requirements_is_checked_but_never_failed(body: str) -> None:
    found = check_application(
        siti(birth_date=date(2010, 1, 1), education="SD"), load_profile("pemilihan-2024"), body, on=ON
    )

    assert len(found) == len(REQUIREMENTS)
    assert Outcome.FAILED not in {one.outcome for one in found}


def test_a_number_that_disagrees_with_the_form_is_no_fault() -> None:
    found = finding(siti(sex="L"), "R01")

    assert (found.outcome, found.reason_key) == (Outcome.PASSED, "differs")
    assert finding(siti(nik="12"), "R01").outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("former", "outcome"),
    [
        (FormerParty(left_on=date(2019, 9, 20), has_letter=True), Outcome.PASSED),
        (FormerParty(left_on=date(2019, 9, 21), has_letter=True), Outcome.FAILED),
        (FormerParty(left_on=date(2010, 1, 1), has_letter=False), Outcome.UNKNOWN),
        (FormerParty(), Outcome.UNKNOWN),
    ],
)
def test_a_former_member_is_judged_by_the_party_letter(former: FormerParty, outcome: Outcome) -> None:
    assert finding(siti(former_party=former), "R05").outcome is outcome


@pytest.mark.parametrize("rule_id", ["R05", "R09", "R10", "R11", "R12"])
def test_an_item_struck_out_is_asked_about_before_anything_else(rule_id: str) -> None:
    items = load_profile("pemilihan-2024").words("requirement.declaration_items")
    declarations = tuple(item != rule_id for item in items)

    found = finding(siti(declarations=declarations), rule_id)

    assert (found.outcome, found.reason_key) == (Outcome.UNKNOWN, "struck_out")


@pytest.mark.parametrize(
    ("home", "attested", "outcome"),
    [
        ("31.74.01.1001", None, Outcome.PASSED),
        ("31.74.01.1002", None, Outcome.UNKNOWN),
        ("31.74.01.1002", True, Outcome.PASSED),
        ("31.74.01.1002", False, Outcome.FAILED),
        ("31.74", None, Outcome.UNKNOWN),
    ],
)
def test_domicile_goes_by_card_or_attestation(home: str, attested: bool | None, outcome: Outcome) -> None:
    assert finding(siti(home_region=home, domicile_attested=attested), "R06").outcome is outcome


def test_the_working_area_of_a_ppk_is_the_district() -> None:
    facts = siti(home_region="31.74.01.1002", work_region="31.74.01")

    assert finding(facts, "R06", "PPK").outcome is Outcome.PASSED


def test_only_a_doctor_can_say_that_somebody_is_unable() -> None:
    unfit = siti(health=HealthCertificate(declared_unfit=True))
    frail = siti(health=HealthCertificate(date(2024, 9, 1), MEASURED, needs_attention=True))
    hasty = siti(health=HealthCertificate(date(2024, 9, 1), frozenset({"blood_pressure"})))

    assert finding(unfit, "R07").outcome is Outcome.FAILED
    assert finding(frail, "R07").outcome is Outcome.PASSED
    assert "blood_sugar, cholesterol" in finding(hasty, "R07").reason_en


@pytest.mark.parametrize(
    ("level", "outcome"),
    [
        ("smk", Outcome.PASSED),
        ("Paket C", Outcome.PASSED),
        ("S-1", Outcome.PASSED),
        ("SMP", Outcome.FAILED),
        ("?", Outcome.UNKNOWN),
    ],
)
def test_schooling_is_understood_as_people_write_it(level: str, outcome: Outcome) -> None:
    assert finding(siti(education=level), "R08").outcome is outcome


def test_a_recorded_relaxation_lifts_only_what_may_be_lifted() -> None:
    waivers = tuple(Waiver(rule, "TPS lokasi khusus", "PPS", ON) for rule in ("R06", "R02"))
    facts = siti(home_region="31.74.02.1001", birth_date=date(2010, 1, 1), waivers=waivers)

    lifted, kept = finding(facts, "R06"), finding(facts, "R02")

    assert (lifted.outcome, lifted.reason_key) == (Outcome.PASSED, "waived")
    assert "TPS lokasi khusus" in lifted.reason_id
    assert kept.outcome is Outcome.FAILED


def test_a_spouse_who_serves_is_a_question_for_both() -> None:
    assert finding(siti(spouse=Spouse(name="Budi", serves=True)), "R12").outcome is Outcome.UNKNOWN


def test_illness_and_missing_computer_skill_exclude_nobody() -> None:
    facts = siti(declarations=(False,) * 10, it_skill=False)

    assert finding(facts, "R13").outcome is Outcome.PASSED
    assert finding(facts, "R15").outcome is Outcome.PASSED


def test_missing_documents_are_named_in_the_language_of_the_reader() -> None:
    profile = load_profile("pemilihan-2024")

    assert missing_documents(PAPERS - {"photo"}, profile) == ("Pasfoto",)
    assert missing_documents(PAPERS - {"photo"}, profile, "en") == ("Photograph",)


def test_every_outcome_that_can_come_has_words_in_both_languages() -> None:
    chance = random.Random(7)
    checklist = prepare(load_profile("pemilihan-2024"), "KPPS")
    seen = set()
    for _ in range(3000):
        for found in check_outcomes(_anyone(chance), checklist, on=ON):
            if (found.rule_id, found.reason_key) not in seen:
                seen.add((found.rule_id, found.reason_key))
                for language in ("id", "en"):
                    reason, remedy = explain(found.rule_id, found.reason_key, found.details, language)
                    assert reason
                    assert remedy or found.outcome is Outcome.PASSED
    assert len(seen) > 45


def _anyone(chance: random.Random) -> ApplicantFacts:
    def pick(*values: object) -> object:
        return chance.choice(values)

    born = date(1950, 1, 1) + timedelta(days=chance.randrange(22_000))
    return siti(
        nik=pick("", "12", number_of(born, "P")),
        birth_date=pick(None, born, date(2012, 1, 1)),
        sex=pick("", "L", "P"),
        home_region=pick("", "31.74.01.1001", "31.74.01.1009"),
        education=pick("", "SMA", "SD", "??"),
        declarations=tuple(pick(True, False, None) for _ in range(10)),
        documents=pick(frozenset(), PAPERS),
        health=pick(
            None,
            HealthCertificate(),
            HealthCertificate(declared_unfit=True),
            HealthCertificate(date(2024, 9, 1), frozenset()),
            HealthCertificate(date(2024, 9, 1), MEASURED, chance.random() < 0.5),
        ),
        former_party=pick(
            None, FormerParty(), FormerParty(date(2022, 1, 1), True), FormerParty(date(2011, 1, 1), True)
        ),
        spouse=pick(None, Spouse(serves=True), Spouse(serves=False)),
        it_skill=pick(None, True, False),
        domicile_attested=pick(None, True, False),
        waivers=pick((), (Waiver("R08", "kurang pelamar", "PPS", ON),)),
    )
