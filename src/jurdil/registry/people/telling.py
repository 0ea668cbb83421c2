"""Address letters to people by what they gave: e-mail, else phone; only who gave neither gets paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from jurdil.foundation.outbox.actions import Letter
from jurdil.registry.people.models import Person

IDS_A_QUERY = 500


def addressed(letters: Iterable[Letter]) -> Iterator[Letter]:
    """Yield each letter with the phone and e-mail of its person, looked up part by part."""
    waiting = iter(letters)
    while part := list(islice(waiting, IDS_A_QUERY)):
        ids = {one.person_id for one in part if one.person_id is not None}
        given = Person.objects.only("phone", "email").in_bulk(ids)
        for one in part:
            person = given.get(one.person_id) if one.person_id is not None else None
            yield one if person is None else replace(one, phone=person.phone.reveal(), email=person.email.reveal())
