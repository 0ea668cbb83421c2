"""Everybody who accepted is appointed in one act, with their letters; whoever is barred stays in their case."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import Settings

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.models import Message
from jurdil.registry.bodies.models import Appointment, AppointmentLetter, BodyKind, SeatRole
from jurdil.stages.placement import work
from jurdil.stages.placement.filling import Ready, accepted_cases, appoint_accepted, bar_of, fill_cases, fill_seat
from jurdil.stages.placement.models import Offer, OfferAnswer, Replacement, ReplacementState
from jurdil.stages.placement.replacing import answer_offer, take_back_offer
from jurdil.stages.placement.vacating import Vacancy, plan_vacancies, vacate_seats
from jurdil.stages.recruitment.withdrawing import withdraw_application
from jurdil.stages.vetting.models import RulingOutcome

from .conftest import APPOINTED, DECREE, WARD, World, appointed, officer, post, sign_in

NOW = APPOINTED + timedelta(days=10)
LAST_DAY = date(2024, 11, 16)
SK = {**DECREE, "number": "PAW/7/2024"}
PAPER = {"seen_by": "Agus Rekaan", "folder": "12/PAW"}
PAGE = "/meja/penempatan/penggantian/angkat/"


def accepted(world: World, count: int) -> list[Replacement]:
    """Let `count` members leave, and let each reserve who is asked accept."""
    rows = Appointment.objects.filter(seat__body__kind=BodyKind.KPPS, seat__role=SeatRole.MEMBER)
    left = [
        Vacancy(one.id, "resigned", "Pindah.", "12", LAST_DAY)
        for one in rows.order_by("region", "seat__number")[:count]
    ]
    plan = plan_vacancies(actor=world.agus, election=world.election, vacancies=left, now=NOW)
    work_off(clock=lambda: NOW)
    vacate_seats(actor=world.agus, plan_id=plan.id, now=NOW)
    work_off(clock=lambda: NOW)
    for case in Replacement.objects.filter(state=ReplacementState.OFFERED):
        answer_offer(actor=world.agus, replacement_id=case.id, accepts=True, now=NOW, paper=PAPER)
    return list(Replacement.objects.select_related("offered_to__person").order_by("region", "id"))


def ready(world: World) -> list[Ready]:
    return accepted_cases(actor=world.agus, election=world.election, on=NOW.date(), until=NOW)


def appoint(world: World, cases: Sequence[UUID]) -> Job:
    return appoint_accepted(actor=world.agus, election=world.election, case_ids=cases, on=NOW.date(), now=NOW, **SK)


def finish(job: Job) -> Job:
    work_off(clock=lambda: NOW)
    job.refresh_from_db()
    return job


def test_all_are_appointed_with_a_line_of_the_log_and_a_letter_each(drawn: World) -> None:
    appointed(drawn)
    cases = accepted(drawn, 4)

    job = finish(appoint(drawn, [one.id for one in cases]))

    assert (job.state, job.result["appointed"], job.result["passed"]) == (JobState.DONE, 4, [])
    made = Appointment.objects.filter(decree="PAW/7/2024")
    assert set(made.values_list("person_id", flat=True)) == {
        one.offered_to.person_id for one in cases if one.offered_to
    }
    assert Leaf.objects.filter(kind="placement.replaced").count() == 4
    assert set(AppointmentLetter.objects.values_list("appointment__decree", flat=True)) == {"PAW/7/2024"}
    assert AppointmentLetter.objects.count() == 4


def test_whoever_is_barred_is_shown_with_the_bar_and_stays_in_their_case(drawn: World) -> None:
    appointed(drawn)
    cases = accepted(drawn, 4)
    one, two, three, four = (case.offered_to for case in cases if case.offered_to)
    drawn.suspect(one)
    drawn.rule(drawn.suspect(two), RulingOutcome.CONFIRMED)
    withdraw_application(actor=drawn.agus, application_id=three.id, reason="Sakit.", folder="7", now=NOW)

    assert [line.bar for line in sorted(ready(drawn), key=lambda line: line.case.id)] == [
        {one.id: "held", two.id: "excluded", three.id: "withdrawn", four.id: ""}[case.offered_to_id]
        for case in sorted(cases, key=lambda case: case.id)
    ]
    job = finish(appoint(drawn, [case.id for case in cases]))

    assert job.result["appointed"] == 1
    assert {rule for _, rule in job.result["passed"]} == {"placement.ruled_clear"}
    assert Replacement.objects.filter(state=ReplacementState.ACCEPTED).count() == 3


def test_what_was_done_before_a_fault_is_kept_and_nobody_is_appointed_twice(
    drawn: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointed(drawn)
    cases, tries = accepted(drawn, 3), iter([None, MemoryError(), None, None])

    def failing(**given: object) -> dict[UUID, str]:
        if fault := next(tries):
            raise fault
        return fill_cases(**given)  # type: ignore[arg-type]  # what the job gave

    monkeypatch.setattr(work, "CASES_A_CHUNK", 1)
    monkeypatch.setattr(work, "fill_cases", failing)
    job = finish(appoint(drawn, [one.id for one in cases]))
    assert (job.state, job.done) == (JobState.WAITING, 1)
    Job.objects.filter(id=job.id).update(lease_until=NOW)
    job = finish(job)

    assert (job.state, job.result["appointed"]) == (JobState.DONE, 3)
    assert Appointment.objects.filter(decree="PAW/7/2024").count() == 3
    assert AppointmentLetter.objects.count() == 3


def test_only_who_accepted_until_the_moment_shown_is_in_the_list(drawn: World) -> None:
    appointed(drawn)
    accepted(drawn, 2)
    Offer.objects.filter(rank=2).update(answered_at=NOW + timedelta(minutes=1))

    assert [one.rank for one in ready(drawn)] == [1]


def test_the_act_is_refused_as_a_whole_elsewhere_twice_or_for_a_broken_decree(drawn: World) -> None:
    appointed(drawn)
    cases = [one.id for one in accepted(drawn, 2)]
    given = {"election": drawn.election, "case_ids": cases, "on": NOW.date(), "now": NOW}

    with pytest.raises(NotFound):
        appoint_accepted(actor=officer("31.71.01.1002"), **given, **SK)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"placement\.decree"):
        appoint_accepted(actor=drawn.agus, **given, **{**SK, "number": " "})  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        appoint_accepted(actor=drawn.agus, **{**given, "case_ids": []}, **SK)  # type: ignore[arg-type]
    assert not Job.objects.filter(kind="placement.fill").exists()
    appoint(drawn, cases)
    with pytest.raises(Conflict):
        appoint(drawn, cases)


def test_one_seat_is_filled_with_its_letter_in_the_same_act(drawn: World) -> None:
    appointed(drawn)
    (case,) = accepted(drawn, 1)

    made = fill_seat(actor=drawn.agus, replacement_id=case.id, on=NOW.date(), now=NOW, **SK)
    work_off(clock=lambda: NOW)

    assert AppointmentLetter.objects.get().appointment_id == made.id


def test_an_offer_is_taken_back_only_from_who_can_no_longer_be_appointed(drawn: World) -> None:
    appointed(drawn)
    (case,) = accepted(drawn, 1)
    assert case.offered_to is not None
    with pytest.raises(Refused, match=r"paw\.checks"):
        take_back_offer(actor=drawn.agus, replacement_id=case.id, now=NOW)
    drawn.rule(drawn.suspect(case.offered_to), RulingOutcome.CONFIRMED)
    assert bar_of(actor=drawn.agus, case=case, on=NOW.date()) == "excluded"

    after = take_back_offer(actor=drawn.agus, replacement_id=case.id, now=NOW)

    assert (after.state, Offer.objects.get().answer) == (ReplacementState.VACANT, OfferAnswer.BARRED)
    assert "ada putusan penyaringan" in Message.objects.get(kind="placement.barred").text.reveal()


def test_the_message_of_a_withdrawn_offer_says_which_of_the_two_reasons_it_was(drawn: World) -> None:
    appointed(drawn)
    (case,) = accepted(drawn, 1)
    assert case.offered_to is not None
    withdraw_application(actor=drawn.agus, application_id=case.offered_to.id, folder="12", now=NOW)

    take_back_offer(actor=drawn.agus, replacement_id=case.id, now=NOW)

    told = Message.objects.get(kind="placement.barred").text.reveal()
    assert "lamaran Anda sudah ditarik" in told
    assert "putusan" not in told


def test_the_page_appoints_what_it_showed_and_nothing_else(drawn: World, client: Client, settings: Settings) -> None:
    settings.NOW = NOW
    appointed(drawn)
    sign_in(client)
    assert "Tidak ada tawaran yang diterima" in client.get(PAGE).content.decode()
    cases = accepted(drawn, 3)
    page = client.get(PAGE)
    shown = {"sampai": page.context["until"], "digest": page.context["digest"]}
    given = {"number": "PAW/7/2024", "signatory": "Ketua PPS Rekaan", "on": "2024-11-17"}

    post(client, PAGE, **shown, **given)
    assert not Job.objects.filter(kind="placement.fill").exists()
    for moment in ("2024-99-99T00:00", "2024-11-01T00:00"):
        odd = post(client, PAGE, sampai=moment, digest="", **given, sure="on")
        assert "berubah sejak" in odd.content.decode()
    drawn.suspect(cases[0].offered_to)  # type: ignore[arg-type]  # everybody accepted
    assert "berubah sejak" in post(client, PAGE, **shown, **given, sure="on").content.decode()
    page = client.get(PAGE)
    assert "kecocokan daftarnya belum diputus" in page.content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get(PAGE[:-1] + ".csv").getvalue().decode("utf-8-sig"))))
    assert [row["keadaan"] for row in rows].count("dapat diangkat") == 2
    shown = {"sampai": page.context["until"], "digest": page.context["digest"]}
    done = post(client, PAGE, **shown, **given, sure="on")
    work_off(clock=lambda: NOW)

    assert "2 orang diangkat" in client.get(done.url).content.decode()  # type: ignore[attr-defined]
    filled = Replacement.objects.filter(state=ReplacementState.APPOINTED)[0]
    case = f"/meja/penempatan/penggantian/{filled.id}/"
    assert "surat.pdf" in client.get(case).content.decode()
    assert client.get(case + "surat.pdf").content.startswith(b"%PDF")
    assert WARD in filled.region
