"""People are sealed, found by keyed hash, corrected with a record, and erased for good."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import LazySettings

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.jobs.models import JobState
from jurdil.foundation.jobs.work import work_off
from jurdil.foundation.ledger.models import Leaf
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.documents import keep_document, read_document
from jurdil.foundation.storage.seals import is_sealed_with_active_key
from jurdil.registry.people.actions import correct_person, erase_person, register_people, register_person
from jurdil.registry.people.models import Person
from jurdil.registry.people.queries import find_by_nik, public_names, screening_values
from jurdil.registry.people.rotation import rotate_seals
from jurdil.registry.people.values import PersonValues

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 9, 20, 3, tzinfo=UTC)
WARD = "31.71.01.1001"
AGUS = Actor(role=Role.PPS, region=WARD)
KPU = Actor(role=Role.KPU_REGENCY, region="31.71")


def nik(day: int = 12, serial: int = 1) -> str:
    return f"317101{day:02d}0590{serial:04d}"


def siti(**given: object) -> PersonValues:
    values = {"name": "Siti Rekaan", "nik": nik(52), "birth_date": date(1990, 5, 12), "region": WARD, "phone": "0800"}
    return PersonValues(**{**values, **given})  # type: ignore[arg-type]


def test_what_identifies_a_person_lies_sealed() -> None:
    person = register_person(actor=AGUS, values=siti(), now=NOW)

    stored = Person.objects.get(id=person.id)
    assert stored.nik.reveal() == nik(52)
    assert nik(52).encode() not in stored.nik.stored
    assert stored.nik_hash
    assert nik(52) not in stored.nik_hash


def test_a_nik_finds_its_person_however_it_is_written() -> None:
    person = register_person(actor=AGUS, values=siti(), now=NOW)
    spaced = " ".join((nik(52)[:6], nik(52)[6:]))

    assert find_by_nik(siti(nik=spaced)) == person


def test_somebody_else_with_the_same_typed_nik_stays_another_person() -> None:
    register_person(actor=AGUS, values=siti(), now=NOW)

    assert find_by_nik(siti(name="Rina Rekaan", birth_date=date(1985, 1, 1))) is None


def test_a_correction_records_which_values_changed_and_tells_nobody() -> None:
    person = register_person(actor=AGUS, values=siti(), now=NOW)

    correct_person(actor=AGUS, person_id=person.id, changes={"phone": "0811", "name": "Siti Rekaan"}, now=NOW)

    assert Person.objects.get(id=person.id).phone.reveal() == "0811"
    assert Leaf.objects.filter(kind="people.corrected").count() == 1
    assert not Message.objects.exists()


def test_a_person_of_another_ward_does_not_exist_for_the_officer() -> None:
    person = register_person(actor=AGUS, values=siti(), now=NOW)

    with pytest.raises(NotFound):
        correct_person(actor=Actor(Role.PPS, "31.72"), person_id=person.id, changes={"name": "X"}, now=NOW)
    with pytest.raises(Refused, match=r"access\.role"):
        correct_person(actor=Actor(Role.SUPERVISOR, "31"), person_id=person.id, changes={"name": "X"}, now=NOW)


def test_erasure_leaves_a_line_and_nothing_to_read() -> None:
    person = register_person(actor=AGUS, values=siti(), now=NOW)
    queue_message(Letter("people.told", WARD, "Halo Siti", person.id, phone="0800"), now=NOW)

    erase_person(actor=KPU, person_id=person.id, subjects=[], is_serving=False, now=NOW)

    gone = Person.objects.get(id=person.id)
    assert (gone.name, gone.nik_hash, gone.nik.reveal(), gone.birth_date) == ("", "", "", None)
    assert Message.objects.get().text.reveal() == ""
    assert Leaf.objects.get(kind="people.registered").record is None
    assert list(screening_values([person.id])) == []


def test_whoever_serves_is_not_erased() -> None:
    person = register_person(actor=AGUS, values=siti(), now=NOW)

    with pytest.raises(Refused, match=r"access\.state"):
        erase_person(actor=KPU, person_id=person.id, subjects=[], is_serving=True, now=NOW)
    away = Actor(role=Role.KPU_REGENCY, region="31.72")
    with pytest.raises(Refused, match=r"access\.region"):
        erase_person(actor=away, person_id=person.id, subjects=[], is_serving=False, now=NOW)


def test_after_a_rotation_the_old_key_is_needed_no_more(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    paper = keep_document(b"%PDF-1.7 %%EOF")["file"]
    people = register_people(actor=AGUS, people=[siti(), siti(nik=nik(53), name="Rina Rekaan")], now=NOW)
    old = settings.KEY_RING
    settings.KEY_RING = f"new:{'5a' * 32},{old}"

    job = rotate_seals(actor=Actor(role=Role.SYSTEM, region=""), now=NOW)
    work_off(clock=lambda: NOW)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    settings.KEY_RING = f"new:{'5a' * 32}"
    opened = {values.nik for values in screening_values([person.id for person in people])}
    assert opened == {nik(52), nik(53)}
    assert read_document(paper) == b"%PDF-1.7 %%EOF"
    assert all(is_sealed_with_active_key(bytes(leaf.record or b"")) for leaf in Leaf.objects.all())


def test_only_what_everybody_may_read_is_in_a_public_name() -> None:
    person = register_person(actor=AGUS, values=siti(sex="P"), now=NOW)

    shown = public_names([person.id])[person.id]

    assert (shown.name, shown.sex, shown.region) == ("Siti Rekaan", "P", WARD)
