"""Register people, correct what is recorded about them, and erase it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import NotFound, Refused
from jurdil.foundation.accounts.roles import OFFICERS, Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.erasing import erase_records
from jurdil.foundation.ledger.recording import Act, record_act, record_acts
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.bulk import insert_rows, insert_values
from jurdil.foundation.storage.ids import new_ids
from jurdil.registry.people.models import Person
from jurdil.registry.people.values import (
    COLUMNS,
    PersonValues,
    column_values,
    household_hash,
    nik_hash,
    number_of,
    person_row,
)

SEALED = ("nik", "kk", "address", "phone", "email", "spouse_name", "spouse_nik")
OPEN = ("name", "sex", "birth_date", "birth_place", "region")
Change = str | date | None


@verb(*OFFICERS, Role.SYSTEM)
def register_person(*, actor: Actor, values: PersonValues, now: datetime) -> Person:
    """Keep a new person and return it. Whoever registers asks `find_by_nik` first.

    A person may live outside the actor's region; the verb that takes the person's file asks for the region.
    """
    person = person_row(values)
    person.save(force_insert=True)
    record_act(_registered(person, actor), now=now)
    return person


@verb(*OFFICERS, Role.SYSTEM)
def register_people(*, actor: Actor, people: Sequence[PersonValues], now: datetime) -> list[Person]:
    """Keep many new people at once and return them in the order given; one leaf per person."""
    rows = [person_row(values) for values in people]
    insert_rows(rows)
    record_acts((_registered(person, actor) for person in rows), now=now)
    return rows


def write_people(people: Sequence[PersonValues]) -> list[UUID]:
    """Keep many new people without a line of their own in the log; returns their ids in the order given.

    For verbs that have asked whether the actor may, and that record what brought these people in.
    """
    ids = new_ids(len(people))
    insert_values(Person, COLUMNS, map(column_values, ids, people))
    return ids


def _registered(person: Person, actor: Actor) -> Act:
    return Act("people.registered", person.region, str(person.id), {"name": person.name, "by": actor.label})


@verb(*OFFICERS, Role.APPLICANT, Role.SYSTEM)
def correct_person(*, actor: Actor, person_id: UUID, changes: Mapping[str, Change], now: datetime) -> Person:
    """Correct recorded values of a person in the actor's region, or of oneself.

    changes: new values by field. Raises NotFound out of reach, Refused (access.state) for an erased person.
    """
    person = Person.objects.select_for_update().filter(id=person_id).first()
    may = person is not None and (actor.person_id == person.id or actor.reaches(person.region))
    if person is None or not may:
        raise NotFound("Orang ini tidak ada, atau bukan di wilayah Anda.")
    return write_correction(person, changes, actor=actor, now=now)


def write_correction(person: Person, changes: Mapping[str, Change], *, actor: Actor, now: datetime) -> Person:
    """Write corrected values and record which they are; nothing else happens because of it.

    For verbs that have locked the row and asked whether the actor may. Values equal to the old ones count as none.
    Raises Refused (access.state) for an erased person, ValueError for a field that is no value of a person.
    """
    unknown = set(changes) - {*SEALED, *OPEN}
    if unknown:
        raise ValueError(f"not a value of a person: {', '.join(sorted(unknown))}")
    if person.erased_at is not None:
        raise Refused(
            "access.state",
            "Data orang ini sudah dihapus dan tidak dapat diubah.",
            "Daftarkan orangnya sebagai pelamar baru.",
        )
    changed = {field: new for field, new in changes.items() if _plain(person, field) != (new or "")}
    if not changed:
        return person
    opened = {field: [str(getattr(person, field) or ""), str(new or "")] for field, new in _open_only(changed)}
    for field, new in changed.items():
        is_number = field in ("nik", "kk", "spouse_nik")
        setattr(person, field, number_of(str(new or "")) if is_number else new)
    if "nik" in changed:
        person.nik_hash = nik_hash(str(changed["nik"] or ""))
    if "kk" in changed:
        person.kk_hash = household_hash(PersonValues(name="", kk=str(changed["kk"] or "")))
    person.save()
    person.refresh_from_db()
    record = {"changed": sorted(changed), "values": opened, "by": actor.label}
    record_act(Act("people.corrected", person.region, str(person.id), record), now=now)
    return person


def _plain(person: Person, field: str) -> Change:
    value = getattr(person, field)
    return value.reveal() if field in SEALED else (value or "")


def _open_only(changed: Mapping[str, Change]) -> list[tuple[str, Change]]:
    return [(field, new) for field, new in changed.items() if field in OPEN]


@verb(Role.KPU_REGENCY, Role.KPU_PROVINCE, Role.SYSTEM)
def erase_person(*, actor: Actor, person_id: UUID, subjects: Sequence[str], is_serving: bool, now: datetime) -> Person:
    """Destroy what identifies a person: sealed values, name, messages, and the records behind the log's lines.

    subjects: public ids of everything recorded about the person (applications, appointments, ...). is_serving: whether
    the person holds a seat or a case about them is open; this room cannot see either.
    Raises Refused (access.region, access.state). Law: privacy.erasure.
    """
    person = Person.objects.select_for_update().filter(id=person_id).first()
    if person is None:
        raise NotFound("Orang ini tidak ditemukan.")
    actor.must_reach(person.region)
    if is_serving:
        raise Refused(
            "access.state",
            "Orang ini masih bertugas, atau perkaranya belum selesai.",
            "Hapus datanya setelah masa kerja dan perkaranya berakhir.",
        )
    for field in ("name", "sex", "birth_place", "nik_hash", "kk_hash", *SEALED):
        setattr(person, field, "")
    person.birth_date = None
    person.erased_at = now
    person.save()
    Message.objects.filter(person_id=person.id).update(address="", text="", link="", attachment="")
    erase_records([*subjects, str(person.id)])
    record_act(Act("people.erased", person.region, str(person.id), {"by": actor.label}, "privacy.erasure"), now=now)
    return person
