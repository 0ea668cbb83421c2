"""Open the case of a seat: a member leaves by a paper, two officers dismissed them, or nobody ever took the seat.

One officer ends a term only by a paper that lies in a folder; a dismissal comes from the verb that holds the decision
of two. Whoever leaves is told the ground and what to do if it is wrong. Law: paw.reason, paw.paper, paw.dismissal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.storage.clock import day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import end_appointment
from jurdil.registry.bodies.models import Appointment, Seat, SeatRole
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.decrees import term_of
from jurdil.stages.placement.models import Replacement
from jurdil.stages.placement.replacing import OPEN, may_replace, record_step
from jurdil.stages.placement.reserves import kept_seats

GROUND_WORDS = {
    "died": "meninggal dunia",
    "resigned": "mengundurkan diri",
    "permanently_unable": "berhalangan tetap",
    "dismissed": "diberhentikan",
}
UNWRITTEN = (
    " Bila surat itu bukan dari Anda atau isinya keliru, segera datang ke KPU Kabupaten/Kota, atau laporkan pada "
    "halaman Lapor; laporan dibaca KPU Kabupaten/Kota dan dapat diikuti dengan kodenya."
)
DECIDED = (
    " Pertimbangannya dapat Anda minta di KPU Kabupaten/Kota. Bila tata caranya dilanggar, laporkan pada halaman Lapor."
)


def grounds_by_paper(election: Election) -> list[str]:
    """Return the grounds of `paw.reason` that one officer records from a paper: all but those of `paw.dismissal`."""
    profile = load_profile(election.profile)
    decided = profile.words("paw.dismissal")
    return [ground for ground in profile.words("paw.reason") if ground not in decided]


def must_have_grounds(election: Election, given: Iterable[tuple[str, str, str]]) -> None:
    """Raise Refused unless each row of ground, words and folder is one that an officer may record alone.

    Rules: paw.dismissal for a ground that two officers decide, paw.reason for an unknown one or no words, paw.paper
    for no folder.
    """
    profile, known = load_profile(election.profile), grounds_by_paper(election)
    for ground, reason, folder in given:
        if ground in profile.words("paw.dismissal"):
            raise Refused(
                "paw.dismissal",
                "Pemberhentian tidak dicatat seorang petugas: orangnya didengar dahulu dan dua petugas memutusnya.",
                "Buka perkaranya dari laporan di halaman pengawasan; putusannya mengosongkan kursi ini.",
            )
        if ground not in known or not reason.strip():
            raise Refused(
                "paw.reason",
                "Penggantian antarwaktu memerlukan alasan yang diakui dan uraiannya.",
                "Pilih salah satu alasan dan tuliskan uraian singkatnya.",
            )
        if not folder.strip():
            raise Refused(
                "paw.paper",
                "Masa kerja orang lain hanya diakhiri dari surat yang ada di tangan petugas.",
                "Tulis nomor map tempat surat itu disimpan.",
            )


@verb(Role.PPS, Role.KPU_REGENCY)
def open_vacancy(
    *, actor: Actor, appointment_id: UUID, ground: str, reason: str, folder: str, last_day: date, now: datetime
) -> Replacement:
    """End an appointment by a paper and open the case that fills its seat; the person is told the ground.

    ground: one of `grounds_by_paper`. folder: where the paper lies. Raises Refused (as `must_have_grounds`; paw.order
    for a reserve, access.authority), NotFound outside the actor's region, Conflict if it has ended already.
    """
    appointment = _appointment(actor, appointment_id)
    must_have_grounds(appointment.seat.body.election, [(ground, reason, folder)])
    folder = folder.strip()[:40]
    letter = {"how": "paper", "seen_by": actor.label, "folder": folder, "at": now.isoformat(timespec="minutes")}
    words = GROUND_WORDS.get(ground, ground)
    told = f"{words} ({reason.strip()}), dicatat petugas dari surat pada map {folder}.{UNWRITTEN}"
    return _vacate(actor, appointment, _Leaving(ground, reason, {"letter": letter}, told), last_day, now)


def vacate_dismissed(
    *, actor: Actor, appointment_id: UUID, case_id: UUID, reason: str, last_day: date, now: datetime
) -> Replacement:
    """End the appointment of somebody whom two officers dismissed, and open the case of its seat.

    For the verb that holds the decision of a heard case: it has asked who may, and has locked the case. Raises Refused
    (paw.order for a reserve, access.authority), NotFound, Conflict as `open_vacancy`. Law: paw.dismissal.
    """
    decision = {"how": "case", "case": str(case_id)}
    told = f"{GROUND_WORDS['dismissed']} dengan putusan yang ditandatangani dua petugas ({reason.strip()}).{DECIDED}"
    leaving = _Leaving("dismissed", reason, {"decision": decision}, told)
    return _vacate(actor, _appointment(actor, appointment_id), leaving, last_day, now)


@dataclass(frozen=True)
class _Leaving:
    """Why a term ends. papers: what it rests on. told: the ground and the remedy, as the person reads them."""

    ground: str
    reason: str
    papers: dict[str, dict[str, str]]
    told: str


def _appointment(actor: Actor, appointment_id: UUID) -> Appointment:
    found = Appointment.objects.select_related("seat__body__election").filter(id=appointment_id).first()
    if found is None or not actor.reaches(found.region):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    return found


def _vacate(actor: Actor, appointment: Appointment, leaving: _Leaving, last_day: date, now: datetime) -> Replacement:
    _refuse_reserve(appointment.seat)
    ended = end_appointment(
        actor=actor,
        appointment_id=appointment.id,
        last_day=last_day,
        rule="paw.reason",
        reason=leaving.reason,
        now=now,
        told=f"Alasan: {leaving.told}",
    )
    replacement = Replacement.objects.create(
        seat=ended.seat,
        vacated=ended,
        region=ended.region,
        rule="paw.reason",
        reason=f"{leaving.ground}: {leaving.reason}"[:300],
        papers=leaving.papers,
        opened_by=actor.label,
        opened_at=now,
    )
    record_step(replacement, "vacated", actor, "paw.reason", now, papers=leaving.papers)
    return replacement


@verb(Role.PPS, Role.KPU_REGENCY)
def open_empty_seat(*, actor: Actor, seat_id: UUID, now: datetime) -> Replacement:
    """Open the case that fills a seat nobody ever took: a ruling excluded its person, or the team was short.

    Raises Refused (access.authority, paw.order for a reserve, placement.ruled_clear while the seat is kept for one),
    NotFound outside the actor's region, Conflict if the seat is taken or its case is open.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body__election").filter(id=seat_id).first()
    if seat is None or not actor.reaches(seat.body.region):
        raise NotFound("Kursi ini tidak ada, atau bukan di wilayah Anda.")
    may_replace(actor, seat.body)
    _refuse_reserve(seat)
    on = max(day_of(now), term_of(seat.body.election, seat.body.kind)[1].start)
    peers = list(Seat.objects.filter(body=seat.body, role=seat.role).values_list("id", flat=True))
    sitting = Appointment.objects.filter(seat_id__in=peers, corrected_by__isnull=True, end__gte=on)
    cases = Replacement.objects.filter(seat_id__in=peers, state__in=OPEN)
    taken = set(sitting.values_list("seat_id", flat=True)) | set(cases.values_list("seat_id", flat=True))
    if seat.id in taken:
        raise Conflict("Kursi ini sudah terisi, atau penggantiannya sedang berjalan.")
    kept = kept_seats(seat.body.election, seat.body.region).filter(role=seat.role)
    if len(peers) - len(taken) <= kept.count():
        raise Refused(
            "placement.ruled_clear",
            "Kursi ini ditahan untuk orang yang kecocokannya belum diputus.",
            "Selesaikan putusannya dahulu; bila ia bersih, angkat dia pada kursi ini.",
        )
    replacement = Replacement.objects.create(
        seat=seat,
        region=seat.body.region,
        rule="selection.eligible",
        reason="Kursi belum pernah terisi.",
        opened_by=actor.label,
        opened_at=now,
    )
    record_step(replacement, "vacated", actor, "selection.eligible", now)
    return replacement


def _refuse_reserve(seat: Seat) -> None:
    if seat.role == SeatRole.RESERVE:
        raise Refused(
            "paw.order",
            "Kursi cadangan tidak diisi lagi: cadangan berikutnya naik dengan sendirinya.",
            "Bila cadangan menolak tawaran, catat jawabannya pada tawaran itu.",
        )
