"""Seat the PPK and PPS of the demo: they were formed in May 2024, long before the main job begins.

The people are those of the invented list of organisers, so that spouses and organisers fit together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

import pyarrow as pa

from jurdil.foundation.accounts.roles import Actor
from jurdil.foundation.storage.bulk import insert_rows
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import Decree, Place, appoint_members, form_bodies
from jurdil.registry.bodies.models import Body, BodyKind, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.registry.people.models import Person

SIZES = {
    BodyKind.PPK: "body.ppk.size",
    BodyKind.PPK_SECRETARIAT: "body.sekretariat_ppk.size",
    BodyKind.PPS: "body.pps.size",
}


def _roles(kind: BodyKind, size: int) -> tuple[SeatRole, ...]:
    if kind == BodyKind.PPK_SECRETARIAT:
        return (SeatRole.SECRETARY, *[SeatRole.STAFF] * (size - 1))
    return (SeatRole.CHAIR, *[SeatRole.MEMBER] * (size - 1))


def _people(organisers: pa.Table) -> Iterator[Person]:
    for row in organisers.select(["name", "sex", "birth_date", "birth_place", "region"]).to_pylist():
        yield Person(
            name=row["name"].title(),
            sex=row["sex"] or "",
            birth_date=date.fromisoformat(row["birth_date"]) if row["birth_date"] else None,
            birth_place=row["birth_place"] or "",
            region=row["region"] or "",
        )


def seat_committees(
    *, actor: Actor, election: Election, wards: Sequence[str], organisers: pa.Table, now: datetime
) -> int:
    """Form and fill PPK, their secretariats and PPS for `wards`; returns how many people were appointed."""
    profile = load_profile(election.profile)
    districts = sorted({ward.rsplit(".", 1)[0] for ward in wards})
    waiting = _people(organisers)
    count = 0
    for kind, regions in (
        (BodyKind.PPS, sorted(wards)),
        (BodyKind.PPK, districts),
        (BodyKind.PPK_SECRETARIAT, districts),
    ):
        roles = _roles(kind, profile.number(SIZES[kind]))
        window = profile.window(profile.checked_like(kind), "term")
        assert window is not None  # both shipped profiles state these terms
        for region in regions:
            authority = ".".join(region.split(".")[:2])
            form_bodies(
                actor=actor,
                election=election,
                kind=kind,
                places=[Place(region, roles)],
                authority=authority,
                now=now,
            )
        seats = list(
            Seat.objects.filter(body__in=Body.objects.filter(election=election, kind=kind, region__in=regions))
            .select_related("body")
            .order_by("body__region", "number")
        )
        people = [person for _, person in zip(seats, waiting, strict=False)]
        insert_rows(people)
        decree = Decree(
            f"{kind}/2024 (peragaan)",
            election.region,
            "Ketua KPU Kabupaten/Kota (rekaan)",
            window.rule.id,
            window.start,
            window.end,
        )
        appoint_members(actor=actor, pairs=list(zip(seats, people, strict=False)), decree=decree, now=now)
        count += len(people)
    return count
