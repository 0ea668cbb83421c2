"""Notices for people without phone or e-mail: printed, sealed, handed over; and what a notice says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import mark_as_handed_over
from jurdil.foundation.outbox.models import Channel, Message
from jurdil.foundation.storage.codes import within
from jurdil.registry.people.models import Person

KIND = "vetting.asked"


def clarification_text(deadline: datetime) -> str:
    """Return what a person is told: that there is a question, not in which list; the list stands in the own file."""
    return (
        "Ada pertanyaan tentang berkas pelamar Anda. Anda berhak menjelaskan, dan tempat Anda ditahan sampai ada "
        f"putusan. Jawablah sebelum {deadline:%d-%m-%Y %H.%M} lewat halaman berkas Anda (kode pada tanda terima) "
        "atau datang ke sekretariat PPS. Lewat waktu bukan kesalahan dan tidak menggugurkan Anda."
    )


@dataclass(frozen=True)
class Notice:
    """One sheet: for whom, where, and what it says."""

    person_id: UUID | None
    name: str
    region: str
    text: str


@query(Role.PPS, Role.KPU_REGENCY)
def notices_to_seal(*, actor: Actor) -> list[Notice]:
    """Return the notices of the actor's region that wait to be printed and handed over, by ward."""
    waiting = Message.objects.filter(
        within("region", actor.region), kind=KIND, channel=Channel.PRINT, left_at__isnull=True
    )
    rows = list(waiting.order_by("region", "id"))
    names = dict(Person.objects.in_bulk([row.person_id for row in rows if row.person_id]))
    return [
        Notice(
            row.person_id, names[row.person_id].name if row.person_id in names else "", row.region, row.text.reveal()
        )
        for row in rows
    ]


@verb(Role.PPS, Role.KPU_REGENCY)
def seal_notices(*, actor: Actor, region: str, now: datetime) -> int:
    """Note that the printed notices of `region` left sealed; returns how many. Raises Refused (access.region)."""
    actor.must_reach(region)
    count = mark_as_handed_over(region, KIND, now=now)
    record = {"notices": count, "by": actor.label}
    record_act(Act("vetting.notices_sealed", region, region, record, "vetting.hearing"), now=now)
    return count
