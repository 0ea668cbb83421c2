"""Replace a member: the next suitable reserve, an offer with a deadline, an answer, an appointment."""

from __future__ import annotations

from collections.abc import Mapping
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
from jurdil.registry.bodies.models import Appointment, Body, SeatRole
from jurdil.registry.people.telling import addressed
from jurdil.stages.placement.decrees import numbered_decree
from jurdil.stages.placement.models import Offer, OfferAnswer, Replacement, ReplacementState
from jurdil.stages.placement.offer_times import KIND, deadline_of
from jurdil.stages.placement.reserves import Candidate, next_reserve, suggest_reserves, vacant_from
from jurdil.stages.recruitment.models import Application
from jurdil.stages.vetting.hearing import must_have_letter
from jurdil.stages.vetting.queries import excluded_person_ids, held_person_ids

OPEN = (ReplacementState.VACANT, ReplacementState.OFFERED, ReplacementState.ACCEPTED)


def _locked(replacement_id: UUID, actor: Actor) -> Replacement:
    rows = Replacement.objects.select_for_update(of=("self",))
    rows = rows.select_related("seat__body__election", "vacated", "offered_to__person")
    replacement = rows.filter(id=replacement_id).first()
    is_own = actor.role == Role.APPLICANT and replacement is not None and _was_offered_to(replacement, actor)
    if replacement is None or not (is_own or actor.reaches(replacement.region)):
        raise NotFound("Penggantian ini tidak ada, atau bukan untuk Anda.")
    may_replace(actor, replacement.seat.body)
    return replacement


def may_replace(actor: Actor, body: Body) -> None:
    """Raise Refused (access.authority) for a PPS and a body whose members the KPU replaces itself."""
    if actor.role == Role.PPS and body.kind not in FILLED_BY_PPS:
        raise Refused(
            "access.authority",
            "Anggota badan ini diganti oleh KPU Kabupaten/Kota, bukan oleh PPS.",
            "Sampaikan usulannya kepada KPU Kabupaten/Kota.",
        )


def _was_offered_to(replacement: Replacement, actor: Actor) -> bool:
    return actor.person_id is not None and replacement.offers.filter(application__person=actor.person_id).exists()


def _must_be(replacement: Replacement, *states: ReplacementState) -> None:
    if replacement.state not in states:
        raise Conflict("Penggantian ini sudah berada pada langkah lain. Muat ulang halamannya.")


def record_step(replacement: Replacement, kind: str, actor: Actor, rule: str, now: datetime, **more: object) -> None:
    """Write the line of the log about one step of a case."""
    record = {"by": actor.label, "application": str(replacement.offered_to_id or ""), **more}
    record_act(Act(f"placement.{kind}", replacement.region, str(replacement.id), record, rule), now=now)


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
    record_step(replacement, "offered", actor, "paw.order", now, rank=chosen.rank, passed_over=passed_over)
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
def answer_offer(
    *, actor: Actor, replacement_id: UUID, accepts: bool, now: datetime, paper: Mapping[str, str] | None = None
) -> Replacement:
    """Record the answer to an offer: the person's own, or from a letter that an officer has; then the person is told.

    After a no the seat of the same case is vacant again and the next in order can be asked; somebody who accepted may
    still step back before the decree. Whoever did not write the no that an officer recorded may accept while the seat
    is vacant. paper: `seen_by` and `folder` of the letter; an officer needs it. Raises NotFound, Refused
    (access.own_file, paw.own_answer), Conflict where the offer is closed to this answer.
    """
    replacement = _locked(replacement_id, actor)
    offer = _answered(replacement, actor, accepts=accepts)
    must_have_letter(actor, bool(paper and paper.get("folder") and paper.get("seen_by")))
    answer = OfferAnswer.ACCEPTED if accepts else OfferAnswer.DECLINED
    if actor.role == Role.APPLICANT or paper is None:
        _end_offer(replacement, offer, answer, actor, now)
        return replacement
    letter = {**paper, "how": "paper", "answer": answer.value, "at": now.isoformat()}
    offer.papers = {**offer.papers, "letter": letter}
    _end_offer(replacement, offer, answer, actor, now, folder=letter["folder"])
    queue_messages(addressed([_answer_letter(replacement, offer)]), now=now)
    return replacement


def _answered(replacement: Replacement, actor: Actor, *, accepts: bool) -> Offer:
    """Return the offer that an answer is about. Raises Conflict, Refused (paw.own_answer)."""
    states = (ReplacementState.OFFERED, *([] if accepts else [ReplacementState.ACCEPTED]))
    if actor.role == Role.APPLICANT:
        own = replacement.offers.filter(application__person=actor.person_id)
        offer = own.select_related("application").latest("id")
        if accepts and may_take_back_no(offer):
            return offer
        if offer.application_id != replacement.offered_to_id:
            raise Conflict("Tawaran ini sudah ditutup. Muat ulang halamannya.")
        _must_be(replacement, *states)
        return offer
    _must_be(replacement, *states)
    offer = _open_offer(replacement)
    if offer.answer and not offer.is_by_officer:
        raise Refused(
            "paw.own_answer",
            "Orangnya sendiri menerima tawaran ini dengan kodenya; hanya ia yang dapat mundur lagi.",
            "Mintalah ia mundur di halaman tawarannya; kode yang hilang diperbarui di PPS.",
        )
    return offer


def may_take_back_no(offer: Offer) -> bool:
    """Return whether the person may still accept: an officer recorded a no from a letter, and the seat is vacant."""
    is_no = offer.answer == OfferAnswer.DECLINED and offer.is_by_officer
    return is_no and offer.replacement.state == ReplacementState.VACANT


def _open_offer(replacement: Replacement) -> Offer:
    return replacement.offers.select_related("application").get(application=replacement.offered_to)


def _answer_letter(replacement: Replacement, offer: Offer) -> Letter:
    accepted = offer.answer == OfferAnswer.ACCEPTED
    said = "menerima" if accepted else "menolak"
    remedy = "mundur dari tawaran itu" if accepted else "terima tawaran itu selama kursinya belum ditawarkan lagi"
    text = (
        f"Petugas mencatat bahwa Anda {said} tawaran kursi di {replacement.region}, dari surat pada map "
        f"{offer.papers['letter']['folder']}. Bila Anda tidak memberi jawaban itu, {remedy} di halaman berkas Anda "
        "(kode pada tanda terima), dan laporkan pada halaman Lapor."
    )
    return Letter("placement.answered", replacement.region, text, offer.application.person_id)


@verb(Role.PPS, Role.KPU_REGENCY)
def expire_offer(*, actor: Actor, replacement_id: UUID, now: datetime) -> Replacement:
    """End an offer that nobody answered in time, after the person was called, and say so; the next can be asked.

    Raises Refused (access.notice while its message has not left, paw.offer_hours before the time is over), NotFound
    outside the actor's region, Conflict unless offered.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.OFFERED)
    offer = _open_offer(replacement)
    deadline = deadline_of(offer)
    must_be_told([deadline])
    if not has_run_out(deadline, now):
        raise Refused(
            "paw.offer_hours",
            "Waktu menjawab tawaran ini belum habis.",
            "Tunggu sampai batas waktunya, atau catat jawabannya bila sudah ada.",
        )
    _end_offer(replacement, offer, OfferAnswer.EXPIRED, actor, now)
    text = (
        f"Tawaran kursi di {replacement.region} berakhir karena sampai batas waktunya tidak ada jawaban Anda. Tempat "
        "Anda dalam urutan cadangan tetap, dan Anda dapat ditawari kursi lain."
    )
    letter = Letter("placement.expired", replacement.region, text, offer.application.person_id)
    queue_messages(addressed([letter]), now=now)
    return replacement


@verb(Role.PPS, Role.KPU_REGENCY)
def take_back_offer(*, actor: Actor, replacement_id: UUID, now: datetime) -> Replacement:
    """Take back the offer of somebody who can no longer be appointed, and say why: excluded by a ruling, or withdrawn.

    Raises Refused (paw.checks for anybody else), NotFound outside the actor's region, Conflict unless it is open.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.OFFERED, ReplacementState.ACCEPTED)
    offer = _open_offer(replacement)
    application, why = offer.application, ""
    if application.withdrawn_at is not None:
        why = "lamaran Anda sudah ditarik. Keadaannya ada di halaman berkas Anda"
    elif application.person_id in excluded_person_ids(replacement.seat.body.election, replacement.region.split("/")[0]):
        why = "ada putusan penyaringan yang menghalangi Anda. Alasannya dan cara keberatan ada di halaman berkas Anda"
    if not why:
        raise Refused(
            "paw.checks",
            "Tawaran hanya ditarik dari orang yang dihalangi putusan atau yang sudah mundur dari pendaftaran.",
            "Tunggu putusannya, atau catat jawaban orang itu sendiri.",
        )
    _end_offer(replacement, offer, OfferAnswer.BARRED, actor, now)
    text = f"Tawaran kursi di {replacement.region} ditarik: {why}."
    queue_messages(addressed([Letter("placement.barred", replacement.region, text, application.person_id)]), now=now)
    return replacement


def _end_offer(
    replacement: Replacement, offer: Offer, answer: OfferAnswer, actor: Actor, now: datetime, *, folder: str = ""
) -> None:
    """Note the answer on the offer and in the log; without a yes the seat is vacant again. folder: of its letter."""
    offer.answer, offer.answered_by, offer.answered_at = answer, actor.label, now
    offer.save(update_fields=["answer", "answered_by", "answered_at", "papers"])
    rules = {OfferAnswer.EXPIRED: "paw.offer_hours", OfferAnswer.BARRED: "paw.checks"}
    paper = {"folder": folder} if folder else {}
    replacement.offered_to, replacement.deadline = offer.application, offer.deadline
    record_step(replacement, answer.value, actor, rules.get(answer, "paw.order"), now, **paper)
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
    record_step(replacement, "replaced", actor, "paw.order", now)
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
