"""Who is screened: everybody with access to a polling station, as plain values for the linkage engine.

Law: vetting.scope. Applicants who did not withdraw, and everybody who holds a seat or a place in the reserve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import QuerySet

from jurdil.foundation.storage.codes import within
from jurdil.foundation.storage.seals import Sealed
from jurdil.registry.bodies.models import Appointment
from jurdil.registry.elections.models import Election
from jurdil.registry.rosters.models import RosterKind, Snapshot
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.models import About

Values = Mapping[str, object]

SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("name", pa.string()),
        ("nik", pa.string()),
        ("birth_date", pa.string()),
        ("birth_place", pa.string()),
        ("sex", pa.string()),
        ("address", pa.string()),
        ("region", pa.string()),
    ]
)
_FIELDS = (
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


@dataclass(frozen=True)
class Subjects:
    """own: values of the people, by id. spouses: of those whom they named as spouse, by the person's id.

    places: where each applied or serves; of several places, see `_in_process`.
    """

    own: Mapping[str, Values]
    spouses: Mapping[str, Values]
    places: Mapping[str, str]

    def values(self, about: About) -> Mapping[str, Values]:
        """Return the values that are compared."""
        return self.own if about == About.SELF else self.spouses

    def only(self, keys: Set[str]) -> Subjects:
        """Return those people of `keys` who are among these."""
        own, spouses = ({key: side[key] for key in side if key in keys} for side in (self.own, self.spouses))
        return Subjects(own, spouses, self.places)

    def table(self, about: About) -> pa.Table:
        """Return the values as the engine reads them."""
        people = self.values(about)
        return pa.Table.from_pylist([{"id": key, **values} for key, values in people.items()], schema=SCHEMA)


def about_of(snapshot: Snapshot) -> About:
    """Return whose values a list is compared with: organisers are looked for among the spouses (R12)."""
    return About.SPOUSE if snapshot.kind == RosterKind.ORGANISER else About.SELF


def grouped(snapshots: Sequence[Snapshot], *, tokens: bool = False) -> dict[About, list[Snapshot]]:
    """Return the lists of names, or of keyed tokens, that hold anything, by whose values they are compared with."""
    groups: dict[About, list[Snapshot]] = defaultdict(list)
    for snapshot in snapshots:
        if snapshot.entries and snapshot.is_tokens == tokens:
            groups[about_of(snapshot)].append(snapshot)
    return groups


def subjects_within(election: Election, region: str, on: date) -> Subjects:
    """Return everybody of an election in `region` who is to be screened on the day `on`."""
    return _gather(*(_rows(found.filter(within("region", region))) for found in _in_process(election, on)))


def _in_process(election: Election, on: date) -> tuple[QuerySet[Any], QuerySet[Any]]:  # Any: rows of two tables
    """Return the applications and the seats that are screened.

    A person's first row says where they are: a running application before a seat, because its papers, its hearing and
    its decision are there; of several the last one made, because that is where they are going to serve.
    """
    applied = Application.objects.filter(
        opening__election=election, withdrawn_at__isnull=True, person__erased_at__isnull=True
    )
    serving = Appointment.objects.filter(
        seat__body__election=election, corrected_by__isnull=True, end__gte=on, person__erased_at__isnull=True
    )
    return applied.order_by("-submitted_at", "-id"), serving.order_by("-start", "-id")


def values_now(election: Election, person_id: UUID, about: About, on: date) -> list[Values]:
    """Return what would be compared of one person on the day `on`, for each place; empty for who is not screened."""
    rows = (row for found in _in_process(election, on) for row in _rows(found.filter(person=person_id)))
    each = (_gather(iter([row])).values(about) for row in rows)
    return [values[_key(person_id)] for values in each if values]


def subject_of(application: Application) -> Subjects:
    """Return the person of one application."""
    return _gather(_rows(Application.objects.filter(id=application.id)))


def _rows(found: QuerySet[Any]) -> Iterator[tuple[Any, ...]]:  # Any: rows of two tables, values of the driver
    names = [f"person__{name}" for name in _FIELDS]
    return found.values_list("person_id", "region", *names).iterator(chunk_size=5000)


def _gather(*sources: Iterator[tuple[Any, ...]]) -> Subjects:  # Any: values of the driver
    own: dict[str, Values] = {}
    spouses: dict[str, Values] = {}
    places: dict[str, str] = {}
    for source in sources:
        for person_id, place, name, nik, born, birth_place, sex, address, region, spouse, spouse_nik in source:
            key = _key(person_id)
            if key in own:
                continue
            places[key] = place
            home = region or place.split("/")[0]
            own[key] = {
                "name": name,
                "nik": _open(nik),
                "birth_date": born.isoformat() if born else None,
                "birth_place": birth_place or None,
                "sex": sex or None,
                "address": _open(address),
                "region": home,
            }
            if spouse:
                spouses[key] = {"name": _open(spouse), "nik": _open(spouse_nik), "region": home}
    return Subjects(own, spouses, places)


def _key(person_id: UUID) -> str:
    return str(person_id)


def _open(value: Sealed) -> str | None:
    return value.reveal() or None
