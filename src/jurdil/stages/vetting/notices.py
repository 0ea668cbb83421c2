"""Notices for people whom no e-mail reaches: printed, sealed, handed over; and what a notice says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import query, verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import mark_as, on_paper
from jurdil.foundation.outbox.models import Message
from jurdil.foundation.storage.codes import covers
from jurdil.registry.people.models import Person
from jurdil.stages.recruitment.models import Application
from jurdil.stages.recruitment.reach import BODIES_OF, seen_by

MOST = 200  # what one page shows, prints and notes; the rest comes once these are handed over
# What has a deadline or can be objected to: all of this room, what an application lacks, an offer.
KINDS = ("vetting.", "recruitment.reviewed", "placement.offered")


def clarification_text(deadline: datetime) -> str:
    """Return what a person is told: that there is a question, not in which list; the list stands in the own file."""
    return (
        "Ada pertanyaan tentang berkas pelamar Anda. Anda berhak menjelaskan, dan tempat Anda ditahan sampai ada "
        f"putusan. Jawablah sebelum {deadline:%d-%m-%Y %H.%M} WIB lewat halaman berkas Anda (kode pada tanda terima) "
        "atau datang ke sekretariat PPS. Lewat waktu tidak menggugurkan Anda dengan sendirinya: jawaban "
        "terlambat diterima selama belum diputus, tetapi tanpa penjelasan dua petugas dapat memutus dari yang ada."
    )


@dataclass(frozen=True)
class Notice:
    """One sheet: for whom, where, and what it says."""

    id: UUID
    person_id: UUID | None
    name: str
    region: str
    text: str


@query(Role.PPS, Role.KPU_REGENCY)
def notices_to_seal(*, actor: Actor, region: str = "") -> list[Notice]:
    """Return the notices of the actor's region that wait to be printed and handed over, by ward: the first `MOST`.

    region: only those of a part of it. Raises NotFound for one that is not.
    """
    if region and not covers(actor.region, region):
        raise NotFound("Wilayah ini tidak ada, atau bukan wilayah Anda.")
    rows = list(_waiting(actor, region or actor.region).order_by("region", "id")[:MOST])
    names = dict(Person.objects.in_bulk([row.person_id for row in rows if row.person_id]))
    return [
        Notice(
            row.id,
            row.person_id,
            names[row.person_id].name if row.person_id in names else "",
            row.region,
            row.text.reveal(),
        )
        for row in rows
    ]


def _waiting(actor: Actor, region: str) -> QuerySet[Message]:
    """Return what waits to be printed; a PPS has in hand only what is for people whose files it may read."""
    waiting = on_paper(region, KINDS)
    if actor.role in BODIES_OF:
        waiting = waiting.filter(person_id__in=Application.objects.filter(seen_by(actor)).values("person_id"))
    return waiting


def must_be_some(ids: Sequence[UUID]) -> None:
    """Raise Refused (access.notice) where no notice is named: nothing was handed over, and nothing is to be logged."""
    if not ids:
        raise Refused(
            "access.notice",
            "Tidak ada surat yang dicentang, jadi tidak ada penyerahan yang dicatat.",
            "Centang surat yang sudah di tangan orangnya, lalu kirim lagi.",
        )


@verb(Role.PPS, Role.KPU_REGENCY)
def seal_notices(*, actor: Actor, region: str, ids: Sequence[UUID], now: datetime) -> int:
    """Note that the printed notices `ids` of `region` left sealed; returns how many.

    What was queued after the printing stays: nobody has it in hand. Raises Refused (access.region, access.notice for
    none), Conflict where all of them were noted before.
    """
    actor.must_reach(region)
    must_be_some(ids)
    count = mark_as(_waiting(actor, region), ids, left_at=now, handed_by=actor.label)
    if not count:
        raise Conflict("Penyerahan surat ini sudah dicatat. Muat ulang halamannya.")
    record = {"notices": count, "by": actor.label}
    record_act(Act("vetting.notices_sealed", region, region, record, "vetting.hearing"), now=now)
    return count
