"""Find and read people; personal values are opened only for the engine or page that needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from uuid import UUID

from jurdil.registry.people.models import Person
from jurdil.registry.people.values import PersonValues, is_same_person

BATCH = 5000


@dataclass(frozen=True, slots=True)
class PublicName:
    """What everybody may read about a person (law: privacy.public_fields)."""

    person_id: UUID
    name: str
    sex: str
    region: str


def find_by_nik(values: PersonValues) -> Person | None:
    """Return the person with this NIK whose name or birth date agrees, if they are known."""
    found = Person.objects.filter(nik_hash=values.nik_hash) if values.nik else Person.objects.none()
    return next((person for person in found.order_by("id") if is_same_person(person, values)), None)


def people_by_nik(people: Iterable[PersonValues]) -> dict[str, list[Person]]:
    """Return those already known, by keyed hash of their NIK; the oldest row of a hash first."""
    hashes = iter({values.nik_hash for values in people if values.nik})
    found: dict[str, list[Person]] = {}
    while batch := list(islice(hashes, BATCH)):
        rows = Person.objects.filter(nik_hash__in=batch).only("id", "name", "birth_date", "nik_hash").order_by("id")
        for person in rows:
            found.setdefault(person.nik_hash, []).append(person)
    return found


def public_names(person_ids: Sequence[UUID]) -> dict[UUID, PublicName]:
    """Return what is public about people, by id."""
    rows = Person.objects.filter(id__in=person_ids).values_list("id", "name", "sex", "region")
    return {row[0]: PublicName(*row) for row in rows}


@dataclass(frozen=True, slots=True)
class ScreeningValues:
    """A person's plain values as an engine compares them; they live no longer than the comparison."""

    person_id: UUID
    name: str
    nik: str
    birth_date: date | None
    birth_place: str
    sex: str
    address: str
    region: str
    spouse_name: str
    spouse_nik: str


_FIELDS = (
    "id",
    "name",
    "nik",
    "birth_date",
    "birth_place",
    "sex",
    "address",
    "region",
    "spouse_name",
    "spouse_nik",
)


def screening_values(person_ids: Sequence[UUID]) -> Iterator[ScreeningValues]:
    """Open the compared values of many people, in batches; the erased are left out."""
    for start in range(0, len(person_ids), BATCH):
        batch = person_ids[start : start + BATCH]
        rows = Person.objects.filter(id__in=batch, erased_at__isnull=True).values_list(*_FIELDS)
        for key, name, nik, born, place, sex, address, region, spouse, spouse_nik in rows:
            yield ScreeningValues(
                key,
                name,
                nik.reveal(),
                born,
                place,
                sex,
                address.reveal(),
                region,
                spouse.reveal(),
                spouse_nik.reveal(),
            )
