"""Rows inserted in bulk are stored as `save` stores them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from django.db import connection

from jurdil.foundation.jobs.models import Job
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.foundation.storage.ids import new_id
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application, Opening
from jurdil.stages.selection.models import ScoreSheet

WIB = timezone(timedelta(hours=7))


def _stored(table: str, key: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {key}")
        return [
            tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row) for row in cursor.fetchall()
        ]


@pytest.mark.django_db
def test_a_job_is_stored_alike() -> None:
    moment = datetime(2024, 11, 8, 9, 30, 15, 123456, tzinfo=WIB)
    job = Job(kind="x", region="31", arguments={"a": [1, "dua"]}, asked_at=moment, lease_until=moment.astimezone(UTC))
    job.save(force_insert=True)
    saved = _stored("jobs_job", "id")
    Job.objects.all().delete()

    insert_rows([job])

    assert _stored("jobs_job", "id") == saved


@pytest.mark.django_db
def test_an_application_with_its_people_and_points_is_stored_alike() -> None:
    election = Election.objects.create(key="e", name="E", voting_day=date(2024, 11, 27), profile="p", region="31")
    person = Person.objects.create(name="Siti Rekaan", birth_date=date(1990, 5, 4), region="31.71.01.1001")
    opening = Opening.objects.create(
        election=election,
        body="KPPS",
        region="31.71.01.1001",
        needed=7,
        opens=date(2024, 9, 17),
        closes=date(2024, 9, 28),
    )
    moment = datetime(2024, 9, 20, 2, tzinfo=UTC)
    application = Application(
        opening=opening,
        person=person,
        body="KPPS",
        region="31.71.01.1001",
        number=1,
        candidacy="registered",
        contact_at=moment,
        submitted_at=moment,
        papers={"photo": {"how": "paper"}},
        leaf_id=new_id(),
    )
    application.save(force_insert=True)
    sheet = ScoreSheet(application=application, region="31.71.01.1001", total=Decimal("81.250"))
    sheet.save(force_insert=True)
    saved = _stored("recruitment_application", "id"), _stored("selection_scoresheet", "id")
    ScoreSheet.objects.all().delete()
    Application.objects.all().delete()

    insert_rows([application])
    insert_rows([sheet])

    assert (_stored("recruitment_application", "id"), _stored("selection_scoresheet", "id")) == saved


@pytest.mark.django_db
def test_a_sealed_value_opens_after_a_bulk_insert() -> None:
    insert_rows([Person(name="Siti Rekaan", phone="0800000")])

    assert Person.objects.get().phone.reveal() == "0800000"
