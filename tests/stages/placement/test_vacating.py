"""Many seats fall vacant at once: reserves are asked in their order, nobody else moves, and faults are named by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.jobs.models import Job, JobState
from jurdil.foundation.jobs.work import TRIES, work_off
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.placement import vacating, work
from jurdil.stages.placement.models import Offer, Replacement, ReplacementState
from jurdil.stages.placement.queries import planned_seats
from jurdil.stages.placement.takers import Taker, takers_of
from jurdil.stages.placement.vacancy_files import read_vacancies
from jurdil.stages.placement.vacating import VACATE, Vacancy, plan_vacancies, vacate_seats

from .conftest import APPOINTED, STATIONS, WARD, World, appointed, officer, post, sign_in

NOW = APPOINTED + timedelta(days=10)
LAST_DAY = date(2024, 11, 16)
MANY, HEAD = "/meja/penempatan/penggantian/banyak/", "tps,kursi,alasan,uraian,map,hari_terakhir\n"


def members(count: int) -> Sequence[Appointment]:
    rows = Appointment.objects.filter(seat__body__kind=BodyKind.KPPS, seat__role=SeatRole.MEMBER)
    return list(rows.select_related("seat").order_by("region", "seat__number")[:count])


def vacancies(count: int) -> list[Vacancy]:
    return [Vacancy(one.id, "resigned", "Pindah kota.", "12", LAST_DAY) for one in members(count)]


def plan(world: World, count: int) -> Job:
    job = plan_vacancies(actor=world.agus, election=world.election, vacancies=vacancies(count), now=NOW)
    work_off(clock=lambda: NOW)
    job.refresh_from_db()
    return job


def confirm(world: World, planned: Job) -> Job:
    job = vacate_seats(actor=world.agus, plan_id=planned.id, now=NOW)
    work_off(clock=lambda: NOW)
    job.refresh_from_db()
    return job


def vacate(world: World, count: int) -> Job:
    return confirm(world, plan(world, count))


def test_a_plan_shows_who_would_be_asked_and_changes_nothing(drawn: World) -> None:
    appointed(drawn)

    planned = plan(drawn, 8)

    seats = planned_seats(actor=drawn.agus, job=planned, ward=WARD)
    assert sorted(one.rank for one in seats if one.taker) == [1, 2, 3, 4, 5, 6]
    assert sum(one.taker is None for one in seats) == 2
    assert not Replacement.objects.exists()
    assert not Appointment.objects.exclude(end_rule="").exists()


def test_what_a_plan_showed_is_what_is_done(drawn: World) -> None:
    appointed(drawn)
    planned = plan(drawn, 4)
    shown = {
        (one.appointment.id, one.taker.id)
        for one in planned_seats(actor=drawn.agus, job=planned, ward=WARD)
        if one.taker is not None
    }

    confirm(drawn, planned)

    assert set(Offer.objects.values_list("replacement__vacated", "application")) == shown


def test_a_ward_whose_order_changed_since_is_left_as_it_is_and_named(drawn: World) -> None:
    appointed(drawn)
    planned = plan(drawn, 2)
    first = Appointment.objects.get(seat__role=SeatRole.RESERVE, seat__number=1)
    drawn.suspect(first.person.applications.get())

    job = confirm(drawn, planned)

    assert job.result == {"opened": 0, "offered": 0, "changed": [[WARD, 2]]}
    assert not Replacement.objects.exists()
    assert vacate(drawn, 2).result["offered"] == 2


def test_a_plan_is_confirmed_once_and_a_newer_one_takes_its_place(drawn: World) -> None:
    appointed(drawn)
    old, new = plan(drawn, 1), plan(drawn, 2)

    with pytest.raises(Conflict):
        vacate_seats(actor=drawn.agus, plan_id=old.id, now=NOW)
    confirm(drawn, new)
    with pytest.raises(Conflict):
        vacate_seats(actor=drawn.agus, plan_id=new.id, now=NOW)

    assert Replacement.objects.count() == 2
    assert not Job.objects.exclude(arguments__wards={}).exists()


def test_a_plan_of_elsewhere_is_not_found(drawn: World) -> None:
    appointed(drawn)
    planned = plan(drawn, 1)

    with pytest.raises(NotFound):
        vacate_seats(actor=officer("31.71.01.1002"), plan_id=planned.id, now=NOW)


def test_every_seat_is_offered_to_a_reserve_by_the_published_order(drawn: World) -> None:
    appointed(drawn)

    job = vacate(drawn, 4)

    assert (job.state, job.done, job.result) == (JobState.DONE, 4, {"opened": 4, "offered": 4, "changed": []})
    assert sorted(Offer.objects.values_list("rank", flat=True)) == [1, 2, 3, 4]
    assert Offer.objects.values("application").distinct().count() == 4
    assert Replacement.objects.filter(state=ReplacementState.OFFERED).count() == 4


def test_nobody_who_stays_is_moved_and_what_officers_wrote_leaves_the_job(drawn: World) -> None:
    appointed(drawn)
    before = set(Appointment.objects.filter(end_rule="").values_list("id", "region"))

    job = vacate(drawn, 3)

    after = set(Appointment.objects.filter(end_rule="").values_list("id", "region"))
    assert len(before - after) == 3
    assert after < before
    assert job.arguments["wards"] == {}


def test_a_job_that_failed_for_good_keeps_no_word_of_what_officers_wrote(
    drawn: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointed(drawn)
    planned = plan(drawn, 2)
    monkeypatch.setattr(work, "vacate_ward", lambda **_given: 1 / 0)
    monkeypatch.setitem(TRIES, VACATE, 1)

    failed = confirm(drawn, planned)

    assert failed.state == JobState.FAILED
    assert [row[2] for row in failed.arguments["wards"][WARD]] == ["", ""]
    assert "Pindah kota." not in str(Job.objects.values_list("arguments", flat=True))


def test_where_reserves_run_out_the_seats_stay_vacant(drawn: World) -> None:
    appointed(drawn)

    job = vacate(drawn, 8)

    assert job.result == {"opened": 8, "offered": 6, "changed": []}
    assert Replacement.objects.filter(state=ReplacementState.VACANT).count() == 2


def test_a_reserve_with_an_open_match_is_passed_over_in_bulk_too(drawn: World) -> None:
    appointed(drawn)
    first = Appointment.objects.get(seat__role=SeatRole.RESERVE, seat__number=1)
    drawn.suspect(first.person.applications.get())

    vacate(drawn, 1)

    offer = Offer.objects.get()
    assert (offer.rank, [one["why"] for one in offer.passed_over]) == (2, ["held"])


def test_the_act_is_refused_as_a_whole_for_a_wrong_ground_region_or_length(drawn: World) -> None:
    appointed(drawn)
    given = vacancies(2)
    asked = {"election": drawn.election, "now": NOW}

    wrong = [Vacancy(given[0].appointment_id, "disliked", "Alasan.", "12", LAST_DAY)]
    for rule, ground, folder in (("dismissal", "dismissed", "12"), ("paper", "resigned", "")):
        lone = [Vacancy(given[0].appointment_id, ground, "Alasan.", folder, LAST_DAY)]
        with pytest.raises(Refused, match=rf"paw\.{rule}"):
            plan_vacancies(actor=drawn.agus, vacancies=lone, **asked)  # type: ignore[arg-type]
    with pytest.raises(Refused, match=r"paw\.reason"):
        plan_vacancies(actor=drawn.agus, vacancies=wrong, **asked)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        plan_vacancies(actor=officer("31.71.01.1002"), vacancies=given, **asked)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        plan_vacancies(actor=drawn.agus, vacancies=[], **asked)  # type: ignore[arg-type]
    assert not Job.objects.exists()


def test_a_table_is_read_with_its_faults_by_row(drawn: World, tmp_path: Path) -> None:
    appointed(drawn)
    file = tmp_path / "kursi.csv"
    good = f"{STATIONS[0]},2,Mundur,Pindah kota.,12,2024-11-16"
    bad = [f"{STATIONS[0]},99,mundur,Pindah.,12,2024-11-16", f"{STATIONS[0]},3,bosan,Pindah.,12,2024-11-16", good]
    bad += [f"{STATIONS[0]},3,diberhentikan,Pindah.,12,2024-11-16", f"{STATIONS[0]},3,mundur,Pindah., ,2024-11-16"]
    file.write_text("\n".join(["tps,kursi,alasan,uraian,map,hari_terakhir", good, *bad]) + "\n")

    last = [(6, "choice"), (7, "blank")]
    read = read_vacancies(file, actor=drawn.agus, election=drawn.election, on=NOW.date())

    assert [(one.ground, one.last_day) for one in read.vacancies] == [("resigned", LAST_DAY)]
    assert [(fault.row, fault.code) for fault in read.faults] == [(3, "seat"), (4, "choice"), (5, "twice"), *last]


def test_a_row_that_numbers_the_columns_is_no_seat(drawn: World, tmp_path: Path) -> None:
    appointed(drawn)
    file = tmp_path / "kursi.csv"
    file.write_text(f"{HEAD}1,2,3,4,5,6\n{STATIONS[0]},2,mundur,Pindah.,12,2024-11-16\n")

    read = read_vacancies(file, actor=drawn.agus, election=drawn.election, on=NOW.date())

    assert (len(read.vacancies), [(fault.row, fault.code) for fault in read.faults]) == (1, [(2, "numbering")])


def test_titles_above_the_header_of_a_table_are_told(drawn: World, client: Client, settings: Settings) -> None:
    settings.NOW = NOW
    appointed(drawn)
    sign_in(client)
    rows = f"KURSI KOSONG,,,,,\n{HEAD}{STATIONS[0]},2,mundur,Pindah.,12,2024-11-16\n"

    planned = post(client, MANY, file=SimpleUploadedFile("kursi.csv", rows.encode()))

    page = client.get(planned.url, follow=True).content.decode()
    assert "Kepala tabel ada di baris 2; yang di atasnya dilewati." in page


def test_the_page_shows_what_would_happen_names_the_faulty_rows_and_does_it_once_confirmed(
    drawn: World, client: Client, settings: Settings
) -> None:
    settings.NOW = NOW
    appointed(drawn)
    sign_in(client)
    rows = f"{HEAD}{STATIONS[0]},2,mundur,Pindah.,12,2024-11-16\nx,1,mundur,-,12,2024-11-16\n"

    planned = post(client, MANY, file=SimpleUploadedFile("kursi.csv", rows.encode()))
    work_off(clock=lambda: NOW)
    page = client.get(planned.url, follow=True)

    words = page.content.decode()
    assert "1 masa kerja berakhir" in words
    assert "cadangan urutan 1" in words
    assert "1 baris tidak dapat dipakai" in words
    assert not Replacement.objects.exists()
    address = page.redirect_chain[-1][0]
    assert post(client, address).status_code == 200  # without the mark nothing is confirmed
    done = post(client, address, sure="on")
    work_off(clock=lambda: NOW)
    assert Replacement.objects.filter(state=ReplacementState.OFFERED).count() == 1
    assert "1 kursi sudah ditawarkan" in client.get(done.url).content.decode()
    assert client.get(address).status_code == 302
    assert client.get(f"{MANY}contoh.xlsx").status_code == 200


def test_a_table_without_a_good_row_makes_no_plan(drawn: World, client: Client, settings: Settings) -> None:
    settings.NOW = NOW
    appointed(drawn)
    sign_in(client)
    reserve, late = f"{WARD},1,mundur,Pindah.,12,2024-11-16", f"{STATIONS[0]},2,mundur,Pindah.,12,2025-12-31"

    page = post(client, MANY, file=SimpleUploadedFile("kursi.csv", f"{HEAD}{reserve}\n{late}\n".encode()))

    words = page.content.decode()
    assert "2 baris tidak dapat dipakai" in words
    assert "Hari terakhirnya lewat dari masa kerja." in words
    assert not Job.objects.exists()


def test_a_last_day_after_the_term_is_said_before_the_job_begins(drawn: World) -> None:
    appointed(drawn)
    first, second = vacancies(2)

    with pytest.raises(Conflict, match="masa kerjanya"):
        plan_vacancies(
            actor=drawn.agus,
            election=drawn.election,
            vacancies=[first, replace(second, last_day=date(2025, 12, 31))],
            now=NOW,
        )


def test_the_day_of_an_offer_is_that_of_the_place_and_not_of_greenwich(
    drawn: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    appointed(drawn)
    after_midnight, days = datetime(2024, 11, 17, 18, tzinfo=UTC), list[date]()

    def noted(election: Election, ward: str, last_days: Mapping[UUID, date], today: date) -> list[Taker]:
        days.append(today)
        return takers_of(election, ward, last_days, today)

    monkeypatch.setattr(vacating, "takers_of", noted)
    plan_vacancies(actor=drawn.agus, election=drawn.election, vacancies=vacancies(1), now=after_midnight)
    work_off(clock=lambda: after_midnight)

    assert days == [date(2024, 11, 18)]
