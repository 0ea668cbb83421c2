"""Replace a member: vacancy, the next suitable reserve, an offer with a deadline, an answer, an appointment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message, queue_messages
from jurdil.foundation.outbox.arriving import has_run_out, must_be_told
from jurdil.foundation.storage.clock import JAKARTA, day_of
from jurdil.foundation.storage.codes import within
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import FILLED_BY_PPS, appoint_member, end_appointment
from jurdil.registry.bodies.models import Appointment, Body, Seat, SeatRole
from jurdil.registry.people.telling import addressed
from jurdil.stages.placement.decrees import numbered_decree, term_of
from jurdil.stages.placement.models import Offer, OfferAnswer, Replacement, ReplacementState
from jurdil.stages.placement.offer_times import KIND, deadline_of
from jurdil.stages.placement.reserves import Candidate, kept_seats, next_reserve, suggest_reserves, vacant_from
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids

OPEN = (ReplacementState.VACANT, ReplacementState.OFFERED, ReplacementState.ACCEPTED)


def _locked(replacement_id: UUID, actor: Actor) -> Replacement:
    rows = Replacement.objects.select_for_update(of=("self",))
    rows = rows.select_related("seat__body__election", "vacated", "offered_to__person")
    replacement = rows.filter(id=replacement_id).first()
    is_own = actor.role == Role.APPLICANT and replacement is not None and _is_offered_to(replacement, actor)
    if replacement is None or not (is_own or actor.reaches(replacement.region)):
        raise NotFound("Penggantian ini tidak ada, atau bukan untuk Anda.")
    _may_replace(actor, replacement.seat.body)
    return replacement


def _may_replace(actor: Actor, body: Body) -> None:
    if actor.role == Role.PPS and body.kind not in FILLED_BY_PPS:
        raise Refused(
            "access.authority",
            "Anggota badan ini diganti oleh KPU Kabupaten/Kota, bukan oleh PPS.",
            "Sampaikan usulannya kepada KPU Kabupaten/Kota.",
        )


def _is_offered_to(replacement: Replacement, actor: Actor) -> bool:
    offered = replacement.offered_to
    return offered is not None and actor.person_id is not None and offered.person_id == actor.person_id


def _must_be(replacement: Replacement, *states: ReplacementState) -> None:
    if replacement.state not in states:
        raise Conflict("Penggantian ini sudah berada pada langkah lain. Muat ulang halamannya.")


def _record(replacement: Replacement, kind: str, actor: Actor, rule: str, now: datetime, **more: object) -> None:
    record = {"by": actor.label, "application": str(replacement.offered_to_id or ""), **more}
    record_act(Act(f"placement.{kind}", replacement.region, str(replacement.id), record, rule), now=now)


@verb(Role.PPS, Role.KPU_REGENCY)
def open_vacancy(
    *, actor: Actor, appointment_id: UUID, ground: str, reason: str, last_day: date, now: datetime
) -> Replacement:
    """End an appointment and open the case that fills its seat.

    ground: one of the grounds of `paw.reason`. Raises Refused (paw.reason, paw.order for a reserve, access.authority),
    NotFound outside the actor's region, Conflict if it has ended already.
    """
    appointment = Appointment.objects.select_related("seat__body__election").filter(id=appointment_id).first()
    if appointment is None or not actor.reaches(appointment.region):
        raise NotFound("Pengangkatan ini tidak ada, atau bukan di wilayah Anda.")
    grounds = load_profile(appointment.seat.body.election.profile).words("paw.reason")
    if ground not in grounds or not reason.strip():
        raise Refused(
            "paw.reason",
            "Penggantian antarwaktu memerlukan alasan yang diakui dan uraiannya.",
            "Pilih salah satu alasan dan tuliskan uraian singkatnya.",
        )
    _refuse_reserve(appointment.seat)
    ended = end_appointment(
        actor=actor, appointment_id=appointment_id, last_day=last_day, rule="paw.reason", reason=reason, now=now
    )
    replacement = Replacement.objects.create(
        seat=ended.seat,
        vacated=ended,
        region=ended.region,
        rule="paw.reason",
        reason=f"{ground}: {reason}"[:300],
        opened_by=actor.label,
        opened_at=now,
    )
    _record(replacement, "vacated", actor, "paw.reason", now)
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
    _may_replace(actor, seat.body)
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
    _record(replacement, "vacated", actor, "selection.eligible", now)
    return replacement


def _refuse_reserve(seat: Seat) -> None:
    if seat.role == SeatRole.RESERVE:
        raise Refused(
            "paw.order",
            "Kursi cadangan tidak diisi lagi: cadangan berikutnya naik dengan sendirinya.",
            "Bila cadangan menolak tawaran, catat jawabannya pada tawaran itu.",
        )


@verb(Role.PPS, Role.KPU_REGENCY)
def offer_seat(*, actor: Actor, replacement_id: UUID, application_id: UUID, now: datetime) -> Replacement:
    """Offer a vacant seat to the next in order who can be asked, with a deadline; who was passed over is recorded.

    Raises Refused (paw.checks if the person cannot be asked, paw.order if somebody stands before them), NotFound
    outside the actor's region, Conflict unless the seat is vacant.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.VACANT)
    candidates = suggest_reserves(replacement, vacant_from(replacement, day_of(now)))
    chosen = _next_in_order(candidates, application_id)
    passed_over: list[dict[str, object]] = [
        {"application": str(one.application.id), "why": one.bar, "reasons": list(one.reasons)}
        for one in candidates
        if one.rank < chosen.rank
    ]
    return make_offer(actor, replacement, chosen, passed_over, now)


def make_offer(
    actor: Actor, replacement: Replacement, chosen: Candidate, passed_over: list[dict[str, object]], now: datetime
) -> Replacement:
    """Write an offer, record it and tell the person; a part of the verbs that offer. The case is locked and vacant."""
    hours = load_profile(replacement.seat.body.election.profile).number("paw.offer_hours")
    replacement.offered_to, replacement.state = chosen.application, ReplacementState.OFFERED
    replacement.deadline = now + timedelta(hours=hours)
    replacement.save(update_fields=["offered_to", "state", "deadline"])
    Offer.objects.create(
        replacement=replacement,
        application=chosen.application,
        rank=chosen.rank,
        passed_over=passed_over,
        made_by=actor.label,
        made_at=now,
        deadline=replacement.deadline,
    )
    _record(replacement, "offered", actor, "paw.order", now, rank=chosen.rank, passed_over=passed_over)
    queue_message(_offer_letter(replacement), now=now)
    return replacement


def _offer_letter(replacement: Replacement) -> Letter:
    assert replacement.offered_to is not None  # it has just been offered
    assert replacement.deadline is not None
    person, body = replacement.offered_to.person, replacement.seat.body
    answer_by = f"{replacement.deadline.astimezone(JAKARTA):%d-%m-%Y %H:%M} WIB"
    text = f"Anda ditawari kursi {body.kind} di {replacement.region}. Jawab sebelum {answer_by}."
    return Letter(KIND, replacement.region, text, person.id, person.phone.reveal(), person.email.reveal())


def _next_in_order(candidates: list[Candidate], application_id: UUID) -> Candidate:
    chosen = next((one for one in candidates if one.application.id == application_id), None)
    if chosen is None or not chosen.is_suitable:
        raise Refused(
            "paw.checks",
            "Orang ini tidak dapat ditawari kursi: bukan cadangan, belum diputus bersih, atau melanggar aturan tim.",
            "Tawarkan kepada cadangan berikutnya yang ditandai sesuai.",
        )
    if chosen != next_reserve(candidates):
        raise Refused(
            "paw.order",
            "Ada cadangan dengan urutan lebih baik yang masih memenuhi syarat.",
            "Tawarkan dahulu kepada urutan yang lebih baik.",
        )
    return chosen


@verb(Role.APPLICANT, Role.PPS, Role.KPU_REGENCY)
def answer_offer(*, actor: Actor, replacement_id: UUID, accepts: bool, now: datetime) -> Replacement:
    """Record the answer to an offer: the person's own, or on paper through an officer.

    After a no the seat of the same case is vacant again and the next in order can be asked; somebody who accepted may
    still step back before the decree. Raises NotFound, Conflict unless it is offered.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.OFFERED, *([] if accepts else [ReplacementState.ACCEPTED]))
    _end_offer(replacement, OfferAnswer.ACCEPTED if accepts else OfferAnswer.DECLINED, actor, now)
    return replacement


@verb(Role.PPS, Role.KPU_REGENCY)
def expire_offer(*, actor: Actor, replacement_id: UUID, now: datetime) -> Replacement:
    """Take back an offer that nobody answered in time, after the person was called; the next in order can be asked.

    Raises Refused (access.notice while its message has not left, paw.offer_hours before the time is over), NotFound
    outside the actor's region, Conflict unless offered.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.OFFERED)
    deadline = deadline_of(replacement.offers.select_related("application").get(application=replacement.offered_to))
    must_be_told([deadline])
    if not has_run_out(deadline, now):
        raise Refused(
            "paw.offer_hours",
            "Waktu menjawab tawaran ini belum habis.",
            "Tunggu sampai batas waktunya, atau catat jawabannya bila sudah ada.",
        )
    _end_offer(replacement, OfferAnswer.EXPIRED, actor, now)
    return replacement


@verb(Role.PPS, Role.KPU_REGENCY)
def take_back_offer(*, actor: Actor, replacement_id: UUID, now: datetime) -> Replacement:
    """Take back the offer of somebody who can no longer be appointed: a ruling excludes them, or they have withdrawn.

    Raises Refused (paw.checks for anybody else), NotFound outside the actor's region, Conflict unless it is open.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.OFFERED, ReplacementState.ACCEPTED)
    application = replacement.offered_to
    assert application is not None  # an offer has somebody it was made to
    excluded = excluded_person_ids(replacement.seat.body.election, replacement.region.split("/")[0])
    if application.withdrawn_at is None and application.person_id not in excluded:
        raise Refused(
            "paw.checks",
            "Tawaran hanya ditarik dari orang yang dihalangi putusan atau yang sudah mundur dari pendaftaran.",
            "Tunggu putusannya, atau catat jawaban orang itu sendiri.",
        )
    _end_offer(replacement, OfferAnswer.BARRED, actor, now)
    text = f"Tawaran kursi di {replacement.region} ditarik: Anda mundur dari pendaftaran atau ada putusan."
    queue_messages(addressed([Letter("placement.barred", replacement.region, text, application.person_id)]), now=now)
    return replacement


def _end_offer(replacement: Replacement, answer: OfferAnswer, actor: Actor, now: datetime) -> None:
    """Note the answer on the offer and in the log; without a yes the seat is vacant again."""
    offer = replacement.offers.get(application=replacement.offered_to)
    offer.answer, offer.answered_by, offer.answered_at = answer, actor.label, now
    offer.save(update_fields=["answer", "answered_by", "answered_at"])
    rules = {OfferAnswer.EXPIRED: "paw.offer_hours", OfferAnswer.BARRED: "paw.checks"}
    _record(replacement, answer.value, actor, rules.get(answer, "paw.order"), now)
    replacement.state = ReplacementState.ACCEPTED
    if answer != OfferAnswer.ACCEPTED:
        replacement.state, replacement.offered_to, replacement.deadline = ReplacementState.VACANT, None, None
    replacement.save(update_fields=["state", "offered_to", "deadline"])


@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_replacement(
    *, actor: Actor, replacement_id: UUID, number: str, authority: str, signatory: str, on: date, now: datetime
) -> Appointment:
    """Appoint whoever accepted the offer from `on` to the end of the term; their reserve seat ends the day before.

    Raises Refused (placement.ruled_clear if a match has come up since, placement.decree, placement.term), NotFound
    outside the actor's region, Conflict unless the offer is accepted.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.ACCEPTED)
    application = replacement.offered_to
    assert application is not None  # an accepted offer has somebody it was made to
    ward, body = replacement.region.split("/")[0], replacement.seat.body
    barred = held_person_ids(body.election, ward) | excluded_person_ids(body.election, ward)
    if application.withdrawn_at is not None or application.person_id in barred:
        raise Refused(
            "placement.ruled_clear",
            "Orang ini mundur, kecocokan daftarnya belum diputus, atau ada putusan yang menghalanginya.",
            "Selesaikan putusannya dahulu, atau catat bahwa ia mundur lalu tawarkan kepada cadangan berikutnya.",
        )
    since = vacant_from(replacement, on)
    decree = numbered_decree(
        body.election, body.kind, body.region, number=number, authority=authority, signatory=signatory, since=since
    )
    _end_reserve(actor, application, ward, decree.start, now)
    made = appoint_member(
        actor=actor, seat_id=replacement.seat_id, person_id=application.person_id, decree=decree, now=now
    )
    replacement.appointment, replacement.state, replacement.closed_at = made, ReplacementState.APPOINTED, now
    replacement.save(update_fields=["appointment", "state", "closed_at"])
    _record(replacement, "replaced", actor, "paw.order", now)
    return made


def _end_reserve(actor: Actor, application: Application, ward: str, on: date, now: datetime) -> None:
    day_before = on - timedelta(days=1)
    rows = Appointment.objects.filter(
        within("region", ward),
        person_id=application.person_id,
        seat__role=SeatRole.RESERVE,
        corrected_by__isnull=True,
        end_rule="",
        end__gte=on,
    )
    for row in rows:
        end_appointment(
            actor=actor,
            appointment_id=row.id,
            last_day=day_before,
            rule="paw.order",
            reason="Menjadi anggota sebagai pengganti.",
            now=now,
        )
