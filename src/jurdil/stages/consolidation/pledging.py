"""The integrity pact, accepted clause by clause and anchored in the log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.models import Appointment
from jurdil.stages.consolidation.models import Pledge

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

VERSION = "2024-1"
HANDED_OVER = ("device", "oath")


@dataclass(frozen=True)
class Clause:
    """One clause of the pact: its id in `consolidation.pledge`, what is promised, and a case that asks for it."""

    key: str
    text: StrPromise
    case: StrPromise


CLAUSES: dict[str, Clause] = {
    clause.key: clause
    for clause in (
        Clause(
            "honest",
            _("Saya bekerja jujur, adil, cermat, dan menurut aturan."),
            _("Seorang teman meminta satu suara tambahan dicatat. Apa yang Anda lakukan?"),
        ),
        Clause(
            "neutral",
            _("Saya tidak memihak peserta mana pun, dalam kata, sikap, dan pakaian."),
            _("Anda ditawari kaus pasangan calon untuk dipakai di rumah. Apa yang Anda lakukan?"),
        ),
        Clause(
            "no_gifts",
            _("Saya tidak menerima hadiah atau janji yang berkaitan dengan tugas."),
            _("Tim sukses mengirim makan siang ke TPS. Apa yang Anda lakukan?"),
        ),
        Clause(
            "no_social_media_support",
            _("Saya tidak menyukai, mengomentari, atau membagikan konten peserta pemilihan."),
            _("Keluarga membagikan unggahan calon di grup. Apa yang Anda lakukan?"),
        ),
        Clause(
            "ready_for_sanctions",
            _("Saya bersedia diperiksa dan menerima sanksi bila melanggar pakta ini."),
            _("Anda dilaporkan dan yakin tidak bersalah. Apa yang Anda lakukan?"),
        ),
    )
}


def clauses_of(profile_key: str) -> list[Clause]:
    """Return the clauses of the pact of an election, in the order of its profile."""
    return [CLAUSES[key] for key in load_profile(profile_key).words("consolidation.pledge")]


def text_hash(clauses: Sequence[Clause]) -> str:
    """Return the hash of the pact: SHA-256 over the clauses' ids and Indonesian texts, whatever the page's language."""
    with override("id"):
        lines = [f"{clause.key}: {clause.text}" for clause in clauses]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@verb(Role.APPLICANT, Role.PPS, Role.PPK, Role.KPU_REGENCY)
def sign_pledge(
    *, actor: Actor, appointment_id: UUID, accepted: Sequence[str], how: str, now: datetime, witness: str = ""
) -> Pledge:
    """Sign the pact for the seat of `appointment_id`: one's own, or on an officer's device with a witness.

    how: own, device, oath; only the person's own signature is `own`. Raises Refused (consolidation.pledge) while a
    clause is not accepted or the witness is missing, Conflict if the seat is no longer held or this version is signed.
    Nobody loses a seat by it: whoever has not signed is listed as owing the pledge.
    """
    appointment = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("seat__body__election")
        .filter(id=appointment_id)
        .first()
    )
    is_own = appointment is not None and actor.role == Role.APPLICANT and appointment.person_id == actor.person_id
    if appointment is None or not (is_own or actor.reaches(appointment.region)):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan milik Anda.")
    if appointment.corrected_by_id is not None or appointment.end < day_of(now):
        raise Conflict("Pengangkatan ini sudah berakhir atau sudah dikoreksi; tidak perlu pakta lagi.")
    clauses = clauses_of(appointment.seat.body.election.profile)
    version = text_hash(clauses)
    if Pledge.objects.filter(person=appointment.person_id, text_hash=version, region=appointment.region).exists():
        raise Conflict("Pakta versi ini sudah ditandatangani untuk kursi ini.")
    if {clause.key for clause in clauses} - set(accepted):
        raise Refused(
            "consolidation.pledge",
            "Semua butir pakta perlu disetujui untuk menandatangani.",
            "Baca kembali butir yang belum disetujui; tanyakan kepada PPS bila ada yang belum jelas.",
        )
    if not is_own and (not witness.strip() or how not in HANDED_OVER):
        raise Refused(
            "consolidation.pledge",
            "Pakta yang ditandatangani di perangkat petugas memerlukan seorang saksi.",
            "Isi nama atau jabatan saksi, lalu kirim ulang.",
        )
    pledge = Pledge(
        person_id=appointment.person_id,
        region=appointment.region,
        version=VERSION,
        text_hash=version,
        clauses=[clause.key for clause in clauses],
        how="own" if is_own else how,
        witness=witness.strip()[:80],
        at=now,
    )
    record = {"person": str(pledge.person_id), "version": VERSION, "text": version, "how": pledge.how}
    record["by"] = actor.label
    act = Act("consolidation.pledged", pledge.region, str(pledge.id), record, "consolidation.pledge")
    pledge.leaf_id = record_act(act, now=now)
    pledge.save(force_insert=True)
    return pledge
