"""Replace a member: vacancy, the next suitable reserve, an offer with a deadline, an answer, an appointment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from jurdil.engines.teams import Suggestion, propose_reserve
from jurdil.errors import Conflict, NotFound, Refused
from jurdil.foundation.accounts.roles import Actor, Role
from jurdil.foundation.accounts.verbs import verb
from jurdil.foundation.ledger.recording import Act, record_act
from jurdil.foundation.outbox.actions import Letter, queue_message
from jurdil.foundation.storage.clock import JAKARTA, day_of
from jurdil.law import load_profile
from jurdil.registry.bodies.actions import Decree, appoint_member, end_appointment
from jurdil.registry.bodies.models import Appointment, BodyKind, SeatRole
from jurdil.registry.bodies.queries import appointments_on
from jurdil.registry.elections.models import Election
from jurdil.stages.placement.actions import term_of
from jurdil.stages.placement.arranging import people_of, places_of, team_policy
from jurdil.stages.placement.models import Replacement, ReplacementState
from jurdil.stages.recruitment.models import Application
from jurdil.stages.selection.queries import excluded_people, held_people


def _locked(replacement_id: UUID, actor: Actor) -> Replacement:
    rows = Replacement.objects.select_for_update(of=("self",)).select_related("seat__body__election")
    replacement = rows.filter(id=replacement_id).first()
    is_own = actor.role == Role.APPLICANT and replacement is not None and _is_offered_to(replacement, actor)
    if replacement is None or not (is_own or actor.reaches(replacement.region)):
        raise NotFound("Penggantian ini tidak ada, atau bukan untuk Anda.")
    return replacement


def _is_offered_to(replacement: Replacement, actor: Actor) -> bool:
    return replacement.offered_to is not None and replacement.offered_to.person_id == actor.person_id


def _must_be(replacement: Replacement, *states: ReplacementState) -> None:
    if replacement.state not in states:
        raise Conflict("Penggantian ini sudah berada pada langkah lain. Muat ulang halamannya.")


def _record(replacement: Replacement, kind: str, actor: Actor, rule: str, now: datetime) -> None:
    record = {"by": actor.label, "application": str(replacement.offered_to_id or "")}
    record_act(Act(f"placement.{kind}", replacement.region, str(replacement.id), record, rule), now=now)


@verb(Role.PPS, Role.KPU_REGENCY)
def open_vacancy(
    *, actor: Actor, appointment_id: UUID, ground: str, reason: str, last_day: date, now: datetime
) -> Replacement:
    """End an appointment and open the case that fills its seat.

    ground: one of the grounds of `paw.reason`. Raises Refused (paw.reason, access.region, access.authority), Conflict
    if it has ended already.
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


@dataclass(frozen=True)
class Candidate:
    """A reserve for a vacant seat, with the engine's reasons."""

    application: Application
    rank: int
    suggestion: Suggestion


def suggest_reserves(replacement: Replacement, on: date, *, limit: int = 5) -> list[Candidate]:
    """Return the next reserves for a vacancy in the order in which they are to be asked, each with reasons.

    on: the day from which the seat is empty. The order is the published rank; somebody with an open or excluding match,
    an offer they declined, or another seat is not asked.
    """
    body = replacement.seat.body
    ward = body.region.split("/")[0]
    election: Election = body.election
    place = next((place for place in places_of(election, ward) if place.id == body.region), None)
    if place is None:
        return []
    barred = excluded_people(ward) | held_people(ward) | _declined(replacement)
    ranks = {human: rank for human, rank in _reserve_ranks(election, ward, on).items() if human not in barred}
    serving = set(appointments_on(body.region, on).values_list("person_id", flat=True))
    drawn = people_of(election, ward)
    rank_of = {person.id: ranks[human] for person, human in drawn if human in ranks}
    suggestions = propose_reserve(
        place,
        [person for person, human in drawn if human in serving],
        sorted((person for person, _ in drawn if person.id in rank_of), key=lambda person: rank_of[person.id]),
        policy=team_policy(),
        on=election.voting_day,
    )
    applications = Application.objects.select_related("person").in_bulk([UUID(one.person_id) for one in suggestions])
    made = [Candidate(applications[UUID(one.person_id)], rank_of[one.person_id], one) for one in suggestions]
    return sorted(made, key=lambda one: (not one.suggestion.suitable, one.rank))[:limit]


def _reserve_ranks(election: Election, ward: str, on: date) -> dict[UUID, int]:
    rows = appointments_on(ward, on).filter(seat__role=SeatRole.RESERVE, seat__body__election=election)
    serving = appointments_on(ward, on).exclude(seat__role=SeatRole.RESERVE).values("person_id")
    return dict(rows.exclude(person_id__in=serving).values_list("person_id", "seat__number"))


def _declined(replacement: Replacement) -> set[UUID]:
    earlier = Replacement.objects.filter(seat=replacement.seat, state=ReplacementState.DECLINED)
    return set(earlier.values_list("offered_to__person_id", flat=True))


@verb(Role.PPS, Role.KPU_REGENCY)
def offer_seat(*, actor: Actor, replacement_id: UUID, application_id: UUID, now: datetime) -> Replacement:
    """Offer a vacant seat to a reserve, with a deadline. Skipping a better rank is recorded with the engine's reason.

    Raises Refused (paw.checks) if the person may not be asked, Conflict unless the seat is vacant.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.VACANT)
    candidates = suggest_reserves(replacement, day_of(now), limit=1000)
    chosen = next((one for one in candidates if one.application.id == application_id), None)
    if chosen is None or not chosen.suggestion.suitable:
        raise Refused(
            "paw.checks",
            "Orang ini tidak dapat ditawari kursi: bukan cadangan, belum diputus bersih, atau melanggar aturan tim.",
            "Pilih cadangan berikutnya yang ditandai sesuai.",
        )
    hours = load_profile(replacement.seat.body.election.profile).number("paw.offer_hours")
    replacement.offered_to, replacement.state = chosen.application, ReplacementState.OFFERED
    replacement.deadline = now + timedelta(hours=hours)
    replacement.save(update_fields=["offered_to", "state", "deadline"])
    _record(replacement, "offered", actor, "paw.order", now)
    person = chosen.application.person
    answer_by = f"{replacement.deadline.astimezone(JAKARTA):%d-%m-%Y %H:%M} WIB"
    text = f"Anda ditawari kursi {replacement.seat.body.kind} di {replacement.region}. Jawab sebelum {answer_by}."
    letter = Letter(
        "placement.offered", replacement.region, text, person.id, person.phone.reveal(), person.email.reveal()
    )
    queue_message(letter, now=now)
    return replacement


@verb(Role.APPLICANT, Role.PPS, Role.KPU_REGENCY)
def answer_offer(*, actor: Actor, replacement_id: UUID, accepts: bool, now: datetime) -> Replacement:
    """Record the answer to an offer: the person's own, or on paper through an officer.

    A declined offer closes this case and opens the next one for the same seat. Raises Conflict unless it is offered.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.OFFERED)
    replacement.state = ReplacementState.ACCEPTED if accepts else ReplacementState.DECLINED
    replacement.closed_at = None if accepts else now
    replacement.save(update_fields=["state", "closed_at"])
    _record(replacement, "accepted" if accepts else "declined", actor, "paw.order", now)
    if accepts:
        return replacement
    return Replacement.objects.create(
        seat=replacement.seat,
        vacated=replacement.vacated,
        region=replacement.region,
        rule=replacement.rule,
        reason=replacement.reason,
        opened_by=actor.label,
        opened_at=now,
    )


@verb(Role.PPS, Role.KPU_REGENCY)
def appoint_replacement(
    *, actor: Actor, replacement_id: UUID, number: str, authority: str, signatory: str, on: date, now: datetime
) -> Appointment:
    """Appoint whoever accepted the offer from `on` to the end of the term; their reserve seat ends the day before.

    Raises Refused (placement.ruled_clear) if a match has come up since, Conflict unless the offer is accepted.
    """
    replacement = _locked(replacement_id, actor)
    _must_be(replacement, ReplacementState.ACCEPTED)
    application = replacement.offered_to
    assert application is not None  # an accepted offer has somebody it was made to
    ward = replacement.region.split("/")[0]
    if application.person_id in held_people(ward) | excluded_people(ward):
        raise Refused(
            "placement.ruled_clear",
            "Ada kecocokan daftar yang belum diputus atau putusan yang menghalangi orang ini.",
            "Selesaikan putusannya dahulu, atau tawarkan kursi kepada cadangan berikutnya.",
        )
    _end_reserve(actor, application, ward, on, now)
    rule, term = term_of(replacement.seat.body.election, BodyKind.KPPS)
    decree = Decree(number, authority, signatory, rule, on, term.end)
    made = appoint_member(
        actor=actor, seat_id=replacement.seat_id, person_id=application.person_id, decree=decree, now=now
    )
    replacement.appointment, replacement.state, replacement.closed_at = made, ReplacementState.APPOINTED, now
    replacement.save(update_fields=["appointment", "state", "closed_at"])
    _record(replacement, "replaced", actor, "paw.order", now)
    return made


def _end_reserve(actor: Actor, application: Application, ward: str, on: date, now: datetime) -> None:
    day_before = on - timedelta(days=1)
    rows = appointments_on(ward, day_before).filter(person_id=application.person_id, seat__role=SeatRole.RESERVE)
    for row in rows:
        end_appointment(
            actor=actor,
            appointment_id=row.id,
            last_day=day_before,
            rule="paw.order",
            reason="Menjadi anggota sebagai pengganti.",
            now=now,
        )
