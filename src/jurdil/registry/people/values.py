"""What is known about a person in plain values, and the row that keeps it: sealed, and found by keyed hash."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from jurdil.foundation.storage.ids import new_id
from jurdil.foundation.storage.seals import lookup_hash
from jurdil.registry.people.models import Person

_SEPARATORS = str.maketrans("", "", " .-\u00a0")
_NOT_A_LETTER = re.compile(r"[\W\d_]+")


@dataclass(frozen=True)
class PersonValues:
    """A person as a form describes them. region: ward of domicile. household: label of those who live together.

    Empty means: not known. A malformed NIK is kept as it was written; whoever reviews the file sees it.
    """

    name: str
    nik: str = ""
    kk: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    region: str = ""
    spouse_name: str = ""
    spouse_nik: str = ""
    household: str = ""

    @cached_property
    def nik_hash(self) -> str:
        """The keyed hash by which the NIK is found, empty without one."""
        return nik_hash(self.nik)


def number_of(written: str) -> str:
    """Return a number of NIK or family card without the blanks, dots and hyphens that people write into it."""
    return written.translate(_SEPARATORS)


def folded_name(name: str) -> str:
    """Return what is left of a name when case, blanks and punctuation do not count."""
    return _NOT_A_LETTER.sub("", name).casefold()


def nik_hash(nik: str) -> str:
    """Return the keyed hash by which a NIK is found."""
    return lookup_hash(number_of(nik))


def household_hash(values: PersonValues) -> str:
    """Return the keyed hash that members of one household share."""
    if values.kk:
        return lookup_hash(number_of(values.kk))
    return lookup_hash(f"household:{values.household}") if values.household else ""


def is_same_person(person: Person | PersonValues, values: PersonValues) -> bool:
    """Return whether somebody found by NIK is whom the form describes.

    A NIK typed wrongly may be somebody else's; then neither name nor birth date agree and both stay apart.
    """
    if person.birth_date is not None and person.birth_date == values.birth_date:
        return True
    return folded_name(person.name) == folded_name(values.name)


COLUMNS = (
    "id",
    "name",
    "sex",
    "birth_date",
    "birth_place",
    "region",
    "nik",
    "nik_hash",
    "kk",
    "kk_hash",
    "address",
    "phone",
    "email",
    "spouse_name",
    "spouse_nik",
)


def column_values(person_id: UUID, values: PersonValues) -> tuple[object, ...]:
    """Return the values of `COLUMNS` for a new row; what is sealed is still plain here."""
    return (
        person_id,
        values.name[:160],
        values.sex,
        values.birth_date,
        values.birth_place[:80],
        values.region,
        number_of(values.nik),
        values.nik_hash,
        number_of(values.kk),
        household_hash(values),
        values.address,
        values.phone,
        values.email,
        values.spouse_name,
        number_of(values.spouse_nik),
    )


def person_row(values: PersonValues) -> Person:
    """Return a new, unsaved row."""
    return Person(**dict(zip(COLUMNS, column_values(new_id(), values), strict=True)))
